import type { Expression, UnresolvedStar } from '../../plan/expression.ts';
import { operation } from '../build/nodes.ts';
import type { ParserMethod, TokenType } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { ExpressionGrammar } from './expressions.ts';
import { splitName } from '../build/names.ts';

const { k } = t;

type PrimaryForm =
  | 'name' | 'number' | 'string' | 'constant' | 'typedLiteral' | 'interval' | 'parameter' | 'star' | 'lambda' | 'subquery' | 'parentheses' | 'case'
  | 'cast' | 'struct' | 'extract' | 'trim' | 'substring' | 'position' | 'overlay' | 'datetime' | 'spelledName';

/** What an expression is made of, without operators. `primaryForm` decides; the alternatives below only say how each form is read. */
export abstract class PrimaryGrammar extends ExpressionGrammar {
  protected override readonly primary: ParserMethod<[], Expression> = this.RULE('primary', (): Expression => {
    const form = this.ACTION(() => this.primaryForm());
    return this.OR([
      { GATE: () => form === 'name', ALT: () => this.SUBRULE(this.nameOrCall) },
      { GATE: () => form === 'number', ALT: () => this.SUBRULE(this.number) },
      { GATE: () => form === 'string', ALT: () => this.SUBRULE(this.string) },
      { GATE: () => form === 'parentheses', ALT: () => this.SUBRULE(this.parentheses) },
      { GATE: () => form === 'constant', ALT: () => this.SUBRULE(this.constant) },
      { GATE: () => form === 'cast', ALT: () => this.SUBRULE(this.cast) },
      { GATE: () => form === 'case', ALT: () => this.SUBRULE(this.case) },
      { GATE: () => form === 'typedLiteral', ALT: () => this.SUBRULE(this.typedLiteral) },
      { GATE: () => form === 'interval', ALT: () => this.SUBRULE(this.interval) },
      { GATE: () => form === 'star', ALT: () => this.SUBRULE(this.star) },
      { GATE: () => form === 'lambda', ALT: () => this.SUBRULE(this.lambda) },
      { GATE: () => form === 'subquery', ALT: () => this.SUBRULE(this.scalarSubquery) },
      { GATE: () => form === 'parameter', ALT: () => this.SUBRULE(this.parameter) },
      { GATE: () => form === 'struct', ALT: () => this.SUBRULE(this.struct) },
      { GATE: () => form === 'extract', ALT: () => this.SUBRULE(this.extract) },
      { GATE: () => form === 'trim', ALT: () => this.SUBRULE(this.trim) },
      { GATE: () => form === 'substring', ALT: () => this.SUBRULE(this.substring) },
      { GATE: () => form === 'position', ALT: () => this.SUBRULE(this.position) },
      { GATE: () => form === 'overlay', ALT: () => this.SUBRULE(this.overlay) },
      { GATE: () => form === 'datetime', ALT: () => this.SUBRULE(this.datetime) },
      { GATE: () => form === 'spelledName', ALT: () => this.SUBRULE(this.spelledNameOrCall) },
    ]);
  });

  private primaryForm(): PrimaryForm {
    const type = this.LA(1).tokenType;
    switch (type) {
      case t.Integer: case t.Fraction: case t.Minus: return 'number';
      case t.StringToken: return 'string';
      case t.Question: case t.Colon: return 'parameter';
      case t.Star: return 'star';
      case t.LeftParen: return this.afterBracket(1) === t.Arrow ? 'lambda' : this.bracketHoldsQuery(1) ? 'subquery' : 'parentheses';
      default: return this.wordForm();
    }
  }

  private wordForm(): PrimaryForm {
    const type = this.LA(1).tokenType;
    if (this.is(2, t.Arrow)) return 'lambda';
    if (type === k.CASE && this.followsInBracket(whenWord)) return 'case';
    if ((type === k.NULL || type === k.TRUE || type === k.FALSE) && !this.is(2, t.LeftParen)) return 'constant';
    if (type === k.INTERVAL && this.intervalPartAhead(2)) return 'interval';
    if (this.is(2, t.StringToken)) return 'typedLiteral';
    return (this.is(2, t.LeftParen) ? this.formAhead() : undefined) ?? 'name';
  }

