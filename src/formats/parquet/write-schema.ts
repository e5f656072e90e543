import { childTypes } from '../../columnar/builder.ts';
import type { DataType, DecimalType, Field, Schema } from '../../types/data-type.ts';
import { type Physical, physicalTypes } from './schema.ts';
import type { ThriftFields } from './thrift.ts';

/** How timestamps are written: spark.sql.parquet.outputTimestampType. */
export type TimestampForm = 'INT96' | 'TIMESTAMP_MICROS' | 'TIMESTAMP_MILLIS';

/** A part of the file's schema with the levels its entries have. `slotRep`, `def`: as in ParquetNode. */
export interface WrittenNode {
  readonly type: DataType;
  readonly optional: boolean;
  readonly shape: 'leaf' | 'struct' | 'list' | 'map';
  readonly children: readonly WrittenNode[];
  readonly leaf: WrittenLeaf | undefined;
}

export interface WrittenLeaf {
  readonly index: number;
  readonly physical: Physical;
  readonly width: number;
  readonly type: DataType;
  readonly form: TimestampForm;
  readonly path: readonly string[];
  readonly maxDef: number;
  readonly maxRep: number;
}

export interface WrittenSchema { readonly nodes: readonly WrittenNode[]; readonly leaves: readonly WrittenLeaf[]; readonly elements: readonly ThriftFields[] }

const required = 0;
const optional = 1;
const repeated = 2;

/** The schema as Spark writes it: lists and maps in three levels, what is not nullable as required. */
export function writtenSchema({ fields }: Schema, form: TimestampForm): WrittenSchema {
  const build = new SchemaBuild(form);
  build.elements.push([{ id: 4, kind: 'binary', value: 'spark_schema' }, { id: 5, kind: 'i32', value: fields.length }]);
  const nodes = fields.map((one) => build.node(one, { path: [], def: 0, rep: 0 }));
  return { nodes, leaves: build.leaves, elements: build.elements };
}

interface Place { readonly path: readonly string[]; readonly def: number; readonly rep: number }

class SchemaBuild {
  readonly elements: ThriftFields[] = [];
  readonly leaves: WrittenLeaf[] = [];
  readonly #form: TimestampForm;

  constructor(form: TimestampForm) {
    this.#form = form;
  }

  node({ name, type, nullable }: Field, parent: Place): WrittenNode {
    const isOptional = nullable || type.kind === 'null';
    const place: Place = { path: [...parent.path, name], def: parent.def + (isOptional ? 1 : 0), rep: parent.rep };
    const repetition = isOptional ? optional : required;
    const base = { type, optional: isOptional, leaf: undefined };
    switch (type.kind) {
      case 'array': {
        this.#group(name, repetition, 1, { converted: 3, logical: 3 });
        this.#group('list', repeated, 1);
        const element = { name: 'element', type: type.element, nullable: type.containsNull };
        return { ...base, shape: 'list', children: [this.node(element, inside(place, 'list'))] };
      }
      case 'map': {
        this.#group(name, repetition, 1, { converted: 1, logical: 2 });
        this.#group('key_value', repeated, 2);
        const parts = [{ name: 'key', type: type.key, nullable: false }, { name: 'value', type: type.value, nullable: type.valueContainsNull }];
        return { ...base, shape: 'map', children: parts.map((one) => this.node(one, inside(place, 'key_value'))) };
      }
      case 'struct': case 'variant': {
        const parts = type.kind === 'struct' ? type.fields : childTypes(type).map((one, index): Field => ({ name: index === 0 ? 'value' : 'metadata', type: one, nullable: false }));
        this.#group(name, repetition, parts.length);
        return { ...base, shape: 'struct', children: parts.map((one) => this.node(one, place)) };
      }
      default: return { ...base, shape: 'leaf', children: [], leaf: this.#leaf(name, type, repetition, place) };
    }
  }

  #group(name: string, repetition: number, childCount: number, kind?: { readonly converted: number; readonly logical: number }): void {
    this.elements.push([
      { id: 3, kind: 'i32', value: repetition }, { id: 4, kind: 'binary', value: name }, { id: 5, kind: 'i32', value: childCount },
      { id: 6, kind: 'i32', value: kind?.converted }, { id: 10, kind: 'struct', value: kind && [{ id: kind.logical, kind: 'struct', value: [] }] },
    ]);
  }

