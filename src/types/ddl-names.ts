import { fail, type Span } from '../errors/stream-error.ts';
import {
  binaryType, booleanType, byteType, dateType, decimalType, doubleType, floatType, intType, longType, nullType, shortType, stringType, timestampNtzType, timestampType, variantType, type DataType,
} from './data-type.ts';
import { MAX_PRECISION } from './decimal.ts';

/** The type a word and its numbers stand for: `BIGINT`, `DECIMAL(10, 2)`, `CHAR(3)`, in any case. */
export function namedType(word: string, parameters: readonly number[], at?: Span): DataType {
  const name = word.toUpperCase();
  const plain = parameters.length === 0 ? plainTypes.get(name) : undefined;
  if (plain !== undefined) return plain;
  switch (name) {
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC': return parameters.length <= 2 ? sizedDecimal(parameters[0] ?? 10, parameters[1] ?? 0, at) : unsupported(name, parameters, at);
    case 'CHAR':
    case 'CHARACTER': return sizedString('char', name, parameters, at);
    case 'VARCHAR': return sizedString('varchar', name, parameters, at);
    case 'TIME': return sizedTime(parameters, at);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_NTZ': return fail('INVALID_TIMESTAMP_PRECISION', { precision: parameters.join(','), type: name }, { at });
    default: return unsupported(name, parameters, at);
  }
}

const plainTypes: ReadonlyMap<string, DataType> = new Map<string, DataType>([
  ['BOOLEAN', booleanType], ['TINYINT', byteType], ['BYTE', byteType], ['SMALLINT', shortType], ['SHORT', shortType],
  ['INT', intType], ['INTEGER', intType], ['BIGINT', longType], ['LONG', longType], ['FLOAT', floatType], ['REAL', floatType],
  ['DOUBLE', doubleType], ['DATE', dateType], ['TIMESTAMP', timestampType], ['TIMESTAMP_LTZ', timestampType], ['TIMESTAMP_NTZ', timestampNtzType],
  ['STRING', stringType], ['BINARY', binaryType], ['VOID', nullType], ['VARIANT', variantType],
]);

function sizedDecimal(precision: number, scale: number, at: Span | undefined): DataType {
  if (precision > MAX_PRECISION) fail('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision: String(precision), maxPrecision: String(MAX_PRECISION) }, { at });
  if (scale > precision) fail('DECIMAL_SCALE_EXCEEDS_PRECISION', { scale: String(scale), precision: String(precision) }, { at });
  return decimalType(precision, scale);
}

function sizedString(constraint: 'char' | 'varchar', name: string, parameters: readonly number[], at: Span | undefined): DataType {
  const [length] = parameters;
  if (length === undefined) return fail('DATATYPE_MISSING_SIZE', { type: `"${name}"` }, { at });
  return parameters.length === 1 ? { kind: 'string', constraint, length } : unsupported(name, parameters, at);
}

function sizedTime(parameters: readonly number[], at: Span | undefined): DataType {
  const precision = parameters[0] ?? 6;
  if (parameters.length > 1) return unsupported('TIME', parameters, at);
  if (precision > 9) fail('UNSUPPORTED_TIME_PRECISION', { precision: String(precision) }, { at });
  return { kind: 'time', precision };
}

function unsupported(name: string, parameters: readonly number[], at: Span | undefined): never {
  return fail('UNSUPPORTED_DATATYPE', { typeName: `"${name}${parameters.length === 0 ? '' : `(${parameters.join(',')})`}"` }, { at });
}
