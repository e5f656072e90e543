import { fail } from '../../errors/stream-error.ts';
import { arrayType, booleanType, type DataType, decimalType, type DecimalType, doubleType, field, type Field, longType, nullType, stringType, structType, type StructType } from '../../types/data-type.ts';
import type { JsonNode } from './tokens.ts';

export interface InferOptions {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly dropFieldIfAllNull: boolean;
  /** Type of text that may be a time; undefined = it is text. */
  readonly timeOf: ((text: string) => DataType | undefined) | undefined;
}

/**
 * The narrowest type that holds a value. `mergeTypes` makes of two types the narrowest that holds both: it is commutative and associative with
 * null as neutral element, so the order of records does not matter. Fields are sorted by name; one that a record has twice is there twice.
 */
export function inferNode(node: JsonNode, options: InferOptions): DataType {
  switch (node.json) {
    case 'null': return nullType;
    case 'boolean': return options.primitivesAsString ? stringType : booleanType;
    case 'number': return options.primitivesAsString ? stringType : inferNumber(node.text, options.prefersDecimal);
    case 'text': return inferText(node.text, options);
    case 'list': return arrayType(node.items.reduce<DataType>((type, item) => mergeTypes(type, inferNode(item, options)), nullType));
    case 'object': return inferObject(node.entries, options);
  }
}

/** The type of one text: an object without fields stays one, also in a list. */
export function closeRoot(type: DataType, options: InferOptions): DataType {
  if (type.kind === 'struct') return closeType(type, options) ?? structType([]);
  if (type.kind === 'array' && type.element.kind === 'struct') return arrayType(closeType(type.element, options) ?? structType([]), type.containsNull);
  return closeType(type, options) ?? stringType;
}

/** What is left open becomes text, what is empty goes away: undefined. */
export function closeType(type: DataType, options: InferOptions): DataType | undefined {
  switch (type.kind) {
    case 'null': return options.dropFieldIfAllNull ? undefined : stringType;
    case 'array': {
      const element = closeType(type.element, options);
      return element === undefined ? undefined : arrayType(element, type.containsNull);
    }
    case 'struct': {
      const fields = type.fields.flatMap((one) => {
        const closed = one.name === '' ? undefined : closeType(one.type, options);
        return closed === undefined ? [] : [{ ...one, type: closed }];
      });
      return fields.length === 0 ? undefined : structType(fields);
    }
    default: return type;
  }
}

export function mergeTypes(left: DataType, right: DataType): DataType {
  if (left.kind === 'null') return right;
  if (right.kind === 'null') return left;
  if (left.kind === 'struct' && right.kind === 'struct') return mergeStructs(left, right);
  if (left.kind === 'array' && right.kind === 'array') return arrayType(mergeTypes(left.element, right.element), left.containsNull || right.containsNull);
  const kinds = new Set([left.kind, right.kind]);
  if (kinds.size === 1 && left.kind !== 'decimal') return left;
  if ([...kinds].every((kind) => kind === 'long' || kind === 'double' || kind === 'decimal')) return kinds.has('double') ? doubleType : mergeDecimals(decimalOf(left), decimalOf(right));
  if ([...kinds].every((kind) => kind === 'timestamp' || kind === 'timestamp_ntz')) return { kind: 'timestamp' };
  return stringType;
}

export function mergeStructs(left: StructType, right: StructType): StructType {
  const fields: Field[] = [];
  for (let [at, to] = [0, 0]; at < left.fields.length || to < right.fields.length;) {
    const [one, other] = [left.fields[at], right.fields[to]];
    if (one !== undefined && one.name === other?.name) fields.push(field(one.name, mergeTypes(one.type, other.type)));
    else fields.push(other === undefined || (one !== undefined && one.name < other.name) ? one! : other);
    if (fields.at(-1)!.name === one?.name) at++;
    if (fields.at(-1)!.name === other?.name) to++;
  }
  return structType(fields);
}

function inferObject(entries: readonly (readonly [string, JsonNode])[], options: InferOptions): StructType {
  return sorted(entries.map(([name, child]) => field(name, inferNode(child, options))));
}

function sorted(fields: readonly Field[]): StructType {
  return structType([...fields].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)));
}

function inferNumber(text: string, prefersDecimal: boolean): DataType {
  if (!/^-?\d+$/.test(text)) return prefersDecimal ? decimalOfNumber(text) ?? doubleType : doubleType;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? longType : decimalOfText(text) ?? doubleType;
}

/** 1E2 has the scale -2, which no decimal has. */
function decimalOfNumber(text: string): DecimalType | undefined {
  const [mantissa = '', exponent = '0'] = text.toUpperCase().split('E');
  const scale = (mantissa.split('.')[1]?.length ?? 0) - Number(exponent);
  if (scale < 0) fail('NEGATIVE_SCALE_DISALLOWED', { scale: String(scale) });
  return decimalOfText(text);
}

function inferText(text: string, options: InferOptions): DataType {
  if (text === '') return nullType;
  const decimal = options.prefersDecimal ? decimalOfText(text) : undefined;
  return decimal ?? options.timeOf?.(text) ?? stringType;
}

/** Precision and scale as java.math.BigDecimal counts them. */
function decimalOfText(text: string): DecimalType | undefined {
  const match = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (match === null || (match[1] === '' && (match[2] ?? '') === '')) return undefined;
  const precision = Math.max(1, (match[1]! + (match[2] ?? '')).replace(/^0+/, '').length);
  const scale = (match[2]?.length ?? 0) - Number(match[3] ?? '0');
  if (scale < 0) return precision - scale <= 38 ? decimalType(precision - scale, 0) : undefined;
  return Math.max(precision, scale) <= 38 ? decimalType(Math.max(precision, scale), scale) : undefined;
}

const decimalOf = (type: DataType): DecimalType => (type.kind === 'decimal' ? type : decimalType(20, 0));

function mergeDecimals(left: DecimalType, right: DecimalType): DataType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return whole + scale > 38 ? doubleType : decimalType(whole + scale, scale);
}