  #leaf(name: string, type: DataType, repetition: number, place: Place): WrittenLeaf {
    const { physical, width = 0, converted, logical } = storedAs(type, this.#form);
    const { scale, precision } = type.kind === 'decimal' ? type : { scale: undefined, precision: undefined };
    this.elements.push([
      { id: 1, kind: 'i32', value: physicalTypes.indexOf(physical) }, { id: 2, kind: 'i32', value: width === 0 ? undefined : width }, { id: 3, kind: 'i32', value: repetition },
      { id: 4, kind: 'binary', value: name }, { id: 6, kind: 'i32', value: converted }, { id: 7, kind: 'i32', value: scale }, { id: 8, kind: 'i32', value: precision },
      { id: 10, kind: 'struct', value: logical },
    ]);
    const leaf: WrittenLeaf = { index: this.leaves.length, physical, width, type, form: this.#form, path: place.path, maxDef: place.def, maxRep: place.rep };
    this.leaves.push(leaf);
    return leaf;
  }
}

const inside = ({ path, def, rep }: Place, group: string): Place => ({ path: [...path, group], def: def + 1, rep: rep + 1 });

interface StoredAs { readonly physical: Physical; readonly width?: number; readonly converted?: number; readonly logical?: ThriftFields }

function storedAs(type: DataType, form: TimestampForm): StoredAs {
  switch (type.kind) {
    case 'boolean': return { physical: 'BOOLEAN' };
    case 'null': return { physical: 'BOOLEAN', logical: [{ id: 11, kind: 'struct', value: [] }] };
    case 'byte': return { physical: 'INT32', converted: 15, logical: integer(8) };
    case 'short': return { physical: 'INT32', converted: 16, logical: integer(16) };
    case 'int': case 'year_month_interval': return { physical: 'INT32' };
    case 'long': case 'day_time_interval': return { physical: 'INT64' };
    case 'float': return { physical: 'FLOAT' };
    case 'double': return { physical: 'DOUBLE' };
    case 'date': return { physical: 'INT32', converted: 6, logical: [{ id: 6, kind: 'struct', value: [] }] };
    case 'string': return { physical: 'BYTE_ARRAY', converted: 0, logical: [{ id: 1, kind: 'struct', value: [] }] };
    case 'timestamp':
      if (form === 'INT96') return { physical: 'INT96' };
      return { physical: 'INT64', converted: form === 'TIMESTAMP_MILLIS' ? 9 : 10, logical: timestamp(true, form === 'TIMESTAMP_MILLIS' ? 1 : 2) };
    case 'timestamp_ntz': return { physical: 'INT64', logical: timestamp(false, 2) };
    case 'decimal': return decimal(type);
    default: return { physical: 'BYTE_ARRAY' };
  }
}

const integer = (bits: number): ThriftFields => [{ id: 10, kind: 'struct', value: [{ id: 1, kind: 'byte', value: bits }, { id: 2, kind: 'boolean', value: true }] }];
const timestamp = (utc: boolean, unit: number): ThriftFields => [{ id: 8, kind: 'struct', value: [{ id: 1, kind: 'boolean', value: utc }, { id: 2, kind: 'struct', value: [{ id: unit, kind: 'struct', value: [] }] }] }];

function decimal({ precision, scale }: DecimalType): StoredAs {
  const words = { converted: 5, logical: [{ id: 5, kind: 'struct', value: [{ id: 1, kind: 'i32', value: scale }, { id: 2, kind: 'i32', value: precision }] }] satisfies ThriftFields };
  if (precision <= 9) return { physical: 'INT32', ...words };
  if (precision <= 18) return { physical: 'INT64', ...words };
  return { physical: 'FIXED_LEN_BYTE_ARRAY', width: bytesOfDigits(precision), ...words };
}

/** Bytes that hold every number of so many digits, with its sign. */
function bytesOfDigits(precision: number): number {
  let bytes = 1;
  while (2n ** BigInt(8 * bytes - 1) < 10n ** BigInt(precision)) bytes++;
  return bytes;
}
