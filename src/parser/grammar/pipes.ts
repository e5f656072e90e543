import { fail } from '../../errors/stream-error.ts';
import type { Alias } from '../../plan/expression.ts';
import type { GroupingElement, Relation } from '../../plan/relation.ts';
import { buildSelect } from '../build/selects.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { QueryGrammar } from './queries.ts';

const { k } = t;

/** What may stand behind `|>`. As in Spark, the place of most of them is the query up to there: `start` is where it begins. */
export abstract class PipeGrammar extends QueryGrammar {
  protected override readonly pipe: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipe', (input: Relation, start: number): Relation =>
    this.OR([
      { ALT: () => this.SUBRULE(this.pipeSelect, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeExtend, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeSet, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeDrop, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeAlias, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeWhere, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pipeAggregate, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.pivot, { ARGS: [input] }) },
      { ALT: () => this.SUBRULE(this.unpivot, { ARGS: [input] }) },
      { ALT: () => this.SUBRULE(this.sample, { ARGS: [input] }) },
      { ALT: () => this.SUBRULE(this.pipeSetOperation, { ARGS: [input, start] }) },
      { ALT: () => this.SUBRULE(this.binBy, { ARGS: [input] }) },
      { GATE: () => this.asOfAhead(), ALT: () => this.SUBRULE(this.asOfJoin, { ARGS: [input] }) },
      { GATE: () => this.joinAhead(), ALT: () => this.SUBRULE(this.join, { ARGS: [input] }) },
      { ALT: () => { const organized = this.SUBRULE(this.organization, { ARGS: [input, true] }); return this.ACTION(() => sortedBehindPipe(organized, input)); } },
    ]));

  /** pipeSelect : selectClause groupBy? windows? */
  private readonly pipeSelect: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeSelect', (input: Relation, start: number): Relation => {
    const clause = this.SUBRULE(this.selectClause);
    const grouping = this.OPTION2({ GATE: () => this.is(2, k.BY), DEF: () => this.SUBRULE(this.groupBy) });
    const windows = this.OPTION({ GATE: () => this.clauseAhead(1), DEF: () => this.SUBRULE(this.windows) });
    return this.ACTION(() => buildSelect({ clause, from: input, where: undefined, grouping, having: undefined, qualify: undefined, windows, at: this.spanFrom(start) }));
  });

  /** pipeExtend : EXTEND namedExpressions */
  private readonly pipeExtend: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeExtend', (input: Relation, start: number): Relation => {
    this.CONSUME(k.EXTEND);
    const added = this.SUBRULE(this.namedExpressions);
    return this.ACTION((): Relation => ({ kind: 'Project', input, expressions: [{ kind: 'UnresolvedStar' }, ...added], pipe: 'extend', at: this.spanFrom(start) }));
  });

  /** pipeSet : SET dottedName '=' expression (',' dottedName '=' expression)*           one after the other: the second sees what the first has set */
  private readonly pipeSet: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeSet', (input: Relation, start: number): Relation => {
    let plan = input;
    this.CONSUME(k.SET);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const keyStart = this.here();
        const key = this.SUBRULE(this.dottedName);
        this.CONSUME(t.Equal);
        const value = this.SUBRULE(this.expression);
        this.ACTION(() => {
          const [name, more] = key;
          if (more !== undefined) fail('_LEGACY_ERROR_TEMP_0035', { message: 'SQL pipe syntax |> SET operator with multi-part assignment key (only single-part keys are allowed)' }, { at: this.spanFrom(keyStart) });
          const at = this.spanFrom(start);
          const column: Alias = { kind: 'Alias', input: value, names: [name!], at };
          plan = { kind: 'WithColumns', input: plan, columns: [column], replaceOnly: true, at };
        });
      },
    });
    return plan;
  });

  /** pipeDrop : DROP dottedName (',' dottedName)* */
  private readonly pipeDrop: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeDrop', (input: Relation, start: number): Relation => {
    const except: string[][] = [];
    this.CONSUME(k.DROP);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { except.push(this.SUBRULE(this.dottedName)); } });
    return this.ACTION((): Relation => { const at = this.spanFrom(start); return { kind: 'Project', input, expressions: [{ kind: 'UnresolvedStar', except, at }], at }; });
  });

  /** pipeAlias : AS name */
  private readonly pipeAlias: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeAlias', (input: Relation, start: number): Relation => {
    this.CONSUME(k.AS);
    const alias = this.SUBRULE(this.name);
    return this.ACTION((): Relation => ({ kind: 'SubqueryAlias', input, alias: [alias], at: this.spanFrom(start) }));
  });

  /** pipeWhere : WHERE expression          without windows of its own */
  private readonly pipeWhere: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeWhere', (input: Relation, start: number): Relation => {
    this.CONSUME(k.WHERE);
    const condition = this.SUBRULE(this.expression);
    this.ACTION(() => { if (this.is(1, k.WINDOW) && this.clauseAhead(1)) fail('NOT_ALLOWED_IN_PIPE_OPERATOR_WHERE.WINDOW_CLAUSE', {}, { at: this.spanFrom(start) }); });
    return this.ACTION((): Relation => ({ kind: 'Filter', input, condition, clause: 'where', pipe: true, at: this.spanFrom(start) }));
  });

  /** pipeAggregate : AGGREGATE namedExpressions? (GROUP BY namedExpressions)?           the keys come first and may have names */
  private readonly pipeAggregate: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeAggregate', (input: Relation, start: number): Relation => {
    this.CONSUME(k.AGGREGATE);
    const aggregates = this.OPTION({ GATE: () => !this.clauseAhead(1), DEF: () => this.SUBRULE(this.namedExpressions) });
    const keys = this.OPTION2({ GATE: () => this.is(2, k.BY), DEF: () => {
      this.CONSUME(k.GROUP);
      this.CONSUME(k.BY);
      this.ACTION(() => this.refuseAnalytics(start));
      const found = this.SUBRULE2(this.namedExpressions);
      this.ACTION(() => this.refuseAnalytics(start));
      return found;
    } });
    return this.ACTION((): Relation => {
      const asksNothing = aggregates === undefined && keys === undefined;
      if (asksNothing) fail('_LEGACY_ERROR_TEMP_0035', { message: 'The AGGREGATE clause requires a list of aggregate expressions or a list of grouping expressions, or both' }, { at: this.spanFrom(start) });
      const grouping = (keys ?? []).map((expression): GroupingElement => ({ grouping: 'expression', expression }));
      return { kind: 'Aggregate', input, grouping, aggregates: aggregates ?? [], keysFirst: true, pipe: true, at: this.spanFrom(start) };
    });
  });

  /** ROLLUP, CUBE, GROUPING SETS and ALL, in any of the places where GROUP BY takes them. */
  private refuseAnalytics(start: number): void {
    const isSets = this.is(1, k.GROUPING) && this.is(2, k.SETS);
    const isCall = (this.is(1, k.ROLLUP) || this.is(1, k.CUBE)) && this.is(2, t.LeftParen);
    const isWith = this.is(1, k.WITH) && (this.is(2, k.ROLLUP) || this.is(2, k.CUBE));
    const isAll = this.is(1, k.ALL) && !this.is(2, t.Dot) && !this.is(2, t.LeftParen);
    if (!isSets && !isCall && !isWith && !isAll) return;
    const words = isWith ? `WITH ${this.word(2)}` : isSets ? 'GROUPING SETS' : `GROUP BY ${this.word(1)}`;
    fail('UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE', { case: words }, { at: { sql: this.sql, start, end: this.clauseEnd() } });
  }

  /** Where the operator ends: before the next pipe, the bracket around it or the end. */
  private clauseEnd(): number {
    let depth = 0;
    for (let ahead = 1; ; ahead++) {
      const type = this.LA(ahead).tokenType;
      if (type === t.EndOfText || type === t.Semicolon || (depth === 0 && (type === t.PipeArrow || type === t.RightParen))) return this.LA(ahead - 1).endOffset! + 1;
      depth += type === t.LeftParen ? 1 : type === t.RightParen ? -1 : 0;
    }
  }

  protected abstract expected(what: string): never;

  /** pipeSetOperation : (UNION | EXCEPT | MINUS | INTERSECT) (ALL | DISTINCT)? queryPrimary */
  private readonly pipeSetOperation: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('pipeSetOperation', (input: Relation, start: number): Relation => {
    const operation = this.SUBRULE(this.setOperator);
    const all = this.SUBRULE(this.setQuantifier);
    const right = this.SUBRULE(this.queryPrimary);
    return this.ACTION((): Relation => ({ kind: 'SetOperation', operation, left: input, right, all, at: this.spanFrom(start) }));
  });
}

/** What is sorted behind a pipe sees the columns that come out of it, not those below. */
function sortedBehindPipe(relation: Relation, input: Relation): Relation {
  if (relation === input || !('input' in relation)) return relation;
  const below = sortedBehindPipe(relation.input, input);
  return relation.kind === 'Sort' ? { ...relation, input: below, pipe: true } : { ...relation, input: below };
}
