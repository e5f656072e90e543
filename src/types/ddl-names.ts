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
    case 'TIMESTAMP_NTZ': return parameters.length === 1 ? sizedTimestamp(name, parameters[0]!, at) : unsupported(name, parameters, at);
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

/** Six digits are what timestamps have. Spark has types of up to nine, behind a setting. */
export function sizedTimestamp(name: string, precision: number, at: Span | undefined): DataType {
  const upper = name.toUpperCase();
  if (precision < 6 || precision > 9) fail('INVALID_TIMESTAMP_PRECISION', { precision: String(precision), type: upper }, { at });
  if (precision > 6) {
    fail('FEATURE_NOT_ENABLED', { featureName: `${upper}(${precision})`, configKey: 'spark.sql.timestampNanosTypes.enabled', configValue: 'true', reason: 'tidemark keeps microseconds' }, { at });
  }
  return upper === 'TIMESTAMP_NTZ' ? timestampNtzType : timestampType;
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
