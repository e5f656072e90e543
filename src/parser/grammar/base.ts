import { StreamError, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Value } from '../../columnar/value.ts';
import type { DataType } from '../../types/data-type.ts';
import { EmbeddedActionsParser, tokenMatcher, type TokenType } from '../chevrotain.ts';
import { FirstSets } from '../lookahead.ts';
import { nullLiteral } from '../build/nodes.ts';
import { readName } from '../build/strings.ts';
import { describeMistakes } from '../mistakes.ts';
import type { SqlToken } from '../scan.ts';
import * as t from '../tokens.ts';

const { k } = t;

/** What a text may be told before it is parsed. */
export interface ParseOptions {
  /** spark.sql.ansi.doubleQuotedIdentifiers */
  readonly doubleQuotedIdentifiers?: boolean | undefined;
  /** spark.sql.parser.escapedStringLiterals */
  readonly escapedStringLiterals?: boolean | undefined;
  /** spark.sql.ansi.enforceReservedKeywords, under ANSI: reserved words are no names. */
  readonly reservedKeywords?: boolean | undefined;
  /** spark.sql.parser.singleCharacterPipeOperator.enabled = false: a pipe is written `|>`. */
  readonly pipeArrowsOnly?: boolean | undefined;
  /** spark.sql.operatorPipeSyntaxEnabled = false */
  readonly pipesOff?: boolean | undefined;
  /** spark.sql.allowNamedFunctionArguments = false */
  readonly namedArgumentsOff?: boolean | undefined;
  /** spark.sql.legacy.parameterSubstitution.constantsOnly: markers of parameters stand for expressions only. */
  readonly markersInExpressions?: boolean | undefined;
  /** spark.sql.legacy.identifierClause: IDENTIFIER(…) spells columns, tables and functions, no other name. */
  readonly spelledNamesOff?: boolean | undefined;
  /** spark.sql.legacy.duplicateBetweenInput: BETWEEN is two comparisons. */
  readonly betweenIsTwo?: boolean | undefined;
  /** spark.sql.charAsVarchar: columns that are declared as CHAR are VARCHAR. */
  readonly charIsVarchar?: boolean | undefined;
  /** spark.sql.legacy.keepPartitionSpecAsStringLiteral: PARTITION (p = 05) is '05'. */
  readonly partitionIsText?: boolean | undefined;
  /** spark.sql.legacy.parseNullPartitionSpecAsStringLiteral: PARTITION (p = null) is 'null'. */
  readonly nullPartitionIsText?: boolean | undefined;
  /** spark.sql.legacy.notReserveProperties: properties of tables that clauses stand for are left out, not refused. */
  readonly reservedLeftOut?: boolean | undefined;
  /** spark.sql.collation.objectLevel.enabled = false: tables and views have no collation. */
  readonly objectCollationsOff?: boolean | undefined;
  /** spark.sql.legacy.bangEqualsNot: `!` is NOT everywhere. */
  readonly bangEqualsNot?: boolean | undefined;
  /** spark.sql.legacy.consecutiveStringLiterals.enabled: 'a''b' is two strings. */
  readonly doubledQuotesPart?: boolean | undefined;
  /** spark.sql.legacy.exponentLiteralAsDecimal.enabled */
  readonly exponentsAreDecimal?: boolean | undefined;
  /** spark.sql.ansi.relationPrecedence, under ANSI: JOIN binds tighter than a comma. */
  readonly joinsBeforeCommas?: boolean | undefined;
  /** ASOF JOIN is allowed. */
  readonly asOfJoins?: boolean | undefined;
  /** spark.sql.legacy.parser.havingWithoutGroupByAsWhere */
  readonly havingIsWhere?: boolean | undefined;
  /** spark.sql.parser.quotedRegexColumnNames */
  readonly regexNames?: boolean | undefined;
  /** spark.sql.timestampType = TIMESTAMP_NTZ: what TIMESTAMP means as a type. */
  readonly localTimestamps?: boolean | undefined;
  /** spark.sql.legacy.setopsPrecedence.enabled */
  readonly setOperationsInTurn?: boolean | undefined;
  /** The value of an expression over constants and session variables: the name that IDENTIFIER(…) spells. */
  readonly spelledText?: ((expression: Expression) => { readonly type: DataType; readonly value: Value }) | undefined;
  /** spark.sql.scripting.cursorEnabled */
  readonly cursors?: boolean | undefined;
  /** spark.sql.scripting.continueHandlerEnabled */
  readonly continueHandlers?: boolean | undefined;
  /** Values for `?` and `:name`. A marker without a value stays a `Parameter` node. */
  readonly positional?: readonly Expression[] | undefined;
  readonly named?: Readonly<Record<string, Expression>> | undefined;
}

