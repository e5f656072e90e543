import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import { sameType, type Schema } from '../types/data-type.ts';
import { callFunction, col, Column, lit } from './column.ts';

interface Side { readonly input: Relation; readonly keys: readonly Expression[]; readonly schema: Schema }

/** Names for the keys of both sides, which have the same types. */
export function keyNames(left: Schema, right: Schema): readonly string[] {
  const same = left.fields.length === right.fields.length && left.fields.every(({ type }, index) => sameType(type, right.fields[index]!.type));
  return same ? left.fields.map((_, index) => `key${index}`) : fail('TIDEMARK_INVALID_API_CALL', { call: 'cogroup', problem: 'the keys of both sides must have the same types' });
}

/** The rows of both sides one under the other, left first: the keys, then two structs, of which one is the row and one is NULL. */
export function sidesTogether(names: readonly string[], sides: readonly [Side, Side]): Relation {
  const [left, right] = sides.map(({ input, keys }, at): Relation => {
    const structs = sides.map(({ schema }, index) => (index === at ? callFunction('struct', col('*')) : lit(null).cast({ kind: 'struct', fields: schema.fields })).as(`side${index}`));
    return { kind: 'Project', input, expressions: [...keys.map((key, index) => new Column(key).as(names[index]!)), ...structs].map((one) => one.expression) };
  });
  return { kind: 'SetOperation', operation: 'union', all: true, left: left!, right: right! };
}
