/** Bytes that are no Parquet, or claim what cannot be. Who knows the path makes a condition of it. */
export class ParquetDamage extends Error {
  override readonly name = 'ParquetDamage';
}

export function damaged(what: string): never { throw new ParquetDamage(what); }

/** A claim of the file that the rest of the file, or a limit, contradicts. */
export function expectSound(holds: boolean, what: string): asserts holds {
  if (!holds) damaged(what);
}

/** A page, unpacked, may have at most this many bytes. */
export const PAGE_BYTES_MAX = 64 << 20;
/** The description of a file at its end. */
export const FOOTER_BYTES_MAX = 16 << 20;
/** Entries that the columns of one chunk of rows may have together, elements of lists included. */
export const ENTRIES_MAX = 1 << 26;
