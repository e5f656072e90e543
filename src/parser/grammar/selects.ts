import { fail } from '../../errors/stream-error.ts';
import type { Expression, WindowSpec } from '../../plan/expression.ts';
import type { GroupingElement, Relation } from '../../plan/relation.ts';
import { buildSelect, type SelectBlock, type SelectClause } from '../build/selects.ts';
import { buildOrganization, type Organization } from '../build/organization.ts';
import { refuse } from '../build/nodes.ts';
import { groupingAll } from '../build/grouping.ts';
import type { ParserMethod } from '../chevrotain.ts';
import { quoteIdentifier } from '../../types/print.ts';
import * as t from '../tokens.ts';
import { ShapeGrammar } from './shapes.ts';

const { k } = t;

interface HintText { readonly name: string; readonly parameters: readonly Expression[] }

/** One SELECT with its clauses, and what organizes the rows of a whole query. */
export abstract class SelectGrammar extends ShapeGrammar {
  /** selectClause : SELECT hints* (DISTINCT | ALL)? namedExpressions */
  protected readonly selectClause: ParserMethod<[], SelectClause> = this.RULE('selectClause', (): SelectClause => {
    const start = this.here();
    this.CONSUME(k.SELECT);
    this.ACTION(() => { this.refuseScript(start); this.inSelectList = true; });
    const hints: HintText[] = [];
    this.MANY(() => this.SUBRULE(this.hints, { ARGS: [hints] }));
    const distinct = this.OPTION({
      GATE: () => this.expressionAhead(2) && !(this.is(2, k.FROM) && this.clauseAhead(2)),
      DEF: () => this.OR([{ ALT: () => { this.CONSUME(k.DISTINCT); return true; } }, { ALT: () => { this.CONSUME(k.ALL); return false; } }]),
    });
    const expressions = this.SUBRULE(this.namedExpressions);
    this.ACTION(() => { this.inSelectList = false; });
    return this.ACTION(() => ({ expressions, distinct: distinct === true, hints, at: this.spanFrom(start) }));
  });

  /** SELECT TRANSFORM (…) USING a script: rows do not leave the process. */
  private refuseScript(start: number): void {
    if (this.word(1) !== 'TRANSFORM' || !this.is(2, t.LeftParen)) return;
    const behind = this.tokens[(this.token(2).close ?? this.tokens.length) + 1]?.image.toUpperCase();
    if (behind !== 'ROW' && behind !== 'RECORDWRITER' && !(behind === 'USING' && this.tokens[this.token(2).close! + 2]?.tokenType === t.StringToken)) return;
    if (this.is(3, k.DISTINCT) || this.is(3, k.ALL)) fail('UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL', {}, { at: this.spanFrom(start) });
    if (behind === 'ROW' && this.tokens[this.token(2).close! + 3]?.image.toUpperCase() === 'SERDE') fail('UNSUPPORTED_FEATURE.TRANSFORM_NON_HIVE', {}, { at: this.spanFrom(start) });
    refuse('SELECT TRANSFORM … USING a script', this.spanFrom(start));
  }

