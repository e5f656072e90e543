import type { Attribute, BoundExpression } from '../plan/bound.ts';
import type { JoinEviction } from '../plan/physical.ts';
import { isNumeric } from '../types/coercion.ts';
import type { Value } from '../columnar/value.ts';
import type { DataType } from '../types/data-type.ts';
import { conjunctsOf, isCall } from './build.ts';
import { idsOf } from './references.ts';

/**
 * When rows kept by a stream-stream join can go.
 *
 * - *key watermark*: an equality key carries event time on either side. Rows of both sides go when their key is ≤ watermark.
 * - *value watermark*: a side has event time, and a conjunct bounds it from below by the other side's: `other + c < mine` (or ≤). All future
 *   rows of the other side are > watermark, so rows with `mine ≤ watermark + c` go; one millisecond less when the bound is not strict. Several such
 *   conjuncts: the least. Constants must be times of fixed length: months have none.
 * - otherwise a side is kept for ever.
 */
export interface JoinSides {
  readonly left: readonly Attribute[];
  readonly right: readonly Attribute[];
  readonly leftKeys: readonly BoundExpression[];
  readonly rightKeys: readonly BoundExpression[];
  /** The condition without the equality keys. */
  readonly condition: BoundExpression | undefined;
}

export function deriveEviction(sides: JoinSides): { readonly left: JoinEviction | undefined; readonly right: JoinEviction | undefined } {
  const keyIndex = watermarkedKey(sides.leftKeys, sides.rightKeys);
  if (keyIndex !== undefined) return { left: { by: 'key', keyIndex }, right: { by: 'key', keyIndex } };
  return { left: byValue(sides.left, sides.right, sides.condition), right: byValue(sides.right, sides.left, sides.condition) };
}

/** The first key with event time on its left side, else on its right side. */
export function watermarkedKey(leftKeys: readonly BoundExpression[], rightKeys: readonly BoundExpression[]): number | undefined {
  for (const keys of [leftKeys, rightKeys]) {
    const index = keys.findIndex((key) => key.kind === 'Attribute' && key.watermarkDelayMs !== undefined);
    if (index >= 0) return index;
  }
  return undefined;
}

function byValue(mine: readonly Attribute[], other: readonly Attribute[], condition: BoundExpression | undefined): JoinEviction | undefined {
  const eventTime = mine.find((one) => one.watermarkDelayMs !== undefined);
  const bound = eventTime === undefined ? undefined : lowerBound(mine, other, condition);
  if (bound === undefined) return undefined;
  return { by: 'value', eventTime: eventTime!, offsetMicros: bound.offsetMicros ?? BEYOND, ...(bound.limitMicros === undefined ? {} : { limitMicros: bound.limitMicros }) };
}

/** Later than any time: only the limit counts. */
const BEYOND = 1n << 62n;

/** A row of mine can only match a later row of the other side if its time is > watermark + offset, or > limit where a constant bounds it. */
export interface LowerBound { readonly offsetMicros?: bigint; readonly limitMicros?: bigint }

/**
 * The least of all bounds counts, as in Spark: also one that compares another column of the side with a constant (`amount > 2`, read as two
 * seconds after 1970), with which nothing is ever cleared.
 */
export function lowerBound(mine: readonly Attribute[], other: readonly Attribute[], condition: BoundExpression | undefined): LowerBound | undefined {
  if (!other.some((one) => one.watermarkDelayMs !== undefined)) return undefined;
  const bounds = conjunctsOf(condition).map((one) => boundOf(one, mine, other)).filter((one) => one !== undefined);
  if (bounds.length === 0) return undefined;
  const least = (values: readonly bigint[]): bigint | undefined => (values.length === 0 ? undefined : values.reduce((one, two) => (two < one ? two : one)));
  const offsetMicros = least(bounds.filter((one) => one.moving).map((one) => one.micros));
  const limitMicros = least(bounds.filter((one) => !one.moving).map((one) => one.micros));
  return { ...(offsetMicros === undefined ? {} : { offsetMicros }), ...(limitMicros === undefined ? {} : { limitMicros }) };
}

interface Bound { readonly micros: bigint; /** relative to the watermark */ readonly moving: boolean }

