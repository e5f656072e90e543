import {
  Binary, Bool, type Data, type DataType as ArrowType, DateDay, Decimal as ArrowDecimal, DurationMicrosecond, Field as ArrowField, Float32, Float64,
  Int8, Int16, Int32, Int64, IntervalYearMonth, List, makeData, Map_, Null, RecordBatch, Schema as ArrowSchema, Struct, Table, TimeNanosecond, TimestampMicrosecond, Utf8,
} from 'apache-arrow';
import type { DataType, Field, Schema } from '../types/data-type.ts';
import { countNulls } from './bitmap.ts';
import { bytesOf, childOf, type Column, int64Values, offsetsOf, uint8Values } from './column.ts';

/**
 * Hand-over to apache-arrow at the edge of the API. Buffers that already have Arrow's layout are shared, not copied: the caller
 * must own them (not an arena that is reset). Booleans are packed, short decimals widened to 128 bits.
 * Columns must be plain: no constants, no selection.
 */
export function toArrowTable(schema: Schema, chunks: readonly { readonly columns: readonly Column[]; readonly rowCount: number }[], timeZone: string): Table {
  const arrowSchema = new ArrowSchema(schema.fields.map((field) => toArrowField(field, timeZone)));
  const batches = chunks.map(({ columns, rowCount }) => {
    const children = columns.map((column, index) => toArrowData(column, arrowSchema.fields[index]!.type));
    return new RecordBatch(arrowSchema, makeData({ type: new Struct(arrowSchema.fields), length: rowCount, nullCount: 0, children }));
  });
  return new Table(arrowSchema, batches);
}

function toArrowField(field: Field, timeZone: string): ArrowField {
  return new ArrowField(field.name, toArrowType(field.type, timeZone), field.nullable);
}

/** The Arrow type of a SQL type, as Spark maps them. */
export function toArrowType(type: DataType, timeZone: string): ArrowType {
  switch (type.kind) {
    case 'null': return new Null();
    case 'boolean': return new Bool();
    case 'byte': return new Int8();
    case 'short': return new Int16();
    case 'int': return new Int32();
    case 'long': return new Int64();
    case 'float': return new Float32();
    case 'double': return new Float64();
    case 'decimal': return new ArrowDecimal(type.scale, type.precision, 128);
    case 'string': return new Utf8();
    case 'binary': return new Binary();
    case 'date': return new DateDay();
    case 'time': return new TimeNanosecond();
    case 'timestamp': return new TimestampMicrosecond(timeZone);
    case 'timestamp_ntz': return new TimestampMicrosecond();
    case 'year_month_interval': return new IntervalYearMonth();
    case 'day_time_interval': return new DurationMicrosecond();
    case 'calendar_interval': return new Struct([new ArrowField('months', new Int32()), new ArrowField('days', new Int32()), new ArrowField('microseconds', new Int64())]);
    case 'variant': return new Struct([new ArrowField('value', new Binary()), new ArrowField('metadata', new Binary())]);
    case 'array': return new List(new ArrowField('element', toArrowType(type.element, timeZone), type.containsNull));
    case 'map': return new Map_(new ArrowField('entries', new Struct<{ key: ArrowType; value: ArrowType }>([
      new ArrowField('key', toArrowType(type.key, timeZone), false) as ArrowField<never>,
      new ArrowField('value', toArrowType(type.value, timeZone), type.valueContainsNull) as ArrowField<never>,
    ]), false));
    case 'struct': return new Struct(type.fields.map((field) => toArrowField(field, timeZone)));
  }
}

function toArrowData(column: Column, type: ArrowType): Data {
  const length = column.length;
  const shared = { length, nullCount: countNulls(column.validity, length), nullBitmap: column.validity ?? null };
  switch (column.type.kind) {
    case 'null': return makeData({ type: type as Null, length, nullCount: length });
    case 'boolean': return makeData({ ...shared, type: type as Bool, data: packBits(uint8Values(column), length) });
    case 'decimal': return makeData({ ...shared, type: type as ArrowDecimal, data: decimalWords(column) });
    case 'string': return makeData({ ...shared, type: type as Utf8, valueOffsets: offsetsOf(column), data: bytesOf(column) });
    case 'binary': return makeData({ ...shared, type: type as Binary, valueOffsets: offsetsOf(column), data: bytesOf(column) });
    case 'array': return makeData({ ...shared, type: type as List, valueOffsets: offsetsOf(column), child: toArrowData(childOf(column, 0), (type as List).valueType) });
    case 'map': return mapData(column, type as Map_, shared);
    case 'struct':
    case 'calendar_interval':
    case 'variant': return makeData({ ...shared, type: type as Struct, children: column.children.map((child, index) => toArrowData(child, (type as Struct).children[index]!.type)) });
    default: return makeData({ ...shared, type: type as Int32, data: column.values as Int32Array });
  }
}

function mapData(column: Column, type: Map_, shared: { length: number; nullCount: number; nullBitmap: Uint8Array | null }): Data {
  const entries = type.children[0]!.type as unknown as Struct;
  const children = [0, 1].map((index) => toArrowData(childOf(column, index), entries.children[index]!.type));
  return makeData({ ...shared, type, valueOffsets: offsetsOf(column), child: makeData({ type: entries, length: childOf(column, 0).length, nullCount: 0, children }) });
}

function packBits(bytes: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >>> 3);
  for (let row = 0; row < length; row++) if (bytes[row] === 1) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

/** Four 32-bit words per value, low word first. */
function decimalWords(column: Column): Uint32Array {
  const values = int64Values(column);
  const wide = column.type.kind === 'decimal' && column.type.precision > 18;
  const words = new BigInt64Array(column.length * 2);
  if (wide) words.set(values.subarray(0, column.length * 2));
  else for (let row = 0; row < column.length; row++) { words[2 * row] = values[row]!; words[2 * row + 1] = values[row]! >> 63n; }
  return new Uint32Array(words.buffer);
}
