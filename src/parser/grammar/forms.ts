import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import { datetimeUnits } from '../build/intervals.ts';
import { operation, stringLiteral } from '../build/nodes.ts';
import type { ParserMethod, TokenType } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { CallGrammar } from './calls.ts';

const { k } = t;

/** Functions with a syntax of their own: CAST, CASE, EXTRACT, TRIM … They become calls of the functions behind them. */
export abstract class FormGrammar extends CallGrammar {
  protected abstract readonly namedExpression: ParserMethod<[], Expression>;

  /** case : CASE expression? (WHEN expression THEN expression)+ (ELSE expression)? END */
  protected readonly case: ParserMethod<[], Expression> = this.RULE('case', (): Expression => {
    const start = this.here();
    this.CONSUME(k.CASE);
    const subject = this.OPTION({ GATE: () => !this.is(1, k.WHEN), DEF: () => this.SUBRULE(this.expression) });
    const args: Expression[] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(k.WHEN);
      const when = this.SUBRULE2(this.expression);
      this.CONSUME(k.THEN);
      const then = this.SUBRULE3(this.expression);
      this.ACTION(() => args.push(when, then));
    });
    this.OPTION2(() => { this.CONSUME(k.ELSE); args.push(this.SUBRULE4(this.expression)); });
    this.CONSUME(k.END);
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      const tested = subject === undefined ? args : args.map((one, index) => (index % 2 === 0 && index + 1 < args.length ? operation('==', [subject, one], at) : one));
      return operation('when', tested, at);
    });
  });

  /** cast : (CAST | TRY_CAST) '(' expression AS dataType ')' */
  protected readonly cast: ParserMethod<[], Expression> = this.RULE('cast', (): Expression => {
    const start = this.here();
    const mode = this.OR([{ ALT: () => { this.CONSUME(k.CAST); return 'cast' as const; } }, { ALT: () => { this.CONSUME(k.TRY_CAST); return 'try' as const; } }]);
    this.CONSUME(t.LeftParen);
    const input = this.SUBRULE(this.expression);
    this.CONSUME(k.AS);
    const to = this.SUBRULE(this.dataType);
    this.CONSUME(t.RightParen);
    return this.ACTION((): Expression => ({ kind: 'Cast', input, to, mode, at: this.spanFrom(start) }));
  });

  /** struct : STRUCT '(' (namedExpression (',' namedExpression)*)? ')' */
  protected readonly struct: ParserMethod<[], Expression> = this.RULE('struct', (): Expression => {
    const start = this.here();
    const fields: Expression[] = [];
    this.CONSUME(k.STRUCT);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => { fields.push(this.SUBRULE(this.namedExpression)); } });
    this.CONSUME(t.RightParen);
    return this.ACTION((): Expression => ({ kind: 'UnresolvedFunction', name: ['struct'], arguments: fields, at: this.spanFrom(start) }));
  });

  /** extract : EXTRACT '(' field FROM value ')' */
  protected readonly extract: ParserMethod<[], Expression> = this.RULE('extract', (): Expression => {
    const start = this.here();
    this.CONSUME(k.EXTRACT);
    this.CONSUME(t.LeftParen);
    const field = this.SUBRULE(this.name);
    this.CONSUME(k.FROM);
    const source = this.SUBRULE(this.value, { ARGS: [0] });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => operation('extract', [stringLiteral(field), source], this.spanFrom(start)));
  });

  /** trim : TRIM '(' (BOTH | LEADING | TRAILING)? value? FROM value ')' */
  protected readonly trim: ParserMethod<[], Expression> = this.RULE('trim', (): Expression => {
    const start = this.here();
    this.CONSUME(k.TRIM);
    this.CONSUME(t.LeftParen);
    const name = this.OPTION({ GATE: () => !this.is(2, t.Dot), DEF: () => this.OR([
      { ALT: () => { this.CONSUME(k.BOTH); return 'trim'; } },
      { ALT: () => { this.CONSUME(k.LEADING); return 'ltrim'; } },
      { ALT: () => { this.CONSUME(k.TRAILING); return 'rtrim'; } },
    ]) });
    const characters = this.OPTION2({ GATE: () => !this.is(1, k.FROM), DEF: () => this.SUBRULE(this.value, { ARGS: [0] }) });
    this.CONSUME(k.FROM);
    const source = this.SUBRULE2(this.value, { ARGS: [0] });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => operation(name ?? 'trim', characters === undefined ? [source] : [characters, source], this.spanFrom(start)));
  });

  /** substring : (SUBSTR | SUBSTRING) '(' value FROM value (FOR value)? ')' */
  protected readonly substring: ParserMethod<[], Expression> = this.RULE('substring', (): Expression => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(k.SUBSTR) }, { ALT: () => this.CONSUME(k.SUBSTRING) }]);
    this.CONSUME(t.LeftParen);
    const args = [this.SUBRULE(this.value, { ARGS: [0] })];
    this.CONSUME(k.FROM);
    args.push(this.SUBRULE2(this.value, { ARGS: [0] }));
    this.OPTION(() => {
      this.OR2([{ ALT: () => this.CONSUME(k.FOR) }, { ALT: () => this.CONSUME(t.Comma) }]);
      args.push(this.SUBRULE3(this.value, { ARGS: [0] }));
    });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => operation('substring', args, this.spanFrom(start)));
  });

  /** position : POSITION '(' value IN value ')' */
  protected readonly position: ParserMethod<[], Expression> = this.RULE('position', (): Expression => {
    const start = this.here();
    this.CONSUME(k.POSITION);
    this.CONSUME(t.LeftParen);
    const part = this.SUBRULE(this.value, { ARGS: [0] });
    this.CONSUME(k.IN);
    const whole = this.SUBRULE2(this.value, { ARGS: [0] });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => operation('locate', [part, whole], this.spanFrom(start)));
  });

  /** overlay : OVERLAY '(' value PLACING value FROM value (FOR value)? ')' */
  protected readonly overlay: ParserMethod<[], Expression> = this.RULE('overlay', (): Expression => {
    const start = this.here();
    this.CONSUME(k.OVERLAY);
    this.CONSUME(t.LeftParen);
    const args = [this.SUBRULE(this.value, { ARGS: [0] })];
    this.CONSUME(k.PLACING);
    args.push(this.SUBRULE2(this.value, { ARGS: [0] }));
    this.CONSUME(k.FROM);
    args.push(this.SUBRULE3(this.value, { ARGS: [0] }));
    this.OPTION(() => { this.CONSUME(k.FOR); args.push(this.SUBRULE4(this.value, { ARGS: [0] })); });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => operation('overlay', args, this.spanFrom(start)));
  });

  /** datetime : (TIMESTAMPADD | DATEADD | DATE_ADD | TIMESTAMPDIFF | DATEDIFF | DATE_DIFF | TIMEDIFF) '(' unit ',' value ',' value ')' */
  protected readonly datetime: ParserMethod<[], Expression> = this.RULE('datetime', (): Expression => {
    const start = this.here();
    const word = this.CONSUME(t.Word);
    this.CONSUME(t.LeftParen);
    const unit = this.OR([{ ALT: () => this.CONSUME2(t.Word) }, { ALT: () => this.CONSUME(t.StringToken) }]);
    this.CONSUME(t.Comma);
    const first = this.SUBRULE(this.value, { ARGS: [0] });
    this.CONSUME2(t.Comma);
    const second = this.SUBRULE2(this.value, { ARGS: [0] });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      const name = datetimeForms.get(word.tokenType) ?? 'timestampadd';
      if (unit.tokenType === t.StringToken) fail('INVALID_PARAMETER_VALUE.DATETIME_UNIT', { functionName: `\`${word.image.toLowerCase()}\``, invalidValue: unit.image }, { at });
      return operation(name, [stringLiteral(unit.image), first, second], at);
    });
  });

  /** Which syntax of its own a word before a bracket announces, if any. */
  protected formAhead(): 'cast' | 'struct' | 'extract' | 'trim' | 'substring' | 'position' | 'overlay' | 'datetime' | 'spelledName' | undefined {
    const type = this.LA(1).tokenType;
    if (datetimeForms.has(type)) return this.datetimeUnitAhead() ? 'datetime' : undefined;
    switch (type) {
      case k.CAST: case k.TRY_CAST: return this.bracketHolds(2, k.AS) ? 'cast' : undefined;
      case k.STRUCT: return 'struct';
      case k.EXTRACT: return this.bracketHolds(2, k.FROM) ? 'extract' : undefined;
      case k.TRIM: return this.is(3, k.FROM) || this.bracketHolds(2, k.FROM) ? 'trim' : undefined;
      case k.SUBSTR: case k.SUBSTRING: return this.bracketHolds(2, k.FROM) ? 'substring' : undefined;
      case k.POSITION: return this.bracketHolds(2, k.IN) ? 'position' : undefined;
      case k.OVERLAY: return this.bracketHolds(2, k.PLACING) ? 'overlay' : undefined;
      case k.IDENTIFIER: return 'spelledName';
      default: return undefined;
    }
  }

  private datetimeUnitAhead(): boolean {
    const isUnit = this.is(3, t.StringToken) || (this.is(3, t.Word) && datetimeUnits.has(this.word(3)));
    return isUnit && this.is(4, t.Comma) && this.countTopLevel(2, t.Comma) === 2;
  }
}

const datetimeForms: ReadonlyMap<TokenType, string> = new Map([
  ...[k.TIMESTAMPADD, k.DATEADD, k.DATE_ADD].map((type): [TokenType, string] => [type, 'timestampadd']),
  ...[k.TIMESTAMPDIFF, k.DATEDIFF, k.DATE_DIFF, k.TIMEDIFF].map((type): [TokenType, string] => [type, 'timestampdiff']),
]);