/**
 * What every chapter of the grammar shares: places in the text, and looking ahead.
 *
 * Nearly every word of Spark's SQL may also be a name, so one token of lookahead seldom decides; a rule asks with a GATE
 * instead, and the questions live here.
 */
export class Grammar extends EmbeddedActionsParser {
  protected sql = '';
  protected tokens: readonly SqlToken[] = [];
  protected settings: ParseOptions = {};
  /** `?` markers seen so far. */
  protected markers = 0;
  /** Between SELECT and FROM. */
  protected inSelectList = false;
  /** The first mistake in what a well-formed text says: a type that does not exist, a number out of range. It counts only when the rest is well formed. */
  protected deferred: StreamError | undefined;

  constructor() {
    super(t.vocabulary, { maxLookahead: 1, lookaheadStrategy: new FirstSets(), recoveryEnabled: false, nodeLocationTracking: 'none', skipValidations: true, errorMessageProvider: describeMistakes });
  }

  load(sql: string, tokens: SqlToken[], settings: ParseOptions): void {
    this.input = tokens;
    this.sql = sql;
    this.tokens = tokens;
    this.settings = settings;
    this.markers = 0;
    this.deferred = undefined;
    this.inSelectList = false;
  }

  get deferredMistake(): StreamError | undefined {
    return this.deferred;
  }

  /** As in the library, but mistakes of meaning wait for the end, since a syntax error further on comes first. What is built until then is thrown away. */
  protected override ACTION<T>(build: () => T): T {
    try {
      return super.ACTION(build);
    } catch (error) {
      const waits = error instanceof StreamError ? !atOnce.has(error.condition) : this.deferred !== undefined && !(error instanceof RangeError);
      if (!waits) throw error;
      if (error instanceof StreamError) this.deferred ??= error;
      return nullLiteral() as T;
    }
  }

  /** Where the next token starts. */
  protected here(): number {
    return this.LA(1).startOffset;
  }

  /** From `start` to the end of the last token taken. */
  protected spanFrom(start: number): Span {
    const last = this.LA(0).endOffset ?? start;
    return { sql: this.sql, start, end: last + 1 };
  }

  protected token(ahead: number): SqlToken {
    return this.LA(ahead) as SqlToken;
  }

  protected is(ahead: number, type: TokenType): boolean {
    return tokenMatcher(this.LA(ahead), type);
  }

  protected isAny(ahead: number, types: ReadonlySet<TokenType>): boolean {
    return types.has(this.LA(ahead).tokenType);
  }

  /** The text of the next token, upper case: for words that have no token type of their own. */
  protected word(ahead: number): string {
    return this.LA(ahead).image.toUpperCase();
  }

  /** Whether the bracket `ahead` holds a token of this type that is not inside a further bracket; not counting its first token. */
  protected bracketHolds(ahead: number, type: TokenType): boolean {
    return this.topLevel(ahead).some((token, index) => index > 0 && token.tokenType === type);
  }

  protected countTopLevel(ahead: number, type: TokenType): number {
    return this.topLevel(ahead).filter((token) => token.tokenType === type).length;
  }

