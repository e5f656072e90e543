import { deserialize, serialize } from 'node:v8';
import { ColumnBuilder } from '../columnar/builder.ts';
import { blobColumn, type GroupState } from '../columnar/group-state.ts';
import { decodeValue, encodeValue } from '../columnar/nested-key.ts';
import { readValue } from '../columnar/read.ts';
import { fail } from '../errors/stream-error.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel } from '../functions/function.ts';
import type { DataType } from '../types/data-type.ts';
import { parseDataType } from '../types/ddl.ts';
import { toValue } from './local-rows.ts';
import { selectedRows } from './selected-rows.ts';
import { toJavaScript } from './row.ts';

/**
 * An aggregate of your own. `reduce` and `merge` may change and return their first argument. Between chunks the buffer is kept as bytes: with `bufferType` as a
 * value of that type, else as the structured clone algorithm does it: plain values, bigint, Date, Map, Set, typed arrays, arrays and objects of them; objects
 * of classes lose their class.
 *
 * @example
 * const product: Aggregator<number> = { zero: () => 1, reduce: (product, n) => product * Number(n), merge: (a, b) => a * b, finish: (product) => product };
 * spark.udf.register('product', product, 'DOUBLE');
 */
export interface Aggregator<Buffer = unknown> {
  /** The type of the buffer, as DDL or a type: Decimal, Timestamp and the like stay what they are. */
  readonly bufferType?: string | DataType;
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
  const buffer = bufferCodec(name, aggregator.bufferType, settings.timeZone);
  const run = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail('FAILED_EXECUTE_UDF', { functionName: `\`${name}\``, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  };
  const bufferOf = (state: GroupState, group: number): unknown => {
    const bytes = blobColumn(state, 0).get(group);
    return bytes.length === 0 ? aggregator.zero() : buffer.read(bytes);
  };
  const keep = (state: GroupState, buffers: ReadonlyMap<number, unknown>): void => {
    for (const [group, one] of buffers) blobColumn(state, 0).set(group, buffer.write(one));
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

interface BufferCodec { write(buffer: unknown): Uint8Array; read(bytes: Uint8Array): unknown }

/** Bytes of a group belong to the state and move with it: values are read from a copy. */
function bufferCodec(name: string, bufferType: Aggregator['bufferType'], timeZone: string): BufferCodec {
  if (bufferType === undefined) return { write: serialize, read: (bytes) => deserialize(Uint8Array.from(bytes)) };
  const type = typeof bufferType === 'string' ? parseDataType(bufferType) : bufferType;
  return {
    write: (buffer) => encodeValue(type, toValue({ name, type }, buffer, timeZone), { exact: true }),
    read: (bytes) => toJavaScript(type, decodeValue(type, Uint8Array.from(bytes)), {}),
  };
}
