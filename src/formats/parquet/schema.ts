import { fail } from '../../errors/stream-error.ts';
import {
  arrayType, binaryType, booleanType, byteType, type DataType, dateType, decimalType, doubleType, field, floatType, intType, longType, mapType, nullType, shortType, stringType, structType,
  timestampNtzType, timestampType,
} from '../../types/data-type.ts';
import { expectSound } from './damage.ts';
import type { ThriftStruct, ThriftValue } from './thrift.ts';

/** Parquet's physical types by number. */
export const physicalTypes = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'] as const;
export type Physical = (typeof physicalTypes)[number];

/** How stored values become those of the column's type. */
export type Conversion = 'same' | 'unsigned' | 'millis' | 'decimal';

/**
 * A part of a file's schema, as Spark understands it. Levels say what an entry of a column stands for:
 * a slot of this node begins where the repetition level is at most `slotRep` and the definition level at least `slotDef`; it is not NULL from `def` on.
 */
export interface ParquetNode {
  readonly name: string;
  readonly type: DataType;
  readonly shape: 'leaf' | 'struct' | 'list' | 'map';
  readonly slotRep: number;
  readonly slotDef: number;
  readonly def: number;
  /** struct: fields; list: the element; map: key and value. */
  readonly children: readonly ParquetNode[];
  readonly leaf: ParquetLeaf | undefined;
}

/** A stored column. */
export interface ParquetLeaf {
  /** Its place in every row group. */
  readonly index: number;
  readonly physical: Physical;
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly width: number;
  readonly type: DataType;
  readonly conversion: Conversion;
  readonly maxRep: number;
  readonly maxDef: number;
}

/** What a reader may choose, by Spark's settings. */
export interface SchemaChoices { readonly binaryAsString: boolean; readonly inferTimestampNtz: boolean }

interface Element {
  readonly physical: Physical | undefined;
  readonly width: number;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly name: string;
  readonly converted: number | undefined;
  readonly scale: number;
  readonly precision: number;
  readonly logical: ThriftStruct | undefined;
  readonly children: readonly Element[];
}

interface Level { readonly slotRep: number; readonly slotDef: number; readonly def: number }

const DEPTH_MAX = 100;
const logical = { string: 1, map: 2, list: 3, enum: 4, decimal: 5, date: 6, time: 7, timestamp: 8, integer: 10, unknown: 11, json: 12, bson: 13 } as const;
const converted = {
  utf8: 0, map: 1, mapKeyValue: 2, list: 3, enum: 4, decimal: 5, date: 6, timeMillis: 7, timeMicros: 8, timestampMillis: 9, timestampMicros: 10, uint8: 11, int8: 15, json: 19, bson: 20, interval: 21,
} as const;

/** Columns of a file from the list in its footer: parents before children. */
export function readSchema(elements: readonly ThriftValue[], choices: SchemaChoices): readonly ParquetNode[] {
  const cursor = { at: 0 };
  const root = elementAt(elements, cursor, 0);
  expectSound(cursor.at === elements.length, 'the schema has parts that belong to nothing');
  const leaves = { count: 0 };
  return root.children.map((one) => nodeOf(one, { slotRep: 0, slotDef: 0, def: 0 }, { choices, leaves }));
}

function elementAt(elements: readonly ThriftValue[], cursor: { at: number }, depth: number): Element {
  const raw = elements[cursor.at++];
  expectSound(depth < DEPTH_MAX, 'the schema is nested too deeply');
  expectSound(isStruct(raw), 'the schema ends early');
  const [, type, width, repetition, name, childCount, convertedType, scale, precision, , logicalType] = raw.fields;
  expectSound(name instanceof Uint8Array, 'a column has no name');
  const count = numberOr(childCount, 0);
  expectSound(count >= 0 && count <= elements.length, `a column claims ${count} parts`);
  const physical = typeof type === 'number' ? physicalTypes[type] : undefined;
  expectSound(count > 0 || depth === 0 || physical !== undefined, 'a column has an unknown physical type');
  const children: Element[] = [];
  for (let index = 0; index < count; index++) children.push(elementAt(elements, cursor, depth + 1));
  return {
    physical: count > 0 ? undefined : physical, width: numberOr(width, 0), name: Buffer.from(name).toString('utf8'), children, scale: numberOr(scale, 0), precision: numberOr(precision, 0),
    repetition: (['required', 'optional', 'repeated'] as const)[numberOr(repetition, 0)] ?? 'required', converted: typeof convertedType === 'number' ? convertedType : undefined,
    logical: isStruct(logicalType) ? logicalType : undefined,
  };
}

export function isStruct(value: ThriftValue): value is ThriftStruct { return typeof value === 'object' && 'fields' in value; }

