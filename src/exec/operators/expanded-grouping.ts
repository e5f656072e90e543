import { type Chunk, makeChunk, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { compileExpressions, type EvaluateAll } from '../../plan/evaluate.ts';
import type { ExpandRows, HashAggregate } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { Grouping } from './aggregate.ts';

/**
 * The grouping sets below a plan, when a number that is a key tells them apart: no group has rows of two of them then, so that each can be grouped by itself
 * without its rows being put between those of the others.
 */
export function setsApart({ input, grouping, distinctBy }: HashAggregate): ExpandRows | undefined {
  if (input.kind !== 'ExpandRows' || distinctBy !== undefined) return undefined;
  const isApart = input.output.some((one, index) => grouping.some((key) => key.kind === 'Attribute' && key.id === one.id) && areDifferent(input.projections.map((projection) => projection[index]!)));
  return isApart ? input : undefined;
}

function areDifferent(expressions: ExpandRows['projections'][number]): boolean {
  const values = expressions.map((one) => (one.kind === 'Literal' && (typeof one.value === 'number' || typeof one.value === 'bigint') ? one.value : undefined));
  return !values.includes(undefined) && new Set(values).size === values.length;
}

/** Groups of grouping sets. They come out as if every row had been followed by its copies: by the row that they were first seen in, then by their set. */
export class ExpandedGrouping {
  readonly #grouping: Grouping;
  readonly #project: EvaluateAll;
  readonly #schema: Chunk['schema'];
  readonly #sets: number;
  /** Groups in the order in which they come out. */
  readonly #order: number[] = [];

  constructor(plan: HashAggregate, expand: ExpandRows, builder: Pick<Builder, 'options'>) {
    this.#grouping = new Grouping(plan, builder);
    this.#schema = rowSchema(expand.output);
    this.#sets = expand.projections.length;
    this.#project = compileExpressions(expand.projections.flat(), expand.input.output, builder.options);
  }

  get count(): number { return this.#order.length; }

  /** A chunk of the rows that are to be copied. */
  add(chunk: Chunk, context: BatchContext): void {
    if (selectedCount(chunk) === 0) return;
    const columns = this.#project(chunk.columns, chunk, context);
    const width = columns.length / this.#sets;
    const found: { readonly group: number; readonly row: number }[] = [];
    for (let set = 0; set < this.#sets; set++) {
      const known = this.#grouping.count;
      const groups = this.#grouping.add(makeChunk(this.#schema, columns.slice(set * width, (set + 1) * width), chunk.rowCount, chunk.selection, chunk.weights), context);
      if (this.#grouping.count > known) addFresh(chunk, groups, known, this.#grouping.count, found);
    }
    found.sort((left, right) => left.row - right.row || left.group - right.group);
    for (const { group } of found) this.#order.push(group);
  }

  settle(_context: BatchContext): void { /* groups are ready at any time */ }

  columns(places: Uint32Array, context: BatchContext): readonly Column[] {
    const groups = context.arena.uint32(places.length);
    for (let at = 0; at < places.length; at++) groups[at] = this.#order[places[at]!]!;
    return this.#grouping.columns(groups, context);
  }

  clear(): void {
    this.#grouping.clear();
    this.#order.length = 0;
  }

  release(): void { this.#grouping.release(); }
}

/** Groups have numbers in the order in which they are met. */
function addFresh({ selection, rowCount }: Chunk, groups: Uint32Array, known: number, count: number, found: { readonly group: number; readonly row: number }[]): void {
  const rows = selection?.length ?? rowCount;
  for (let index = 0, next = known; index < rows && next < count; index++) {
    if (groups[selection === undefined ? index : selection[index]!] === next) found.push({ group: next++, row: index });
  }
}
