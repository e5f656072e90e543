import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/columnar/chunk.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { sinks } from '../../src/sinks/index.ts';
import type { Sink, SinkDefinition, SinkMode } from '../../src/sinks/sink.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { Arena } from '../../src/columnar/arena.ts';
import { makeChunk } from '../../src/columnar/chunk.ts';
import { outputRows, outputSchema } from '../support/counting-query.ts';
import { longType, stringType } from '../../src/types/data-type.ts';

/** How to see what a sink has got, without an outside system. Absent: its own tests hold the laws against the real system. */
interface Seen { readonly table: () => string[]; readonly printed: string[]; readonly called: { readonly id: number; readonly rows: string[] }[] }

const observable: Readonly<Record<string, (seen: Seen) => string[]>> = {
  memory: (seen) => seen.table(),
  console: (seen) => seen.printed,
  noop: () => [],
  foreachBatch: (seen) => seen.called.flatMap(({ id, rows }) => rows.map((row) => `${id}: ${row}`)),
  foreach: (seen) => seen.called.flatMap(({ id, rows }) => rows.map((row) => `${id}: ${row}`)),
};

for (const definition of sinks.filter(({ name }) => observable[name] !== undefined)) {
  describe(`sink ${definition.name}`, () => {
    it('has a batch when write has resolved, and says so if it can', async () => {
      const { sink, seen } = await open(definition, 'append');
      expect(await sink.lastCommitted()).toBeUndefined();
      await sink.write(0, [chunkOf('a', 1)]);
      const last = await sink.lastCommitted();
      expect(definition.guarantee === 'exactly-once' ? last : (last ?? 0)).toBe(0);
      if (definition.guarantee !== 'none') expect(observable[definition.name]!(seen).join()).toContain('a 1');
      await sink.close();
    });

    it('takes an empty batch', async () => {
      const { sink } = await open(definition, 'append');
      await sink.write(0, []);
      await sink.close();
    });

    it.runIf(definition.guarantee === 'exactly-once')('does not take a batch twice', async () => {
      const { sink, seen } = await open(definition, 'append');
      for (const id of [0, 0, 1, 1, 0]) await sink.write(id, [chunkOf('a', id)]);
      expect(observable[definition.name]!(seen)).toEqual(['a 0', 'a 1']);
    });

    it.runIf(definition.name === 'memory')('replaces all in complete mode', async () => {
      const { sink, seen } = await open(definition, 'complete');
      for (const id of [0, 1, 2, 3]) await sink.write(id, [chunkOf('a', id), chunkOf('b', id)]);
      expect(observable[definition.name]!(seen)).toEqual(['a 3', 'b 3']);
    });

    it('copies what it keeps: chunks are gone when write has resolved', async () => {
      const { sink, seen } = await open(definition, 'append');
      const arena = new Arena();
      await sink.write(0, [chunkOf('before', 1, arena)]);
      arena.reset();
      chunkOf('after!', 2, arena);
      expect(observable[definition.name]!(seen).join()).not.toContain('after!');
      arena.release();
    });
  });
}

function chunkOf(key: string, count: number, arena = new Arena()): Chunk {
  return makeChunk(outputSchema, [columnOf(stringType, [key], arena), columnOf(longType, [BigInt(count)], arena)], 1);
}

async function open(definition: SinkDefinition, mode: SinkMode): Promise<{ sink: Sink; seen: Seen }> {
  let chunks: () => Iterable<Chunk> = () => [];
  const seen: Seen = { table: () => outputRows([...chunks()]), printed: [], called: [] };
  const sink = await definition.open({
    options: {}, path: undefined, schema: outputSchema, mode, queryId: 'q', queryName: 'counts', environment: new SimulatedEnvironment(), signal: new AbortController().signal,
    session: {
      publishTable: (_name, _schema, table) => { chunks = table; },
      foreachBatch: async (batch, _schema, id) => { seen.called.push({ id, rows: outputRows(batch) }); },
      showTable: async (_schema, batch) => outputRows(batch).join('\n'),
      print: (text) => { seen.printed.push(text); },
    },
  });
  return { sink, seen };
}
