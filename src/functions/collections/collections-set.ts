import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { type CompareCells, comparatorOf } from '../../columnar/compare.ts';
import { canonicalValues } from '../../columnar/collation.ts';
import { encodeValue } from '../../columnar/nested-key.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import { layoutOf } from '../../types/layout.ts';

/** Up to here members are compared one by one, beyond that looked up by key. */
const SMALL = 16;

type Key = number | bigint | string;

/**
 * Distinct elements of a pool, by their index. NULL equals NULL, NaN equals NaN, -0.0 equals 0.0. One set serves row after
 * row: `clear` costs nothing.
 */
export class ElementSet {
  readonly members: number[] = [];
  readonly #pool: Column;
  readonly #compare: CompareCells;
  readonly #keyOf: (at: number) => Key;
  readonly #byKey = new Map<Key, number>();
  #nullAt = -1;

  constructor(pool: Column) {
    this.#pool = pool;
    this.#compare = pool.type.kind === 'null' ? () => 0 : comparatorOf(pool.type);
    this.#keyOf = keyReader(pool);
  }

  clear(): void {
    this.members.length = 0;
    this.#nullAt = -1;
    if (this.#byKey.size > 0) this.#byKey.clear();
  }

  /** Number of the member that equals the element, -1 when there is none. */
  find(index: number): number {
    const pool = this.#pool;
    const at = index & pool.mask;
    if (pool.type.kind === 'null' || !isValid(pool.validity, at)) return this.#nullAt;
    const { members } = this;
    if (this.#byKey.size > 0) return this.#byKey.get(this.#keyOf(at)) ?? -1;
    for (let member = 0; member < members.length; member++) {
      if (member !== this.#nullAt && this.#compare(pool, members[member]! & pool.mask, pool, at) === 0) return member;
    }
    return -1;
  }

  /** False when an equal element is there already. */
  add(index: number): boolean {
    if (this.find(index) >= 0) return false;
    const pool = this.#pool;
    const at = index & pool.mask;
    const missing = pool.type.kind === 'null' || !isValid(pool.validity, at);
    if (missing) this.#nullAt = this.members.length;
    else if (this.#byKey.size > 0) this.#byKey.set(this.#keyOf(at), this.members.length);
    this.members.push(index);
    if (this.members.length === SMALL) this.#index();
    return true;
  }

  #index(): void {
    for (const [member, index] of this.members.entries()) if (member !== this.#nullAt) this.#byKey.set(this.#keyOf(index & this.#pool.mask), member);
  }
}

/** Equal elements have equal keys; a Map holds NaN equal to NaN and -0 to 0. */
function keyReader(column: Column): (at: number) => Key {
  const canonical = canonicalValues(column.type);
  if (canonical !== undefined) return (at) => Buffer.from(encodeValue(column.type, canonical(readValue(column, at)), true)).toString('latin1');
  switch (layoutOf(column.type)) {
    case 'i128': return (at) => readInt128(column.values as BigInt64Array, at);
    case 'bytes': {
      const offsets = offsetsOf(column);
      const bytes = bytesOf(column);
      return (at) => Buffer.from(bytes.buffer, bytes.byteOffset + offsets[at]!, offsets[at + 1]! - offsets[at]!).toString('latin1');
    }
    case 'none':
    case 'list':
    case 'map':
    case 'struct': return (at) => Buffer.from(encodeValue(column.type, readValue(column, at), true)).toString('latin1');
    default: return (at) => column.values![at]!;
  }
}
