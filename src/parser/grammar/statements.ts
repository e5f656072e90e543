import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { Explain, Statement } from '../../plan/statement.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { RoutineGrammar } from './routines.ts';

const { k } = t;

/** Statements, each by the chapter that knows it. */
export class StatementGrammar extends RoutineGrammar {
  protected readonly statement: ParserMethod<[], Statement> = this.RULE('statement', (): Statement =>
    this.OR<Statement>([
      { GATE: () => this.is(1, k.INSERT) || this.insertAhead(), ALT: () => this.SUBRULE(this.insert) },
      { GATE: () => this.insertAllAhead(), ALT: () => this.SUBRULE(this.insertAll) },
      { ALT: () => this.SUBRULE(this.queryStatement) },
      { ALT: () => this.SUBRULE(this.explain) },
      { GATE: () => this.createsAhead(t.k.VIEW), ALT: () => this.SUBRULE(this.createView) },
      { GATE: () => this.createsAhead(t.k.TABLE) || this.is(1, k.REPLACE), ALT: () => this.SUBRULE(this.createTable) },
      { GATE: () => this.createsAhead(t.k.FUNCTION), ALT: () => this.SUBRULE(this.createFunction) },
      { GATE: () => this.is(2, k.DATABASE) || this.is(2, k.SCHEMA) || this.is(2, k.NAMESPACE), ALT: () => this.SUBRULE(this.createDatabase) },
      { GATE: () => this.is(2, k.VIEW), ALT: () => this.SUBRULE(this.alterView) },
      { GATE: () => this.is(2, k.DATABASE) || this.is(2, k.SCHEMA) || this.is(2, k.NAMESPACE), ALT: () => this.SUBRULE(this.alterDatabase) },
      { ALT: () => this.SUBRULE(this.alterTable) },
      { GATE: () => this.is(2, k.VIEW), ALT: () => this.SUBRULE(this.dropView) },
      { GATE: () => this.is(2, k.TABLE), ALT: () => this.SUBRULE(this.dropTable) },
      { GATE: () => this.is(2, k.FUNCTION) || this.is(3, k.FUNCTION), ALT: () => this.SUBRULE(this.dropFunction) },
      { GATE: () => this.is(2, k.DATABASE) || this.is(2, k.SCHEMA) || this.is(2, k.NAMESPACE), ALT: () => this.SUBRULE(this.dropDatabase) },
      { GATE: () => this.is(2, k.TEMPORARY), ALT: () => this.SUBRULE(this.dropVariable) },
      { GATE: () => this.rowChangeAhead(), ALT: () => this.SUBRULE(this.rowChange) },
      { ALT: () => this.SUBRULE(this.executeImmediate) },
      { ALT: () => this.SUBRULE(this.truncate) },
      { ALT: () => this.SUBRULE(this.commentOn) },
      { GATE: () => this.is(2, k.VARIABLE), ALT: () => this.SUBRULE(this.setVariable) },
      { GATE: () => this.word(2) === 'CATALOG', ALT: () => this.SUBRULE(this.setCatalog) },
      { ALT: () => this.SUBRULE(this.setTimeZone) },
      { ALT: () => this.SUBRULE(this.declare) },
      { ALT: () => this.SUBRULE(this.use) },
      { ALT: () => this.SUBRULE(this.cache) },
      { GATE: () => /^(?:ANALYZE TABLES?|MSCK REPAIR|REPAIR TABLE)$/.test(`${this.word(1)} ${this.word(2)}`), ALT: () => this.SUBRULE(this.analyze) },
      { ALT: () => this.SUBRULE(this.describe) },
      { ALT: () => this.SUBRULE(this.show) },
    ]));

  private readonly queryStatement: ParserMethod<[], Statement> = this.RULE('queryStatement', (): Statement => {
    const start = this.here();
    const query = this.SUBRULE(this.query);
    return this.ACTION((): Statement => ({ kind: 'Query', query, at: this.spanFrom(start) }));
  });

