import { makeColumn } from '../../columnar/column.ts';
import { blobColumn, fixedColumn } from '../../columnar/group-state.ts';
import { allocateValues } from '../../columnar/builder.ts';
import { addressOf, selectionIn } from '../../columnar/kernels.ts';
import { xxhashKernels, xxhashRows } from '../../columnar/xxhash-rows.ts';
import type { Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { activeCollation } from '../../types/collation.ts';
import { Canonical } from '../../columnar/collation.ts';
import { binaryType, type DataType, doubleType, longType, stringType, sameType } from '../../types/data-type.ts';
import { containsKind, isIntegral } from '../../types/coercion.ts';
import { type Expected, implicitCast } from '../../types/coercion-implicit.ts';
import { layoutOf } from '../../types/layout.ts';
import { cellField } from './aggregate-basic-cell.ts';
import { histogramFunction } from './aggregate-histogram.ts';
import { modeFunction } from './aggregate-mode.ts';
import { rowsAggregate } from './aggregate-rows.ts';
import { joinTexts, sortedInGroups } from './joined-texts.ts';
import { expectConstant, expectCount } from '../define.ts';
import { expectNumbers } from './aggregate-statistics.ts';
import { matchSignatures } from '../signature-match.ts';
import { estimateDistinct } from './hyper-log-log.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { failDifferentTypes, failInput, functionName, quoted } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';
import { compareNullable } from '../value-order.ts';

const words = { kind: 'aggregate', group: 'agg_funcs', since: '0.1', signatures: [] } as const;

/** Bits, the most frequent value, texts in a row, numbers of distinct values. */
export const moreAggregates: readonly AggregateFunction[] = [
  bitRow('bit_and', 'AND', '1'), bitRow('bit_or', 'OR', '7'), bitRow('bit_xor', 'exclusive OR', '6'),
  {
    ...words, name: 'regr_count', nullable: 'never', signatures: ['(double, double) -> bigint'],
    doc: 'Returns the number of rows where neither argument is NULL.', examples: [['SELECT regr_count(y, x) FROM VALUES (1, 2), (2, NULL) AS t(y, x)', '1']],
    resolve: (call) => { expectNumbers(call); return { ...matchSignatures(['(double, double) -> bigint'], call), nullable: false }; },
    aggregate: pairCount,
  },
  modeFunction,
  histogramFunction,
  {
    ...words, name: 'listagg', aliases: ['string_agg'], displayAsWritten: true, nullable: 'always', withinGroup: true, doc: 'Returns the values that are not NULL, with a delimiter between them.',
    examples: [["SELECT listagg(x, ', ') FROM VALUES ('a'), ('b') AS t(x)", 'a, b']],
    display: ([value, delimiter]) => `listagg(${value}, ${delimiter ?? 'NULL'})`, resolve: resolveListagg, aggregate: listaggKernel,
  },
  {
    ...words, name: 'approx_count_distinct', nullable: 'never', doc: 'Returns about how many distinct values there are (HyperLogLog++); the second argument is the relative deviation wanted.',
    examples: [['SELECT approx_count_distinct(x) FROM VALUES (1), (1), (2), (2), (3) AS t(x)', '3']],
    display: ([value]) => `approx_count_distinct(${value})`, resolve: resolveDistinct, aggregate: distinctKernel,
  },
];

function bitRow(name: string, what: string, result: string): AggregateFunction {
  return {
    ...words, name, nullable: 'always', doc: `Returns the bitwise ${what} of the values.`, examples: [[`SELECT ${name}(x) FROM VALUES (3), (5) AS t(x)`, result]],
    resolve(call) {
      expectCount(call, 1, 1);
      const { type } = call.arguments[0]!;
      const own: DataType = type.kind === 'null' ? { kind: 'int' } : type;
      return isIntegral(own) ? { argumentTypes: [own], returnType: own, nullable: true } : failInput(call, 0, { family: 'integral' });
    },
    aggregate: (call) => bitKernel(call, bitOperations[name as keyof typeof bitOperations]),
  };
}

const bitOperations = { bit_and: (a: bigint, b: bigint) => a & b, bit_or: (a: bigint, b: bigint) => a | b, bit_xor: (a: bigint, b: bigint) => a ^ b } as const;

function bitKernel(call: AggregateCallShape, combine: (a: bigint, b: bigint) => bigint): AggregateKernel {
  return {
    state: ['bool', 'i64'],
    buffer: [cellField(call.name, call.returnType)],
    update(state, groups, args, rows) {
      const flags = fixedColumn(state, 0).values as Uint8Array;
      const bits = fixedColumn(state, 1).values as BigInt64Array;
      const values = args[0]!.values!;
      visitRows(args, rows, (row) => {
        const group = groups[row]!;
        const value = BigInt(values[row & args[0]!.mask]!);
        bits[group] = flags[group] === 1 ? combine(bits[group]!, value) : value;
        flags[group] = 1;
      });
    },
    merge(state, groups, other, count) {
      const flags = fixedColumn(state, 0).values as Uint8Array;
      const bits = fixedColumn(state, 1).values as BigInt64Array;
      for (let row = 0; row < count; row++) {
        if ((fixedColumn(other, 0).values as Uint8Array)[row] === 0) continue;
        const value = (fixedColumn(other, 1).values as BigInt64Array)[row]!;
        const group = groups[row]!;
        bits[group] = flags[group] === 1 ? combine(bits[group]!, value) : value;
        flags[group] = 1;
      }
    },
    finish(state, groups, { arena }) {
      const long = call.returnType.kind === 'long';
      const values = allocateValues(arena, layoutOf(call.returnType), groups.length)!;
      const validity = arena.bitmap(groups.length, 1);
      groups.forEach((group, row) => {
        const value = (fixedColumn(state, 1).values as BigInt64Array)[group]!;
        if (long) (values as BigInt64Array)[row] = value; else (values as Int32Array)[row] = Number(value);
        if ((fixedColumn(state, 0).values as Uint8Array)[group] === 0) validity[row >> 3]! &= ~(1 << (row & 7));
      });
      return makeColumn(call.returnType, groups.length, { values, validity });
    },
  };
}

function pairCount(): AggregateKernel {
  return {
    state: ['i64'],
    buffer: [{ name: 'count', type: longType, nullable: false, field: { read: 'plain', at: 0 } }],
    update(state, groups, args, rows) {
      if (args.some((column) => column.type.kind === 'null')) return;
      const counts = fixedColumn(state, 0).values as BigInt64Array;
      visitRows(args, rows, (row) => { counts[groups[row]!] = counts[groups[row]!]! + 1n; });
    },
    merge(state, groups, other, count) {
      const counts = fixedColumn(state, 0).values as BigInt64Array;
      for (let row = 0; row < count; row++) counts[groups[row]!] = counts[groups[row]!]! + (fixedColumn(other, 0).values as BigInt64Array)[row]!;
    },
    finish(state, groups, { arena }) {
      const values = arena.int64(groups.length);
      groups.forEach((group, row) => { values[row] = (fixedColumn(state, 0).values as BigInt64Array)[group]!; });
      return makeColumn(longType, groups.length, { values });
    },
  };
}

const textOrBinary: Expected = { oneOf: [stringType, binaryType] };

function resolveListagg(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const { type } = call.arguments[0]!;
  const binary = type.kind === 'binary';
  const own: DataType = binary || type.kind === 'string' ? type : stringType;
  if (!binary && implicitCast(type, stringType, call.settings) === undefined) return failInput(call, 0, textOrBinary);
  const delimiter = call.arguments[1];
  if (delimiter !== undefined) {
    if (delimiter.type.kind !== 'binary' && implicitCast(delimiter.type, stringType, call.settings) === undefined) return failInput(call, 1, textOrBinary);
    if (!delimiter.foldable) expectConstant(call, 1, 'delimiter', own);
    if (delimiter.type.kind !== 'null' && ((delimiter.type.kind === 'binary') !== binary || (delimiter.type.kind === 'string' && !sameType(delimiter.type, own)))) return failDifferentTypes(call, [own, delimiter.type]);
  }
  return { argumentTypes: call.arguments.map((one, index) => (index === 0 || one.type.kind !== 'null' ? own : one.type)), returnType: own, nullable: true };
}

function listaggKernel(call: AggregateCallShape): AggregateKernel {
  const keys = call.orderBy ?? [];
  const first = call.argumentTypes.length;
  const delimiter = first > 1 ? call.literals[1] ?? null : null;
  const types = [call.argumentTypes[0]!, ...keys.map((key) => key.type)];
  const inner = rowsAggregate({
    argumentTypes: types, returnType: call.returnType, required: [0],
    finish: (rows) => {
      if (rows.length === 0) return null;
      const sorted = keys.length === 0 ? rows : [...rows].sort((left, right) => compareKeys(left, right, keys));
      const values = sorted.map(([value]) => value!);
      if (call.returnType.kind === 'string') return values.join((delimiter as string | null) ?? '');
      return Buffer.concat(values.flatMap((value, index) => (index > 0 && delimiter !== null ? [delimiter as Uint8Array, value as Uint8Array] : [value as Uint8Array])));
    },
    finishColumns: layoutOf(types[0]!) !== 'bytes' ? undefined : ({ columns: [values, ...by], offsets }, arena) => {
      const between = typeof delimiter === 'string' ? Buffer.from(delimiter) : delimiter as Uint8Array | null;
      return joinTexts(call.returnType, values!, { rows: sortedInGroups(by, keys, offsets, arena), offsets, delimiter: between ?? new Uint8Array(0) }, arena);
    },
  });
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, [args[0]!, ...args.slice(first)], rows, context); } };
}

