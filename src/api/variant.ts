import { VariantBuilder } from '../formats/variant/build.ts';
import { appendJson } from '../formats/variant/from-json.ts';
import { variantToJson } from '../formats/variant/to-json.ts';
import { parseJson } from '../formats/json/tokens.ts';
import { zoneOf } from '../types/time-zone.ts';

/**
 * A VARIANT cell: a value whose shape was not known beforehand, in the open Variant encoding.
 *
 * @example
 * const [row] = await spark.sql(`SELECT parse_json('{"a": [1, 2.5]}') AS v`).collect();
 * String(row.v);          // '{"a":[1,2.5]}'
 * row.v.toObject().a[1];  // 2.5
 */
export class Variant {
  /** The encoded value. */
  readonly value: Uint8Array;
  /** The dictionary of its keys. */
  readonly metadata: Uint8Array;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.value = value;
    this.metadata = metadata;
  }

  /** A variant of what `JSON.stringify` makes of a value. */
  static from(value: unknown): Variant {
    const into = new VariantBuilder();
    appendJson(parseJson(JSON.stringify(value) ?? 'null') ?? { json: 'null' }, into, true);
    const bytes = into.finish();
    return new Variant(bytes.value, bytes.metadata);
  }

  /** JSON text; timestamps have the offset of the zone. */
  toJson(timeZone = 'UTC'): string {
    return variantToJson({ value: this.value, at: 0, metadata: this.metadata, dictionaryAt: 0 }, zoneOf(timeZone));
  }

  /** JavaScript objects, arrays, numbers and text. Numbers beyond 2^53 lose digits; dates and times are text. */
  toObject(): unknown {
    return JSON.parse(this.toJson()) as unknown;
  }

  /** What JSON.stringify writes. */
  toJSON(): unknown {
    return this.toObject();
  }

  /** JSON text, with times in UTC. */
  toString(): string {
    return this.toJson();
  }
}
