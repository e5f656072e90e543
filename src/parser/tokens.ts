import { createToken, EOF, Lexer, type TokenType } from './chevrotain.ts';

/** Tokens are made by scan.ts, so none has a pattern. A category is a token type that others belong to. */
const token = (name: string, label: string, ...categories: TokenType[]): TokenType => createToken({ name, label, pattern: Lexer.NA, categories });

/** Any word or back-quoted name. */
export const AnyWord = token('AnyWord', 'a name');
/** A word that may name a table: all except the few in `strictKeywords`. */
export const Word = token('Word', 'a name', AnyWord);
export const BinaryOperator = token('BinaryOperator', 'an operator');
export const NumberToken = token('NumberToken', 'a number');

export const Identifier = token('Identifier', 'a name', Word);
export const QuotedIdentifier = token('QuotedIdentifier', 'a quoted name', Word);
export const Integer = token('Integer', 'an integer', NumberToken);
export const Fraction = token('Fraction', 'a number', NumberToken);
export const StringToken = token('StringToken', 'a string');
/** Chevrotain's own token behind the last one. */
export const EndOfText: TokenType = EOF;
export const HintStart = token('HintStart', "'/*+'");
export const HintEnd = token('HintEnd', "'*/'");
/** The DO behind the query of a FOR: not a name, unlike any other DO. */
export const ForDo = token('ForDo', 'DO');
/** What no rule takes: a stray character, a string that never ends. */
export const Unrecognized = token('Unrecognized', 'nothing');

const symbol = (text: string, ...categories: TokenType[]): TokenType => token(`Symbol ${text}`, `'${text}'`, ...categories);

export const LeftParen = symbol('(');
export const RightParen = symbol(')');
export const LeftBracket = symbol('[');
export const RightBracket = symbol(']');
export const Comma = symbol(',');
export const Dot = symbol('.');
export const Semicolon = symbol(';');
export const Colon = symbol(':');
export const DoubleColon = symbol('::');
export const Arrow = symbol('->');
export const FatArrow = symbol('=>');
export const Question = symbol('?');
export const Tilde = symbol('~');
export const Bang = symbol('!');
export const PipeArrow = symbol('|>');
export const Equal = symbol('=', BinaryOperator);
export const NotEqual = symbol('<>', BinaryOperator);
export const Less = symbol('<', BinaryOperator);
export const Greater = symbol('>', BinaryOperator);
export const Plus = symbol('+', BinaryOperator);
export const Minus = symbol('-', BinaryOperator);
export const Star = symbol('*', BinaryOperator);
export const Bar = symbol('|', BinaryOperator);

/** Every symbol by its text; the longest one that fits is taken. */
export const symbols: ReadonlyMap<string, TokenType> = new Map([
  ['(', LeftParen], [')', RightParen], ['[', LeftBracket], [']', RightBracket], [',', Comma], ['.', Dot], [';', Semicolon], [':', Colon], ['::', DoubleColon],
  ['->', Arrow], ['=>', FatArrow], ['?', Question], ['~', Tilde], ['!', Bang], ['|>', PipeArrow], ['=', Equal], ['<>', NotEqual], ['<', Less], ['>', Greater],
  ['+', Plus], ['-', Minus], ['*', Star], ['|', Bar],
  ...['==', '<=>', '!=', '<=', '>=', '!>', '!<', '<<', '>>', '>>>', '/', '%', '&', '^', '||'].map((text): [string, TokenType] => [text, symbol(text, BinaryOperator)]),
]);

/** Words that end a table reference, so they cannot be the alias of a table. Everywhere else they are names, as in Spark without enforceReservedKeywords. */
const strictKeywords = ['ANTI', 'CROSS', 'EXCEPT', 'FULL', 'INNER', 'INTERSECT', 'JOIN', 'LATERAL', 'LEFT', 'MINUS', 'NATURAL', 'ON', 'RIGHT', 'SEMI', 'UNION', 'USING'] as const;

