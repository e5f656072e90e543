import { fail } from '../../errors/stream-error.ts';
import type { Expression, IntervalLiteral } from '../../plan/expression.ts';
import { intervalUnits, rangeUnits } from '../build/intervals.ts';
import { booleanLiteral, literal, nullLiteral, stringLiteral } from '../build/nodes.ts';
import { readNumber } from '../build/numbers.ts';
import { readString } from '../build/strings.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { stringType } from '../../types/data-type.ts';
import { TypeGrammar } from './types.ts';

const { k } = t;

/** What may stand before a string: `DATE '2024-01-31'`. */
const supportedLiterals = ['DATE', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIMESTAMP', 'INTERVAL', 'X', 'TIME'].map((name) => `"${name}"`).join(', ');
const typedLiterals: ReadonlySet<string> = new Set(['DATE', 'TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIME', 'X']);

/** Constants and parameter markers. */
export class LiteralGrammar extends TypeGrammar {
  /** number : '-'? digits with point, exponent, suffix */
  protected readonly number: ParserMethod<[], Expression> = this.RULE('number', (): Expression => {
    const start = this.here();
    const minus = this.OPTION(() => this.CONSUME(t.Minus));
    const token = this.CONSUME(t.NumberToken);
    return this.ACTION(() => readNumber(token.image, minus !== undefined, this.spanFrom(start), this.settings));
  });

  protected readonly string: ParserMethod<[], Expression> = this.RULE('string', (): Expression => {
    const start = this.here();
    const text = this.SUBRULE(this.text);
    return this.ACTION(() => stringLiteral(text, this.spanFrom(start)));
  });

  /** constant : NULL | TRUE | FALSE */
  protected readonly constant: ParserMethod<[], Expression> = this.RULE('constant', (): Expression => {
    const start = this.here();
    return this.OR([
      { ALT: () => { this.CONSUME(k.NULL); return nullLiteral(this.ACTION(() => this.spanFrom(start))); } },
      { ALT: () => { this.CONSUME(k.TRUE); return booleanLiteral(true, this.ACTION(() => this.spanFrom(start))); } },
      { ALT: () => { this.CONSUME(k.FALSE); return booleanLiteral(false, this.ACTION(() => this.spanFrom(start))); } },
    ]);
  });

  /** typedLiteral : name string                        DATE '…', TIMESTAMP '…', X'1F' */
  protected readonly typedLiteral: ParserMethod<[], Expression> = this.RULE('typedLiteral', (): Expression => {
    const start = this.here();
    const typeName = this.SUBRULE(this.name);
    const token = this.CONSUME(t.StringToken);
    return this.ACTION((): Expression => {
      const at = this.spanFrom(start);
      const text = readString(token.image, this.settings);
      const upper = typeName.toUpperCase();
      if (upper === 'INTERVAL') return { kind: 'IntervalLiteral', text, at };
      if (!typedLiterals.has(upper)) fail('UNSUPPORTED_TYPED_LITERAL', { unsupportedType: `"${upper}"`, supportedTypes: supportedLiterals }, { at });
      return { kind: 'TypedLiteral', typeName: upper, text, at };
    });
  });

  /** interval : INTERVAL (value unit)+ | INTERVAL value unit TO unit */
  protected readonly interval: ParserMethod<[], IntervalLiteral> = this.RULE('interval', (): IntervalLiteral => {
    const start = this.here();
    this.CONSUME(k.INTERVAL);
    const units: { value: Expression; unit: string }[] = [];
    let negative = false;
    this.AT_LEAST_ONE({
      GATE: () => units.length === 0 || this.intervalPartAhead(1),
      DEF: () => {
        const value = this.SUBRULE(this.intervalValue);
        const unit = this.SUBRULE(this.intervalUnit);
        units.push({ value: value.value, unit });
        negative ||= value.negative;
      },
    });
    const to = this.OPTION({ GATE: () => units.length === 1 && rangeUnits.has(this.word(2)), DEF: () => { this.CONSUME(k.TO); return this.SUBRULE2(this.intervalUnit); } });
    return this.ACTION((): IntervalLiteral => {
      const at = this.spanFrom(start);
      const [first] = units;
      if (to === undefined || first === undefined) return { kind: 'IntervalLiteral', units, at };
      const text = first.value.kind === 'Literal' && typeof first.value.value === 'string' ? first.value.value : this.refuseNumber(first.value);
      return { kind: 'IntervalLiteral', text, from: first.unit, to, ...(negative ? { negative } : {}), at };
    });
  });

  private refuseNumber({ at }: Expression): never {
    return fail('PARSE_SYNTAX_ERROR', { error: at === undefined ? 'a number' : `'${this.sql.slice(at.start, at.end)}'`, hint: '', expected: ', expected a text before the units of a range' }, { at });
  }

  /**
   * intervalValue : ('+' | '-')? (integer | decimal | text)
   * The sign of a number is in its value; that of a text too, except for `negative`, which the from-to form asks for.
   */
  private readonly intervalValue: ParserMethod<[], { value: Expression; negative: boolean }> = this.RULE('intervalValue', (): { value: Expression; negative: boolean } => {
    const start = this.here();
    const sign = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]));
    return this.OR2([
      { ALT: () => {
        const token = this.CONSUME(t.NumberToken);
        return this.ACTION(() => ({ value: readNumber(token.image, sign?.image === '-', this.spanFrom(start), this.settings), negative: false }));
      } },
      { ALT: () => {
        const text = this.SUBRULE(this.text);
        return this.ACTION(() => {
          const negative = sign?.image === '-';
          const signed = negative && !this.is(2, k.TO) ? `-${text}`.replace(/^--/, '') : text;
          return { value: literal(signed, stringType, this.spanFrom(start)), negative };
        });
      } },
    ]);
  });

  private readonly intervalUnit: ParserMethod<[], string> = this.RULE('intervalUnit', (): string => {
    const start = this.here();
    const token = this.CONSUME(t.Word);
    return this.ACTION(() => {
      const unit = token.image.toUpperCase();
      if (!intervalUnits.has(unit)) fail('PARSE_SYNTAX_ERROR', { error: `'${token.image}'`, hint: '', expected: ', expected the unit of an interval' }, { at: this.spanFrom(start) });
      return unit.replace(/S$/, '');
    });
  });

  /** Whether INTERVAL is followed by what makes it a literal with units, instead of a name or a text. */
  protected intervalPartAhead(ahead: number): boolean {
    const at = this.is(ahead, t.Plus) || this.is(ahead, t.Minus) ? ahead + 1 : ahead;
    if (this.is(at, t.NumberToken)) return /^[\d.]+$/.test(this.LA(at).image) && (at > ahead ? intervalUnits.has(this.word(at + 1)) : this.is(at + 1, t.Word));
    let unit = at;
    while (this.is(unit, t.StringToken)) unit++;
    return unit > at && intervalUnits.has(this.word(unit));
  }

  /** parameter : '?' | ':' name */
  protected readonly parameter: ParserMethod<[], Expression> = this.RULE('parameter', (): Expression => {
    const start = this.here();
    return this.OR([
      { ALT: () => {
        this.CONSUME(t.Question);
        return this.ACTION((): Expression => {
          const position = this.markers++;
          return this.settings.positional?.[position] ?? { kind: 'Parameter', position, at: this.spanFrom(start) };
        });
      } },
      { ALT: () => {
        this.CONSUME(t.Colon);
        const name = this.SUBRULE(this.name);
        return this.ACTION((): Expression => this.namedParameter(name) ?? { kind: 'Parameter', name, at: this.spanFrom(start) });
      } },
    ]);
  });

  private namedParameter(name: string): Expression | undefined {
    const { named } = this.settings;
    return named !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
  }
}
