import { fail, type Span } from '../../errors/stream-error.ts';
import type { CommonTable, Relation } from '../../plan/relation.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { SelectGrammar } from './selects.ts';

const { k } = t;

type SetOperator = 'union' | 'intersect' | 'except';
interface SetTerm { readonly operation: SetOperator; readonly all: boolean; plan: Relation }

/** Whole queries: WITH, set operations, pipes. */
export abstract class QueryGrammar extends SelectGrammar {
  protected abstract readonly pipe: ParserMethod<[input: Relation, start: number], Relation>;

  /** query : ctes? queryTerm organization */
  override readonly query: ParserMethod<[], Relation> = this.RULE('query', (): Relation => {
    const start = this.here();
    const ctes = this.OPTION({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.SUBRULE(this.ctes) });
    const term = this.SUBRULE(this.queryTerm);
    const plan = this.SUBRULE(this.organization, { ARGS: [term, false] });
    return this.ACTION((): Relation => {
      if (ctes === undefined) return plan;
      const at = this.spanFrom(start);
      refuseTwice(ctes.ctes, at);
      return { kind: 'WithCtes', input: plan, ...ctes, at };
    });
  });

  /** ctes : WITH RECURSIVE? cte (',' cte)* */
  protected readonly ctes: ParserMethod<[], { recursive: boolean; ctes: CommonTable[] }> = this.RULE('ctes', (): { recursive: boolean; ctes: CommonTable[] } => {
    this.CONSUME(k.WITH);
    const recursive = this.OPTION({ GATE: () => !this.is(2, k.AS), DEF: () => { this.CONSUME(k.RECURSIVE); return true; } });
    const ctes: CommonTable[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { ctes.push(this.SUBRULE(this.cte)); } });
    return this.ACTION(() => ({ recursive: recursive === true, ctes }));
  });

  /** cte : name nameList? (MAX RECURSION LEVEL integer)? AS? '(' query ')' */
  private readonly cte: ParserMethod<[], CommonTable> = this.RULE('cte', (): CommonTable => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const columns = this.OPTION({ GATE: () => !this.bracketHoldsQuery(1), DEF: () => this.SUBRULE(this.nameList) });
    const maxRecursion = this.OPTION2(() => {
      this.CONSUME(k.MAX);
      this.CONSUME(k.RECURSION);
      this.CONSUME(k.LEVEL);
      return this.CONSUME(t.Integer).image;
    });
    this.OPTION3(() => this.CONSUME(k.AS));
    this.CONSUME(t.LeftParen);
    const query = this.SUBRULE(this.query);
    this.CONSUME(t.RightParen);
    return this.ACTION(() => ({
      name, query, at: this.spanFrom(start), ...(columns === undefined ? {} : { columns }), ...(maxRecursion === undefined ? {} : { maxRecursion: Number(maxRecursion) }),
    }));
  });

  /**
   * queryTerm : queryPrimary ((UNION | EXCEPT | MINUS | INTERSECT) (ALL | DISTINCT)? queryPrimary | ('|>' | '|') pipe)*
   * INTERSECT takes the operand before it (in turn, as a setting has it: everything); the others, and pipes, take everything before them.
   */
  private readonly queryTerm: ParserMethod<[], Relation> = this.RULE('queryTerm', (): Relation => {
    const start = this.here();
    let terms: SetTerm[] = [{ operation: 'union', all: false, plan: this.SUBRULE(this.queryPrimary) }];
    let count = 0;
    this.MANY({ GATE: () => !this.is(1, t.Bar) || this.settings.pipeArrowsOnly !== true, DEF: () => this.OR([
      { ALT: () => {
        this.OR2([{ ALT: () => this.CONSUME(t.PipeArrow) }, { ALT: () => this.CONSUME(t.Bar) }]);
        const input = this.ACTION(() => combine(terms, this.spanFrom(start)));
        terms = [{ operation: 'union', all: false, plan: this.SUBRULE(this.pipe, { ARGS: [input, start] }) }];
        this.ACTION(() => {
          if (this.settings.pipesOff === true) fail('TIDEMARK_PIPES_TURNED_OFF', {}, { at: this.spanFrom(start) });
          this.checkChain(++count);
        });
      } },
      { ALT: () => {
        const operation = this.SUBRULE(this.setOperator);
        const all = this.SUBRULE(this.setQuantifier);
        const right = this.SUBRULE2(this.queryPrimary);
        this.ACTION(() => {
          const last = terms.at(-1)!;
          if (operation === 'intersect' && this.settings.setOperationsInTurn !== true) last.plan = { kind: 'SetOperation', operation, left: last.plan, right, all, at: this.spanFrom(start) };
          else terms.push({ operation, all, plan: right });
          this.checkChain(++count);
        });
      } },
    ]) });
    return this.ACTION(() => combine(terms, this.spanFrom(start)));
  });

  /** setOperator : UNION | EXCEPT | MINUS | INTERSECT */
  protected readonly setOperator: ParserMethod<[], SetOperator> = this.RULE('setOperator', (): SetOperator =>
    this.OR<SetOperator>([
      { ALT: () => { this.CONSUME(k.UNION); return 'union'; } },
      { ALT: () => { this.CONSUME(k.EXCEPT); return 'except'; } },
      { ALT: () => { this.CONSUME(k.MINUS); return 'except'; } },
      { ALT: () => { this.CONSUME(k.INTERSECT); return 'intersect'; } },
    ]));

  protected readonly setQuantifier: ParserMethod<[], boolean> = this.RULE('setQuantifier', (): boolean => {
    const all = this.OPTION(() => this.OR([{ ALT: () => { this.CONSUME(k.ALL); return true; } }, { ALT: () => { this.CONSUME(k.DISTINCT); return false; } }]));
    return all === true;
  });

  /** queryPrimary : select | fromFirst | TABLE name | values alias? | '(' query ')' */
  protected readonly queryPrimary: ParserMethod<[], Relation> = this.RULE('queryPrimary', (): Relation =>
    this.OR([
      { ALT: () => this.SUBRULE(this.select) },
      { ALT: () => this.SUBRULE(this.fromFirst) },
      { ALT: () => {
        const start = this.here();
        this.CONSUME(k.TABLE);
        const name = this.SUBRULE(this.tableName);
        return this.ACTION(() => this.tableNamed(name, start));
      } },
      { ALT: () => this.SUBRULE(this.valuesTable) },
      { ALT: () => {
        this.CONSUME(t.LeftParen);
        const query = this.SUBRULE(this.query);
        this.CONSUME(t.RightParen);
        return query;
      } },
    ]));

  /** fromFirst : from (selectClause selectTail organization)*       the rows of several SELECTs come together, as of UNION ALL */
  private readonly fromFirst: ParserMethod<[], Relation> = this.RULE('fromFirst', (): Relation => {
    const start = this.here();
    const input = this.SUBRULE(this.from);
    const parts: Relation[] = [];
    this.MANY(() => {
      const clause = this.SUBRULE(this.selectClause);
      const block = this.SUBRULE(this.selectTail, { ARGS: [clause, input, start] });
      parts.push(this.SUBRULE(this.organization, { ARGS: [block, false] }));
    });
    return this.ACTION(() => (parts.length === 0 ? input : parts.reduce((left, right): Relation => ({ kind: 'SetOperation', operation: 'union', left, right, all: true, at: this.spanFrom(start) }))));
  });
}

/** Set operations from left to right. */
function combine(terms: readonly SetTerm[], at: Span): Relation {
  return terms.slice(1).reduce((left: Relation, { operation, all, plan }) => ({ kind: 'SetOperation', operation, left, right: plan, all, at }), terms[0]!.plan);
}

function refuseTwice(ctes: readonly CommonTable[], at: Span): void {
  const names = ctes.map(({ name }) => name.toLowerCase());
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  if (twice.length > 0) fail('DUPLICATED_CTE_NAMES', { duplicateNames: [...new Set(twice)].map(quoteIdentifier).join(', ') }, { at });
}