/** The words that a rule asks for. Every other word of Spark's list is a name here and needs no token of its own. */
const namedKeywords = [
  'ADD', 'AGGREGATE', 'ALL', 'ALTER', 'AND', 'ANY', 'APPROX', 'ARRAY', 'AS', 'ASC', 'ASOF', 'BEGIN', 'BERNOULLI', 'BETWEEN', 'BIN', 'BOTH', 'BUCKET', 'BY', 'CACHE', 'CASCADE',
  'CASE', 'CAST', 'CATALOGS', 'CLEAR', 'CLUSTER', 'CODEGEN', 'COLLATE', 'COLUMNS', 'COMMENT', 'CONTAINS', 'COST', 'CREATE', 'CUBE', 'CURRENT', 'DATA', 'DATABASE', 'DATABASES',
  'DATEADD', 'DATEDIFF', 'DATE_ADD', 'DATE_DIFF', 'DECLARE', 'DEFAULT', 'DEFINER', 'DELAY', 'DESC', 'DESCRIBE', 'DETERMINISTIC', 'DISTANCE', 'DISTINCT', 'DISTRIBUTE', 'DO', 'DROP',
  'ELSE', 'ELSEIF', 'END', 'ERROR', 'ESCAPE', 'EXACT', 'EXCLUDE', 'EXECUTE', 'EXISTS', 'EXPLAIN', 'EXTEND', 'EXTENDED', 'EXTERNAL', 'EXTRACT', 'FALSE', 'FILTER', 'FIRST',
  'FOLLOWING', 'FOR', 'FORMATTED', 'FROM', 'FUNCTION', 'FUNCTIONS', 'GLOBAL', 'GROUP', 'GROUPING', 'HAVING', 'IDENTIFIED', 'IDENTIFIER', 'IF', 'IGNORE', 'ILIKE', 'IMMEDIATE',
  'IN', 'INCLUDE', 'INSERT', 'INTERVAL', 'INTO', 'INVOKER', 'IS', 'ITERATE', 'JSON_TABLE', 'LANGUAGE', 'LAST', 'LAZY', 'LEADING', 'LEAVE', 'LEVEL', 'LIKE', 'LIMIT', 'LOCAL', 'LOCATION',
  'LOGICAL', 'LOOP', 'MAP', 'MATCH_CONDITION', 'MAX', 'MODIFIES', 'NAME', 'NAMESPACE', 'NAMESPACES', 'NEAREST', 'NO', 'NOT', 'NULL', 'NULLS', 'OF', 'OFFSET', 'OPTIONS', 'OR', 'ORDER',
  'ORDINALITY', 'OUT', 'OUTER', 'OVER', 'OVERLAY', 'OVERWRITE', 'PARTITION', 'PARTITIONED', 'PARTITIONS', 'PATH', 'PERCENT', 'PIVOT', 'PLACING', 'POSITION', 'PRECEDING',
  'PURGE', 'QUALIFY', 'QUERY', 'RANGE', 'READS', 'RECURSION', 'RECURSIVE', 'REFRESH', 'RENAME', 'REPEAT', 'REPEATABLE', 'REPLACE', 'RESET', 'RESPECT', 'RESTRICT', 'RETURN',
  'RETURNS', 'RLIKE', 'ROLLUP', 'ROW', 'ROWS', 'SCHEMA', 'SCHEMAS', 'SECURITY', 'SELECT', 'SET', 'SETS', 'SHOW', 'SIMILARITY', 'SOME', 'SORT', 'SQL', 'STREAM', 'STRUCT', 'SUBSTR', 'SUBSTRING',
  'SYSTEM', 'TABLE', 'TABLES', 'TABLESAMPLE', 'TBLPROPERTIES', 'TEMPORARY', 'THEN', 'TIME', 'TIMEDIFF', 'TIMESTAMPADD', 'TIMESTAMPDIFF', 'TO', 'TRAILING', 'TRIM', 'TRUE',
  'TRUNCATE', 'TRY_CAST', 'UNBOUNDED', 'UNCACHE', 'UNKNOWN', 'UNNEST', 'UNPIVOT', 'UNSET', 'UNTIL', 'USE', 'VALUES', 'VARIABLE', 'VIEW', 'VIEWS', 'WATERMARK', 'WHEN', 'WHERE',
  'WHILE', 'WINDOW', 'WITH', 'WITHIN', 'WITHOUT', 'ZONE',
] as const;

type Keyword = (typeof strictKeywords)[number] | (typeof namedKeywords)[number] | 'DIV';

/** `k.SELECT` is the token type of the word SELECT. */
export const k = Object.fromEntries([
  ...strictKeywords.map((name) => [name, token(name, name, AnyWord)] as const),
  ...namedKeywords.map((name) => [name, token(name, name, Word)] as const),
  ['DIV', token('DIV', 'DIV', Word, BinaryOperator)] as const,
]) as Readonly<Record<Keyword, TokenType>>;

/** Spellings of the same word. */
const synonyms = { TEMP: k.TEMPORARY, REGEXP: k.RLIKE, VAR: k.VARIABLE };

export const keywordTypes: ReadonlyMap<string, TokenType> = new Map(
  [...Object.entries(k), ...Object.entries(synonyms)],
);

export const vocabulary: TokenType[] = [
  AnyWord, Word, BinaryOperator, NumberToken, Identifier, QuotedIdentifier, Integer, Fraction, StringToken, HintStart, HintEnd, ForDo, Unrecognized, ...symbols.values(), ...Object.values(k),
];
