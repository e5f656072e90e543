import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, int32Values, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { field, intType, structType, type DataType, type Field } from '../../types/data-type.ts';
import type { CallShape, Generated, GeneratorFunction, ResolvedCall } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { failArgumentCount } from '../signature-match.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Arena } from '../../columnar/arena.ts';

const since = '0.1';
const group = 'generator_funcs';

/** Rows out of arrays and maps. The outer forms keep rows that have nothing, with NULLs. */
export const generatorFunctions: readonly GeneratorFunction[] = [
  explodeRow('explode', false, false), explodeRow('explode_outer', true, false), explodeRow('posexplode', false, true), explodeRow('posexplode_outer', true, true),
];

function explodeRow(name: string, outer: boolean, positioned: boolean): GeneratorFunction {
  return {
    kind: 'generator', name, group, since, outer, signatures: ['(array<T>) -> struct', '(map<K,V>) -> struct'], parameters: ['collection'],
    doc: `Returns a row per element of an array or entry of a map${positioned ? ', with its position from 0' : ''}${outer ? '; a row of NULLs for what is empty or NULL' : ''}.`,
    examples: positioned ? [[`SELECT ${name}(array(10, 20))`, '0  10\n1  20']] : [[`SELECT ${name}(array(10, 20))`, '10\n20']],
    resolve: (call) => resolveExplode(call, outer, positioned),
    generate: (call) => ([input], rows, { arena }) => explode(input!, rows, arena, { outer, positioned, map: call.argumentTypes[0]!.kind === 'map' }),
  };
}

function resolveExplode(call: CallShape, outer: boolean, positioned: boolean): ResolvedCall {
  if (call.arguments.length !== 1) return failArgumentCount(call, [1]);
  const { type } = call.arguments[0]!;
  if (type.kind !== 'array' && type.kind !== 'map') return failInput(call, 0, { oneOf: [{ family: 'array' }, { family: 'map' }] });
  const nullable = (own: boolean): boolean => own || outer;
  const values: Field[] = type.kind === 'array' ? [field('col', type.element, nullable(type.containsNull))] : [field('key', type.key, outer), field('value', type.value, nullable(type.valueContainsNull))];
  return { argumentTypes: [type], returnType: structType(positioned ? [field('pos', intType, outer), ...values] : values), nullable: false };
}

interface ExplodeOptions { readonly outer: boolean; readonly positioned: boolean; readonly map: boolean }

/** Two passes: how many rows, then which element each of them is. Values are gathered once. */
function explode(input: Column, rows: Rows, arena: Arena, { outer, positioned, map }: ExplodeOptions): Generated {
  const offsets = offsetsOf(input);
  const wanted = rows.selection?.length ?? rows.rowCount;
  const sizeOf = (row: number): number => (isValid(input.validity, row & input.mask) ? offsets[(row & input.mask) + 1]! - offsets[row & input.mask]! : 0);
  const rowAt = (index: number): number => (rows.selection === undefined ? index : rows.selection[index]!);
  let count = 0;
  for (let index = 0; index < wanted; index++) count += Math.max(sizeOf(rowAt(index)), outer ? 1 : 0);
  const parents = arena.uint32(count);
  const elements = arena.uint32(count);
  const positions = arena.int32(count);
  let at = 0;
  for (let index = 0; index < wanted; index++) {
    const row = rowAt(index);
    const size = sizeOf(row);
    const start = offsets[row & input.mask]!;
    for (let position = 0; position < size; position++) {
      parents[at] = row;
      positions[at] = position;
      elements[at++] = start + position;
    }
    if (size === 0 && outer) {
      parents[at] = row;
      elements[at++] = MISSING;
    }
  }
  const values = (map ? [0, 1] : [0]).map((child) => gatherOrNull(childOf(input, child), elements, arena));
  return { columns: positioned ? [positionColumn(positions, elements, arena), ...values] : values, parents, count };
}

function positionColumn(positions: Int32Array, elements: Uint32Array, arena: Arena): Column {
  const column = makeColumn(intType satisfies DataType, positions.length, { values: positions });
  if (!elements.includes(MISSING)) return column;
  const validity = arena.bitmap(positions.length, 1);
  elements.forEach((element, row) => { if (element === MISSING) validity[row >> 3]! &= ~(1 << (row & 7)); });
  return { ...column, validity, values: int32Values(column) };
}
