import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import type { GroupState } from '../../columnar/group-state.ts';
import { GroupTable } from '../../columnar/group-table.ts';
import { compileExpressions } from '../../plan/evaluate.ts';
import type { HashAggregate } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { AggregateCalls, OwnState } from './accumulators.ts';
import { DistinctGrouping } from './distinct-grouping.ts';
import { ExpandedGrouping, setsApart } from './expanded-grouping.ts';
import { allRows } from './rows.ts';

/** GROUP BY over a bounded input: groups come out in the order in which they were first seen. Without grouping there is one group, always. */
export function buildAggregate(plan: HashAggregate, next: Receiver, builder: Builder): void {
  const sets = setsApart(plan);
  const operator = sets !== undefined ? new ExpandedGrouping(plan, sets, builder) : plan.distinctBy === undefined ? new Grouping(plan, builder) : new DistinctGrouping(plan, plan.distinctBy, builder);
  const schema = rowSchema(plan.output);
  builder.onRelease(() => { operator.release(); });
  builder.build((sets ?? plan).input, {
    push: (chunk, context) => { operator.add(chunk, context); },
    finish(context) {
      operator.settle(context);
      for (let start = 0; start < operator.count; start += CHUNK_ROWS) {
        const mark = context.arena.mark();
        const ids = allRows(operator.count, context.arena).subarray(start, start + CHUNK_ROWS);
        next.push(makeChunk(schema, operator.columns(ids, context), ids.length), context);
        context.arena.rewind(mark);
      }
      operator.clear();
      next.finish(context);
    },
  });
}

/** Groups of a batch and their aggregates: `HashAggregate`, and the partial aggregation in front of state. */
export class Grouping {
  readonly calls: AggregateCalls;
  readonly groups: GroupTable | undefined;
  readonly state: OwnState;
  readonly #states: readonly GroupState[];
  readonly #keys: ReturnType<typeof compileExpressions>;

  constructor(plan: Pick<HashAggregate, 'grouping' | 'slots'> & { readonly input: Pick<HashAggregate, 'output'> }, { options }: Pick<Builder, 'options'>) {
    this.calls = new AggregateCalls(plan.slots, plan.input.output, options);
    this.groups = plan.grouping.length === 0 ? undefined : new GroupTable(plan.grouping.map((one) => one.type));
    this.#keys = compileExpressions(plan.grouping, plan.input.output, options);
    this.state = new OwnState(this.calls.stateTypes);
    this.state.reserve(1);
    this.#states = this.calls.bind(this.state.columns);
  }

  get count(): number { return this.groups?.count ?? 1; }
  get states(): readonly GroupState[] { return this.#states; }

  /** The grouping columns of a chunk. */
  keysOf(chunk: Chunk, context: BatchContext): readonly Column[] {
    return this.#keys(chunk.columns, chunk, context);
  }

  /** Gives the group of every row that counts. */
  add(chunk: Chunk, context: BatchContext, keys = this.keysOf(chunk, context)): Uint32Array {
    const ids = context.arena.uint32(chunk.rowCount);
    if (this.groups === undefined) ids.fill(0);
    else {
      this.groups.assign(keys, chunk, ids, context.arena);
      this.state.reserve(this.groups.high);
    }
    this.calls.update(this.#states, ids, chunk, context);
    return ids;
  }

  /** All rows are there. */
  settle(_context: BatchContext): void { /* groups are ready at any time */ }

  /** Key columns, then results. */
  columns(ids: Uint32Array, context: BatchContext): readonly Column[] {
    return [...(this.groups?.keyColumns(ids, context.arena) ?? []), ...this.calls.finish(this.#states, ids, context)];
  }

  clear(): void {
    this.state.clear(this.count);
    this.groups?.clear();
    this.calls.clear();
  }

  release(): void {
    this.groups?.release();
    this.state.release();
    this.calls.release();
  }
}