  /** nameOrCall : dottedName ('.' '*' except? | call)? */
  private readonly nameOrCall: ParserMethod<[], Expression> = this.RULE('nameOrCall', (): Expression => {
    const start = this.here();
    const name = this.SUBRULE(this.dottedName);
    const result: Expression | undefined = this.OPTION({
      GATE: () => this.is(1, t.LeftParen) || this.is(2, t.Star),
      DEF: () => this.OR([
        { ALT: () => this.SUBRULE(this.call, { ARGS: [name, start] }) },
        { ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Star);
          const except = this.OPTION2({ GATE: () => this.is(2, t.LeftParen) && !this.bracketHoldsQuery(2), DEF: () => this.SUBRULE(this.exceptColumns) });
          return this.ACTION((): Expression => ({ kind: 'UnresolvedStar', target: name, ...(except === undefined ? {} : { except }), at: this.spanFrom(start) }) satisfies UnresolvedStar);
        } },
      ]),
    });
    return this.ACTION((): Expression => {
      const at = this.spanFrom(start);
      const last = name.at(-1)!;
      const isPattern = result === undefined && this.settings.regexNames === true && this.inSelectList && this.is(0, t.QuotedIdentifier) && !/^\w+$/.test(last);
      if (isPattern) return { kind: 'UnresolvedRegex', pattern: last, ...(name.length === 1 ? {} : { target: name.slice(0, -1) }), at };
      return result ?? { kind: 'UnresolvedAttribute', name, at };
    });
  });

  /** IDENTIFIER(…) as a column or, before a bracket, as a function */
  private readonly spelledNameOrCall: ParserMethod<[], Expression> = this.RULE('spelledNameOrCall', (): Expression => {
    const start = this.here();
    const spelled = this.SUBRULE(this.spelledName);
    const name = this.ACTION(() => splitName(spelled, this.spanFrom(start)));
    const result: Expression | undefined = this.OPTION(() => this.SUBRULE(this.call, { ARGS: [name, start] }));
    return this.ACTION((): Expression => result ?? { kind: 'UnresolvedAttribute', name, at: this.spanFrom(start) });
  });

  /** star : '*' (EXCEPT nameList)? */
  private readonly star: ParserMethod<[], Expression> = this.RULE('star', (): Expression => {
    const start = this.here();
    this.CONSUME(t.Star);
    const except = this.OPTION({ GATE: () => this.is(2, t.LeftParen) && !this.bracketHoldsQuery(2), DEF: () => this.SUBRULE(this.exceptColumns) });
    return this.ACTION((): Expression => ({ kind: 'UnresolvedStar', ...(except === undefined ? {} : { except }), at: this.spanFrom(start) }));
  });

  /** EXCEPT '(' dottedName (',' dottedName)* ')' */
  private readonly exceptColumns: ParserMethod<[], string[][]> = this.RULE('exceptColumns', (): string[][] => {
    const names: string[][] = [];
    this.CONSUME(k.EXCEPT);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { names.push(this.SUBRULE(this.dottedName)); } });
    this.CONSUME(t.RightParen);
    return names;
  });

  /** lambda : (name | '(' name (',' name)+ ')') '->' expression */
  private readonly lambda: ParserMethod<[], Expression> = this.RULE('lambda', (): Expression => {
    const start = this.here();
    const bracketed = this.OPTION(() => this.CONSUME(t.LeftParen)) !== undefined;
    const parameters = [this.SUBRULE(this.name)];
    this.OPTION2({ GATE: () => bracketed, DEF: () => {
      this.AT_LEAST_ONE(() => {
        this.CONSUME(t.Comma);
        parameters.push(this.SUBRULE2(this.name));
      });
      this.CONSUME(t.RightParen);
    } });
    this.CONSUME(t.Arrow);
    const body = this.SUBRULE(this.expression);
    return this.ACTION((): Expression => ({ kind: 'Lambda', parameters, body, at: this.spanFrom(start) }));
  });

  private readonly scalarSubquery: ParserMethod<[], Expression> = this.RULE('scalarSubquery', (): Expression => {
    const start = this.here();
    this.CONSUME(t.LeftParen);
    const plan = this.SUBRULE(this.query);
    this.CONSUME(t.RightParen);
    return this.ACTION((): Expression => ({ kind: 'Subquery', subquery: 'scalar', plan, at: this.spanFrom(start) }));
  });

  /** parentheses : '(' expression ')' | '(' namedExpression (',' namedExpression)+ ')'      the second is a row */
  private readonly parentheses: ParserMethod<[], Expression> = this.RULE('parentheses', (): Expression => {
    const start = this.here();
    const isRow = this.ACTION(() => this.bracketHolds(1, t.Comma));
    this.CONSUME(t.LeftParen);
    const result = this.OR([
      { GATE: () => isRow, ALT: () => {
        const items: Expression[] = [];
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { items.push(this.SUBRULE(this.namedExpression)); } });
        return this.ACTION(() => operation('struct', items, this.spanFrom(start)));
      } },
      { ALT: () => this.SUBRULE(this.expression) },
    ]);
    this.CONSUME(t.RightParen);
    return result;
  });
}

const whenWord: ReadonlySet<TokenType> = new Set([k.WHEN]);
