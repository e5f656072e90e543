import { readValue } from '../columnar/read.ts';
import { explainLogical } from '../plan/explain.ts';
import { ShortIds } from '../plan/explain-tree.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { inputsOf } from '../plan/walk.ts';

/** A text that is equal for plans that compute the same: the tree with ids of columns counted anew, and what its leaves read. */
export function planMeaning(plan: LogicalPlan): string {
  return [new ShortIds().shorten(explainLogical(plan)), ...leavesOf(plan).map(leafMeaning)].join('\n');
}

/** Java's hash of a text. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

/** Files that scans read. */
export function scansOf(plan: LogicalPlan): Extract<LogicalPlan, { kind: 'Scan' }>[] {
  return leavesOf(plan).flatMap((leaf) => (leaf.kind === 'Scan' ? [leaf] : []));
}

function leavesOf(plan: LogicalPlan): LogicalPlan[] {
  const inputs = inputsOf(plan);
  return inputs.length === 0 ? [plan] : inputs.flatMap(leavesOf);
}

function leafMeaning(leaf: LogicalPlan): string {
  if (leaf.kind === 'Scan') return JSON.stringify([leaf.format, leaf.paths, leaf.options]);
  if (leaf.kind !== 'LocalData' || leaf.name === 'Range') return '';
  const rows: string[] = [];
  for (const { rowCount, columns } of leaf.chunks()) for (let row = 0; row < rowCount; row++) rows.push(JSON.stringify(columns.map((column) => readValue(column, row)), withBigints));
  return rows.join('\n');
}

function withBigints(_: string, part: unknown): unknown { return typeof part === 'bigint' ? `${part}n` : part; }
