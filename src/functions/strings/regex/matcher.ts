import { fail } from '../../../errors/stream-error.ts';
import { type CharMap, firstOf } from './ambiguity.ts';
import { holds } from './assertions.ts';
import { foldOf } from './code-points.ts';
import { Do, type Look, type RegexProgram } from './program.ts';
import { isNullable, type RegexTree } from './syntax.ts';

/**
 * java.util.regex by backtracking that remembers: at a split of the program and a place of the text a search fails once, never twice (BitState of RE2; Davis,
 * Servant and Lee 2021), so that it takes no more steps than the program and the text are long together. Programs with references to groups cannot
 * remember; they have a bounded number of steps.
 */
export class RegexMatcher {
  readonly #program: RegexProgram;
  readonly #pattern: string;
  /** Where groups begin and end, then where rounds began; -1: not set. */
  readonly slots: Int32Array;
  /** Pairs: a way not taken and its place, or ~slot and what it was. */
  #stack = new Int32Array(1024);
  #depth = 0;
  /** Of a split, whether its round has taken nothing yet, and a place: the run in which they were met. */
  #met = new Uint32Array(0);
  #run = 0;
  #text = '';
  #last = 0;
  /** Where the look behind that runs must end. */
  #behindEnd = 0;
  #remembers = false;
  #stepsLeft = 0;
  /** What a match can begin with; undefined: anything. */
  readonly #first: CharMap | undefined;
  /** It begins where the text does. */
  readonly #anchored: boolean;

  constructor(program: RegexProgram, pattern: string, { root }: RegexTree) {
    this.#program = program;
    this.#pattern = pattern;
    this.slots = new Int32Array(program.slotCount);
    this.#first = isNullable(root) ? undefined : firstOf(root);
    this.#anchored = root.kind === 'sequence' && root.items[0]?.kind === 'assertion' && root.items[0].assertion === 'begin';
  }