  /** hints : '/*+' hint (','? hint)* followed by the end of the comment           hint : name ('(' expressions? ')')? */
  private readonly hints: ParserMethod<[into: HintText[]], void> = this.RULE('hints', (into: HintText[]): void => {
    this.CONSUME(t.HintStart);
    this.AT_LEAST_ONE(() => {
      const name = this.SUBRULE(this.name);
      const parameters: Expression[] = [];
      this.OPTION(() => {
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
          const minus = this.OPTION3(() => this.CONSUME(t.Minus));
          const one = this.SUBRULE(this.primary);
          parameters.push(minus === undefined ? one : { kind: 'UnresolvedFunction', name: ['negative'], arguments: [one], operator: true, at: one.at });
        } });
        this.CONSUME(t.RightParen);
      });
      this.OPTION2(() => this.CONSUME(t.Comma));
      this.ACTION(() => into.push({ name, parameters }));
    });
    this.CONSUME(t.HintEnd);
  });

  /** select : selectClause from? selectTail */
  protected readonly select: ParserMethod<[], Relation> = this.RULE('select', (): Relation => {
    const start = this.here();
    const clause = this.SUBRULE(this.selectClause);
    const from = this.OPTION(() => this.SUBRULE(this.from));
    return this.SUBRULE(this.selectTail, { ARGS: [clause, from, start] });
  });

  /** selectTail : lateralView* (WHERE expression)? groupBy? (HAVING expression)? windows? (QUALIFY expression)? */
  protected readonly selectTail: ParserMethod<[clause: SelectClause, from: Relation | undefined, start: number], Relation> =
    this.RULE('selectTail', (clause: SelectClause, from: Relation | undefined, start: number): Relation => {
      let input: Relation | undefined = from;
      this.MANY({
        GATE: () => this.is(2, k.VIEW),
        DEF: () => { input = this.SUBRULE(this.lateralView, { ARGS: [input ?? { kind: 'OneRow' }] }); },
      });
      const where = this.OPTION(() => { this.CONSUME(k.WHERE); return this.SUBRULE(this.expression); });
      const groupStart = this.here();
      const grouping = this.OPTION2({ GATE: () => this.is(2, k.BY), DEF: () => this.SUBRULE(this.groupBy) });
      const groupingAt = this.ACTION(() => this.spanFrom(groupStart));
      const having = this.OPTION3(() => { this.CONSUME(k.HAVING); return this.SUBRULE2(this.expression); });
      const windows = this.OPTION4({ GATE: () => this.clauseAhead(1), DEF: () => this.SUBRULE(this.windows) });
      const qualify = this.OPTION5(() => { this.CONSUME(k.QUALIFY); return this.SUBRULE3(this.expression); });
      return this.ACTION(() => buildSelect({ clause, from: input, where, grouping, groupingAt, having, qualify, windows, at: this.spanFrom(start) } satisfies SelectBlock, this.settings));
    });

  /** groupBy : GROUP BY groupingElement (',' groupingElement)* (WITH (ROLLUP | CUBE) | groupingSets)? */
  protected readonly groupBy: ParserMethod<[], GroupingElement[]> = this.RULE('groupBy', (): GroupingElement[] => {
    const elements: GroupingElement[] = [];
    this.CONSUME(k.GROUP);
    this.CONSUME(k.BY);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { elements.push(this.SUBRULE(this.groupingElement)); } });
    const whole = this.OPTION(() => this.OR<'rollup' | 'cube' | Extract<GroupingElement, { grouping: 'sets' }>>([
      { ALT: () => {
        this.CONSUME(k.WITH);
        return this.OR2([{ ALT: () => { this.CONSUME(k.ROLLUP); return 'rollup' as const; } }, { ALT: () => { this.CONSUME(k.CUBE); return 'cube' as const; } }]);
      } },
      { ALT: () => this.SUBRULE(this.groupingSets) },
    ]));
    return this.ACTION(() => groupingAll(elements, whole));
  });

  /** groupingElement : (ROLLUP | CUBE) '(' groupingSet (',' groupingSet)* ')' | groupingSets | expression */
  private readonly groupingElement: ParserMethod<[], GroupingElement> = this.RULE('groupingElement', (): GroupingElement =>
    this.OR<GroupingElement>([
      { GATE: () => (this.is(1, k.ROLLUP) || this.is(1, k.CUBE)) && this.is(2, t.LeftParen) && !this.is(3, t.RightParen), ALT: () => {
        const grouping = this.OR2([{ ALT: () => { this.CONSUME(k.ROLLUP); return 'rollup' as const; } }, { ALT: () => { this.CONSUME(k.CUBE); return 'cube' as const; } }]);
        const sets: (readonly Expression[])[] = [];
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { sets.push(this.SUBRULE(this.groupingSet)); } });
        this.CONSUME(t.RightParen);
        return { grouping, sets };
      } },
      { GATE: () => this.is(1, k.GROUPING) && this.is(2, k.SETS), ALT: () => this.SUBRULE(this.groupingSets) },
      { ALT: () => { const expression = this.SUBRULE(this.expression); return { grouping: 'expression', expression }; } },
    ]));

  /** groupingSets : GROUPING SETS '(' setMember (',' setMember)* ')' */
  private readonly groupingSets: ParserMethod<[], Extract<GroupingElement, { grouping: 'sets' }>> = this.RULE('groupingSets', (): Extract<GroupingElement, { grouping: 'sets' }> => {
    const sets: (readonly GroupingElement[])[] = [];
    this.CONSUME(k.GROUPING);
    this.CONSUME(k.SETS);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { sets.push(this.SUBRULE(this.setMember)); } });
    this.CONSUME(t.RightParen);
    return { grouping: 'sets', sets };
  });

  /** setMember : groupingElement | groupingSet */
  private readonly setMember: ParserMethod<[], GroupingElement[]> = this.RULE('setMember', (): GroupingElement[] =>
    this.OR([
      { GATE: () => (this.is(2, t.LeftParen) && (this.is(1, k.ROLLUP) || this.is(1, k.CUBE))) || (this.is(1, k.GROUPING) && this.is(2, k.SETS)), ALT: () => [this.SUBRULE(this.groupingElement)] },
      { ALT: () => { const set = this.SUBRULE(this.groupingSet); return this.ACTION(() => set.map((expression): GroupingElement => ({ grouping: 'expression', expression }))); } },
    ]));

  /** groupingSet : '(' (expression (',' expression)*)? ')' | expression */
  private readonly groupingSet: ParserMethod<[], Expression[]> = this.RULE('groupingSet', (): Expression[] =>
    this.OR([
      { GATE: () => this.bracketIsSet(), ALT: () => {
        const set: Expression[] = [];
        this.CONSUME(t.LeftParen);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => { set.push(this.SUBRULE(this.expression)); } });
        this.CONSUME(t.RightParen);
        return set;
      } },
      { ALT: () => [this.SUBRULE2(this.expression)] },
    ]));

  private bracketIsSet(): boolean {
    if (!this.is(1, t.LeftParen) || this.bracketHoldsQuery(1)) return false;
    const after = this.afterBracket(1);
    return after === t.Comma || after === t.RightParen;
  }

  /** windows : WINDOW name AS (windowSpec | name) (',' name AS …)* */
  protected readonly windows: ParserMethod<[], Record<string, WindowSpec>> = this.RULE('windows', (): Record<string, WindowSpec> => {
    const start = this.here();
    const entries: [string, WindowSpec][] = [];
    this.CONSUME(k.WINDOW);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name);
        this.CONSUME(k.AS);
        const spec = this.OR<WindowSpec>([
          { GATE: () => this.is(1, t.LeftParen) && this.is(2, t.AnyWord) && this.is(3, t.RightParen), ALT: () => {
            this.CONSUME(t.LeftParen);
            const base = this.SUBRULE2(this.name);
            this.CONSUME(t.RightParen);
            return { base, partitionBy: [], orderBy: [] };
          } },
          { GATE: () => this.is(1, t.LeftParen), ALT: () => this.SUBRULE(this.windowSpec) },
          { ALT: () => ({ base: this.SUBRULE3(this.name), partitionBy: [], orderBy: [] }) },
        ]);
        entries.push([name, spec]);
      },
    });
    this.ACTION(() => {
      const names = entries.map(([name]) => name.toLowerCase());
      const twice = names.findIndex((name, index) => names.indexOf(name) < index);
      if (twice >= 0) fail('INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION', { windowName: quoteIdentifier(entries[twice]![0]) }, { at: this.spanFrom(start) });
    });
    return this.ACTION(() => Object.fromEntries(entries));
  });

  /** organization : (ORDER BY sorts)? (CLUSTER BY expressions)? (DISTRIBUTE BY expressions)? (SORT BY sorts)? windows? (LIMIT (ALL | expression))? (OFFSET expression)? */
  protected readonly organization: ParserMethod<[input: Relation, inPipe: boolean], Relation> = this.RULE('organization', (input: Relation, inPipe: boolean): Relation => {
    const start = this.here();
    const orderBy = this.OPTION({ GATE: () => this.is(2, k.BY), DEF: () => { this.CONSUME(k.ORDER); this.CONSUME(k.BY); return this.SUBRULE(this.sorts); } });
    const clusterBy = this.OPTION2({ GATE: () => this.is(2, k.BY), DEF: () => { this.CONSUME(k.CLUSTER); this.CONSUME2(k.BY); return this.SUBRULE(this.expressionList); } });
    const distributeBy = this.OPTION3({ GATE: () => this.is(2, k.BY), DEF: () => { this.CONSUME(k.DISTRIBUTE); this.CONSUME3(k.BY); return this.SUBRULE2(this.expressionList); } });
    const sortBy = this.OPTION4({ GATE: () => this.is(2, k.BY), DEF: () => { this.CONSUME(k.SORT); this.CONSUME4(k.BY); return this.SUBRULE2(this.sorts); } });
    const windows = this.OPTION5({ GATE: () => this.clauseAhead(1), DEF: () => this.SUBRULE(this.windows) });
    const limit = this.OPTION6(() => {
      this.CONSUME(k.LIMIT);
      return this.OR<Expression | 'all'>([
        { GATE: () => !this.expressionAhead(2) || this.clauseAhead(2), ALT: () => { this.CONSUME(k.ALL); return 'all'; } },
        { ALT: () => this.SUBRULE(this.expression) },
      ]);
    });
    const offset = this.OPTION7(() => { this.CONSUME(k.OFFSET); return this.SUBRULE2(this.expression); });
    return this.ACTION(() => {
      const clauses: Organization = { orderBy, clusterBy, distributeBy, sortBy, windows, limit: limit === 'all' ? undefined : limit, offset };
      return buildOrganization(input, clauses, { inPipe, at: this.LA(0).startOffset >= start ? this.spanFrom(start) : undefined });
    });
  });
}