const numberOr = (value: ThriftValue, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

interface Build { readonly choices: SchemaChoices; readonly leaves: { count: number } }

/** A repeated field that stands in no list is one of elements that are never NULL. */
function nodeOf(element: Element, level: Level, build: Build): ParquetNode {
  if (element.repetition !== 'repeated') return plainNode(element, level, build);
  const child = plainNode({ ...element, repetition: 'required' }, below(level.def, level.slotRep), build);
  return { name: element.name, type: arrayType(child.type, false), shape: 'list', slotRep: level.slotRep, slotDef: level.slotDef, def: level.def, children: [child], leaf: undefined };
}

/** Where the elements of a list are, that is not NULL from `def` on. */
const below = (def: number, slotRep: number): Level => ({ slotRep: slotRep + 1, slotDef: def + 1, def: def + 1 });

function plainNode(element: Element, parent: Level, build: Build): ParquetNode {
  const level: Level = { ...parent, def: parent.def + (element.repetition === 'optional' ? 1 : 0) };
  if (element.physical !== undefined) return leafNode(element, level, build);
  const is = (name: 'list' | 'map'): boolean => hasLogical(element, logical[name]) || element.converted === converted[name] || (name === 'map' && element.converted === converted.mapKeyValue);
  if (is('list')) return listNode(element, level, build);
  if (is('map')) return mapNode(element, level, build);
  const children = element.children.map((one) => nodeOf(one, level, build));
  return { name: element.name, type: structType(children.map(fieldOf)), shape: 'struct', ...level, children, leaf: undefined };
}

const fieldOf = (node: ParquetNode): ReturnType<typeof field> => field(node.name, node.type, true);

/** The repeated group is the element itself in files of old writers, and wraps it in those of others. */
function listNode(element: Element, level: Level, build: Build): ParquetNode {
  const [repeated] = element.children;
  if (element.children.length !== 1 || repeated!.repetition !== 'repeated') illegal(element);
  const inner = below(level.def, level.slotRep);
  const isElement = repeated!.physical !== undefined || repeated!.children.length > 1 || repeated!.children[0]!.repetition === 'repeated'
    || repeated!.name === 'array' || repeated!.name === `${element.name}_tuple`;
  const child = isElement ? plainNode({ ...repeated!, repetition: 'required' }, inner, build) : nodeOf(repeated!.children[0]!, inner, build);
  const containsNull = !isElement && repeated!.children[0]!.repetition === 'optional';
  return { name: element.name, type: arrayType(child.type, containsNull), shape: 'list', ...level, children: [child], leaf: undefined };
}

function mapNode(element: Element, level: Level, build: Build): ParquetNode {
  const [entries] = element.children;
  if (element.children.length !== 1 || entries!.repetition !== 'repeated' || entries!.children.length !== 2) illegal(element);
  const children = entries!.children.map((one) => nodeOf(one, below(level.def, level.slotRep), build));
  return { name: element.name, type: mapType(children[0]!.type, children[1]!.type, entries!.children[1]!.repetition === 'optional'), shape: 'map', ...level, children, leaf: undefined };
}

function leafNode(element: Element, level: Level, { choices, leaves }: Build): ParquetNode {
  const { type, conversion = 'same' } = leafType(element, choices) ?? illegal(element);
  const leaf: ParquetLeaf = { index: leaves.count++, physical: element.physical!, width: element.width, type, conversion, maxRep: level.slotRep, maxDef: level.def };
  expectSound(leaf.physical !== 'FIXED_LEN_BYTE_ARRAY' || (leaf.width > 0 && leaf.width <= 1 << 20), `a column has values of ${leaf.width} bytes`);
  return { name: element.name, type, shape: 'leaf', ...level, children: [], leaf };
}

interface LeafType { readonly type: DataType; readonly conversion?: Conversion }

const hasLogical = (element: Element, id: number): boolean => element.logical?.fields[id] !== undefined;
const isPlain = (element: Element): boolean => element.converted === undefined && element.logical === undefined;

function leafType(element: Element, choices: SchemaChoices): LeafType | undefined {
  if (hasLogical(element, logical.unknown)) return { type: nullType };
  if (hasLogical(element, logical.decimal) || element.converted === converted.decimal) return decimalLeaf(element);
  switch (element.physical) {
    case 'BOOLEAN': return { type: booleanType };
    case 'FLOAT': return { type: floatType };
    case 'DOUBLE': return { type: doubleType };
    case 'INT96': return { type: timestampType };
    case 'INT32': return int32Leaf(element);
    case 'INT64': return int64Leaf(element, choices);
    case 'BYTE_ARRAY': return bytesLeaf(element, choices);
    default: return isPlain(element) ? { type: binaryType } : undefined;
  }
}

function decimalLeaf({ physical, logical: words, scale, precision, width }: Element): LeafType | undefined {
  const inner = words?.fields[logical.decimal];
  const [, ownScale = scale, ownPrecision = precision] = isStruct(inner) ? inner.fields as readonly (number | undefined)[] : [];
  const digitsMax = physical === 'INT32' ? 9 : physical === 'INT64' ? 18 : physical === 'BYTE_ARRAY' ? 38 : physical === 'FIXED_LEN_BYTE_ARRAY' ? digitsOf(width) : 0;
  if (ownPrecision < 1 || ownPrecision > Math.min(38, digitsMax) || ownScale < 0 || ownScale > ownPrecision) return undefined;
  return { type: decimalType(ownPrecision, ownScale), conversion: 'decimal' };
}

const digitsOf = (bytes: number): number => Math.floor(Math.log10(2) * (8 * bytes - 1));

/** Bits and sign of an INTEGER annotation. */
function integerOf({ logical: words, converted: old }: Element): { readonly bits: number; readonly signed: boolean } | undefined {
  const inner = words?.fields[logical.integer];
  if (isStruct(inner)) return { bits: numberOr(inner.fields[1], 0), signed: inner.fields[2] === true };
  if (old === undefined || old < converted.uint8 || old > converted.int8 + 3) return undefined;
  return { bits: 8 << ((old - converted.uint8) % 4), signed: old >= converted.int8 };
}

function int32Leaf(element: Element): LeafType | undefined {
  if (hasLogical(element, logical.date) || element.converted === converted.date) return { type: dateType };
  const integer = integerOf(element);
  if (integer !== undefined && integer.bits <= 32) {
    if (integer.signed) return { type: integer.bits === 8 ? byteType : integer.bits === 16 ? shortType : intType };
    return { type: integer.bits === 8 ? shortType : integer.bits === 16 ? intType : longType, conversion: 'unsigned' };
  }
  if (hasLogical(element, logical.time) || element.converted === converted.timeMillis) unsupported(element);
  return isPlain(element) ? { type: intType } : undefined;
}

function int64Leaf(element: Element, { inferTimestampNtz }: SchemaChoices): LeafType | undefined {
  const integer = integerOf(element);
  if (integer !== undefined) return integer.signed ? { type: longType } : { type: decimalType(20, 0), conversion: 'unsigned' };
  const time = element.logical?.fields[logical.time];
  if (isStruct(time) ? unitOf(time) === 'micros' && time.fields[1] !== true : element.converted === converted.timeMicros) return { type: { kind: 'time', precision: 6 } };
  if (isStruct(time)) unsupported(element);
  const timestamp = element.logical?.fields[logical.timestamp];
  if (isStruct(timestamp)) {
    const unit = unitOf(timestamp);
    if (unit === 'nanos') return undefined;
    return { type: timestamp.fields[1] === true || !inferTimestampNtz ? timestampType : timestampNtzType, conversion: unit === 'millis' ? 'millis' : 'same' };
  }
  if (element.converted === converted.timestampMillis) return { type: timestampType, conversion: 'millis' };
  if (element.converted === converted.timestampMicros) return { type: timestampType };
  return isPlain(element) ? { type: longType } : undefined;
}

function unitOf({ fields }: ThriftStruct): 'millis' | 'micros' | 'nanos' | undefined {
  const unit = fields[2];
  return isStruct(unit) ? (['millis', 'micros', 'nanos'] as const).find((_, index) => unit.fields[index + 1] !== undefined) : undefined;
}

function bytesLeaf(element: Element, { binaryAsString }: SchemaChoices): LeafType | undefined {
  const isText = [logical.string, logical.enum, logical.json].some((id) => hasLogical(element, id)) || ([converted.utf8, converted.enum, converted.json] as (number | undefined)[]).includes(element.converted);
  if (isText) return { type: stringType };
  if (hasLogical(element, logical.bson) || element.converted === converted.bson) return { type: binaryType };
  return isPlain(element) ? { type: binaryAsString ? stringType : binaryType } : undefined;
}

function illegal(element: Element): never { return fail('PARQUET_TYPE_ILLEGAL', { parquetType: describe(element) }); }
function unsupported(element: Element): never { return fail('PARQUET_TYPE_NOT_SUPPORTED', { parquetType: describe(element) }); }

function describe({ physical, width, logical: words, converted: old, name }: Element): string {
  const id = words?.fields.findIndex((one) => one !== undefined) ?? -1;
  const note = id >= 0 ? Object.entries(logical).find(([, one]) => one === id)?.[0] ?? `annotation ${id}` : Object.entries(converted).find(([, one]) => one === old)?.[0];
  return `${physical ?? 'group'}${width > 0 ? `(${width})` : ''}${note === undefined ? '' : ` (${note.toUpperCase()})`} of the column ${name}`;
}
