/** UTF-8 text of a range of bytes. Buffer reads shared memory without a copy. */
export function decodeUtf8Slice(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