  private topLevel(ahead: number): SqlToken[] {
    const open = this.token(ahead);
    const found: SqlToken[] = [];
    for (let index = open.index + 1; index < (open.close ?? 0); index++) {
      const token = this.tokens[index]!;
      found.push(token);
      if (token.close !== undefined) index = token.close;
    }
    return found;
  }

  /** The type of the token behind the bracket that opens `ahead`. */
  protected afterBracket(ahead: number): TokenType | undefined {
    return this.tokens[(this.token(ahead).close ?? this.tokens.length) + 1]?.tokenType;
  }

  /** Whether `(` opens a query: it may also open an expression, a list, or a joined table, and each of them may open with `(` again. */
  protected bracketHoldsQuery(ahead: number): boolean {
    return this.is(ahead, t.LeftParen) && this.holdsQuery(this.token(ahead));
  }

  private holdsQuery(open: SqlToken): boolean {
    open.holdsQuery ??= this.findQuery(open);
    return open.holdsQuery;
  }

  private findQuery(open: SqlToken): boolean {
    const first = this.tokens[open.index + 1];
    if (first === undefined) return false;
    if (first.tokenType !== t.LeftParen) return this.queryStartsAt(open.index + 1);
    if (!this.holdsQuery(first)) return false;
    const next = this.tokens[(first.close ?? this.tokens.length) + 1]?.tokenType;
    return next === undefined || afterQuery.has(next);
  }

  /** Whether a query starts `ahead`. */
  protected queryAhead(ahead: number): boolean {
    return this.bracketHoldsQuery(ahead) || this.queryStartsAt(this.token(ahead).index ?? this.tokens.length);
  }

  private queryStartsAt(index: number): boolean {
    const first = this.tokens[index]?.tokenType;
    const next = this.tokens[index + 1];
    if (first === undefined || next === undefined) return false;
    switch (first) {
      case k.SELECT: return next.tokenType === t.HintStart || this.opensExpression(next);
      case k.FROM: return tokenMatcher(next, t.AnyWord) || next.tokenType === t.LeftParen;
      case k.WITH: return tokenMatcher(next, t.Word);
      case k.VALUES: return this.opensExpression(next) && next.tokenType !== t.Star && next.tokenType !== t.Plus;
      case k.TABLE: return tokenMatcher(next, t.Word);
      default: return false;
    }
  }

  /** Whether an expression can start `ahead`. */
  protected expressionAhead(ahead: number): boolean {
    const token = this.LA(ahead);
    return Number.isFinite(token.startOffset) && this.opensExpression(token as SqlToken);
  }

  private opensExpression(token: SqlToken): boolean {
    return expressionStarts.some((type) => tokenMatcher(token, type));
  }

  /** Whether the word `ahead` starts the next clause of a query instead of being a name. */
  protected clauseAhead(ahead: number): boolean {
    const type = this.LA(ahead).tokenType;
    const next = ahead + 1;
    switch (type) {
      case k.FROM: return (this.is(next, t.AnyWord) || this.is(next, t.LeftParen)) && !this.plainClauseAhead(next);
      case k.WHERE: case k.HAVING: case k.QUALIFY: case k.LIMIT: case k.OFFSET: return this.expressionAhead(next) && !this.plainClauseAhead(next);
      case k.SELECT: return this.is(next, t.HintStart) || (this.expressionAhead(next) && !this.is(next, k.FROM));
      case k.INSERT: return this.is(next, k.INTO) || this.is(next, k.OVERWRITE);
      case k.GROUP: case k.ORDER: case k.CLUSTER: case k.DISTRIBUTE: case k.SORT: return this.is(next, k.BY);
      case k.LATERAL: return this.is(next, k.VIEW);
      case k.WINDOW: return this.is(next, t.Word) && (this.is(next + 1, k.AS) || (this.is(next, k.IDENTIFIER) && this.is(next + 1, t.LeftParen)));
      case k.UNION: case k.INTERSECT: case k.EXCEPT: case k.MINUS:
        return this.is(next, k.ALL) || this.is(next, k.DISTINCT) || this.queryAhead(next);
      case k.PIVOT: case k.MATCH_CONDITION: return this.is(next, t.LeftParen);
      case k.TABLESAMPLE: return this.is(next, t.LeftParen) || ((this.is(next, k.BERNOULLI) || this.is(next, k.SYSTEM)) && this.is(next + 1, t.LeftParen));
      case k.APPROX: case k.EXACT: return this.is(next, k.NEAREST);
      case k.ASOF: return this.is(next, k.JOIN) && this.followsInBracket(matchWord);
      case k.BIN: return this.is(next, k.BY) && this.is(next + 1, t.LeftParen);
      case k.UNPIVOT: return this.is(next, t.LeftParen) || this.is(next, k.INCLUDE) || this.is(next, k.EXCLUDE);
      case k.WITH: return this.is(next, t.LeftParen) || this.is(next, k.ROLLUP) || this.is(next, k.CUBE);
      case k.DELAY: return this.is(next, k.OF);
      case k.IDENTIFIED: return this.is(next, k.BY);
      case k.FOR: return (this.is(next, t.Word) || this.is(next, t.LeftParen)) && !this.plainClauseAhead(next);
      default: return false;
    }
  }

