import type { CodePoints } from './code-points.ts';

/** A Java pattern as a tree. Flags have gone into the nodes, groups that capture nothing into their bodies, possessive repeats into `atomic`. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodePoints }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'repeat'; readonly body: RegexNode; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly body: RegexNode }
  | { readonly kind: 'reference'; readonly group: number; readonly fold: CaseFold }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  /** `\X`: what a reader takes for one character. */
  | { readonly kind: 'cluster' };

export type CaseFold = 'none' | 'ascii' | 'unicode';

/** `unix…`: with flag d, which knows no line terminator but \n. `lastEnd`: \G, where the match before ended. */
export type Assertion =
  | 'begin' | 'end' | 'lineBegin' | 'unixLineBegin' | 'lineEnd' | 'unixLineEnd' | 'finalLineEnd' | 'unixFinalLineEnd' | 'lastEnd'
  | 'boundary' | 'noBoundary' | 'unicodeBoundary' | 'noUnicodeBoundary';

export interface RegexTree {
  readonly root: RegexNode;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;
}

/** The parts of a node. */
export function partsOf(node: RegexNode): readonly RegexNode[] {
  switch (node.kind) {
    case 'sequence': return node.items;
    case 'choice': return node.options;
    case 'group': case 'repeat': case 'atomic': case 'look': return [node.body];
    default: return [];
  }
}

export function someNode(node: RegexNode, holds: (one: RegexNode) => boolean): boolean {
  return holds(node) || partsOf(node).some((part) => someNode(part, holds));
}

/** Whether it can match without taking a character. */
export function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set': case 'cluster': return false;
    case 'sequence': return node.items.every(isNullable);
    case 'choice': return node.options.some(isNullable);
    case 'repeat': return node.min === 0 || isNullable(node.body);
    case 'group': case 'atomic': return isNullable(node.body);
    case 'look': case 'reference': case 'assertion': return true;
  }
}
