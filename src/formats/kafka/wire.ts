import { KafkaProtocolError } from './protocol-error.ts';

const TWO_32 = 4294967296;

/** Kafka's primitive types, big-endian. int64 is a JS number: offsets, ids and milliseconds stay below 2^53. */
export class WireWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 256) { this.#buffer = Buffer.allocUnsafe(capacity); }

  int8(value: number): this { this.#reserve(1); this.#length = this.#buffer.writeInt8(value, this.#length); return this; }
  int16(value: number): this { this.#reserve(2); this.#length = this.#buffer.writeInt16BE(value, this.#length); return this; }
  int32(value: number): this { this.#reserve(4); this.#length = this.#buffer.writeInt32BE(value, this.#length); return this; }
  int64(value: number): this { return this.int32(Math.floor(value / TWO_32) | 0).int32(value | 0); }
  boolean(value: boolean): this { return this.int8(value ? 1 : 0); }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const bytes = Buffer.from(value, 'utf8');
    return this.int16(bytes.length).raw(bytes);
  }

  bytes(value: Uint8Array): this { return this.int32(value.length).raw(value); }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    items.forEach(write);
    return this;
  }

  /** Unsigned varint, as the flexible ("compact") encodings use it. */
  unsigned(value: number): this {
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.int8(((rest & 127) | 128) - 256);
    return this.int8(rest);
  }

  compactString(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    return this.unsigned(bytes.length + 1).raw(bytes);
  }

  raw(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  finish(): Buffer { return this.#buffer.subarray(0, this.#length); }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + count));
    bigger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = bigger;
  }
}

/** Reads what a broker sent; every read is checked, a short answer is a protocol error and not garbage. */
export class WireReader {
  readonly buffer: Buffer;
  position = 0;

  constructor(buffer: Buffer) { this.buffer = buffer; }

  int8(): number { return this.buffer.readInt8(this.#advance(1)); }
  int16(): number { return this.buffer.readInt16BE(this.#advance(2)); }
  int32(): number { return this.buffer.readInt32BE(this.#advance(4)); }
  int64(): number { return readInt64(this.buffer, this.#advance(8)); }
  boolean(): boolean { return this.int8() !== 0; }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#text(length);
  }

  array<T>(read: () => T): T[] { return this.#items(this.int32(), read); }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.int8() & 255;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new KafkaProtocolError(2, 'a varint ends');
  }

  compactString(): string | null {
    const length = this.unsigned() - 1;
    return length < 0 ? null : this.#text(length);
  }

  compactArray<T>(read: () => T): T[] { return this.#items(this.unsigned() - 1, read); }

  /** Tagged fields, none of which is known here. */
  skipTags(): void {
    for (let left = this.unsigned(); left > 0; left--) {
      this.unsigned();
      this.#advance(this.unsigned());
    }
  }

  hex(count: number): string {
    const at = this.#advance(count);
    return this.buffer.toString('hex', at, at + count);
  }

  /** Start of a region of `count` bytes, which is skipped. */
  skip(count: number): number { return this.#advance(count); }

  #items<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }

  #text(length: number): string {
    const at = this.#advance(length);
    return this.buffer.toString('utf8', at, at + length);
  }

  #advance(count: number): number {
    const at = this.position;
    if (count < 0 || at + count > this.buffer.length) throw new KafkaProtocolError(2, `the answer ends after ${this.buffer.length} bytes`);
    this.position = at + count;
    return at;
  }
}

export function readInt64(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * TWO_32 + buffer.readUInt32BE(at + 4);
}
