import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readBytes, readInt128, readString } from '../../columnar/read.ts';
import { DuplicateKey, VariantBuilder } from '../../formats/variant/build.ts';
import { fail, invariant, type Span } from '../../errors/stream-error.ts';
import type { Kernel } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { VariantColumnBuilder, variantReader } from './variant-columns.ts';

/** Values of any type that a variant can hold, structs as objects. */
export function toVariant({ at }: { readonly at?: Span | undefined }): Kernel {
  return ([column], rows, { arena }) => {
    const out = new VariantColumnBuilder(arena, rows.rowCount);
    const into = new VariantBuilder();
    const append = cellAppender(column!, into);
    try {
      visitRows([column!], rows, (row) => {
        append(row & column!.mask);
        out.set(row, into.take());
      });
    } catch (error) {
      if (error instanceof DuplicateKey) fail('VARIANT_DUPLICATE_KEY', { key: error.key }, { at });
      throw error;
    }
    return out.finish(rows.rowCount);
  };
}

/** Appends the cell at a physical row, which is not NULL. */
type AppendCell = (row: number) => void;

function cellAppender(column: Column, into: VariantBuilder): AppendCell {
  const { type } = column;
  const values = column.values!;
  switch (type.kind) {
    case 'boolean': return (row) => into.boolean(values[row] === 1);
    case 'byte':
    case 'short':
    case 'int': return (row) => into.int(values[row] as number);
    case 'long': return (row) => into.long(values[row] as bigint);
    case 'float': return (row) => into.float(values[row] as number);
    case 'double': return (row) => into.double(values[row] as number);
    case 'decimal': return type.precision > 18 ? (row) => into.decimal(readInt128(values as BigInt64Array, row), type.scale) : (row) => into.decimal(values[row] as bigint, type.scale);
    case 'string': return (row) => into.text(readString(column, row));
    case 'binary': return (row) => into.binary(readBytes(column, row));
    case 'date': return (row) => into.date(values[row] as number);
    case 'timestamp': return (row) => into.timestamp(values[row] as bigint);
    case 'timestamp_ntz': return (row) => into.timestampNtz(values[row] as bigint);
    case 'variant': return variantAppender(column, into);
    case 'array': return listAppender(column, into);
    case 'map': return mapAppender(column, into);
    case 'struct': return structAppender(column, type.fields.map((one) => one.name), into);
    default: invariant(false, `a ${type.kind} is no variant`);
  }
}

function variantAppender(column: Column, into: VariantBuilder): AppendCell {
  const read = variantReader(column);
  return (row) => into.variant(read(row));
}

/** A part that may be NULL or constant. */
function partAppender(column: Column, into: VariantBuilder): AppendCell {
  if (column.type.kind === 'null') return () => into.null();
  const append = cellAppender(column, into);
  const { validity, mask } = column;
  return (row) => {
    if (isValid(validity, row & mask)) append(row & mask);
    else into.null();
  };
}

function listAppender(column: Column, into: VariantBuilder): AppendCell {
  const offsets = offsetsOf(column);
  const append = partAppender(childOf(column, 0), into);
  return (row) => into.array(Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, index) => offsets[row]! + index), append);
}

function mapAppender(column: Column, into: VariantBuilder): AppendCell {
  const offsets = offsetsOf(column);
  const keys = childOf(column, 0);
  const append = partAppender(childOf(column, 1), into);
  return (row) => into.object(Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, index) => [readString(keys, (offsets[row]! + index) & keys.mask), offsets[row]! + index] as const), append);
}

function structAppender(column: Column, names: readonly string[], into: VariantBuilder): AppendCell {
  const appends = column.children.map((child) => partAppender(child, into));
  const entries = names.map((name, index) => [name, index] as const);
  return (row) => into.object(entries, (index) => appends[index]!(row));
}
