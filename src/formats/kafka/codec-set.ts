import { type Codec, codecRows } from './codecs.ts';

const loaded = new Map<number, Codec>();

/** Makes the codecs with these numbers ready; unknown numbers are left for `codecOf` to refuse. */
export async function loadCodecs(ids: Iterable<number>): Promise<void> {
  for (const id of ids) {
    const row = loaded.has(id) ? undefined : codecRows.find((one) => one.id === id);
    if (row !== undefined) loaded.set(id, await row.load());
  }
}

/** A codec that was made ready before. */
export function codecOf(id: number): Codec | undefined {
  return loaded.get(id);
}

export function codecId(name: string): number | undefined {
  return name === 'none' || name === 'uncompressed' ? 0 : codecRows.find((row) => row.name === name)?.id;
}
