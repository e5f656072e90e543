import { formatDate } from '../../types/date-text.ts';
import { formatDecimal, formatDouble, formatFloat } from '../../types/numeric-text.ts';
import { offsetAt, type Zone } from '../../types/time-zone.ts';
import { formatTimestampNtz } from '../../types/timestamp-text.ts';
import { quote } from '../json/convert.ts';
import { binaryOf, booleanOf, decimalOf, doubleOf, fieldsOf, floatOf, itemsOf, kindOf, longOf, textOf, uuidOf, type VariantAt } from './read.ts';

/** A variant as JSON, compact. Dates and times are text, timestamps with the offset of the zone. */
export function variantToJson(variant: VariantAt, zone: Zone): string {
  switch (kindOf(variant)) {
    case 'null': return 'null';
    case 'boolean': return String(booleanOf(variant));
    case 'long': return String(longOf(variant));
    case 'double': return finite(doubleOf(variant), formatDouble);
    case 'float': return finite(floatOf(variant), formatFloat);
    case 'decimal': { const { unscaled, scale } = decimalOf(variant); return formatDecimal(unscaled, scale); }
    case 'date': return quote(formatDate(Number(longOf(variant))));
    case 'timestamp': return quote(withOffset(longOf(variant), zone));
    case 'timestamp_ntz': return quote(formatTimestampNtz(longOf(variant)));
    case 'binary': return quote(Buffer.from(binaryOf(variant)).toString('base64'));
    case 'string': return quote(textOf(variant));
    case 'uuid': return quote(uuidOf(variant));
    case 'array': return `[${itemsOf(variant).map((item) => variantToJson(item, zone)).join(',')}]`;
    case 'object': return `{${fieldsOf(variant).map(([key, item]) => `${quote(key)}:${variantToJson(item, zone)}`).join(',')}}`;
  }
}

function finite(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : quote(format(value));
}

function withOffset(micros: bigint, zone: Zone): string {
  const seconds = Number((micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  const offset = offsetAt(zone, seconds);
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${formatTimestampNtz(micros + BigInt(offset) * 1_000_000n)}${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}
