import type { CodePoints } from './code-points.ts';
import { isNullable, type RegexNode, someNode } from './syntax.ts';

/** Characters as a search that backtracks sees them: those of ASCII one by one, all others as one. */
export type CharMap = Uint8Array;

const OTHER = 128;

const maps = new WeakMap<CodePoints, CharMap>();

export function charMapOf(set: CodePoints): CharMap {
  let map = maps.get(set);
  if (map === undefined) {
    map = Uint8Array.from({ length: OTHER + 1 }, (_, point) => Number(point === OTHER ? set.beyondAscii : set.has(point)));
    maps.set(set, map);
  }
  return map;
}

/** Whether a character can begin a match. */
export function firstOf(node: RegexNode): CharMap {
  switch (node.kind) {
    case 'set': return charMapOf(node.set);
    case 'sequence': {
      const reached = node.items.findIndex((one) => !isNullable(one));
      return either(node.items.slice(0, reached < 0 ? undefined : reached + 1).map(firstOf));
    }
    case 'choice': return either(node.options.map(firstOf));
    case 'group': case 'repeat': case 'atomic': return firstOf(node.body);
    case 'look': case 'assertion': return nothing;
    case 'reference': case 'cluster': return everything;
  }
}

/** Characters that a match which could end may also go on with. */
function extensionOf(node: RegexNode): CharMap {
  switch (node.kind) {
    case 'sequence': return node.items.reduce((before, one) => (isNullable(one) ? either([before, firstOf(one), extensionOf(one)]) : extensionOf(one)), nothing);
    case 'choice': return either([...node.options.map(extensionOf), ...(isNullable(node) ? node.options.map(firstOf) : [])]);
    case 'repeat': return either([extensionOf(node.body), ...(node.max > node.min ? [firstOf(node.body)] : [])]);
    case 'group': case 'atomic': return extensionOf(node.body);
    case 'reference': case 'cluster': return everything;
    default: return nothing;
  }
}

/**
 * Whether one way at most leads through a text: the next character tells where to go (Brüggemann-Klein and Wood: one-unambiguous expressions). Repeating such
 * a part costs no more than its text is long, however the search goes on behind it.
 */
function isDeterministic(node: RegexNode): boolean {
  switch (node.kind) {
    case 'sequence': return node.items.every((one, index) => isDeterministic(one) && disjoint(extensionOf(one), firstOf({ kind: 'sequence', items: node.items.slice(index + 1) })));
    case 'choice': return node.options.every(isDeterministic) && node.options.filter(isNullable).length < 2 && apart(node.options.map(firstOf));
    case 'repeat': return isDeterministic(node.body) && (node.max < 2 || (!isNullable(node.body) && disjoint(extensionOf(node.body), firstOf(node.body))));
    case 'group': case 'atomic': return isDeterministic(node.body);
    case 'look': return !someNode(node.body, (one) => one.kind === 'repeat' && one.max > FEW_TIMES);
    case 'reference': case 'cluster': return false;
    default: return true;
  }
}

/** More of them are as many as a text is long. */
export const FEW_TIMES = 8;

/** Whether a search that backtracks may take a time that grows with the power of the length of a text. */
export function mayExplode(node: RegexNode): boolean {
  return someNode(node, (one) => one.kind === 'repeat' && one.max > FEW_TIMES && one.body.kind !== 'set' && !isDeterministic(one));
}

/** How many long repeats there are: a search that backtracks may take as many steps as the power of the length of a text. */
export function repeatCount(node: RegexNode): number {
  let count = 0;
  someNode(node, (one) => { if (one.kind === 'repeat' && one.max > FEW_TIMES) count++; return false; });
  return count;
}

const nothing: CharMap = new Uint8Array(OTHER + 1);
const everything: CharMap = new Uint8Array(OTHER + 1).fill(1);

function either(maps: readonly CharMap[]): CharMap { return nothing.map((_, index) => Number(maps.some((one) => one[index] === 1))); }

function apart(maps: readonly CharMap[]): boolean { return maps.every((one, index) => maps.slice(index + 1).every((other) => disjoint(one, other))); }

function disjoint(left: CharMap, right: CharMap): boolean { return left.every((one, index) => one === 0 || right[index] === 0); }
