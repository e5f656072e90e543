import {
  Alternation, NonTerminal, Option, Repetition, RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator, Terminal,
  type Alternative, type BaseParser, type ILookaheadStrategy, type IOrAlt, type IProduction, type Rule, type TokenType,
} from './chevrotain.ts';

/** What a part of a rule may start with. `nullable`: it may also be empty. */
interface First { readonly types: ReadonlySet<TokenType>; readonly nullable: boolean }

/** The library calls both with the parser as `this`, which their types leave out. */
type Choose = ReturnType<ILookaheadStrategy['buildLookaheadForAlternation']>;
type Enter = ReturnType<ILookaheadStrategy['buildLookaheadForOptional']>;
type Loop = Parameters<ILookaheadStrategy['buildLookaheadForOptional']>[0]['prodType'];

const loops = { Option, Repetition, RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator } satisfies Record<Loop, unknown>;

/**
 * One token of lookahead, with FIRST sets that are computed once per rule and only when a choice is met for the first time.
 * The strategy that comes with the library walks the rules again for each choice in advance: 75 ms for this grammar.
 */
export class FirstSets implements ILookaheadStrategy {
  private readonly ofRule = new Map<Rule, First>();

  validate(): [] {
    return [];
  }

  buildLookaheadForAlternation({ prodOccurrence, rule }: { prodOccurrence: number; rule: Rule }): Choose {
    let sets: readonly (Uint8Array | undefined)[] | undefined;
    const prepare = (): readonly (Uint8Array | undefined)[] => this.alternatives(rule, prodOccurrence).map((first) => (first.nullable ? undefined : membership(first)));
    return function choose(this: BaseParser, alternatives: readonly IOrAlt<unknown>[] = []): number | undefined {
      sets ??= prepare();
      const next = this.LA(1).tokenTypeIdx;
      for (let index = 0; index < alternatives.length; index++) {
        const set = sets[index];
        if (set !== undefined && set[next] !== 1) continue;
        if (alternatives[index]!.GATE?.call(this) !== false) return index;
      }
      return undefined;
    } as Choose;
  }

  buildLookaheadForOptional({ prodOccurrence, prodType, rule }: { prodOccurrence: number; prodType: Loop; rule: Rule }): Enter {
    let set: Uint8Array | undefined;
    const prepare = (): Uint8Array => membership(this.loop(rule, prodType, prodOccurrence));
    return function enter(this: BaseParser): boolean {
      set ??= prepare();
      return set[this.LA(1).tokenTypeIdx] === 1;
    } as Enter;
  }

  /** What each alternative of the OR with this number starts with. */
  alternatives(rule: Rule, occurrence: number): readonly First[] {
    const found = find(rule.definition, (one) => one instanceof Alternation && one.idx === occurrence) as Alternation;
    return (found.definition as Alternative[]).map((alternative) => this.sequence(alternative.definition));
  }

  /** What the inside of the OPTION or loop with this number starts with. */
  loop(rule: Rule, kind: Loop, occurrence: number): First {
    const found = find(rule.definition, (one) => one instanceof loops[kind] && (one as Option).idx === occurrence) as Option;
    return this.sequence(found.definition);
  }

  private sequence(productions: readonly IProduction[]): First {
    const types = new Set<TokenType>();
    for (const production of productions) {
      const first = this.production(production);
      for (const type of first.types) types.add(type);
      if (!first.nullable) return { types, nullable: false };
    }
    return { types, nullable: true };
  }

  private production(production: IProduction): First {
    if (production instanceof Terminal) return { types: new Set([production.terminalType]), nullable: false };
    if (production instanceof NonTerminal) return this.rule(production.referencedRule);
    if (production instanceof Alternation) {
      const firsts = (production.definition as Alternative[]).map((alternative) => this.sequence(alternative.definition));
      return { types: new Set(firsts.flatMap(({ types }) => [...types])), nullable: firsts.some(({ nullable }) => nullable) };
    }
    const inside = this.sequence((production as Option).definition);
    const mayBeSkipped = production instanceof Option || production instanceof Repetition || production instanceof RepetitionWithSeparator;
    return { types: inside.types, nullable: inside.nullable || mayBeSkipped };
  }

  private rule(rule: Rule): First {
    const known = this.ofRule.get(rule);
    if (known !== undefined) return known;
    const first = this.sequence(rule.definition);
    this.ofRule.set(rule, first);
    return first;
  }
}

/** 1 at the index of every token type of the set, and of every type in a category of the set. */
function membership({ types }: First): Uint8Array {
  const indexes = [...types].flatMap((type) => [type.tokenTypeIdx!, ...(type.categoryMatches ?? [])]);
  const set = new Uint8Array(Math.max(0, ...indexes) + 1);
  for (const index of indexes) set[index] = 1;
  return set;
}

function find(productions: readonly IProduction[], wanted: (one: IProduction) => boolean): IProduction | undefined {
  for (const production of productions) {
    if (wanted(production)) return production;
    if (production instanceof NonTerminal || production instanceof Terminal) continue;
    const inside = find((production as Option).definition, wanted);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