function compareKeys(left: readonly Value[], right: readonly Value[], keys: NonNullable<AggregateCallShape['orderBy']>): number {
  for (const [index, key] of keys.entries()) {
    const [a, b] = [left[index + 1]!, right[index + 1]!];
    if (a === null || b === null) {
      if (a === b) continue;
      return (a === null) === key.nullsFirst ? -1 : 1;
    }
    const order = compareNullable(key.type, a, b) * (key.descending ? -1 : 1);
    if (order !== 0) return order;
  }
  return 0;
}

/** 2^n registers deviate by 1.106 / √2^n. Fewer than 2⁴ are too few to estimate from. */
function registerBits(deviation: number): number {
  return Math.ceil((2 * Math.log(1.106 / deviation)) / Math.log(2));
}

function checkDeviation(call: CallShape, literal: Value): void {
  const { type } = call.arguments[1]!;
  const deviation = Number(literal) / (type.kind === 'decimal' ? 10 ** type.scale : 1);
  const bits = registerBits(deviation);
  if (literal === null || !(deviation > 0 && bits >= 4 && bits <= 24)) fail('FAILED_FUNCTION_CALL', { funcName: `\`${call.name}\`` }, { at: call.at });
}

function resolveDistinct(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  if (containsKind(call.arguments[0]!.type, 'variant')) fail('DATATYPE_MISMATCH.HASH_VARIANT_TYPE', { sqlExpr: quoted(call.sql), functionName: functionName(call) }, { at: call.at });
  if (call.arguments[1] !== undefined) checkDeviation(call, expectConstant(call, 1, 'relativeSD', doubleType));
  return { argumentTypes: call.arguments.map((one, index) => (index === 0 ? one.type : doubleType)), returnType: longType, nullable: false };
}

