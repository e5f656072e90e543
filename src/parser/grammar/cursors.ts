import { fail } from '../../errors/stream-error.ts';
import type { CursorDeclaration, Leaf } from '../../plan/script.ts';
import type { Relation } from '../../plan/relation.ts';
import type { CursorStatement } from '../../plan/statement.ts';
import type { ParserMethod } from '../chevrotain.ts';
import type { SqlToken } from '../scan.ts';
import * as t from '../tokens.ts';
import { StatementGrammar } from './statements.ts';

const { k } = t;

/** Cursors of scripts. */
export class CursorGrammar extends StatementGrammar {
  /** cursorStatement : OPEN name usedValues? | FETCH (NEXT? FROM)? name INTO name (',' name)* | CLOSE name */
  protected readonly cursorStatement: ParserMethod<[], CursorStatement> = this.RULE('cursorStatement', (): CursorStatement => {
    const start = this.here();
    const operation = this.ACTION(() => this.word(1).toLowerCase() as CursorStatement['operation']);
    this.CONSUME(t.Word);
    this.OPTION({ GATE: () => operation === 'fetch' && this.word(1) === 'NEXT' && this.is(2, k.FROM), DEF: () => this.CONSUME2(t.AnyWord) });
    this.OPTION2({ GATE: () => operation === 'fetch', DEF: () => this.CONSUME(k.FROM) });
    const name = this.SUBRULE(this.tableName);
    const using = this.OPTION3({ GATE: () => operation === 'open', DEF: () => this.SUBRULE(this.usedValues) });
    const into: string[][] = [];
    this.ACTION(() => { if (operation === 'fetch' && !this.is(1, k.INTO)) this.expected('INTO'); });
    this.OPTION4({ GATE: () => operation === 'fetch', DEF: () => { this.CONSUME(k.INTO); this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { into.push(this.SUBRULE2(this.tableName)); } }); } });
    return this.ACTION((): CursorStatement => ({
      kind: 'Cursor', operation, name, ...(using === undefined ? {} : { using }), ...(operation === 'fetch' ? { into } : {}), at: this.spanFrom(start),
    }));
  });

  /** cursorDeclaration : DECLARE name (ASENSITIVE | INSENSITIVE)? CURSOR FOR query (FOR READ ONLY)? */
  protected readonly cursorDeclaration: ParserMethod<[], CursorDeclaration> = this.RULE('cursorDeclaration', (): CursorDeclaration => {
    const start = this.here();
    this.CONSUME(k.DECLARE);
    const name = this.SUBRULE(this.name);
    this.OPTION({ GATE: () => this.word(1) !== 'CURSOR', DEF: () => this.CONSUME(t.AnyWord) });
    this.CONSUME2(t.AnyWord);
    this.CONSUME(k.FOR);
    this.ACTION(() => { this.setApartReadOnly(); });
    const query = this.SUBRULE(this.queryLeaf);
    this.OPTION2(() => { this.CONSUME(t.ForDo); this.CONSUME3(t.AnyWord); this.CONSUME4(t.AnyWord); });
    return this.ACTION((): CursorDeclaration => ({ name, query, at: this.spanFrom(start) }));
  });

  protected readonly queryLeaf: ParserMethod<[], Leaf> = this.RULE('queryLeaf', (): Leaf => {
    const { index } = this.token(1);
    const start = this.here();
    const query: Relation = this.SUBRULE(this.query);
    return this.ACTION((): Leaf => {
      const at = this.spanFrom(start);
      return { step: 'statement', statement: { kind: 'Query', query, at }, spelled: this.spellsSince(index), at };
    });
  });

  protected spellsSince(index: number): boolean {
    const end = (this.LA(0) as SqlToken).index;
    return this.tokens.slice(index, end).some((token, offset) => token.tokenType === k.IDENTIFIER && this.tokens[index + offset + 1]!.tokenType === t.LeftParen);
  }

  /** OPEN, FETCH or CLOSE. Fails while cursors are switched off. */
  protected cursorStatementAhead(): boolean {
    return /^(?:OPEN|FETCH|CLOSE)$/.test(this.word(1)) && this.is(2, t.AnyWord) && this.withCursors();
  }

  protected cursorDeclarationAhead(): boolean {
    const behind = this.is(2, k.IDENTIFIER) && this.is(3, t.LeftParen) ? 6 : 3;
    const word = behind + (/^(?:IN|A)SENSITIVE$/.test(this.word(behind)) ? 1 : 0);
    return this.is(1, k.DECLARE) && this.word(word) === 'CURSOR' && this.is(word + 1, k.FOR) && this.withCursors();
  }

  protected endOfStatement(): number {
    const found = this.tokens.findIndex((token, index) => index >= this.token(1).index && token.tokenType === t.Semicolon);
    return found < 0 ? this.tokens.length : found;
  }

  private withCursors(): true {
    if (this.settings.cursors !== true) fail('UNSUPPORTED_FEATURE.SQL_CURSOR', {}, { at: this.spanFrom(this.here()) });
    return true;
  }

  /** FOR READ ONLY at the end is no alias. */
  private setApartReadOnly(): void {
    const last = this.tokens.slice(0, this.endOfStatement()).slice(-3);
    if (last.map((one) => one.image.toUpperCase()).join(' ') === 'FOR READ ONLY') Object.assign(last[0]!, { tokenType: t.ForDo, tokenTypeIdx: t.ForDo.tokenTypeIdx });
  }
}
