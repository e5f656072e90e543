import { expect, it } from 'vitest';
import { readValue } from '../../src/columnar/read.ts';
import { describeWithBroker } from './broker.ts';
import { kcat, kcatRecords } from './kcat.ts';
import { makeTopic, openSource, readRows } from './rows.ts';

describeWithBroker('decoding what a real broker sends', (servers) => {
  const read = async (topic: string, options: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', ...options });
    const start = await source.initialOffset();
    const rows = await readRows(source, start, (await source.latestOffset(start, 'all'))!);
    await source.close();
    return rows;
  };

  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    it(`${codec}: kcat writes, we and kcat read the same`, async () => {
      const topic = await makeTopic(servers(), codec, 2);
      const lines = Array.from({ length: 3000 }, (_, index) => `key-${index % 17}:value-${index}-${'x'.repeat(index % 301)}`);
      kcat(servers(), ['-P', '-t', topic, '-K', ':', '-z', codec], lines.join('\n'));
      kcat(servers(), ['-P', '-t', topic, '-z', codec], 'without a key\n');
      const seen = await read(topic);
      expect(seen).toEqual(kcatRecords(servers(), topic));
      expect(seen).toHaveLength(3001);
    });
  }

  it('NULL and empty keys and values stay apart', async () => {
    const topic = await makeTopic(servers(), 'nulls');
    kcat(servers(), ['-P', '-t', topic, '-K', ':', '-Z'], 'a:\n:b\n:\nc:d\n');
    expect(await read(topic)).toEqual(['0:0:a:NULL', '0:1:NULL:b', '0:2:NULL:NULL', '0:3:c:d']);
    kcat(servers(), ['-P', '-t', topic, '-K', ':'], 'a:\n');
    expect((await read(topic)).at(-1)).toBe('0:4:a:');
  });

  it('headers come with includeHeaders, NULL where a record has none', async () => {
    const topic = await makeTopic(servers(), 'headers');
    kcat(servers(), ['-P', '-t', topic, '-H', 'one=1', '-H', 'two=', '-H', 'three'], 'a\n');
    kcat(servers(), ['-P', '-t', topic], 'b\n');
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', includeHeaders: 'true' });
    const start = await source.initialOffset();
    const seen: unknown[] = [];
    for await (const chunk of source.read(start, (await source.latestOffset(start, 'all'))!)) for (let row = 0; row < chunk.rowCount; row++) seen.push(readValue(chunk.columns[7]!, row));
    await source.close();
    const header = (key: string, value: string | null): unknown => ({ struct: [key, value === null ? null : Uint8Array.from(Buffer.from(value))] });
    expect(seen).toEqual([{ list: [header('one', '1'), header('two', ''), header('three', null)] }, null]);
  });

  it('exactly the offsets asked for, also from the middle of a compressed batch', async () => {
    const topic = await makeTopic(servers(), 'middle');
    kcat(servers(), ['-P', '-t', topic, '-z', 'lz4'], Array.from({ length: 500 }, (_, index) => `v${index}`).join('\n'));
    const source = await openSource(servers(), { subscribe: topic });
    const rows = await readRows(source, JSON.stringify({ [topic]: { 0: 123 } }), JSON.stringify({ [topic]: { 0: 321 } }));
    await source.close();
    expect(rows).toEqual(Array.from({ length: 198 }, (_, index) => `0:${index + 123}:NULL:v${index + 123}`));
  });

  it('a record larger than the fetch is read', async () => {
    const topic = await makeTopic(servers(), 'large');
    kcat(servers(), ['-P', '-t', topic], `${'a'.repeat(900_000)}\nsmall\n`);
    const rows = await read(topic, { 'kafka.fetch.max.bytes': '1000', 'kafka.max.partition.fetch.bytes': '1000' });
    expect(rows.map((row) => row.length)).toEqual([`0:0:NULL:`.length + 900_000, '0:1:NULL:small'.length]);
  });

  it('many partitions with few rows each come in order', async () => {
    const topic = await makeTopic(servers(), 'many', 40);
    for (let partition = 0; partition < 40; partition += 7) kcat(servers(), ['-P', '-t', topic, '-p', String(partition)], `p${partition}\nq${partition}\n`);
    expect(await read(topic)).toEqual([0, 7, 14, 21, 28, 35].flatMap((partition) => [`${partition}:0:NULL:p${partition}`, `${partition}:1:NULL:q${partition}`]));
  });

  it('timestamps are microseconds, of creation or of the append', async () => {
    const topic = await makeTopic(servers(), 'stamped', 1, { 'message.timestamp.type': 'LogAppendTime' });
    const before = Date.now();
    kcat(servers(), ['-P', '-t', topic], 'a\n');
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' });
    const start = await source.initialOffset();
    for await (const chunk of source.read(start, (await source.latestOffset(start, 'all'))!)) {
      expect(Number(readValue(chunk.columns[5]!, 0)) / 1000).toBeGreaterThanOrEqual(before);
      expect(readValue(chunk.columns[6]!, 0)).toBe(1);
    }
    await source.close();
  });
});
