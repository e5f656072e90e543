import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { makeChunk } from '../../src/columnar/chunk.ts';
import { readValue } from '../../src/columnar/read.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { registerMemoryBlocks } from '../../src/sources/memory.ts';
import { sources } from '../../src/sources/index.ts';
import type { Source, SourceDefinition, SourceMetadata, SourceOptions } from '../../src/sources/source.ts';
import { field, longType, type Schema, stringType } from '../../src/types/data-type.ts';

/** How to open a source without an outside system, and how to let time bring data. Absent: its own tests hold the laws against the real system. */
const samples: Readonly<Record<string, () => { readonly options: SourceOptions; readonly schema?: Schema; readonly more: (machine: SimulatedEnvironment) => void }>> = {
  memory: () => {
    const blocks = registerMemoryBlocks({ fields: [field('v', longType)] });
    let next = 0n;
    return {
      options: { blocks: blocks.id },
      more: () => {
        const arena = new Arena();
        blocks.add(makeChunk(blocks.schema, [columnOf(longType, [next++, next++], arena)], 2));
        arena.release();
      },
    };
  },
  rate: () => ({ options: { rowspersecond: '7', rampuptime: '3s' }, more: (machine) => { machine.clock.advance(1500); } }),
  'rate-micro-batch': () => ({ options: { rowsperbatch: '5' }, more: () => undefined }),
  json: () => ({ ...folderOf((v) => `{"v":${v},"s":"${v}"}\n`), schema: { fields: [field('v', longType), field('s', stringType)] } }),
  csv: () => ({ ...folderOf((v) => `${v},"x, ${v}"\n`), schema: { fields: [field('v', longType), field('s', stringType)] } }),
  text: () => folderOf((v) => `line ${v}\r\n`),
  nexmark: () => ({ options: { seed: '3', firsteventrate: '100' }, more: (machine) => { machine.clock.advance(300); } }),
};

/** A folder that gets one more file at a time. */
function folderOf(line: (v: number) => string): { readonly options: SourceOptions; readonly more: (machine: SimulatedEnvironment) => void } {
  let count = 0;
  return {
    options: { path: '/in' },
    more: ({ files, clock }) => {
      clock.advance(1000);
      const file = files.open(`/in/${count}`, 'w');
      file.write(new TextEncoder().encode(line(count++) + line(count++)));
      file.close();
    },
  };
}

for (const definition of sources.filter(({ name, streaming }) => streaming && samples[name] !== undefined)) {
  describe(`source ${definition.name}`, () => {
    it('starts where it started before, also when it is opened again', async () => {
      const { open } = world(definition);
      const source = await open();
      const first = await source.initialOffset();
      expect(await source.initialOffset()).toBe(first);
      expect(await (await open()).initialOffset()).toBe(first);
    });

    it('has offsets in JSON that only go forward', async () => {
      const { open, more } = world(definition);
      const source = await open();
      let at = await source.initialOffset();
      for (let round = 0; round < 4; round++) {
        more();
        const end = await source.latestOffset(at, 'options');
        expect(() => { JSON.parse(end ?? '0'); }).not.toThrow();
        expect(end).not.toBeUndefined();
        expect((await rowsOf(source, at, end!)).length).toBeGreaterThan(0);
        at = end!;
      }
    });

    it('gives the same rows for the same offsets, whoever asks, whenever', async () => {
      const { open, more } = world(definition);
      const source = await open();
      const start = await source.initialOffset();
      more();
      const middle = (await source.latestOffset(start, 'options'))!;
      more();
      const end = (await source.latestOffset(middle, 'options'))!;
      const first = await rowsOf(source, start, middle);
      const second = await rowsOf(source, middle, end);
      more();
      expect(await rowsOf(source, start, middle)).toEqual(first);
      const again = await open();
      expect(await rowsOf(again, start, middle)).toEqual(first);
      expect(await rowsOf(again, middle, end)).toEqual(second);
      expect(await rowsOf(again, middle, middle)).toEqual([]);
    });

    it('does not pass what was there when it was frozen for AvailableNow', async () => {
      const { open, more } = world(definition);
      const source = await open();
      const start = await source.initialOffset();
      more();
      await source.prepareForAvailableNow!();
      let at = start;
      for (let round = 0; round < 1000; round++) {
        const next = await source.latestOffset(at, 'options');
        if (next === undefined || next === at) break;
        at = next;
      }
      more();
      expect((await source.latestOffset(at, 'options')) ?? at).toBe(at);
    });

    it('describes its options and refuses a schema it does not take', () => {
      for (const option of definition.options) expect(option.doc).not.toBe('');
      expect(definition.doc).not.toBe('');
    });
  });
}

function world(definition: SourceDefinition): { open: () => Promise<Source>; more: () => void } {
  const machine = new SimulatedEnvironment({ seed: 1 });
  const { options, more, schema: given } = samples[definition.name]!();
  const facts = new Map<string, string>();
  const metadata: SourceMetadata = { get: (key) => facts.get(key), put: (key, value) => { facts.set(key, value); } };
  if (options['path'] !== undefined) machine.files.makeDirectory(options['path']);
  const schema = definition.schema(options, given, machine);
  return {
    open: () => definition.open({ options, paths: [], schema, streaming: true, environment: machine, metadata, signal: new AbortController().signal }),
    more: () => { more(machine); },
  };
}

async function rowsOf(source: Source, start: string, end: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const chunk of source.read(start, end)) {
    for (let row = 0; row < chunk.rowCount; row++) rows.push(chunk.columns.map((column) => show(readValue(column, row))).join(' '));
  }
  return rows;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'undefined';
}
