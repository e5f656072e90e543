import type { Expression, FrameBound, SortOrder, UnresolvedFunction, WindowFrame, WindowSpec } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import { quoteIdentifier, catalogString } from '../../types/print.ts';
import { checkFrameDistance } from '../build/frames.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { LiteralGrammar } from './literals.ts';

const { k } = t;

type OverClause = WindowSpec | { readonly reference: string };
interface CallTail {
  readonly orderBy?: readonly SortOrder[] | undefined;
  readonly filter?: Expression | undefined;
  readonly ignoreNulls?: boolean | undefined;
  readonly over?: OverClause | undefined;
}

/** Calls of functions, with everything that may follow the bracket, and windows. */
export abstract class CallGrammar extends LiteralGrammar {
  protected abstract readonly expression: ParserMethod<[], Expression>;
  protected abstract readonly query: ParserMethod<[], Relation>;

  /** call : name '(' (DISTINCT | ALL)? arguments? nullsWords? ')' callTail */
  protected readonly call: ParserMethod<[name: readonly string[], start: number], Expression> = this.RULE('call', (name: readonly string[], start: number): Expression => {
    this.CONSUME(t.LeftParen);
    const distinct = this.OPTION({
      GATE: () => (this.is(1, k.DISTINCT) || this.is(1, k.ALL)) && this.expressionAhead(2),
      DEF: () => this.OR([{ ALT: () => { this.CONSUME(k.DISTINCT); return true; } }, { ALT: () => { this.CONSUME(k.ALL); return false; } }]),
    });
    const args: Expression[] = [];
    this.OPTION2({ GATE: () => !this.is(1, t.RightParen), DEF: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { args.push(this.SUBRULE(this.argument)); } }) });
    const ignoreNulls = this.OPTION3({ GATE: () => this.nullsWordsAhead(), DEF: () => this.SUBRULE(this.nullsWords) });
    this.CONSUME(t.RightParen);
    const tail = this.OPTION4({ GATE: () => ignoreNulls === undefined, DEF: () => this.SUBRULE(this.callTail) });
    return this.ACTION(() => this.finishCall({ name, arguments: args, distinct: distinct === true, ignoreNulls }, tail ?? {}, start));
  });

  private finishCall(call: { name: readonly string[]; arguments: Expression[]; distinct: boolean; ignoreNulls: boolean | undefined }, tail: CallTail, start: number): Expression {
    const ignoreNulls = call.ignoreNulls ?? tail.ignoreNulls;
    const at = this.spanFrom(start);
    this.checkNamed(call.name, call.arguments, at);
    const node: UnresolvedFunction = {
      kind: 'UnresolvedFunction', name: call.name, arguments: call.arguments, at,
      ...(call.distinct ? { distinct: true } : {}),
      ...(tail.filter === undefined ? {} : { filter: tail.filter }),
      ...(ignoreNulls === undefined ? {} : { ignoreNulls }),
      ...(tail.orderBy === undefined ? {} : { orderBy: tail.orderBy }),
      ...(this.isPlaceForm(call, tail, start) ? { operator: true } : {}),
    };
    return tail.over === undefined ? node : { kind: 'Window', function: node, window: tail.over, at };
  }

  protected checkNamed(name: readonly string[], args: readonly Expression[], at: Span): void {
    const named = this.settings.namedArgumentsOff === true ? args.find((one) => one.kind === 'NamedArgument') : undefined;
    if (named?.kind === 'NamedArgument') fail('NAMED_PARAMETER_SUPPORT_DISABLED', { functionName: quoteIdentifier(name.at(-1)!), argument: quoteIdentifier(named.name) }, { at });
  }

  /** `FIRST(x IGNORE NULLS)` and its like have a syntax of their own in Spark, in which `*` is not written out; a name in back quotes, a second argument or a tail makes a call of them. */
  private isPlaceForm(call: { name: readonly string[]; arguments: Expression[]; distinct: boolean }, { filter, orderBy, over, ignoreNulls }: CallTail, start: number): boolean {
    const plain = call.arguments.length === 1 && !call.distinct && filter === undefined && orderBy === undefined && over === undefined && ignoreNulls === undefined;
    return plain && call.name.length === 1 && /^(first|last|any_value)\s*\(/i.test(this.sql.slice(start, start + 40));
  }

  /** argument : name '=>' (expression | tableArgument) | tableArgument | expression */
  protected readonly argument: ParserMethod<[], Expression> = this.RULE('argument', (): Expression => {
    const start = this.here();
    const name = this.OPTION({ GATE: () => this.is(2, t.FatArrow), DEF: () => { const word = this.SUBRULE(this.name); this.CONSUME(t.FatArrow); return word; } });
    const value = this.SUBRULE(this.expression);
    return this.ACTION((): Expression => (name === undefined ? value : { kind: 'NamedArgument', name, value, at: this.spanFrom(start) }));
  });

  protected tableNamed(name: readonly string[], start: number): Relation {
    return { kind: 'NamedTable', name, options: {}, streaming: false, at: this.RECORDING_PHASE ? undefined : this.spanFrom(start) };
  }

  /** callTail : (WITHIN GROUP '(' ORDER BY sorts ')')? (FILTER '(' WHERE expression ')')? nullsWords? (OVER window)? */
  private readonly callTail: ParserMethod<[], CallTail> = this.RULE('callTail', (): CallTail => {
    const orderBy = this.OPTION({ GATE: () => this.is(2, k.GROUP) && this.is(3, t.LeftParen), DEF: () => this.SUBRULE(this.withinGroup) });
    const filter = this.OPTION2({ GATE: () => this.is(2, t.LeftParen) && this.is(3, k.WHERE), DEF: () => this.SUBRULE(this.filterClause) });
    const ignoreNulls = this.OPTION3({ GATE: () => this.nullsWordsAhead(), DEF: () => this.SUBRULE(this.nullsWords) });
    const over = this.OPTION4({
      GATE: () => this.is(2, t.LeftParen) || (this.is(2, t.Word) && !this.clauseAhead(2)),
      DEF: () => { this.CONSUME(k.OVER); return this.SUBRULE(this.window); },
    });
    return { orderBy, filter, ignoreNulls, over };
  });

  private readonly withinGroup: ParserMethod<[], SortOrder[]> = this.RULE('withinGroup', (): SortOrder[] => {
    this.CONSUME(k.WITHIN);
    this.CONSUME(k.GROUP);
    this.CONSUME(t.LeftParen);
    this.CONSUME(k.ORDER);
    this.CONSUME(k.BY);
    const order = this.SUBRULE(this.sorts);
    this.CONSUME(t.RightParen);
    return order;
  });

  private readonly filterClause: ParserMethod<[], Expression> = this.RULE('filterClause', (): Expression => {
    this.CONSUME(k.FILTER);
    this.CONSUME(t.LeftParen);
    this.CONSUME(k.WHERE);
    const condition = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
    return condition;
  });

  /** nullsWords : (IGNORE | RESPECT) NULLS */
  private readonly nullsWords: ParserMethod<[], boolean> = this.RULE('nullsWords', (): boolean => {
    const ignore = this.OR([{ ALT: () => { this.CONSUME(k.IGNORE); return true; } }, { ALT: () => { this.CONSUME(k.RESPECT); return false; } }]);
    this.CONSUME(k.NULLS);
    return ignore;
  });

  private nullsWordsAhead(): boolean {
    return (this.is(1, k.IGNORE) || this.is(1, k.RESPECT)) && this.is(2, k.NULLS);
  }

  /** sorts : sort (',' sort)* */
  protected readonly sorts: ParserMethod<[], SortOrder[]> = this.RULE('sorts', (): SortOrder[] => {
    const order: SortOrder[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { order.push(this.SUBRULE(this.sort)); } });
    return order;
  });

  /** sort : expression (ASC | DESC)? (NULLS (FIRST | LAST))? */
  protected readonly sort: ParserMethod<[], SortOrder> = this.RULE('sort', (): SortOrder => {
    const start = this.here();
    const input = this.SUBRULE(this.expression);
    const direction = this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(k.ASC) }, { ALT: () => this.CONSUME(k.DESC) }]));
    const nulls = this.OPTION2(() => {
      this.CONSUME(k.NULLS);
      return this.OR2([{ ALT: () => { this.CONSUME(k.FIRST); return 'first' as const; } }, { ALT: () => { this.CONSUME(k.LAST); return 'last' as const; } }]);
    });
    return this.ACTION((): SortOrder => ({
      kind: 'SortOrder', input, descending: direction?.tokenType === k.DESC, ...(nulls === undefined ? {} : { nullOrdering: nulls }), at: this.spanFrom(start),
    }));
  });

  /** window : name | '(' name ')' | windowSpec */
  private readonly window: ParserMethod<[], OverClause> = this.RULE('window', (): OverClause =>
    this.OR([
      { GATE: () => !this.is(1, t.LeftParen), ALT: () => ({ reference: this.SUBRULE(this.name) }) },
      { GATE: () => this.is(2, t.AnyWord) && this.is(3, t.RightParen), ALT: () => {
        this.CONSUME(t.LeftParen);
        const reference = this.SUBRULE2(this.name);
        this.CONSUME(t.RightParen);
        return { reference };
      } },
      { ALT: () => this.SUBRULE(this.windowSpec) },
    ]));

  /** windowSpec : '(' ((PARTITION | DISTRIBUTE) BY expressions | CLUSTER BY expressions)? ((ORDER | SORT) BY sorts)? frame? ')' */
  protected readonly windowSpec: ParserMethod<[], WindowSpec> = this.RULE('windowSpec', (): WindowSpec => {
    const start = this.here();
    this.CONSUME(t.LeftParen);
    const partitionBy: Expression[] = [];
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(k.PARTITION) }, { ALT: () => this.CONSUME(k.DISTRIBUTE) }, { ALT: () => this.CONSUME(k.CLUSTER) }]);
      this.CONSUME(k.BY);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { partitionBy.push(this.SUBRULE(this.expression)); } });
    });
    const orderBy = this.OPTION2(() => {
      this.OR2([{ ALT: () => this.CONSUME(k.ORDER) }, { ALT: () => this.CONSUME(k.SORT) }]);
      this.CONSUME2(k.BY);
      return this.SUBRULE(this.sorts);
    });
    const frame = this.OPTION3(() => this.SUBRULE(this.windowFrame));
    this.CONSUME(t.RightParen);
    return this.ACTION(() => ({ partitionBy, orderBy: orderBy ?? [], ...(frame === undefined ? {} : { frame }), at: this.spanFrom(start) }));
  });

  /** windowFrame : (ROWS | RANGE) (bound | BETWEEN bound AND bound) */
  private readonly windowFrame: ParserMethod<[], WindowFrame> = this.RULE('windowFrame', (): WindowFrame => {
    const unit = this.OR([{ ALT: () => { this.CONSUME(k.ROWS); return 'rows' as const; } }, { ALT: () => { this.CONSUME(k.RANGE); return 'range' as const; } }]);
    return this.OR2([
      { ALT: () => {
        this.CONSUME(k.BETWEEN);
        const start = this.SUBRULE(this.frameBound);
        this.CONSUME(k.AND);
        const end = this.SUBRULE2(this.frameBound);
        return { unit, start, end };
      } },
      { ALT: () => ({ unit, start: this.SUBRULE3(this.frameBound), end: { bound: 'current row' as const } }) },
    ]);
  });

  protected abstract readonly value: ParserMethod<[minimum: number], Expression>;

  /** frameBound : UNBOUNDED (PRECEDING | FOLLOWING) | CURRENT ROW | expression (PRECEDING | FOLLOWING) */
  private readonly frameBound: ParserMethod<[], FrameBound> = this.RULE('frameBound', (): FrameBound =>
    this.OR([
      { GATE: () => this.is(2, k.PRECEDING) || this.is(2, k.FOLLOWING), ALT: () => {
        this.CONSUME(k.UNBOUNDED);
        return { bound: this.SUBRULE(this.direction) === 'preceding' ? 'unbounded preceding' as const : 'unbounded following' as const };
      } },
      { GATE: () => this.is(2, k.ROW), ALT: () => {
        this.CONSUME(k.CURRENT);
        this.CONSUME(k.ROW);
        return { bound: 'current row' as const };
      } },
      { ALT: () => {
        const start = this.here();
        const distance = this.SUBRULE(this.value, { ARGS: [0] });
        const bound = this.SUBRULE2(this.direction);
        this.ACTION(() => checkFrameDistance(distance, this.spanFrom(start)));
        return { bound, distance };
      } },
    ]));

  private readonly direction: ParserMethod<[], 'preceding' | 'following'> = this.RULE('direction', (): 'preceding' | 'following' =>
    this.OR([{ ALT: () => { this.CONSUME(k.PRECEDING); return 'preceding' as const; } }, { ALT: () => { this.CONSUME(k.FOLLOWING); return 'following' as const; } }]));

  /** IDENTIFIER '(' expression ')' : a name that an expression spells. It must be known before anything is looked up. */
  protected readonly spelledName: ParserMethod<[], string> = this.RULE('spelledName', (): string => {
    this.CONSUME(k.IDENTIFIER);
    this.CONSUME(t.LeftParen);
    const input = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
    return this.ACTION(() => constantText(input) ?? this.spelledBySession(input));
  });

  private spelledBySession(input: Expression): string {
    const { at } = input;
    const spelled = this.settings.spelledText?.(input);
    if (spelled === undefined) return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'IDENTIFIER() of anything but constant text' }, { at });
    const expr = at === undefined ? 'it' : at.sql.slice(at.start, at.end);
    if (spelled.type.kind !== 'string') return fail('NOT_A_CONSTANT_STRING.WRONG_TYPE', { name: 'IDENTIFIER', expr, dataType: catalogString(spelled.type) }, { at });
    return typeof spelled.value === 'string' ? spelled.value : fail('NOT_A_CONSTANT_STRING.NULL', { name: 'IDENTIFIER', expr }, { at });
  }
}

/** The text of a string literal, or of several that are concatenated. */
function constantText(input: Expression): string | undefined {
  if (input.kind === 'Literal') return typeof input.value === 'string' ? input.value : undefined;
  if (input.kind !== 'UnresolvedFunction' || (input.name[0] !== '||' && input.name[0]?.toLowerCase() !== 'concat')) return undefined;
  const parts = input.arguments.map(constantText);
  return parts.includes(undefined) ? undefined : parts.join('');
}
