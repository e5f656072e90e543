import { ColumnBuilder } from '../columnar/builder.ts';
import { blobColumn, type GroupState } from '../columnar/group-state.ts';
import { readValue } from '../columnar/read.ts';
import { fail } from '../errors/stream-error.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel } from '../functions/function.ts';
import type { DataType } from '../types/data-type.ts';
import { toValue } from './local-rows.ts';
import { selectedRows } from './selected-rows.ts';
import { toJavaScript } from './row.ts';

/**
 * An aggregate of your own. `reduce` and `merge` may change and return their first argument. Between batches of a stream the buffer is kept as
 * JSON (bigint included), so it must consist of plain values, arrays and objects.
 *
 * @example
 * const product: Aggregator<number> = { zero: () => 1, reduce: (product, n) => product * Number(n), merge: (a, b) => a * b, finish: (product) => product };
 * spark.udf.register('product', product, 'DOUBLE');
 */
export interface Aggregator<Buffer = unknown> {
  /** The buffer of a group without rows. */
  zero(): Buffer;
  /** The buffer with one more row in it. */
  reduce(buffer: Buffer, ...args: readonly unknown[]): Buffer;
  /** One buffer of two. */
  merge(left: Buffer, right: Buffer): Buffer;
  /** The result, of the type that was registered. */
  finish(buffer: Buffer): unknown;
}

/** `state`: one blob per group, empty when fresh. A buffer is read once per chunk and group. */
export function aggregateDefinition(name: string, key: string, aggregator: Aggregator, returnType: DataType): AggregateFunction {
  return {
    kind: 'aggregate', name: key, group: 'user', doc: `The aggregate ${name} of the program.`, examples: [], since: '0.1', signatures: [], nullable: 'always',
    display: (args) => `${name}(${args.join(', ')})`,
    resolve: (call) => ({ argumentTypes: call.arguments.map((one) => one.type), returnType, nullable: true }),
    aggregate: (call) => kernelOf(name, aggregator, call),
  };
}

function kernelOf(name: string, aggregator: Aggregator, { argumentTypes, returnType, settings }: AggregateCallShape): AggregateKernel {
  const run = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail('FAILED_EXECUTE_UDF', { functionName: `\`${name}\``, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  };
  const bufferOf = (state: GroupState, group: number): unknown => {
    const bytes = blobColumn(state, 0).get(group);
    return bytes.length === 0 ? aggregator.zero() : JSON.parse(decoder.decode(bytes), revive);
  };
  const keep = (state: GroupState, buffers: ReadonlyMap<number, unknown>): void => {
    for (const [group, buffer] of buffers) blobColumn(state, 0).set(group, encoder.encode(JSON.stringify(buffer, replace)));
  };
  return {
    state: ['blob'],
    update: (state, groups, args, rows) => run(() => {
      const buffers = new Map<number, unknown>();
      for (const row of selectedRows(rows)) {
        const group = groups[row]!;
        const before = buffers.has(group) ? buffers.get(group) : bufferOf(state, group);
        buffers.set(group, aggregator.reduce(before, ...args.map((column, index) => toJavaScript(argumentTypes[index]!, readValue(column, row), {}))));
      }
      keep(state, buffers);
    }),
    merge: (state, groups, other, count) => run(() => {
      const buffers = new Map<number, unknown>();
      for (let row = 0; row < count; row++) {
        const group = groups[row]!;
        if (blobColumn(other, 0).get(row).length === 0) continue;
        buffers.set(group, aggregator.merge(buffers.has(group) ? buffers.get(group) : bufferOf(state, group), bufferOf(other, row)));
      }
      keep(state, buffers);
    }),
    finish: (state, groups, { arena }) => run(() => {
      const builder = new ColumnBuilder(returnType, arena, Math.max(1, groups.length));
      for (const group of groups) builder.append(toValue({ name, type: returnType }, aggregator.finish(bufferOf(state, group)), settings.timeZone));
      return builder.finish();
    }),
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function replace(_: string, value: unknown): unknown { return typeof value === 'bigint' ? { $bigint: String(value) } : value; }

function revive(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '$bigint' in value ? BigInt((value as { $bigint: string }).$bigint) : value;
}
