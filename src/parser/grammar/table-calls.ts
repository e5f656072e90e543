import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { JsonTableColumn, Relation } from '../../plan/relation.ts';
import { checkNearest, type NearestTail } from '../build/joins.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { PrimaryGrammar } from './primaries.ts';

const { k } = t;

/** Calls in FROM with words of their own, and what makes a join one of the nearest rows. */
export abstract class TableCallGrammar extends PrimaryGrammar {
  /** unnest : UNNEST '(' expressions ')' (WITH ORDINALITY)? */
  protected readonly unnest: ParserMethod<[], Relation> = this.RULE('unnest', (): Relation => {
    const start = this.here();
    const name = this.CONSUME(k.UNNEST).image;
    this.CONSUME(t.LeftParen);
    const args = this.SUBRULE(this.expressionList);
    this.CONSUME(t.RightParen);
    const ordinality = this.OPTION({ GATE: () => this.is(2, k.ORDINALITY), DEF: () => { this.CONSUME(k.WITH); this.CONSUME(k.ORDINALITY); return true; } }) === true;
    return this.ACTION((): Relation => ({ kind: 'TableFunction', name: [name], arguments: args, streaming: false, syntax: { words: 'UNNEST', ordinality }, at: this.spanFrom(start) }));
  });

  /** UNNEST() and UNNEST(name => x) are calls like any other. */
  protected unnestAhead(): boolean {
    return this.is(1, k.UNNEST) && this.is(2, t.LeftParen) && !this.is(3, t.RightParen) && !this.is(4, t.FatArrow);
  }

  /** jsonTable : JSON_TABLE '(' expression ',' string COLUMNS '(' jsonColumn (',' jsonColumn)* ')' ((ERROR | NULL) ON ERROR)? ')' */
  protected readonly jsonTable: ParserMethod<[], Relation> = this.RULE('jsonTable', (): Relation => {
    const start = this.here();
    const name = this.CONSUME(k.JSON_TABLE).image;
    this.CONSUME(t.LeftParen);
    const input = this.SUBRULE(this.expression);
    this.CONSUME(t.Comma);
    const path = this.SUBRULE(this.text);
    this.CONSUME(k.COLUMNS);
    this.CONSUME2(t.LeftParen);
    const columns: JsonTableColumn[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { columns.push(this.SUBRULE(this.jsonColumn)); } });
    this.CONSUME(t.RightParen);
    const errorOnError = this.OPTION(() => {
      const word = this.OR([{ ALT: () => this.CONSUME(k.ERROR) }, { ALT: () => this.CONSUME(k.NULL) }]);
      this.CONSUME(k.ON);
      this.CONSUME2(k.ERROR);
      return this.ACTION(() => word.image.toUpperCase() === 'ERROR');
    });
    this.CONSUME2(t.RightParen);
    return this.ACTION((): Relation => ({
      kind: 'TableFunction', name: [name], arguments: [input], streaming: false, syntax: { words: 'JSON_TABLE', path, columns, errorOnError: errorOnError === true }, at: this.spanFrom(start),
    }));
  });

  /** Without COLUMNS it is a call like any other. */
  protected jsonTableAhead(): boolean {
    if (!this.is(1, k.JSON_TABLE) || !this.is(2, t.LeftParen)) return false;
    const { index, close = this.tokens.length } = this.token(2);
    for (let at = index + 1; at < close; at++) {
      if (this.tokens[at]!.tokenType === k.COLUMNS && this.tokens[at + 1]?.tokenType === t.LeftParen) return true;
      at = this.tokens[at]!.close ?? at;
    }
    return false;
  }

  /** jsonColumn : name FOR ORDINALITY | name type EXISTS? (PATH string)? */
  private readonly jsonColumn: ParserMethod<[], JsonTableColumn> = this.RULE('jsonColumn', (): JsonTableColumn => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    return this.OR<JsonTableColumn>([
      { GATE: () => this.is(2, k.ORDINALITY), ALT: () => { this.CONSUME(k.FOR); this.CONSUME(k.ORDINALITY); return { column: 'ordinality', name }; } },
      { ALT: () => {
        const type = this.SUBRULE(this.dataType);
        const exists = this.OPTION(() => { this.CONSUME(k.EXISTS); return true; });
        const path = this.OPTION2(() => { this.CONSUME(k.PATH); return this.SUBRULE(this.text); });
        return this.ACTION((): JsonTableColumn => ({ column: exists === true ? 'exists' : 'value', name, type, ...(path === undefined ? {} : { path }), at: this.spanFrom(start) }));
      } },
    ]);
  });

  /** nearestBy : (APPROX | EXACT) NEAREST integer? BY (DISTANCE | SIMILARITY) expression */
  protected readonly nearestBy: ParserMethod<[], NearestTail> = this.RULE('nearestBy', (): NearestTail => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(k.APPROX) }, { ALT: () => this.CONSUME(k.EXACT) }]);
    this.CONSUME(k.NEAREST);
    const count = this.OPTION(() => this.CONSUME(t.Integer).image) ?? '1';
    this.CONSUME(k.BY);
    const largest = this.OR2([
      { ALT: () => { this.CONSUME(k.DISTANCE); return false; } },
      { ALT: () => { this.CONSUME(k.SIMILARITY); return true; } },
    ]);
    const ranking: Expression = this.SUBRULE(this.expression);
    return this.ACTION((): NearestTail => ({ count: checkNearest(count, this.spanFrom(start)), largest, ranking }));
  });

  /** LATERAL, in front of a query in brackets or of a table function. */
  protected readonly lateral: ParserMethod<[], true> = this.RULE('lateral', (): true => {
    const start = this.here();
    this.CONSUME(k.LATERAL);
    this.ACTION(() => {
      const calls = this.is(1, t.AnyWord) && !this.is(1, k.VALUES) && (this.is(2, t.LeftParen) || this.is(2, t.Dot));
      if (!calls && !this.bracketHoldsQuery(1)) fail('INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC', {}, { at: this.spanFrom(start) });
    });
    return true;
  });

  /** `, LATERAL (SELECT …)` and `, LATERAL range(2)`; LATERAL is also a name, and so might be that of a function. */
  protected joinsLaterally(): boolean {
    return this.is(2, k.LATERAL) && (this.bracketHoldsQuery(3) || (this.is(3, t.AnyWord) && this.is(4, t.LeftParen)));
  }
}
