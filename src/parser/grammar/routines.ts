import { fail, type Span } from '../../errors/stream-error.ts';
import type { SqlFunction, SqlParameter } from '../../plan/catalog.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { CreateFunction, DropFunction, ExecuteImmediate } from '../../plan/statement.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { AlterationGrammar } from './alterations.ts';

const { k } = t;

interface Characteristic { readonly clause: string; readonly words: Pick<SqlFunction, 'comment' | 'deterministic' | 'readsData'> }
type WrittenParameter = SqlParameter & { readonly generated?: boolean };
type Returns = { readonly type: DataType } | { readonly columns: readonly Field[] | undefined };

/** Functions written in SQL, and texts that are run as statements. */
export abstract class RoutineGrammar extends AlterationGrammar {
  /** createFunction : CREATE (OR REPLACE)? TEMPORARY? FUNCTION (IF NOT EXISTS)? name '(' parameters? ')' (RETURNS returns)? characteristic* RETURN (query | expression) */
  protected readonly createFunction: ParserMethod<[], CreateFunction> = this.RULE('createFunction', (): CreateFunction => {
    const start = this.here();
    this.CONSUME(k.CREATE);
    const orReplace = this.SUBRULE(this.orReplace);
    const temporary = this.OPTION(() => { this.CONSUME(k.TEMPORARY); return true; }) === true;
    this.CONSUME(k.FUNCTION);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    const parameters: WrittenParameter[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => { parameters.push(this.SUBRULE(this.functionParameter)); } });
    this.CONSUME(t.RightParen);
    const returns = this.OPTION2(() => { this.CONSUME(k.RETURNS); return this.SUBRULE(this.returns); });
    const said: Characteristic[] = [];
    const saidStart = this.here();
    this.MANY({ GATE: () => !this.is(1, k.RETURN), DEF: () => { said.push(this.SUBRULE(this.characteristic)); } });
    const saidAt = this.ACTION(() => this.spanFrom(saidStart));
    this.CONSUME(k.RETURN);
    const textStart = this.here();
    const query = this.OPTION3({ GATE: () => this.queryIsNext(), DEF: () => this.SUBRULE(this.query) });
    const body = this.OPTION4({ GATE: () => !this.endsHere(), DEF: () => this.SUBRULE(this.expression) });
    return this.ACTION((): CreateFunction => {
      const at = this.spanFrom(start);
      const clauses = said.map((one) => one.clause);
      const twice = clauses.find((one, index) => clauses.indexOf(one) < index);
      if (twice !== undefined) fail('DUPLICATE_CLAUSES', { clauseName: twice }, { at: saidAt });
      const elsewhere = temporary && name.length > 1 && !/^(?:system\.)?session$/i.test(name.slice(0, -1).join('.'));
      if (elsewhere) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectType: 'FUNCTION', objectName: quoteIdentifier(name.at(-1)!), qualifier: name.slice(0, -1).map(quoteIdentifier).join('.') }, { at });
      if (parameters.some((one) => one.generated === true)) fail('INVALID_SQL_SYNTAX.CREATE_FUNC_WITH_GENERATED_COLUMNS_AS_PARAMETERS', {}, { at });
      if (temporary && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS', {}, { at });
      if (orReplace && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE', {}, { at });
      const text = this.sql.slice(textStart, at.end);
      const routine = { name, parameters, temporary, text, ...(Object.assign({}, ...said.map((one) => one.words)) as Characteristic['words']) };
      const words = { kind: 'CreateFunction', orReplace, ifNotExists, at } as const;
      if (returns !== undefined && 'columns' in returns) {
        if (query === undefined) return body === undefined ? this.expected('a query') : fail('USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY', { name: name.join('.') }, { at });
        return { ...words, routine: { ...routine, kind: 'table', query: ownText(query, text, textStart), ...(returns.columns === undefined ? {} : { columns: returns.columns }) } };
      }
      const value = body ?? scalarOf(query) ?? this.expected('an expression');
      return { ...words, routine: { ...routine, kind: 'scalar', body: ownText(value, text, textStart), ...(returns === undefined ? {} : { returnType: returns.type }) } };
    });
  });

  /** A query without brackets, or one in brackets that is all there is. */
  private queryIsNext(): boolean {
    if (!this.queryAhead(1)) return false;
    const behind = this.is(1, t.LeftParen) ? this.afterBracket(1) : undefined;
    return behind === undefined || behind === t.EndOfText || behind === t.Semicolon || this.isSetOperator(behind);
  }

  private isSetOperator(type: ReturnType<RoutineGrammar['afterBracket']>): boolean {
    return type === k.UNION || type === k.EXCEPT || type === k.INTERSECT || type === k.MINUS;
  }

  private endsHere(): boolean { return this.is(1, t.EndOfText) || this.is(1, t.Semicolon); }

  /** parameter : name dataType (NOT NULL | DEFAULT expression | COMMENT text | generated)* */
  private readonly functionParameter: ParserMethod<[], WrittenParameter> = this.RULE('functionParameter', (): WrittenParameter => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const type = this.SUBRULE(this.dataType);
    let standard: Expression | undefined;
    let comment: string | undefined;
    let isStrict = false;
    let generated = false;
    const said: string[] = [];
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k.NOT); this.CONSUME(k.NULL); isStrict = true; } },
      { ALT: () => { this.CONSUME(k.DEFAULT); said.push('DEFAULT'); standard = this.SUBRULE(this.keptExpression); } },
      { ALT: () => { this.CONSUME(k.COMMENT); said.push('COMMENT'); comment = this.SUBRULE(this.text); } },
      { GATE: () => this.word(1) === 'GENERATED', ALT: () => { this.SUBRULE(this.generated, { ARGS: [type, start] }); generated = true; } },
    ]));
    return this.ACTION((): WrittenParameter => {
      const at = this.spanFrom(start);
      const twice = said.find((one, index) => said.indexOf(one) < index);
      if (twice !== undefined) fail('CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE', { columnName: name, optionName: twice }, { at });
      if (isStrict) fail('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', { input: this.sql.slice(at.start, at.end) }, { at });
      const written = standard?.at;
      const value = written === undefined ? standard : ownText(standard, this.sql.slice(written.start, written.end), written.start);
      return { name, type, ...(generated ? { generated } : {}), ...(comment === undefined ? {} : { comment }), ...(value === undefined ? {} : { default: value }) };
    });
  });

  /** returns : TABLE ('(' name dataType … ')')? | dataType */
  private readonly returns: ParserMethod<[], Returns> = this.RULE('returns', (): Returns => this.OR<Returns>([
    { ALT: () => {
      this.CONSUME(k.TABLE);
      const schema = this.OPTION(() => {
        this.CONSUME(t.LeftParen);
        const start = this.here();
        const found = this.SUBRULE(this.tableSchema);
        this.ACTION(() => {
          const strict = found.fields.find((one) => !one.nullable);
          if (strict !== undefined) fail('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', { input: `${strict.name} ${typeToSql(strict.type)} NOT NULL` }, { at: this.spanFrom(start) });
        });
        this.CONSUME(t.RightParen);
        return found;
      });
      return { columns: schema?.fields };
    } },
    { ALT: () => ({ type: this.SUBRULE(this.dataType) }) },
  ]));

  /** characteristic : COMMENT text | LANGUAGE name | NOT? DETERMINISTIC | (CONTAINS | NO) SQL | (READS | MODIFIES) SQL DATA | SQL SECURITY (DEFINER | INVOKER) */
  private readonly characteristic: ParserMethod<[], Characteristic> = this.RULE('characteristic', (): Characteristic => this.OR<Characteristic>([
    { ALT: () => { this.CONSUME(k.COMMENT); return { clause: 'COMMENT', words: { comment: this.SUBRULE(this.text) } }; } },
    { ALT: () => {
      const token = this.CONSUME(k.LANGUAGE);
      const language = this.SUBRULE(this.name);
      this.ACTION(() => { if (language.toUpperCase() !== 'SQL') fail('_LEGACY_ERROR_TEMP_0035', { message: `Unsupported language for user defined functions: ${language}` }, { at: this.spanFrom(token.startOffset) }); });
      return { clause: 'LANGUAGE', words: {} };
    } },
    { ALT: () => { const negated = this.OPTION(() => { this.CONSUME(k.NOT); return true; }); this.CONSUME(k.DETERMINISTIC); return { clause: 'DETERMINISTIC', words: { deterministic: negated !== true } }; } },
    { ALT: () => { this.CONSUME(k.CONTAINS); this.CONSUME(k.SQL); return { clause: 'SQL DATA ACCESS', words: { readsData: false } }; } },
    { ALT: () => { this.CONSUME(k.READS); this.CONSUME2(k.SQL); this.CONSUME(k.DATA); return { clause: 'SQL DATA ACCESS', words: { readsData: true } }; } },
    { ALT: () => this.refusedWords(() => { this.CONSUME(k.NO); this.CONSUME3(k.SQL); }) },
    { ALT: () => this.refusedWords(() => { this.CONSUME(k.MODIFIES); this.CONSUME4(k.SQL); this.CONSUME2(k.DATA); }) },
    { GATE: () => this.word(3) !== 'INVOKER', ALT: () => { this.CONSUME5(k.SQL); this.CONSUME(k.SECURITY); this.CONSUME(k.DEFINER); return { clause: 'SQL SECURITY', words: {} }; } },
    { ALT: () => this.refusedWords(() => { this.CONSUME6(k.SQL); this.CONSUME2(k.SECURITY); this.CONSUME(k.INVOKER); }) },
  ]));

  private refusedWords(read: () => void): Characteristic {
    const start = this.here();
    read();
    return this.ACTION((): Characteristic => {
      const at = this.spanFrom(start);
      return fail('_LEGACY_ERROR_TEMP_0035', { message: `SQL function with ${this.sql.slice(at.start, at.end)} is not supported` }, { at });
    });
  }

  /** dropFunction : DROP TEMPORARY? FUNCTION droppedName */
  protected readonly dropFunction: ParserMethod<[], DropFunction> = this.RULE('dropFunction', (): DropFunction => {
    const start = this.here();
    this.CONSUME(k.DROP);
    const temporary = this.OPTION(() => { this.CONSUME(k.TEMPORARY); return true; }) === true;
    this.CONSUME(k.FUNCTION);
    const dropped = this.SUBRULE(this.droppedName);
    return this.ACTION((): DropFunction => {
      const at = this.spanFrom(start);
      const { name } = dropped;
      const elsewhere = temporary && name.length > 1 && !/^(?:system\.)?session$/i.test(name.slice(0, -1).join('.'));
      if (elsewhere) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectType: 'FUNCTION', objectName: quoteIdentifier(name.at(-1)!), qualifier: name.slice(0, -1).map(quoteIdentifier).join('.') }, { at });
      return { kind: 'DropFunction', ...dropped, temporary, at };
    });
  });

  /** executeImmediate : EXECUTE IMMEDIATE expression (INTO names)? (USING arguments)? (INTO names)? */
  protected readonly executeImmediate: ParserMethod<[], ExecuteImmediate> = this.RULE('executeImmediate', (): ExecuteImmediate => {
    const start = this.here();
    this.CONSUME(k.EXECUTE);
    this.CONSUME(k.IMMEDIATE);
    const text = this.SUBRULE(this.expression);
    const into: string[][] = [];
    const intoAt = this.OPTION(() => {
      this.CONSUME(k.INTO);
      const intoStart = this.here();
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { into.push(this.SUBRULE(this.tableName)); } });
      return this.ACTION(() => this.spanFrom(intoStart));
    });
    const usingStart = this.here();
    const using = this.OPTION2(() => this.SUBRULE(this.usedValues)) ?? [];
    return this.ACTION((): ExecuteImmediate => ({
      kind: 'ExecuteImmediate', text, into, using, ...(intoAt === undefined ? {} : { intoAt }), usingAt: this.spanFrom(usingStart), at: this.spanFrom(start),
    }));
  });

  /** usedValues : USING ('(' usedValue (',' usedValue)* ')' | usedValue (',' usedValue)*) */
  protected readonly usedValues: ParserMethod<[], ExecuteImmediate['using']> = this.RULE('usedValues', (): ExecuteImmediate['using'] => {
    const using: { name?: string; value: Expression }[] = [];
    this.CONSUME(k.USING);
    const bracketed = this.OPTION({ GATE: () => !this.bracketHoldsQuery(1), DEF: () => { this.CONSUME(t.LeftParen); return true; } });
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { using.push(this.SUBRULE(this.usedValue)); } });
    this.OPTION2({ GATE: () => bracketed === true, DEF: () => { this.CONSUME(t.RightParen); } });
    return using;
  });

  /** expression (AS name)? */
  private readonly usedValue: ParserMethod<[], { name?: string; value: Expression }> = this.RULE('usedValue', (): { name?: string; value: Expression } => {
    const found = this.SUBRULE(this.namedExpression);
    return this.ACTION(() => (found.kind === 'Alias' && found.names.length === 1 ? { name: found.names[0]!, value: found.input } : { value: found }));
  });
}

/** What stands in a text of its own, as it is kept with the function: places count from its beginning, as in Spark. */
function ownText<T>(node: T, sql: string, start: number): T {
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'at' && isSpan(one) ? { sql, start: one.start - start, end: one.end - start } : moved(one)]));
  };
  return moved(node) as T;
}

function isSpan(value: unknown): value is Span { return typeof value === 'object' && value !== null && 'start' in value && 'end' in value; }

function scalarOf(query: Relation | undefined): Expression | undefined {
  return query === undefined ? undefined : { kind: 'Subquery', subquery: 'scalar', plan: query };
}
