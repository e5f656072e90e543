import { type DataType, sameType } from './data-type.ts';

/** No value of the one type is lost in the other; any simple value has a text. */
export function canUpCast(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to)) return true;
  if (to.kind === 'string') return !nested.has(from.kind);
  if (from.kind === 'array' && to.kind === 'array') return canUpCast(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return canUpCast(from.key, to.key) && canUpCast(from.value, to.value);
  if (from.kind === 'struct' && to.kind === 'struct') return from.fields.length === to.fields.length && from.fields.every((one, index) => canUpCast(one.type, to.fields[index]!.type));
  if (numbers.includes(from.kind) && numbers.includes(to.kind)) return numbers.indexOf(from.kind) <= numbers.indexOf(to.kind);
  if (from.kind === 'decimal' || to.kind === 'decimal') return digitsOf(from).every((count, part) => count <= (digitsOf(to)[part] ?? -1));
  if (interchangeable.some(([one, other]) => from.kind === one && to.kind === other)) return true;
  return (from.kind === 'date' && (to.kind === 'timestamp' || to.kind === 'timestamp_ntz')) || (from.kind === 'timestamp_ntz' && to.kind === 'timestamp') || (from.kind === 'timestamp' && to.kind === 'timestamp_ntz');
}

const interchangeable: readonly (readonly [string, string])[] = [['long', 'timestamp'], ['timestamp', 'long'], ['year_month_interval', 'year_month_interval'], ['day_time_interval', 'day_time_interval']];
const nested: ReadonlySet<string> = new Set(['array', 'map', 'struct', 'variant', 'binary']);
const numbers: readonly string[] = ['byte', 'short', 'int', 'long', 'float', 'double'];

/** Digits before and behind the point; none for what is no number. */
function digitsOf(type: DataType): readonly number[] {
  if (type.kind === 'decimal') return [type.precision - type.scale, type.scale];
  const digits = wholeDigits[type.kind];
  return digits === undefined ? [Number.POSITIVE_INFINITY] : digits;
}

const wholeDigits: Readonly<Record<string, readonly number[]>> = { byte: [3, 0], short: [5, 0], int: [10, 0], long: [20, 0] };