  begin(text: string): void {
    this.#text = text;
    const size = 2 * this.#program.splitMarks.length * (text.length + 1);
    this.#remembers = this.#program.memorable && size <= MOST_REMEMBERED;
    // What a long text needed is given back with the next one.
    if (this.#remembers && (this.#met.length < size || this.#met.length > 2 * size + KEPT)) { this.#met = new Uint32Array(2 ** Math.ceil(Math.log2(size + 1))); this.#run = 0; }
    this.#stepsLeft = Math.max(MOST_STEPS, STEPS_PER_CHARACTER * text.length);
  }

  /** The next match from a place on; its place is in slots 0 and 1. `last`: where the match before ended. */
  find(from: number, last: number): boolean {
    const text = this.#text;
    this.#last = last;
    const run = this.#nextRun();
    for (let start = from; start <= (this.#anchored ? 0 : text.length); start += text.codePointAt(start)! > 0xffff ? 2 : 1) {
      if (this.#first !== undefined && (start === text.length || this.#first[Math.min(text.charCodeAt(start), 128)] === 0)) continue;
      this.slots.fill(-1);
      this.#depth = 0;
      const end = this.#search(0, start, run);
      if (end < 0) continue;
      this.slots[0] = start;
      this.slots[1] = end;
      return true;
    }
    return false;
  }

  #nextRun(): number {
    if (this.#run === 0xffffffff) { this.#met.fill(0); this.#run = 0; }
    return ++this.#run;
  }

  /** Runs from an instruction until `accept`: the place reached, or -1. What it changed in slots can be taken back from the stack. */
  #search(begin: number, from: number, run: number): number {
    const { code, sets, splitMarks } = this.#program;
    const text = this.#text;
    const width = text.length + 1;
    const base = this.#depth;
    let at = begin;
    let place = from;
    for (;;) {
      let ok = true;
      switch (code[at]) {
        case Do.set: {
          const point = text.codePointAt(place);
          const { map, set } = sets[code[at + 1]!]!;
          ok = point !== undefined && (point < 128 ? map[point] === 1 : set.has(point));
          if (ok) { place += point! > 0xffff ? 2 : 1; at += 4; }
          break;
        }
        case Do.split: {
          const mark = splitMarks[code[at + 3]!]!;
          const cell = (2 * code[at + 3]! + Number(mark >= 0 && this.slots[mark] === place)) * width + place;
          if (this.#remembers && this.#met[cell] === run) { ok = false; break; }
          if (this.#remembers) this.#met[cell] = run;
          else this.#count();
          this.#push(code[at + 2]!, place);
          at = code[at + 1]!;
          break;
        }
        case Do.jump: at = code[at + 1]!; break;
        case Do.save: case Do.mark: this.#write(code[at + 1]!, place); at += 4; break;
        case Do.leave: at = this.slots[code[at + 1]!] === place ? code[at + 2]! : at + 4; break;
        case Do.assert: ok = holds(this.#program.assertions[code[at + 1]!]!, text, place, this.#last); at += 4; break;
        case Do.refer: { const taken = this.#taken(code[at + 1]!, this.#program.folds[code[at + 2]!]!, place); ok = taken >= 0; place += taken; at += 4; break; }
        case Do.look: { const reached = this.#look(this.#program.looks[code[at + 1]!]!, place); ok = reached >= 0; place = reached; at = code[at + 2]!; break; }
        case Do.arrive: ok = place === this.#behindEnd; at += 4; break;
        case Do.cluster: { const end = clusterEnd(text, place); ok = end > place; place = end; at += 4; break; }
        default: return place;
      }
      if (ok) continue;
      at = -1;
      while (this.#depth > base) {
        this.#depth -= 2;
        const way = this.#stack[this.#depth]!;
        const value = this.#stack[this.#depth + 1]!;
        if (way >= 0) { at = way; place = value; break; }
        this.slots[~way] = value;
      }
      if (at < 0) return -1;
    }
  }

  /** The place where it goes on, -1 when it does not. */
  #look(look: Look, place: number): number {
    const base = this.#depth;
    const reached = look.kind === 'behind' ? this.#behind(look, place) : this.#search(look.start, place, this.#nextRun());
    if (look.negative) {
      this.#takeBack(base);
      return reached < 0 ? place : -1;
    }
    this.#forgetWays(base);
    return reached < 0 || look.kind === 'atomic' ? reached : place;
  }

  /** From the nearest place to the furthest, as Java goes; the match must end here. */
  #behind({ start, min, max }: Look, place: number): number {
    const outer = this.#behindEnd;
    this.#behindEnd = place;
    let reached = -1;
    for (let from = place - min; reached < 0 && from >= Math.max(0, place - max); from--) reached = this.#search(start, from, this.#nextRun());
    this.#behindEnd = outer;
    return reached;
  }

  /** What a group took, when it stands here: its length, else -1. A group that took no part is nowhere. */
  #taken(group: number, fold: string, place: number): number {
    const start = this.slots[2 * group] ?? -1;
    const end = this.slots[2 * group + 1] ?? -1;
    if (2 * group + 1 >= this.#program.slotCount || start < 0 || end < 0 || place + end - start > this.#text.length) return -1;
    const text = this.#text;
    for (let index = 0; index < end - start; index++) {
      const [left, right] = [text.charCodeAt(start + index), text.charCodeAt(place + index)];
      if (left !== right && (fold === 'none' || (fold === 'ascii' && (left > 127 || right > 127)) || foldOf(left) !== foldOf(right))) return -1;
    }
    return end - start;
  }

  #write(slot: number, place: number): void {
    this.#push(~slot, this.slots[slot]!);
    this.slots[slot] = place;
  }

  #push(way: number, value: number): void {
    if (this.#depth + 2 > this.#stack.length) {
      const larger = new Int32Array(2 * this.#stack.length);
      larger.set(this.#stack);
      this.#stack = larger;
    }
    this.#stack[this.#depth++] = way;
    this.#stack[this.#depth++] = value;
  }

  #takeBack(base: number): void {
    while (this.#depth > base) {
      this.#depth -= 2;
      const way = this.#stack[this.#depth]!;
      if (way < 0) this.slots[~way] = this.#stack[this.#depth + 1]!;
    }
  }

  /** What was done can still be taken back, but no other way is tried. */
  #forgetWays(base: number): void {
    let kept = base;
    for (let index = base; index < this.#depth; index += 2) {
      if (this.#stack[index]! >= 0) continue;
      this.#stack[kept++] = this.#stack[index]!;
      this.#stack[kept++] = this.#stack[index + 1]!;
    }
    this.#depth = kept;
  }

  #count(): void {
    if (--this.#stepsLeft < 0) fail('TIDEMARK_REGEX_TOO_COSTLY', { pattern: this.#pattern, length: String(this.#text.length) });
  }
}

/** Cells: 64 MB. Longer texts have a bounded number of steps instead. */
const MOST_REMEMBERED = 2 ** 24;
const KEPT = 2 ** 20;
const MOST_STEPS = 4_000_000;
const STEPS_PER_CHARACTER = 64;

const mark = '[\\p{Grapheme_Extend}\\p{Mc}\\u200d]*';
const hangul = '(?:[\\u1100-\\u115f\\ua960-\\ua97c]*(?:[\\uac00-\\ud7a3]|[\\u1160-\\u11a7\\ud7b0-\\ud7c6]+)[\\u1160-\\u11a7\\ud7b0-\\ud7c6]*[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]*|[\\u1100-\\u115f\\ua960-\\ua97c]+)';
const pictures = '\\p{Extended_Pictographic}(?:\\p{Grapheme_Extend}*\\u200d\\p{Extended_Pictographic})*';
/** Extended grapheme clusters of Unicode Standard Annex #29. */
const cluster = new RegExp(`\\r\\n|[\\p{Cc}\\p{Zl}\\p{Zp}]|(?:\\p{Regional_Indicator}{2}|${hangul}|${pictures}|[^])${mark}`, 'uy');

function clusterEnd(text: string, place: number): number {
  cluster.lastIndex = place;
  return cluster.test(text) ? cluster.lastIndex : place;
}
