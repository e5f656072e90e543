import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { SessionGrammar } from './sessions.ts';

const { k } = t;

/** Whom the expressions of a WHEN clause may read. */
type Side = 'MATCHED' | 'NOT_MATCHED_BY_TARGET' | 'NOT_MATCHED_BY_SOURCE';
interface MergeClause { readonly side: Side; readonly conditional: boolean; readonly columns: readonly Expression[]; readonly values: readonly Expression[]; readonly all: boolean }

/** What a MERGE looks up, one relation after the other; `every` are columns of the source that must be there for all columns of the target. */
export interface MergeReads { readonly reads: readonly Relation[]; readonly every?: Relation }

/** The WHEN clauses of MERGE. Spark's own tables take none of them: names and types in them are looked at all the same. */
export abstract class MergeGrammar extends SessionGrammar {
  protected abstract readonly setColumn: ParserMethod<[], Expression[]>;

  /** mergeClauses : (WHEN NOT? MATCHED (BY (TARGET | SOURCE))? (AND expression)? THEN (DELETE | UPDATE SET ('*' | setColumns) | INSERT ('*' | columns VALUES values)))+ */
  protected readonly mergeClauses: ParserMethod<[], MergeClause[]> = this.RULE('mergeClauses', (): MergeClause[] => {
    const clauses: MergeClause[] = [];
    this.AT_LEAST_ONE(() => { clauses.push(this.SUBRULE(this.mergeClause)); });
    this.ACTION(() => { this.checkConditions(clauses); });
    return clauses;
  });

  private readonly mergeClause: ParserMethod<[], MergeClause> = this.RULE('mergeClause', (): MergeClause => {
    this.CONSUME(k.WHEN);
    const not = this.OPTION(() => { this.CONSUME(k.NOT); return true; });
    this.CONSUME(t.AnyWord); // MATCHED
    const by = this.OPTION2({ GATE: () => this.is(1, k.BY), DEF: () => { this.CONSUME(k.BY); return this.CONSUME2(t.AnyWord).image.toUpperCase(); } });
    const condition = this.OPTION3(() => { this.CONSUME(k.AND); return this.SUBRULE(this.expression); });
    this.CONSUME(k.THEN);
    const values: Expression[] = condition === undefined ? [] : [condition];
    const columns: Expression[] = [];
    const all = this.OR<boolean>([
      { GATE: () => this.word(1) === 'DELETE', ALT: () => { this.CONSUME3(t.AnyWord); return false; } },
      { GATE: () => this.word(1) === 'UPDATE' && this.is(3, t.Star), ALT: () => { this.CONSUME4(t.AnyWord); this.CONSUME(k.SET); this.CONSUME(t.Star); return true; } },
      { GATE: () => this.word(1) === 'UPDATE', ALT: () => {
        this.CONSUME5(t.AnyWord);
        this.CONSUME2(k.SET);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
          const change = this.SUBRULE(this.setColumn);
          this.ACTION(() => { columns.push(change[0]!); values.push(...change.slice(1)); });
        } });
        return false;
      } },
      { GATE: () => this.is(2, t.Star), ALT: () => { this.CONSUME(k.INSERT); this.CONSUME2(t.Star); return true; } },
      { ALT: () => {
        const inserted = this.SUBRULE(this.mergeInsert);
        this.ACTION(() => { columns.push(...inserted.columns); values.push(...inserted.values); });
        return false;
      } },
    ]);
    return { side: not !== true ? 'MATCHED' : by === 'SOURCE' ? 'NOT_MATCHED_BY_SOURCE' : 'NOT_MATCHED_BY_TARGET', conditional: condition !== undefined, columns, values, all };
  });

  private readonly mergeInsert: ParserMethod<[], Pick<MergeClause, 'columns' | 'values'>> = this.RULE('mergeInsert', (): Pick<MergeClause, 'columns' | 'values'> => {
    const start = this.here();
    const columns: Expression[] = [];
    const values: Expression[] = [];
    this.CONSUME(k.INSERT);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
      const at = this.here();
      const name = this.SUBRULE(this.tableName);
      this.ACTION(() => columns.push({ kind: 'UnresolvedAttribute', name, at: this.spanFrom(at) }));
    } });
    this.CONSUME(t.RightParen);
    this.CONSUME(k.VALUES);
    this.CONSUME2(t.LeftParen);
    this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => { values.push(this.SUBRULE(this.expression)); } });
    this.CONSUME2(t.RightParen);
    return this.ACTION(() => {
      if (values.length !== columns.length) fail('MERGE_INSERT_VALUE_COUNT_MISMATCH', { actualCount: String(values.length), expectedCount: String(columns.length) }, { at: this.spanFrom(start) });
      return { columns, values };
    });
  });

  /** Of one kind only the last clause may go without a condition. */
  private checkConditions(clauses: readonly MergeClause[]): void {
    for (const side of ['MATCHED', 'NOT_MATCHED_BY_TARGET', 'NOT_MATCHED_BY_SOURCE'] as const) {
      if (clauses.filter((one) => one.side === side).slice(0, -1).some((one) => !one.conditional)) fail(`NON_LAST_${side}_CLAUSE_OMIT_CONDITION`, {}, { at: this.spanFrom(this.here()) });
    }
  }

  protected readsOfMerge(target: Relation, source: Relation, condition: Expression, clauses: readonly MergeClause[]): MergeReads {
    const both: Relation = { kind: 'Join', left: target, right: source, type: 'cross' };
    const sides: Readonly<Record<Side, Relation>> = { MATCHED: both, NOT_MATCHED_BY_TARGET: source, NOT_MATCHED_BY_SOURCE: target };
    const reads = (input: Relation, expressions: readonly Expression[]): readonly Relation[] => (expressions.length === 0 ? [] : [{ kind: 'Repartition', input, expressions }]);
    const all = clauses.flatMap((one) => [...reads(target, one.columns), ...reads(sides[one.side], one.values)]);
    return { reads: [...reads(both, [condition]), ...all], ...(clauses.some((one) => one.all) ? { every: source } : {}) };
  }
}
