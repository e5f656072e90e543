import { type CharMap, charMapOf } from './ambiguity.ts';
import type { CodePoints } from './code-points.ts';
import { isNullable, partsOf, type RegexNode, type RegexTree, someNode } from './syntax.ts';
import { widthOf } from './width.ts';

/**
 * What the matcher runs, four words per instruction: what to do, and its numbers.
 *
 * | set s | takes a character of set s |
 * | split x y n | goes on at x, and at y when that fails; n numbers the splits |
 * | jump x | |
 * | save n | the place is slot n |
 * | mark n, leave n x | where a round of a repeat began; a round that took nothing goes on at x |
 * | assert k | |
 * | refer g k | takes what group g took, folding case as k says |
 * | look n x | runs program n, which stands behind it, and goes on at x |
 * | arrive | where a look behind has to end |
 * | cluster | takes what a reader takes for one character |
 * | accept | |
 */
export const Do = { set: 0, split: 1, jump: 2, save: 3, mark: 4, leave: 5, assert: 6, refer: 7, look: 8, accept: 9, cluster: 10, arrive: 11 } as const;

export interface Look { readonly kind: 'ahead' | 'behind' | 'atomic'; readonly negative: boolean; readonly start: number; readonly min: number; readonly max: number }

export interface RegexProgram {
  readonly code: Int32Array;
  readonly sets: readonly { readonly set: CodePoints; readonly map: CharMap }[];
  readonly looks: readonly Look[];
  readonly assertions: readonly string[];
  readonly folds: readonly string[];
  readonly slotCount: number;
  /** The slot of the round that a split stands in, if that may take nothing; else -1. By number. */
  readonly splitMarks: readonly number[];
  /** Whether a place that failed once fails always: not where it depends on what groups took. */
  readonly memorable: boolean;
}

/** Undefined for more instructions than a pattern written by people has. */
export function compileProgram({ root, groupCount }: RegexTree): RegexProgram | undefined {
  if (sizeOf(root) > MOST_INSTRUCTIONS) return undefined;
  const compiler = new Compiler(2 * (groupCount + 1));
  compiler.node(root);
  compiler.emit(Do.accept);
  return compiler.finish(!someNode(root, (one) => one.kind === 'reference'));
}

const MOST_INSTRUCTIONS = 50_000;

/** About how many instructions a node becomes: repeats with bounds are written out. */
function sizeOf(node: RegexNode): number {
  const inside = partsOf(node).reduce((sum, part) => sum + sizeOf(part), 2);
  return node.kind === 'repeat' ? inside * Math.max(1, node.max === Number.POSITIVE_INFINITY ? node.min + 1 : node.max) : inside;
}

class Compiler {
  readonly #code: number[] = [];
  readonly #sets: CodePoints[] = [];
  readonly #looks: Look[] = [];
  readonly #assertions: string[] = [];
  readonly #folds: string[] = ['none', 'ascii', 'unicode'];
  readonly #splitMarks: number[] = [];
  #slots: number;
  #mark = -1;

  constructor(slots: number) { this.#slots = slots; }

  finish(memorable: boolean): RegexProgram {
    return {
      code: Int32Array.from(this.#code), sets: this.#sets.map((set) => ({ set, map: charMapOf(set) })), looks: this.#looks, assertions: this.#assertions, folds: this.#folds,
      slotCount: this.#slots, splitMarks: this.#splitMarks, memorable,
    };
  }

  emit(what: number, first = 0, second = 0, third = 0): number {
    return this.#code.push(what, first, second, third) - 4;
  }

  node(node: RegexNode): void {
    switch (node.kind) {
      case 'set': this.emit(Do.set, indexIn(this.#sets, node.set)); return;
      case 'sequence': for (const item of node.items) this.node(item); return;
      case 'choice': this.#choice(node.options); return;
      case 'group': this.emit(Do.save, 2 * node.index); this.node(node.body); this.emit(Do.save, 2 * node.index + 1); return;
      case 'repeat': this.#repeat(node); return;
      case 'atomic': this.#look('atomic', false, node.body); return;
      case 'look': this.#look(node.ahead ? 'ahead' : 'behind', node.negative, node.body); return;
      case 'reference': this.emit(Do.refer, node.group, this.#folds.indexOf(node.fold)); return;
      case 'assertion': this.emit(Do.assert, indexIn(this.#assertions, node.assertion)); return;
      case 'cluster': this.emit(Do.cluster); return;
    }
  }

  #choice(options: readonly RegexNode[]): void {
    const jumps: number[] = [];
    options.forEach((option, index) => {
      const split = index < options.length - 1 ? this.#split() : undefined;
      if (split !== undefined) this.#code[split + 1] = this.#code.length;
      this.node(option);
      if (split === undefined) return;
      jumps.push(this.emit(Do.jump));
      this.#code[split + 2] = this.#code.length;
    });
    for (const jump of jumps) this.#code[jump + 1] = this.#code.length;
  }

  #repeat({ body, min, max, lazy }: Extract<RegexNode, { kind: 'repeat' }>): void {
    for (let time = 0; time < min; time++) this.node(body);
    if (max === Number.POSITIVE_INFINITY) { this.#rounds(body, lazy); return; }
    const splits: number[] = [];
    for (let time = min; time < max; time++) {
      splits.push(this.#split());
      this.#direct(splits.at(-1)!, lazy, this.#code.length);
      this.node(body);
    }
    for (const split of splits) this.#code[split + (lazy ? 1 : 2)] = this.#code.length;
  }

  /** Rounds without end; one that took nothing is the last. */
  #rounds(body: RegexNode, lazy: boolean): void {
    const slot = isNullable(body) ? this.#slots++ : undefined;
    const outer = this.#mark;
    const split = this.#split();
    this.#mark = slot ?? outer;
    this.#direct(split, lazy, this.#code.length);
    if (slot !== undefined) this.emit(Do.mark, slot);
    this.node(body);
    this.#mark = outer;
    const leave = slot === undefined ? undefined : this.emit(Do.leave, slot);
    this.emit(Do.jump, split);
    this.#code[split + (lazy ? 1 : 2)] = this.#code.length;
    if (leave !== undefined) this.#code[leave + 2] = this.#code.length;
  }

  #split(): number { return this.emit(Do.split, 0, 0, this.#splitMarks.push(this.#mark) - 1); }

  /** The way into the body. */
  #direct(split: number, lazy: boolean, to: number): void { this.#code[split + (lazy ? 2 : 1)] = to; }

  #look(kind: Look['kind'], negative: boolean, body: RegexNode): void {
    const at = this.emit(Do.look, this.#looks.length);
    this.#looks.push({ kind, negative, start: this.#code.length, ...widthOf(body) });
    this.node(body);
    if (kind === 'behind') this.emit(Do.arrive);
    this.emit(Do.accept);
    this.#code[at + 2] = this.#code.length;
  }
}

function indexIn<T>(list: T[], item: T): number {
  const known = list.indexOf(item);
  return known >= 0 ? known : list.push(item) - 1;
}
