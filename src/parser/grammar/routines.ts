import { fail } from '../../errors/stream-error.ts';
import type { SqlParameter } from '../../plan/catalog.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { CreateFunction, DropFunction, ExecuteImmediate } from '../../plan/statement.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { AlterationGrammar } from './alterations.ts';

const { k } = t;

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
    let comment: string | undefined;
    const said: string[] = [];
    this.MANY({ GATE: () => !this.is(1, k.RETURN), DEF: () => {
      this.ACTION(() => { said.push(this.word(1) === 'NOT' ? 'DETERMINISTIC' : this.word(1)); });
      comment = this.SUBRULE(this.characteristic) ?? comment;
    } });
    this.CONSUME(k.RETURN);
    const query = this.OPTION3({ GATE: () => this.queryIsNext(), DEF: () => this.SUBRULE(this.query) });
    const body = this.OPTION4({ GATE: () => !this.endsHere(), DEF: () => this.SUBRULE(this.expression) });
    return this.ACTION((): CreateFunction => {
      const at = this.spanFrom(start);
      const twice = said.find((one, index) => said.indexOf(one) < index);
      if (twice !== undefined) fail('DUPLICATE_CLAUSES', { clauseName: twice }, { at });
      if (temporary && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS', {}, { at });
      if (orReplace && ifNotExists) fail('INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE', {}, { at });
      const routine = { name, parameters, temporary };
      const words = { kind: 'CreateFunction', orReplace, ifNotExists, at, ...(comment === undefined ? {} : { comment }) } as const;
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
    this.MANY(() => this.OR([
      { ALT: () => {
        this.CONSUME(k.NOT);
        this.CONSUME(k.NULL);
        this.ACTION(() => fail('USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS', { input: name }, { at: this.spanFrom(start) }));
      } },
      { ALT: () => { this.CONSUME(k.DEFAULT); standard = this.SUBRULE(this.expression); } },
      { ALT: () => { this.CONSUME(k.COMMENT); this.SUBRULE(this.text); } },
    ]));
    return this.ACTION((): SqlParameter => ({ name, type, ...(standard === undefined ? {} : { default: standard }) }));
  });

  /** returns : TABLE ('(' name dataType … ')')? | dataType */
  private readonly returns: ParserMethod<[], Returns> = this.RULE('returns', (): Returns => this.OR<Returns>([
    { ALT: () => {
      this.CONSUME(k.TABLE);
      const schema = this.OPTION(() => { this.CONSUME(t.LeftParen); const found = this.SUBRULE(this.tableSchema); this.CONSUME(t.RightParen); return found; });
      return { columns: schema?.fields };
    } },
    { ALT: () => ({ type: this.SUBRULE(this.dataType) }) },
  ]));

  /** characteristic : COMMENT text | LANGUAGE SQL | NOT? DETERMINISTIC | CONTAINS SQL | READS SQL DATA */
  private readonly characteristic: ParserMethod<[], string | undefined> = this.RULE('characteristic', (): string | undefined => this.OR<string | undefined>([
    { ALT: () => { this.CONSUME(k.COMMENT); return this.SUBRULE(this.text); } },
    { ALT: () => { this.CONSUME(k.LANGUAGE); this.SUBRULE(this.name); return undefined; } },
    { ALT: () => { this.OPTION(() => this.CONSUME(k.NOT)); this.CONSUME(k.DETERMINISTIC); return undefined; } },
    { ALT: () => { this.CONSUME(k.CONTAINS); this.SUBRULE2(this.name); return undefined; } },
    { ALT: () => { this.CONSUME(k.READS); this.SUBRULE3(this.name); this.SUBRULE4(this.name); return undefined; } },
  ]));

  /** dropFunction : DROP TEMPORARY? FUNCTION droppedName */
  protected readonly dropFunction: ParserMethod<[], DropFunction> = this.RULE('dropFunction', (): DropFunction => {
    const start = this.here();
    this.CONSUME(k.DROP);
    const temporary = this.OPTION(() => { this.CONSUME(k.TEMPORARY); return true; }) === true;
    this.CONSUME(k.FUNCTION);
    const dropped = this.SUBRULE(this.droppedName);
    return this.ACTION((): DropFunction => ({ kind: 'DropFunction', ...dropped, temporary, at: this.spanFrom(start) }));
  });

  /** executeImmediate : EXECUTE IMMEDIATE expression (INTO names)? (USING arguments)? (INTO names)? */
  protected readonly executeImmediate: ParserMethod<[], ExecuteImmediate> = this.RULE('executeImmediate', (): ExecuteImmediate => {
    const start = this.here();
    this.CONSUME(k.EXECUTE);
    this.CONSUME(k.IMMEDIATE);
    const text = this.SUBRULE(this.expression);
    const into: string[][] = [];
    const using: { name?: string; value: Expression }[] = [];
    this.OPTION(() => { this.CONSUME(k.INTO); this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { into.push(this.SUBRULE(this.tableName)); } }); });
    this.OPTION2(() => {
      this.CONSUME(k.USING);
      const bracketed = this.OPTION3(() => { this.CONSUME(t.LeftParen); return true; });
      this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => { using.push(this.SUBRULE(this.usedValue)); } });
      this.OPTION4({ GATE: () => bracketed === true, DEF: () => { this.CONSUME(t.RightParen); } });
    });
    return this.ACTION((): ExecuteImmediate => ({ kind: 'ExecuteImmediate', text, into, using, at: this.spanFrom(start) }));
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
