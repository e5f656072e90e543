import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import { fail } from '../errors/stream-error.ts';
import type { Schema } from '../types/data-type.ts';
import type { Offset, Source, SourceDefinition, SourceRequest } from './source.ts';

/**
 * Rows given by the program, kept in blocks. A block is an offset: its number, counted from 0, as bare JSON; -1 is before the first.
 * All blocks stay, so any query may start or start again anywhere. Blocks added in one go fall in one batch.
 */
export class MemoryBlocks {
  readonly id: string;
  readonly schema: Schema;
  readonly #arena = new Arena();
  #blocks: Chunk[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(id: string, schema: Schema) {
    this.id = id;
    this.schema = schema;
  }

  /** Offset of the newest block, -1 = none. */
  get latest(): number { return this.#blocks.length - 1; }

  /** Copies the rows; returns the offset of the block. */
  add(chunk: Chunk): number {
    this.#blocks.push(copyChunk(chunk, this.#arena));
    for (const listener of this.#listeners) listener();
    return this.latest;
  }

  /** Gives the rows back; no query may read them afterwards. */
  release(): void {
    this.#arena.release();
    this.#blocks = [];
    registered.delete(this.id);
  }

  block(offset: number): Chunk | undefined { return this.#blocks[offset]; }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }
}

/** Makes an empty store of blocks that `format('memory').option('blocks', store.id)` reads. It lives as long as the process. */
export function registerMemoryBlocks(schema: Schema): MemoryBlocks {
  const blocks = new MemoryBlocks(String(registeredCount++), schema);
  registered.set(blocks.id, blocks);
  return blocks;
}

const registered = new Map<string, MemoryBlocks>();
let registeredCount = 0;

export const memorySource: SourceDefinition = {
  name: 'memory',
  doc: 'Rows added by the program with `addData`, for tests and demos.',
  options: [
    { name: 'blocks', doc: 'The store to read; set by `memoryStream`.', required: true },
    { name: 'blocksPerTrigger', doc: 'So many `addData` per batch at most.', check: isPositive },
  ],
  batch: true,
  streaming: true,
  schema: (options) => blocksOf(options['blocks']).schema,
  open: (request) => Promise.resolve(openMemory(request)),
};

function isPositive(value: string): string | undefined { return /^[1-9]\d*$/.test(value) ? undefined : 'a whole number above 0'; }

function blocksOf(id: string | undefined): MemoryBlocks {
  return registered.get(id ?? '') ?? fail('TIDEMARK_INVALID_OPTION', { option: 'blocks', value: id ?? '', expected: 'the store of a memoryStream' });
}

function openMemory({ options }: SourceRequest): Source {
  const blocks = blocksOf(options['blocks']);
  const most = options['blockspertrigger'] ?? 'Infinity';
  if (options['blockspertrigger'] !== undefined && isPositive(most) !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: 'blocksPerTrigger', value: most, expected: isPositive(most)! });
  let frozen = Infinity;
  const unlisten: (() => void)[] = [];
  return {
    description: `MemoryStream[${blocks.schema.fields.map((field) => field.name).join(',')}]`,
    chunkIsPartition: true,
    initialOffset: () => Promise.resolve('-1'),
    // Read before anything is awaited: what is added to several stores in one go is seen in all of them or in none.
    latestOffset: (start, limit) => Promise.resolve(String(Math.min(blocks.latest, frozen, limit === 'all' ? Infinity : Number(start) + Number(most)))),
    prepareForAvailableNow: () => {
      frozen = blocks.latest;
      return Promise.resolve();
    },
    read: (start, end) => readBlocks(blocks, start, end),
    latestKnown: () => String(blocks.latest),
    onData: (listener) => { unlisten.push(blocks.listen(listener)); },
    close: () => {
      for (const stop of unlisten.splice(0)) stop();
      return Promise.resolve();
    },
  };
}

async function* readBlocks(blocks: MemoryBlocks, start: Offset, end: Offset): AsyncIterable<Chunk> {
  for (let offset = Number(start) + 1; offset <= Number(end); offset++) {
    const block = blocks.block(offset);
    if (block === undefined) fail('TIDEMARK_OFFSET_NOT_AVAILABLE', { source: 'memory', offset: String(offset) });
    yield block;
  }
}