  /** `clauseAhead` behind a word that would start a clause itself: `SELECT a limit FROM t`. `WHERE offset - 1 > 0` is about a column. */
  private plainClauseAhead(ahead: number): boolean {
    const next = this.LA(ahead + 1);
    const takesExpression = [k.FROM, k.WHERE, k.HAVING, k.QUALIFY, k.LIMIT, k.OFFSET].includes(this.LA(ahead).tokenType);
    if (takesExpression && !tokenMatcher(next, t.AnyWord) && !tokenMatcher(next, t.NumberToken)) return false;
    return this.clauseAhead(ahead);
  }

  /** Whether a token of one of these types follows before the bracket, or the text, ends; not looking into further brackets. */
  protected followsInBracket(types: ReadonlySet<TokenType>): boolean {
    for (let index = this.token(1).index + 1; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (types.has(token.tokenType)) return true;
      if (token.close !== undefined) index = token.close;
      else if (token.tokenType === t.RightParen || token.tokenType === t.Semicolon) return false;
    }
    return false;
  }

  /** WATERMARK is a clause when its DELAY follows. */
  protected watermarkAhead(): boolean {
    return this.is(1, k.WATERMARK) && !this.is(2, t.Comma) && this.followsInBracket(delayWord);
  }

  protected nameOf(image: string): string {
    return readName(image);
  }
}

/** Syntax errors themselves, and what makes reading on impossible. */
const atOnce: ReadonlySet<string> = new Set([
  'PARSE_SYNTAX_ERROR', 'INVALID_IDENTIFIER', 'FAILED_TO_PARSE_TOO_COMPLEX', 'INTERNAL_ERROR',
  'TIDEMARK_NOT_SUPPORTED_YET', 'NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT', 'UNSUPPORTED_FEATURE.CHANGE_DATA_CAPTURE', 'UNSUPPORTED_FEATURE.BIN_BY', 'INVALID_STATEMENT_OR_CLAUSE',
  'TIDEMARK_IDENTIFIED_BY_NEEDS_STREAM', 'UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL', 'UNSUPPORTED_FEATURE.TRANSFORM_NON_HIVE', 'UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE',
]);

const delayWord: ReadonlySet<TokenType> = new Set([k.DELAY]);
const matchWord: ReadonlySet<TokenType> = new Set([k.MATCH_CONDITION]);

const afterQuery: ReadonlySet<TokenType> = new Set([
  t.RightParen, t.PipeArrow, k.UNION, k.INTERSECT, k.EXCEPT, k.MINUS, k.ORDER, k.SORT, k.CLUSTER, k.DISTRIBUTE, k.LIMIT, k.OFFSET,
]);

const expressionStarts: readonly TokenType[] = [t.AnyWord, t.NumberToken, t.StringToken, t.LeftParen, t.Star, t.Minus, t.Plus, t.Tilde, t.Bang, t.Question, t.Colon];