function boundOf(conjunct: BoundExpression, mine: readonly Attribute[], other: readonly Attribute[]): Bound | undefined {
  if (!isCall(conjunct, '<', '<=', '>', '>=')) return undefined;
  const [first, second] = conjunct.arguments as [BoundExpression, BoundExpression];
  const { name } = conjunct.definition;
  const [lesser, greater] = name === '<' || name === '<=' ? [first, second] : [second, first];
  const bound = solve(lesser, greater, mine, other);
  if (bound === undefined) return undefined;
  const wholeMs = bound.micros - (((bound.micros % 1000n) + 1000n) % 1000n);
  return { ...bound, micros: name === '<=' || name === '>=' ? wholeMs - 1000n : wholeMs };
}

/** `lesser < greater` as `other + c < mine` or `c < mine`; undefined when it has another shape. */
function solve(lesser: BoundExpression, greater: BoundExpression, mine: readonly Attribute[], other: readonly Attribute[]): Bound | undefined {
  const sum: Sum = { columns: [], micros: 0n };
  if (!addTerms(lesser, 1n, sum) || !addTerms(greater, -1n, sum)) return undefined;
  const mineIds = idsOf(mine);
  const otherIds = idsOf(other);
  const own = sum.columns.filter((one) => mineIds.has(one.column.id));
  const others = sum.columns.filter((one) => otherIds.has(one.column.id));
  if (own.length !== 1 || others.length > 1 || own.length + others.length !== sum.columns.length) return undefined;
  if (own[0]!.sign !== -1n) return undefined;
  const [reference] = others;
  if (reference === undefined) return { micros: sum.micros, moving: false };
  return reference.sign === 1n && reference.column.watermarkDelayMs !== undefined ? { micros: sum.micros, moving: true } : undefined;
}

interface Sum { readonly columns: { readonly column: Attribute; readonly sign: bigint }[]; micros: bigint }

/** Takes sums, differences and shifts apart. Numbers count as seconds, as in a timestamp cast to a number. */
function addTerms(expression: BoundExpression, sign: bigint, sum: Sum): boolean {
  switch (expression.kind) {
    case 'Attribute': sum.columns.push({ column: expression, sign }); return true;
    case 'Cast': return (isNumeric(expression.type) || expression.type.kind === 'timestamp') && addTerms(expression.input, sign, sum);
    case 'Alias': return addTerms(expression.input, sign, sum);
    case 'Literal': {
      const micros = microsOf(expression.value, expression.type);
      if (micros === undefined) return false;
      sum.micros += sign * micros;
      return true;
    }
    case 'Call': {
      const { name } = expression.definition;
      const [first, second] = expression.arguments as [BoundExpression, BoundExpression];
      if (name === 'negative') return addTerms(first, -sign, sum);
      if (plusNames.has(name)) return addTerms(first, sign, sum) && addTerms(second, sign, sum);
      return minusNames.has(name) && addTerms(first, sign, sum) && addTerms(second, -sign, sum);
    }
    default: return false;
  }
}

const plusNames: ReadonlySet<string> = new Set(['+', 'timestamp_plus_interval']);
const minusNames: ReadonlySet<string> = new Set(['-', 'timestamp_minus_interval', 'subtract_timestamps']);

function microsOf(value: Value, type: DataType): bigint | undefined {
  switch (type.kind) {
    case 'decimal': return typeof value === 'bigint' ? (value * 1_000_000n) / 10n ** BigInt(type.scale) : undefined;
    case 'day_time_interval': case 'timestamp': return typeof value === 'bigint' ? value : undefined;
    case 'calendar_interval': {
      if (value === null || typeof value !== 'object' || !('struct' in value)) return undefined;
      const [months, days, micros] = value.struct as [number, number, bigint];
      return months === 0 ? BigInt(days) * 86_400_000_000n + micros : undefined;
    }
    case 'byte': case 'short': case 'int': case 'long': return value === null ? undefined : BigInt(value as number | bigint) * 1_000_000n;
    case 'float': case 'double': return typeof value === 'number' && Number.isFinite(value) ? BigInt(Math.round(value * 1e6)) : undefined;
    default: return undefined;
  }
}
