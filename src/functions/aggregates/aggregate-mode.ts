import { murmur3 } from '../../columnar/spark-hash.ts';
import type { Value } from '../../columnar/value.ts';
import { canonicalValues } from '../../columnar/collation.ts';
import { isCollated } from '../../types/collation.ts';
import type { DataType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { fail } from '../../errors/stream-error.ts';
import { functionName, quoted } from '../mismatch.ts';
import { rowsAggregate } from './aggregate-rows.ts';
import { expectCount } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { compareValues } from '../value-order.ts';

export const modeFunction: AggregateFunction = {
  kind: 'aggregate', group: 'agg_funcs', since: '0.1', signatures: [], name: 'mode', nullable: 'always', withinGroup: true,
  orderings: (argumentCount) => (argumentCount === 0 ? 1 : 0), displayOrder: (key, descending) => (descending ? key : `${key} DESC`),
  doc: 'Returns the most frequent value. Of equally frequent ones, with true as second argument, or WITHIN GROUP, the first in order; otherwise any, but always the same.',
  examples: [['SELECT mode(x) FROM VALUES (0), (10), (10) AS t(x)', '10']],
  display: (args) => (args[1] === 'true' ? `mode() WITHIN GROUP (ORDER BY ${args[0]} DESC)` : `mode(${args[0] ?? ''})`),
  resolve, aggregate: kernel,
};

function resolve(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const decides = call.arguments[1];
  if (decides !== undefined) checkDecides(call, decides);
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: call.arguments[0]!.type, nullable: true };
}

/** Whether the first in order of equally frequent values is wanted: a constant boolean. */
function checkDecides(call: CallShape, { type, foldable, literal, sql }: CallShape['arguments'][number]): void {
  const names = { functionName: functionName(call), paramIndex: 'second', inputSql: quoted(sql), inputType: quoted(typeToSql(type)), requiredType: '"BOOLEAN"' };
  if (type.kind !== 'boolean' && type.kind !== 'null') fail('UNEXPECTED_INPUT_TYPE', names, { at: call.at });
  if (!foldable) fail('NON_FOLDABLE_ARGUMENT', { funcName: functionName(call), paramName: '`deterministic`', paramType: '"BOOLEAN"' }, { at: call.at });
  if (literal === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: quoted(call.sql), exprName: 'deterministic' }, { at: call.at });
}

interface Counted { readonly value: NonNullable<Value>; count: number }

function kernel(call: AggregateCallShape): AggregateKernel {
  const order = call.orderBy?.[0];
  const type = order?.type ?? call.argumentTypes[0]!;
  const direction = order === undefined ? (call.literals[1] === true ? 1 : 0) : order.descending ? -1 : 1;
  const inner = rowsAggregate({
    argumentTypes: [type], returnType: type, required: [0],
    finish: (rows) => {
      const counted = together(type, countValues(rows.map(([value]) => (value === 0 ? 0 : value!))));
      const most = counted.reduce((top, { count }) => Math.max(top, count), 0);
      const best = counted.filter(({ count }) => count === most).map(({ value }) => value);
      if (best.length < 2) return best[0] ?? null;
      if (direction === 0) return isCollated(type) ? best[0]! : firstInTable(type, counted, most);
      return best.reduce((top, one) => (compareValues(type, one, top) * direction < 0 ? one : top));
    },
  });
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, args.slice(0, 1), rows, context); } };
}

/** Distinct values as they were first seen; -0.0 counts as 0.0. */
function countValues(values: readonly NonNullable<Value>[]): Counted[] {
  const counted = new Map<string, Counted>();
  for (const value of values) {
    const key = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell));
    const known = counted.get(key);
    if (known === undefined) counted.set(key, { value, count: 1 });
    else known.count++;
  }
  return [...counted.values()];
}

/** Texts that are equal under their collation count as one, shown as the one that comes first in Spark's table. */
function together(type: DataType, counted: readonly Counted[]): readonly Counted[] {
  const canonical = canonicalValues(type);
  if (canonical === undefined) return counted;
  const equal = new Map<string, Counted>();
  for (const one of tableOf(type, counted) ?? counted) {
    const key = JSON.stringify(canonical(one.value), (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell));
    const known = equal.get(key);
    if (known === undefined) equal.set(key, { ...one });
    else known.count += one.count;
  }
  return [...equal.values()];
}

const SMALLEST_TABLE = 64;

/**
 * Which of equally frequent values Spark gives depends on where its hash table keeps them: it starts with 64 places, doubles when 70 % are taken, and a
 * value whose place is taken goes 1, 3, 6 … places on. Types whose hash is not known here give the first seen.
 */
function firstInTable(type: DataType, counted: readonly Counted[], most: number): Value {
  return (tableOf(type, counted) ?? counted).find(({ count }) => count === most)!.value;
}

function tableOf(type: DataType, counted: readonly Counted[]): readonly Counted[] | undefined {
  let table: (Counted | undefined)[] = new Array<Counted | undefined>(SMALLEST_TABLE).fill(undefined);
  let taken = 0;
  for (const one of counted) {
    const hash = hashOf(type, one.value);
    if (hash === undefined) return undefined;
    put(table, one, hash);
    if (++taken <= Math.floor(table.length * 0.7)) continue;
    const grown = new Array<Counted | undefined>(table.length * 2).fill(undefined);
    for (const old of table) if (old !== undefined) put(grown, old, hashOf(type, old.value)!);
    table = grown;
  }
  return table.filter((one) => one !== undefined);
}

function put(table: (Counted | undefined)[], one: Counted, hash: number): void {
  let place = murmur3.int(hash, 0) & (table.length - 1);
  for (let step = 1; table[place] !== undefined; step++) place = (place + step) & (table.length - 1);
  table[place] = one;
}

const encoder = new TextEncoder();
const TEXT_SEED = 42;
const bits = new DataView(new ArrayBuffer(8));

/** hashCode() of the JVM. */
export function hashOf(type: DataType, value: NonNullable<Value>): number | undefined {
  switch (type.kind) {
    case 'boolean': return value === true ? 1231 : 1237;
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
    case 'year_month_interval': return value as number;
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time':
    case 'day_time_interval': return folded(value as bigint);
    case 'float':
      bits.setFloat32(0, value as number);
      return bits.getInt32(0);
    case 'double':
      bits.setFloat64(0, value as number);
      return folded(bits.getBigInt64(0));
    case 'string': {
      const bytes = encoder.encode(value as string);
      return hashOfText(bytes, 0, bytes.length);
    }
    default: return undefined;
  }
}

/** Of a text in UTF-8. */
export function hashOfText(bytes: Uint8Array, start: number, end: number): number {
  return murmur3.bytes(bytes, start, end, TEXT_SEED);
}

export function folded(value: bigint): number {
  return Number(BigInt.asIntN(32, value)) ^ Number(BigInt.asIntN(32, value >> 32n));
}