/** Registers over Spark's xxhash64. */
function distinctKernel(call: AggregateCallShape): AggregateKernel {
  const deviation = call.literals[1] === undefined || call.literals[1] === null ? 0.05 : Number(call.literals[1]);
  const precision = registerBits(deviation);
  const size = 2 ** precision;
  const collation = activeCollation(call.argumentTypes[0]!);
  const canonical = collation && new Canonical(collation);
  return {
    state: ['blob'],
    buffer: Array.from({ length: Math.ceil(size / 10) }, (_, word) => ({ name: `MS[${word}]`, type: longType, nullable: false, field: { read: 'registers', at: 0, word } })),
    update(state, groups, args, rows, { arena }) {
      if (args[0]!.type.kind === 'null') return;
      const column = args[0]!;
      const hashes = xxhashRows([canonical?.column(column, rows, arena) ?? column], rows, 42n, arena);
      const registers = blobColumn(state, 0);
      visitRows([column], rows, (row) => { makeRegisters(registers, groups[row]!, size); });
      const selection = selectionIn(arena, rows.selection);
      xxhashKernels().countRuns(registers.pieces, groups.byteOffset, addressOf(column.validity), column.mask === 0 ? 0 : 1, addressOf(selection), selection?.length ?? rows.rowCount, hashes.byteOffset, BigInt(precision));
    },
    merge(state, groups, other, count) {
      for (let row = 0; row < count; row++) {
        if (blobColumn(other, 0).lengthOf(row) === 0) continue;
        const into = registersOf(blobColumn(state, 0), groups[row]!, size);
        blobColumn(other, 0).get(row).forEach((run, index) => { if (into[index]! < run) into[index] = run; });
      }
    },
    finish(state, groups, { arena }) {
      const values = arena.int64(groups.length);
      groups.forEach((group, row) => { values[row] = BigInt(Math.round(estimateDistinct(blobColumn(state, 0).get(group), precision))); });
      return makeColumn(longType, groups.length, { values });
    },
  };
}

function registersOf(blobs: ReturnType<typeof blobColumn>, group: number, size: number): Uint8Array {
  makeRegisters(blobs, group, size);
  return blobs.get(group);
}

function makeRegisters(blobs: ReturnType<typeof blobColumn>, group: number, size: number): void {
  if (blobs.lengthOf(group) === 0) blobs.set(group, new Uint8Array(size));
}
