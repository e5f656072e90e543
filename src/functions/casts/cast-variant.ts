import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { concatColumns, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import type { Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { VariantBuilder } from '../../formats/variant/build.ts';
import { binaryOf, booleanOf, decimalOf, doubleOf, fieldOf, fieldsOf, floatOf, isNull, itemsOf, kindOf, longOf, textOf, uuidOf, type VariantAt } from '../../formats/variant/read.ts';
import { schemaOf, typeOfDecimal } from '../../formats/variant/schema.ts';
import { variantToJson } from '../../formats/variant/to-json.ts';
import { canCast } from '../../types/cast-rules.ts';
import { type DataType, decimalType, sameType, type StructType, stringType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { zoneOf } from '../../types/time-zone.ts';
import type { CastShape } from './cast-shape.ts';
import type { Kernel, KernelContext } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { VariantColumnBuilder, variantReader } from '../documents/variant-columns.ts';
import { toVariant } from '../documents/variant-write.ts';

type CastPart = (shape: CastShape) => Kernel;

/** Casts from and to VARIANT. */
export function variantCast(shape: CastShape, castPart: CastPart): Kernel {
  if (shape.to.kind === 'variant') return toVariant(shape);
  return ([column], rows, context) => {
    const read = variantReader(column!);
    const found: (VariantAt | undefined)[] = new Array<VariantAt | undefined>(rows.rowCount).fill(undefined);
    visitRows([column!], rows, (row) => { found[row] = read(row); });
    return castVariants(found, shape, castPart, context);
  };
}

/**
 * Variants to a column of one type: scalars of one kind are gathered, cast by the ordinary cast of that kind and put back in place; elements, values and
 * fields the same way, level by level. The null of a variant is NULL; fields that are missing are NULL; what does not fit is NULL or an error.
 */
export function castVariants(found: readonly (VariantAt | undefined)[], shape: CastShape, castPart: CastPart, context: KernelContext): Column {
  const { to } = shape;
  if (to.kind === 'variant') return copyVariants(found, context.arena);
  const present = found.map((one) => (one === undefined || isNull(one) ? undefined : one));
  const inner = (type: DataType, parts: readonly (VariantAt | undefined)[]): Column => castVariants(parts, { ...shape, to: type }, castPart, context);
  switch (to.kind) {
    case 'array': {
      const lists = fitting(present, 'array', shape);
      const children = [inner(to.element, lists.flatMap((one) => (one === undefined ? [] : itemsOf(one))))];
      return makeColumn(to, found.length, { validity: validityOf(lists, context.arena), offsets: offsetsFor(lists.map((one) => (one === undefined ? 0 : itemsOf(one).length)), context.arena), children });
    }
    case 'map': {
      const entries = fitting(present, 'object', shape).map((one) => (one === undefined ? undefined : fieldsOf(one)));
      const flat = entries.flatMap((one) => one ?? []);
      const keys = new ColumnBuilder(to.key, context.arena, Math.max(1, flat.length));
      for (const [key] of flat) keys.append(key);
      const children = [keys.finish(), inner(to.value, flat.map(([, value]) => value))];
      return makeColumn(to, found.length, { validity: validityOf(entries, context.arena), offsets: offsetsFor(entries.map((one) => one?.length ?? 0), context.arena), children });
    }
    case 'struct': return castObjects(fitting(present, 'object', shape), to, inner, context.arena);
    default: return castScalars(present, shape, castPart, context);
  }
}

function castObjects(objects: readonly (VariantAt | undefined)[], type: StructType, inner: (type: DataType, parts: readonly (VariantAt | undefined)[]) => Column, arena: Arena): Column {
  const children = type.fields.map((one) => inner(one.type, objects.map((object) => (object === undefined ? undefined : fieldOf(object, one.name)))));
  return makeColumn(type, objects.length, { validity: validityOf(objects, arena), children });
}

/** Without the keys that the rest of the variant needed. */
function copyVariants(found: readonly (VariantAt | undefined)[], arena: Arena): Column {
  const out = new VariantColumnBuilder(arena, found.length);
  const into = new VariantBuilder();
  found.forEach((one, row) => {
    if (one === undefined) return;
    into.variant(one);
    out.set(row, into.take());
  });
  return out.finish(found.length);
}

/** Scalars of one kind, gathered. */
interface Gathered { readonly type: DataType; readonly builder: ColumnBuilder; readonly rows: number[] }

function castScalars(found: readonly (VariantAt | undefined)[], shape: CastShape, castPart: CastPart, context: KernelContext): Column {
  const groups = new Map<string, Gathered>();
  found.forEach((one, row) => {
    if (one === undefined) return;
    const [type, value] = scalarOf(one, shape);
    if (type === undefined) { misfit(one, shape); return; }
    const name = typeToSql(type);
    let group = groups.get(name);
    if (group === undefined) groups.set(name, group = { type, builder: new ColumnBuilder(type, context.arena), rows: [] });
    group.builder.append(value);
    group.rows.push(row);
  });
  const places = context.arena.uint32(found.length).fill(MISSING);
  const columns: Column[] = [];
  let base = 0;
  for (const { type, builder, rows } of groups.values()) {
    const cast = castPart({ ...shape, from: type, mode: 'try', foldable: false })([builder.finish()], { rowCount: rows.length, selection: undefined }, context);
    rows.forEach((row, index) => {
      if (isValid(cast.validity, index & cast.mask)) places[row] = base + index;
      else misfit(found[row]!, shape);
    });
    columns.push({ ...cast, length: rows.length });
    base += rows.length;
  }
  return gatherOrNull(concatColumns(shape.to, columns, context.arena), places, context.arena);
}

/** The value and its type, undefined when nothing casts that to the wanted type. Objects and arrays have a text only. */
function scalarOf(variant: VariantAt, { to, settings }: CastShape): readonly [DataType | undefined, Value] {
  const kind = kindOf(variant);
  if (kind === 'object' || kind === 'array') return to.kind === 'string' ? [stringType, variantToJson(variant, zoneOf(settings.timeZone))] : [undefined, null];
  const type = kind === 'decimal' ? decimalType(38, typeOfDecimal(variant).scale) : schemaOf(variant);
  const value = valueOf(variant);
  return (sameType(type, to) || canCast(type, to, 'ansi')) && !overflows(type, value, to) ? [type, value] : [undefined, null];
}

function valueOf(variant: VariantAt): Value {
  const kind = kindOf(variant);
  switch (kind) {
    case 'boolean': return booleanOf(variant);
    case 'double': return doubleOf(variant);
    case 'float': return floatOf(variant);
    case 'decimal': return decimalOf(variant).unscaled;
    case 'string': return textOf(variant);
    case 'uuid': return uuidOf(variant);
    case 'binary': return binaryOf(variant);
    case 'date': return Number(longOf(variant));
    default: return longOf(variant);
  }
}

/** The ordinary cast of seconds to a timestamp ends at the last one there is; here that is too much. */
function overflows(type: DataType, value: Value, to: DataType): boolean {
  if (to.kind !== 'timestamp' || (type.kind !== 'long' && type.kind !== 'decimal')) return false;
  const micros = ((value as bigint) * 1_000_000n) / 10n ** BigInt(type.kind === 'decimal' ? type.scale : 0);
  return BigInt.asIntN(64, micros) !== micros;
}

/** Those of a kind; the others do not fit. */
function fitting(found: readonly (VariantAt | undefined)[], kind: 'array' | 'object', shape: CastShape): (VariantAt | undefined)[] {
  return found.map((one) => {
    if (one === undefined || kindOf(one) === kind) return one;
    misfit(one, shape);
    return undefined;
  });
}

function misfit(variant: VariantAt, { to, mode, settings, at }: CastShape): void {
  if (mode === 'try') return;
  fail('INVALID_VARIANT_CAST', { value: variantToJson(variant, zoneOf(settings.timeZone)), dataType: `"${typeToSql(to)}"` }, { at });
}

function validityOf(found: readonly unknown[], arena: Arena): Uint8Array | undefined {
  if (!found.includes(undefined)) return undefined;
  const bits = arena.bitmap(found.length, 1);
  found.forEach((one, row) => { if (one === undefined) bits[row >> 3]! &= ~(1 << (row & 7)); });
  return bits;
}

function offsetsFor(sizes: readonly number[], arena: Arena): Int32Array {
  const offsets = arena.int32(sizes.length + 1);
  offsets[0] = 0;
  sizes.forEach((size, row) => { offsets[row + 1] = offsets[row]! + size; });
  return offsets;
}
