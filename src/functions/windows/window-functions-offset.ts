import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Column } from '../../columnar/column.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { concatColumns, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { fail } from '../../errors/stream-error.ts';
import { type DataType, intType, nullType, sameType } from '../../types/data-type.ts';
import { becomesNullable, castInput, expectConstant, expectInteger, expectCount } from '../define.ts';
import type { AggregateCallShape, CallArgument, CallShape, ResolvedCall, WindowFunction, WindowPartition } from '../function.ts';
import { failInput, quoted } from '../mismatch.ts';
import { failArithmetic } from '../overflow.ts';
import { isAnsiInterval, isNumeric } from '../../types/coercion.ts';
import type { Value } from '../../columnar/value.ts';

const words = { kind: 'window', group: 'window_funcs', since: '0.1', signatures: [], orderRequired: true, ignoreNulls: true } as const;

/** Values of other rows. IGNORE NULLS counts only rows in which the value is not NULL. */
export const offsetFunctions: readonly WindowFunction[] = [
  {
    ...words, name: 'lag', fixedFrame: 'whole row', doc: 'Returns the value so many rows (1) before the row, or the default (NULL) where the partition has no such row.',
    examples: [['SELECT x, lag(x) OVER (ORDER BY x) AS before FROM VALUES (1), (2) AS t(x)', '1  NULL\n2  1']],
    display: displayOffset('lag'), resolve: resolveOffset, evaluate: (call) => otherRow(call, -1),
  },
  {
    ...words, name: 'lead', fixedFrame: 'whole row', doc: 'Returns the value so many rows (1) behind the row, or the default (NULL) where the partition has no such row.',
    examples: [['SELECT x, lead(x, 1, 0) OVER (ORDER BY x) AS next FROM VALUES (1), (2) AS t(x)', '1  2\n2  0']],
    display: displayOffset('lead'), resolve: resolveOffset, evaluate: (call) => otherRow(call, 1),
  },
  {
    ...words, name: 'nth_value', ignoreNullsShown: true, doc: 'Returns the value of the row with that number in the frame, from 1; NULL where the frame has fewer rows.',
    examples: [['SELECT x, nth_value(x, 2) OVER (ORDER BY x) AS second FROM VALUES (1), (2), (3) AS t(x)', '1  NULL\n2  2\n3  2']],
    display: ([value, offset, ignoreNulls]) => `nth_value(${value}, ${offset})${ignoreNulls === 'true' ? ' ignore nulls' : ''}`, resolve: resolveNth, evaluate: nthValue,
  },
];

function displayOffset(name: string): NonNullable<WindowFunction['display']> {
  return ([value = 'NULL', offset = '1', otherwise = 'NULL']) => `${name}(${value}, ${offset}, ${otherwise})`;
}

/** What lag goes back is told as what it goes forward. */
function failVariableOffset(call: CallShape, { sql }: CallArgument): never {
  return fail('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { sqlExpr: quoted(call.sql), inputName: '`offset`', inputType: '"INT"', inputExpr: quoted(`(- ${sql})`) }, { at: call.at });
}

/** `f(value, offset, default)`: the default in the type of the value. A fourth TRUE is IGNORE NULLS. */
function resolveOffset(call: CallShape): ResolvedCall {
  expectCount(call, 0, 4);
  const [value, offset, otherwise] = call.arguments;
  const type = value?.type ?? nullType;
  if (offset !== undefined) {
    checkOffset(call, offset);
    if (!offset.foldable && call.name === 'lag') failVariableOffset(call, offset);
    refuseLargeOffset(call, expectConstant(call, 1, 'offset', intType));
  }
  checkIgnoreNulls(call, 3);
  if (otherwise?.type.kind === type.kind && isAnsiInterval(type) && !sameType(otherwise.type, type)) failInput(call, 2, { oneOf: [type, nullType] }); // units are not converted
  const types: DataType[] = [type, intType, otherwise === undefined ? type : castInput(call, 2, { oneOf: [type, nullType] })];
  const nullable = value === undefined || value.nullable || otherwise === undefined || otherwise.type.kind === 'null' || becomesNullable(otherwise, type);
  return { argumentTypes: call.arguments.map((one, index) => (index === 2 && types[2]!.kind === 'null' ? type : types[index] ?? one.type)), returnType: type, nullable };
}

/** lag turns the sign of the offset, which takes a number or an interval; lead takes what becomes an INT. */
function checkOffset(call: CallShape, { type }: CallArgument): void {
  if (isNumeric(type) || type.kind === 'null' || (call.name === 'lead' && type.kind === 'string')) return;
  if (call.name === 'lag' && !type.kind.endsWith('interval')) fail('FAILED_FUNCTION_CALL', { funcName: `\`${call.name}\`` }, { at: call.at });
  failInput(call, 1, intType);
}

/** lag turns the sign of the INT that the offset becomes. */
function refuseLargeOffset({ name, settings, at }: CallShape, offset: Value): void {
  if (name !== 'lag' || !settings.ansi) return;
  if (typeof offset === 'bigint' && BigInt.asIntN(32, offset) !== offset) fail('CAST_OVERFLOW', { value: `${offset}L`, sourceType: '"BIGINT"', targetType: '"INT"' }, { at });
  if (offset === -2_147_483_648) failArithmetic(at);
}

function resolveNth(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const offset = expectInteger(call, 1, 'offset');
  const type = castInput(call, 1, intType);
  checkIgnoreNulls(call, 2);
  if (offset === null || Number(offset) <= 0) {
    fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: 'offset', valueRange: '(0, 9223372036854775807]', currentValue: `${String(offset ?? 0)}L` }, { at: call.at });
  }
  const own = call.arguments[0]!.type;
  return { argumentTypes: call.arguments.map((one, index) => (index === 1 ? type : one.type)), returnType: own, nullable: true };
}

