import { fail } from '../../errors/stream-error.ts';
import type { SqlFunction, SqlParameter } from '../../plan/catalog.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { CreateFunction, DropFunction, ExecuteImmediate } from '../../plan/statement.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { AlterationGrammar } from './alterations.ts';

const { k } = t;

interface Characteristic { readonly clause: string; readonly words: Pick<SqlFunction, 'comment' | 'deterministic' | 'readsData'> }
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
    const parameters: SqlParameter[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => { parameters.push(this.SUBRULE(this.functionParameter)); } });
    this.CONSUME(t.RightParen);
    const returns = this.OPTION2(() => { this.CONSUME(k.RETURNS); return this.SUBRULE(this.returns); });
    const said: Characteristic[] = [];
    this.MANY({ GATE: () => !this.is(1, k.RETURN), DEF: () => { said.push(this.SUBRULE(this.characteristic)); } });
    this.CONSUME(k.RETURN);
    const textStart = this.here();
    const query = this.OPTION3({ GATE: () => this.queryIsNext(), DEF: () => this.SUBRULE(this.query) });
    const body = this.OPTION4({ GATE: () => !this.endsHere(), DEF: () => this.SUBRULE(this.expression) });
    return this.ACTION((): CreateFunction => {
      const at = this.spanFrom(start);
      const clauses = said.map((one) => one.clause);
      const twice = clauses.find((one, index) => clauses.indexOf(one) < index);
      if (twice !== undefined) fail('DUPLICATE_CLAUSES', { clauseName: twice }, { at });
      const elsewhere = temporary && name.length > 1 && !/^(?:system\.)?session$/i.test(name.slice(0, -1).join('.'));
      if (elsewhere) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectName: quoteIdentifier(name.at(-1)!), qualifier: name.slice(0, -1).map(quoteIdentifier).join('.') }, { at });
      if (temporary && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS', {}, { at });
      if (orReplace && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE', {}, { at });
      const routine = { name, parameters, temporary, text: this.sql.slice(textStart, at.end), ...(Object.assign({}, ...said.map((one) => one.words)) as Characteristic['words']) };
      const words = { kind: 'CreateFunction', orReplace, ifNotExists, at } as const;
      if (returns !== undefined && 'columns' in returns) {
        if (query === undefined) return body === undefined ? this.expected('a query') : fail('USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY', { name: name.join('.') }, { at });
        const columns = returns.columns?.map((one) => one.name.toLowerCase()) ?? [];
        const repeated = columns.filter((one, index) => columns.indexOf(one) < index);
        if (repeated.length > 0) fail('DUPLICATE_ROUTINE_RETURNS_COLUMNS', { name: name.join('.'), columns: repeated.join(', ') }, { at });
        return { ...words, routine: { ...routine, kind: 'table', query, ...(returns.columns === undefined ? {} : { columns: returns.columns }) } };
      }
      return { ...words, routine: { ...routine, kind: 'scalar', body: body ?? scalarOf(query) ?? this.expected('an expression'), ...(returns === undefined ? {} : { returnType: returns.type }) } };
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

  /** parameter : name dataType (NOT NULL | DEFAULT expression | COMMENT text)* */
  private readonly functionParameter: ParserMethod<[], SqlParameter> = this.RULE('functionParameter', (): SqlParameter => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const type = this.SUBRULE(this.dataType);
    let standard: Expression | undefined;
    let comment: string | undefined;
    this.MANY(() => this.OR([
      { ALT: () => {
        this.CONSUME(k.NOT);
        this.CONSUME(k.NULL);
        this.ACTION(() => fail('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', { input: name }, { at: this.spanFrom(start) }));
      } },
      { ALT: () => { this.CONSUME(k.DEFAULT); standard = this.SUBRULE(this.keptExpression); } },
      { ALT: () => { this.CONSUME(k.COMMENT); comment = this.SUBRULE(this.text); } },
    ]));
    return this.ACTION((): SqlParameter => ({ name, type, ...(standard === undefined ? {} : { default: standard }), ...(comment === undefined ? {} : { comment }) }));
  });

  /** returns : TABLE ('(' name dataType … ')')? | dataType */
  private readonly returns: ParserMethod<[], Returns> = this.RULE('returns', (): Returns => this.OR<Returns>([
    { ALT: () => {
      this.CONSUME(k.TABLE);
      const schema = this.OPTION(() => { this.CONSUME(t.LeftParen); const found = this.SUBRULE(this.tableSchema); this.CONSUME(t.RightParen); return found; });
      this.ACTION(() => {
        const strict = schema?.fields.find((one) => !one.nullable);
        if (strict !== undefined) fail('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', { input: strict.name }, { at: this.spanFrom(this.here()) });
      });
      return { columns: schema?.fields };
    } },
    { ALT: () => ({ type: this.SUBRULE(this.dataType) }) },
  ]));

  /** characteristic : COMMENT text | LANGUAGE SQL | NOT? DETERMINISTIC | CONTAINS SQL | READS SQL DATA */
  private readonly characteristic: ParserMethod<[], Characteristic> = this.RULE('characteristic', (): Characteristic => this.OR<Characteristic>([
    { ALT: () => { this.CONSUME(k.COMMENT); return { clause: 'COMMENT', words: { comment: this.SUBRULE(this.text) } }; } },
    { ALT: () => {
      const token = this.CONSUME(k.LANGUAGE);
      const language = this.SUBRULE(this.name);
      this.ACTION(() => { if (language.toUpperCase() !== 'SQL') fail('TIDEMARK_FUNCTION_LANGUAGE', { language }, { at: this.spanFrom(token.startOffset) }); });
      return { clause: 'LANGUAGE', words: {} };
    } },
    { ALT: () => { const negated = this.OPTION(() => { this.CONSUME(k.NOT); return true; }); this.CONSUME(k.DETERMINISTIC); return { clause: 'DETERMINISTIC', words: { deterministic: negated !== true } }; } },
    { ALT: () => { this.CONSUME(k.CONTAINS); this.SUBRULE2(this.name); return { clause: 'SQL DATA ACCESS', words: { readsData: false } }; } },
    { ALT: () => { this.CONSUME(k.READS); this.SUBRULE3(this.name); this.SUBRULE4(this.name); return { clause: 'SQL DATA ACCESS', words: { readsData: true } }; } },
  ]));

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
      if (elsewhere) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectName: quoteIdentifier(name.at(-1)!), qualifier: name.slice(0, -1).map(quoteIdentifier).join('.') }, { at });
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
    this.OPTION(() => { this.CONSUME(k.INTO); this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { into.push(this.SUBRULE(this.tableName)); } }); });
    const using = this.OPTION2(() => this.SUBRULE(this.usedValues)) ?? [];
    return this.ACTION((): ExecuteImmediate => ({ kind: 'ExecuteImmediate', text, into, using, at: this.spanFrom(start) }));
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

function scalarOf(query: Relation | undefined): Expression | undefined {
  return query === undefined ? undefined : { kind: 'Subquery', subquery: 'scalar', plan: query };
}