  /** explain : EXPLAIN (EXTENDED | FORMATTED | CODEGEN | COST | LOGICAL)? statement */
  private readonly explain: ParserMethod<[], Explain> = this.RULE('explain', (): Explain => {
    const start = this.here();
    this.CONSUME(k.EXPLAIN);
    const mode: Explain['mode'] | undefined = this.OPTION(() => this.OR<Explain['mode']>([
      { ALT: () => { this.CONSUME(k.EXTENDED); return 'extended'; } },
      { ALT: () => { this.CONSUME(k.FORMATTED); return 'formatted'; } },
      { ALT: () => { this.CONSUME(k.CODEGEN); return 'codegen'; } },
      { ALT: () => { this.CONSUME(k.COST); return 'cost'; } },
      { ALT: () => { this.CONSUME(k.LOGICAL); return 'logical'; } },
    ]));
    const statement = this.SUBRULE(this.statement);
    return this.ACTION((): Explain => ({ kind: 'Explain', mode: mode ?? 'simple', statement, at: this.spanFrom(start) }));
  });

  /** onlyQuery : query ';'* */
  readonly onlyQuery: ParserMethod<[], Relation> = this.RULE('onlyQuery', (): Relation => {
    const query = this.SUBRULE(this.query);
    this.MANY(() => this.CONSUME(t.Semicolon));
    this.CONSUME(t.EndOfText);
    return query;
  });

  /** onlyExpression : namedExpression */
  readonly onlyExpression: ParserMethod<[], Expression> = this.RULE('onlyExpression', (): Expression => {
    const expression = this.SUBRULE(this.namedExpression);
    this.CONSUME(t.EndOfText);
    return expression;
  });

  /** UPDATE, DELETE FROM and MERGE INTO are words like any others. */
  private rowChangeAhead(): boolean {
    const word = this.word(1);
    return (word === 'UPDATE' && this.is(2, t.AnyWord)) || (word === 'DELETE' && this.is(2, k.FROM)) || (word === 'MERGE' && this.is(2, k.INTO));
  }

  /** FROM … INSERT, also behind CTEs: the word stands outside of brackets, with no SELECT before it. */
  private insertAllAhead(): boolean {
    if (!this.is(1, k.FROM) && !this.is(1, k.WITH)) return false;
    for (let index = this.token(1).index, from = false; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (token.close !== undefined) index = token.close;
      else if (token.tokenType === k.SELECT || token.tokenType === t.Semicolon) return false;
      else if (token.tokenType === k.FROM) from = true;
      else if (token.tokenType === k.INSERT) return from && [k.INTO, k.OVERWRITE].includes(this.tokens[index + 1]?.tokenType ?? k.INSERT);
    }
    return false;
  }

  /** WITH … INSERT: the word stands behind the last bracket of the CTEs. */
  private insertAhead(): boolean {
    if (!this.is(1, k.WITH)) return false;
    for (let index = this.token(1).index; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (token.close !== undefined) index = token.close;
      else if (token.tokenType === k.SELECT || token.tokenType === k.FROM) return false;
      else if (token.tokenType === k.INSERT) return [k.INTO, k.OVERWRITE].includes(this.tokens[index + 1]?.tokenType ?? k.INSERT);
    }
    return false;
  }

  /** CREATE (OR REPLACE)? (EXTERNAL | GLOBAL? TEMPORARY)? what */
  private createsAhead(what: typeof k.VIEW): boolean {
    let ahead = 2;
    while ([k.OR, k.REPLACE, k.GLOBAL, k.TEMPORARY, k.EXTERNAL].includes(this.LA(ahead).tokenType)) ahead++;
    return this.is(1, k.CREATE) && this.is(ahead, what);
  }

  protected override expected(what: string): never {
    const token = this.LA(1);
    const start = Number.isFinite(token.startOffset) ? token.startOffset : this.sql.length;
    return fail('PARSE_SYNTAX_ERROR', { error: token.image === '' ? 'end of input' : `'${token.image}'`, hint: '', expected: `, expected ${what}` }, { at: { sql: this.sql, start, end: start + 1 } });
  }
}