function checkIgnoreNulls(call: CallShape, index: number): void {
  const argument = call.arguments[index];
  if (argument === undefined || argument.type.kind === 'boolean') return;
  fail('INVALID_PARAMETER_VALUE.BOOLEAN', { parameter: '`ignoreNulls`', functionName: `\`${call.name}\``, invalidValue: quoted(argument.sql) }, { at: call.at });
}

function otherRow(call: AggregateCallShape, direction: 1 | -1): ReturnType<WindowFunction['evaluate']> {
  const offset = direction * Number(call.literals[1] ?? 1);
  const skipNulls = call.ignoreNulls || call.literals[3] === true;
  return (args, partitions, rowCount, { arena }) => {
    const [value, , otherwise] = args;
    if (value === undefined) return nullColumn(nullType, rowCount, arena);
    const rows = arena.uint32(rowCount);
    const live = skipNulls && offset !== 0 ? liveRows(value, rowCount, arena) : undefined;
    for (const partition of partitions) {
      if (live === undefined) neighbours(rows, partition, offset);
      else liveNeighbours(rows, partition, offset, live);
    }
    return otherwise === undefined || isConstantNull(otherwise) ? gatherOrNull(value, rows, arena) : gatherOrElse(value, rows, otherwise, arena);
  };
}

function neighbours(out: Uint32Array, { start, end }: WindowPartition, offset: number): void {
  for (let row = start; row < end; row++) out[row] = row + offset >= start && row + offset < end ? row + offset : MISSING;
}

function liveNeighbours(out: Uint32Array, { start, end }: WindowPartition, offset: number, live: LiveRows): void {
  const { rows, before } = live;
  for (let row = start; row < end; row++) {
    const at = offset > 0 ? before[row + 1]! + offset - 1 : before[row]! + offset;
    out[row] = at >= before[start]! && at < before[end]! ? rows[at]! : MISSING;
  }
}

/** The rows of a column that are not NULL, and how many of them stand before each row. */
interface LiveRows { readonly rows: Uint32Array; readonly before: Uint32Array }

function liveRows(column: Column, rowCount: number, arena: Arena): LiveRows {
  const rows = arena.uint32(rowCount);
  const before = arena.uint32(rowCount + 1);
  const none = column.type.kind === 'null';
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    before[row] = count;
    if (!none && isValid(column.validity, row & column.mask)) rows[count++] = row;
  }
  before[rowCount] = count;
  return { rows, before };
}

/** Rows of `value`, and where there is none the row itself of `otherwise`. */
function gatherOrElse(value: Column, rows: Uint32Array, otherwise: Column, arena: Arena): Column {
  const count = rows.length;
  for (let row = 0; row < count; row++) if (rows[row] === MISSING) rows[row] = count + row;
  return gatherColumn(concatColumns(value.type, [value, otherwise], arena), rows, arena);
}

function nthValue(call: AggregateCallShape): ReturnType<WindowFunction['evaluate']> {
  const skip = Number(call.literals[1]) - 1;
  const skipNulls = call.ignoreNulls || call.literals[2] === true;
  return (args, partitions, rowCount, { arena }) => {
    const value = args[0]!;
    const rows = arena.uint32(rowCount);
    const live = skipNulls ? liveRows(value, rowCount, arena) : undefined;
    for (const { start, end, frameStart, frameEnd } of partitions) {
      for (let row = start; row < end; row++) {
        const first = frameStart[row - start]!;
        const behind = frameEnd[row - start]!;
        if (live === undefined) rows[row] = first + skip < behind ? first + skip : MISSING;
        else rows[row] = live.before[first]! + skip < live.before[behind]! ? live.rows[live.before[first]! + skip]! : MISSING;
      }
    }
    return gatherOrNull(value, rows, arena);
  };
}
