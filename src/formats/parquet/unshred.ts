import type { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import type { ListValue, StructValue, Value } from '../../columnar/value.ts';
import type { ArrayType, DataType, DecimalType, StructType } from '../../types/data-type.ts';
import { VariantBuilder } from '../variant/build.ts';
import { fieldsOf, kindOf, type VariantAt } from '../variant/read.ts';
import { variantType } from '../../types/data-type.ts';
import { damaged } from './damage.ts';

/**
 * Variants whose common parts stand in columns of their own, put together again.
 *
 *   shredded = { value?: binary, typed_value?: T }     T = { field: shredded … } | [ shredded ] | a plain value
 *
 * What fits T is in typed_value, what does not in value; of an object the fields that T does not name are in value, beside it.
 */
export function unshred(column: Column, arena: Arena): Column {
  const type = column.type as StructType;
  const place = { metadata: placeOf(type, 'metadata'), ...placesOf(type) };
  const builder = new ColumnBuilder(variantType, arena, Math.max(1, column.length));
  const into = new VariantBuilder();
  for (let row = 0; row < column.length; row++) {
    const cells = (readValue(column, row) as StructValue | null)?.struct;
    if (cells === undefined) { builder.append(null); continue; }
    const dictionary = cells[place.metadata];
    if (!(dictionary instanceof Uint8Array)) damaged('a variant has no dictionary');
    const shred = shredOf(cells, type);
    if (shred === undefined) into.null();
    else append(shred, dictionary as Uint8Array, into);
    const { value, metadata } = into.finish();
    builder.append({ struct: [value, metadata] });
  }
  return builder.finish();
}

export function isShredded(type: DataType): boolean { return type.kind === 'struct' && type.fields.some(({ name }) => name === 'typed_value'); }

interface Shred { readonly rest: Uint8Array | undefined; readonly typed: Value; readonly type: DataType | undefined }

const placeOf = ({ fields }: StructType, name: string): number => fields.findIndex((one) => one.name === name);
const placesOf = (type: StructType): { readonly value: number; readonly typed: number } => ({ value: placeOf(type, 'value'), typed: placeOf(type, 'typed_value') });

/** Undefined: the part is not there. */
function shredOf(cells: readonly Value[], type: StructType): Shred | undefined {
  const { value, typed } = placesOf(type);
  const rest = (cells[value] ?? undefined) as Uint8Array | undefined;
  const own = typed < 0 ? null : cells[typed]!;
  return rest === undefined && own === null ? undefined : { rest, typed: own, type: type.fields[typed]?.type };
}

function append({ rest, typed, type }: Shred, metadata: Uint8Array, into: VariantBuilder): void {
  const other = rest === undefined ? undefined : { value: rest, at: 0, metadata, dictionaryAt: 0 };
  if (typed === null) into.variant(other!);
  else if (type!.kind === 'struct') appendObject((typed as StructValue).struct, type as StructType, { other, metadata }, into);
  else if (type!.kind === 'array') appendArray((typed as ListValue).list, (type as ArrayType).element as StructType, metadata, into);
  else appendPlain(typed, type!, into);
}

function appendObject(cells: readonly Value[], { fields }: StructType, { other, metadata }: { readonly other: VariantAt | undefined; readonly metadata: Uint8Array }, into: VariantBuilder): void {
  const shreds = fields.flatMap(({ name, type }, index): (readonly [string, Shred | VariantAt])[] => {
    const shred = shredOf((cells[index] as StructValue | null)?.struct ?? [], type as StructType);
    return shred === undefined ? [] : [[name, shred]];
  });
  const rest = other === undefined ? [] : kindOf(other) === 'object' ? fieldsOf(other) : damaged('a variant is an object and none');
  into.object<Shred | VariantAt>([...shreds, ...rest], (one) => { if ('typed' in one) append(one, metadata, into); else into.variant(one); });
}

function appendArray(items: readonly Value[], element: StructType, metadata: Uint8Array, into: VariantBuilder): void {
  into.array(items, (item) => {
    const shred = shredOf((item as StructValue | null)?.struct ?? [], element);
    if (shred === undefined) into.null();
    else append(shred, metadata, into);
  });
}

function appendPlain(value: Value, type: DataType, into: VariantBuilder): void {
  switch (type.kind) {
    case 'boolean': into.boolean(value as boolean); return;
    case 'byte': case 'short': case 'int': into.int(value as number); return;
    case 'long': into.long(value as bigint); return;
    case 'float': into.float(value as number); return;
    case 'double': into.double(value as number); return;
    case 'decimal': into.decimal(value as bigint, (type as DecimalType).scale); return;
    case 'string': into.text(value as string); return;
    case 'binary': into.binary(value as Uint8Array); return;
    case 'date': into.date(value as number); return;
    case 'timestamp': into.timestamp(value as bigint); return;
    case 'timestamp_ntz': into.timestampNtz(value as bigint); return;
    default: damaged(`a variant has parts of type ${type.kind}`);
  }
}
