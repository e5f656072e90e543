import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { nullColumn, withLength } from '../../columnar/constant.ts';
import { allRows } from '../../columnar/selection.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type DataType, field, intType, sameType, type StructType, structType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { IndexList, poolOf } from '../collections/collections.ts';
import { expectConstant, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Generated, GeneratorFunction, ResolvedCall } from '../function.ts';
import { failInput, quoted } from '../mismatch.ts';
import { failArgumentCount } from '../signature-match.ts';

const since = '0.1';
const group = 'generator_funcs';

/** Rows of several columns out of arrays of structs, and out of arguments. */
export const rowGeneratorFunctions: readonly GeneratorFunction[] = [inlineRow('inline', false), inlineRow('inline_outer', true), {
  kind: 'generator', name: 'stack', group, since, outer: false, signatures: ['(int, T...) -> struct'],
  doc: 'Returns so many rows of the arguments, row by row; what is missing in the last one is NULL.', examples: [['SELECT stack(2, 1, 2, 3)', '1  2\n3  NULL']],
  resolve: resolveStack, generate: stackRows,
}];

function inlineRow(name: string, outer: boolean): GeneratorFunction {
  return {
    kind: 'generator', name, group, since, outer, signatures: ['(array<struct>) -> struct'], parameters: ['input'],
    doc: `Returns a row per struct of an array, a column per field${outer ? '; a row of NULLs for what is empty or NULL' : ''}.`,
    examples: [[`SELECT ${name}(array(struct(1, 'a'), struct(2, 'b')))`, '1  a\n2  b']],
    resolve: (call) => resolveInline(call, outer), generate: () => ([input], rows, { arena }) => inlineRows(input!, rows, arena, outer),
  };
}

function inlineRows(input: Column, rows: Rows, arena: Arena, outer: boolean): Generated {
  const [parents, picked] = [new IndexList(arena), new IndexList(arena)];
  const offsets = offsetsOf(input);
  const structs = childOf(input, 0);
  for (const row of allRows(rows, arena)) {
    const at = row & input.mask;
    const [start, end] = isValid(input.validity, at) ? [offsets[at]!, offsets[at + 1]!] : [0, 0];
    if (start === end && outer) {
      parents.push(row);
      picked.push(MISSING);
    }
    for (let element = start; element < end; element++) {
      parents.push(row);
      picked.push(isValid(structs.validity, element & structs.mask) ? element & structs.mask : MISSING);
    }
  }
  return { columns: structs.children.map((child) => gatherOrNull(child, picked.view(), arena)), parents: parents.view(), count: parents.length };
}

function resolveInline(call: CallShape, outer: boolean): ResolvedCall {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  if (type.kind !== 'array' || type.element.kind !== 'struct') return failInput(call, 0, arrayType(structType([])));
  const nullable = outer || type.containsNull;
  return { argumentTypes: [type], returnType: structType(type.element.fields.map((one) => ({ ...one, nullable: one.nullable || nullable }))), nullable: false };
}

function resolveStack(call: CallShape): ResolvedCall {
  const [count, ...values] = call.arguments;
  if (count === undefined || values.length === 0) return failArgumentCount(call, [2, Number.POSITIVE_INFINITY]);
  if (count.type.kind !== 'int') return failInput(call, 0, intType);
  const rows = expectConstant(call, 0, '`n`', intType) ?? 0;
  if (Number(rows) <= 0) return fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: '`n`', valueRange: '(0, 2147483647]', currentValue: String(rows) }, { at: call.at });
  const width = Math.ceil(values.length / Number(rows));
  const types = Array.from({ length: width }, (_, column) => columnType(call, column, width));
  return {
    argumentTypes: [count.type, ...values.map((_, index) => types[index % width]!)],
    returnType: structType(types.map((type, column) => field(`col${column}`, type, true))), nullable: false,
  };
}

/** All values of a column have one type; NULL takes that of the others where it is written as such. */
function columnType(call: CallShape, column: number, width: number): DataType {
  const values = call.arguments.slice(1);
  let first: number | undefined;
  for (let index = column; index < values.length; index += width) {
    if (values[index]!.type.kind !== 'null') { first = index; break; }
  }
  const wanted = values[first ?? column]!.type;
  for (let index = column; index < values.length; index += width) {
    const { type, isLiteral } = values[index]!;
    if (!sameType(wanted, type) && !(type.kind === 'null' && isLiteral === true)) {
      fail('DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES', {
        sqlExpr: quoted(call.sql), columnIndex: String(column), leftParamIndex: String((first ?? column) + 1), leftType: quoted(typeToSql(wanted)), rightParamIndex: String(index + 1), rightType: quoted(typeToSql(type)),
      }, { at: call.at });
    }
  }
  return wanted;
}

function stackRows(call: BoundCall): ReturnType<GeneratorFunction['generate']> {
  const { fields } = call.returnType as StructType;
  const perRow = Number(call.literals[0]);
  return (args, rows, { arena }) => {
    const values = args.slice(1);
    const wanted = allRows(rows, arena);
    const count = wanted.length * perRow;
    const parents = arena.uint32(count);
    for (let at = 0; at < count; at++) parents[at] = wanted[Math.floor(at / perRow)]!;
    const columns = fields.map((one, column) => {
      const own = values.filter((_, index) => index % fields.length === column).map((part) => withLength(part, rows.rowCount));
      const { elements, bases } = poolOf(one.type, own, arena);
      const picked = arena.uint32(count);
      for (let at = 0; at < count; at++) {
        const value = own[at % perRow];
        picked[at] = value === undefined ? MISSING : bases[at % perRow]! + (parents[at]! & value.mask);
      }
      return own.length === 0 ? nullColumn(one.type, count, arena) : gatherOrNull(elements, picked, arena);
    });
    return { columns, parents, count };
  };
}
