import { expect, it } from 'vitest';
import { readValue } from '../../src/columnar/read.ts';
import { describeWithBroker } from './broker.ts';
import { kcat } from './kcat.ts';
import { freshName, listeningEnvironment, makeTopic, memoryMetadata, openSource, readRows, withTransport } from './rows.ts';

describeWithBroker('the kafka source', (servers) => {
  const put = (topic: string, values: readonly string[], partition = 0): void => { kcat(servers(), ['-P', '-t', topic, '-p', String(partition)], `${values.join('\n')}\n`); };
  const numbers = (count: number, prefix = 'v'): readonly string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const at = (topic: string, ...offsets: readonly number[]): string => JSON.stringify({ [topic]: Object.fromEntries(offsets.map((offset, partition) => [partition, offset])) });

  it('starts at the latest offsets, earliest for batches, and keeps what it found', async () => {
    const topic = await makeTopic(servers(), 'start', 2);
    put(topic, numbers(3), 1);
    const metadata = memoryMetadata();
    const stream = await openSource(servers(), { subscribe: topic }, { metadata });
    expect(stream.description).toBe(`KafkaV2[Subscribe[${topic}]]`);
    expect(await stream.initialOffset()).toBe(at(topic, 0, 3));
    put(topic, ['later'], 1);
    expect(await stream.initialOffset()).toBe(at(topic, 0, 3));
    await stream.close();
    const again = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' }, { metadata });
    expect(await again.initialOffset()).toBe(at(topic, 0, 3));
    await again.close();
    const batch = await openSource(servers(), { subscribe: topic }, { streaming: false });
    const start = await batch.initialOffset();
    expect(start).toBe(at(topic, 0, 0));
    expect(await readRows(batch, start, (await batch.latestOffset(start, 'all'))!)).toHaveLength(4);
    await batch.close();
  });

  it('starting offsets in JSON, with -2 and -1', async () => {
    const topic = await makeTopic(servers(), 'json', 3);
    for (const partition of [0, 1, 2]) put(topic, numbers(5), partition);
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: JSON.stringify({ [topic]: { 0: -2, 1: -1, 2: 4 } }) });
    expect(await source.initialOffset()).toBe(at(topic, 0, 5, 4));
    await source.close();
    const wrong = await openSource(servers(), { subscribe: topic, startingOffsets: JSON.stringify({ [topic]: { 0: 1 } }) });
    await expect(wrong.initialOffset()).rejects.toMatchObject({ condition: 'KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED' });
    await wrong.close();
  });

  it('starts by time, and says so when no record is that late', async () => {
    const topic = await makeTopic(servers(), 'time', 2, { 'message.timestamp.type': 'LogAppendTime' });
    put(topic, numbers(2));
    put(topic, numbers(2), 1);
    const probe = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' });
    let first = 0;
    for await (const chunk of probe.read(at(topic, 0, 0), at(topic, 1, 0))) first = Number(readValue(chunk.columns[5]!, 0)) / 1000;
    await probe.close();
    const starts = async (options: Readonly<Record<string, string>>): Promise<string> => {
      const source = await openSource(servers(), { subscribe: topic, ...options });
      try {
        return await source.initialOffset();
      } finally {
        await source.close();
      }
    };
    expect(await starts({ startingTimestamp: String(Math.floor(first) - 10_000), startingOffsets: 'latest' })).toBe(at(topic, 0, 0));
    expect(await starts({ startingOffsetsByTimestamp: JSON.stringify({ [topic]: { 0: 0, 1: 0 } }) })).toBe(at(topic, 0, 0));
    const future = String(Date.now() + 1e9);
    await expect(starts({ startingTimestamp: future })).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_NO_TIMESTAMP' });
    expect(await starts({ startingTimestamp: future, startingOffsetsByTimestampStrategy: 'latest' })).toBe(at(topic, 2, 2));
    await expect(starts({ startingOffsetsByTimestamp: JSON.stringify({ [topic]: { 0: 0 } }) })).rejects.toMatchObject({ condition: 'KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED' });
  });

  it('assign and subscribePattern', async () => {
    const prefix = freshName('pattern').replaceAll('-', '');
    const one = await makeTopic(servers(), `${prefix}.a`, 2), two = await makeTopic(servers(), `${prefix}.b`);
    const pattern = await openSource(servers(), { subscribePattern: `${prefix}\\..*`, startingOffsets: 'earliest' });
    const start = await pattern.initialOffset();
    expect(start).toBe(JSON.stringify({ [one]: { 0: 0, 1: 0 }, [two]: { 0: 0 } }));
    const three = await makeTopic(servers(), `${prefix}.c`);
    put(three, ['x']);
    await expect.poll(() => pattern.latestOffset(start, 'all'), { timeout: 10_000 }).not.toBe(start);
    expect(await readRows(pattern, start, (await pattern.latestOffset(start, 'all'))!)).toEqual(['0:0:NULL:x']);
    await pattern.close();
    const assigned = await openSource(servers(), { assign: JSON.stringify({ [one]: [1] }), startingOffsets: 'earliest' });
    expect(assigned.description).toBe(`KafkaV2[Assign[${one}-1]]`);
    expect(await assigned.initialOffset()).toBe(JSON.stringify({ [one]: { 1: 0 } }));
    await assigned.close();
    const absent = await openSource(servers(), { assign: JSON.stringify({ [one]: [7] }) });
    await expect(absent.initialOffset()).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_TOPIC_NOT_FOUND' });
    await absent.close();
  });

  it('maxOffsetsPerTrigger is shared in proportion, and small partitions do not starve', async () => {
    const topic = await makeTopic(servers(), 'max', 3);
    put(topic, numbers(900));
    put(topic, numbers(99), 1);
    put(topic, numbers(1), 2);
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', maxOffsetsPerTrigger: '100' });
    let offset = await source.initialOffset();
    expect(await source.latestOffset(offset, 'all')).toBe(at(topic, 900, 99, 1));
    const steps: string[] = [];
    const rows: string[] = [];
    for (;;) {
      const end = (await source.latestOffset(offset, 'options'))!;
      if (end === offset) break;
      rows.push(...await readRows(source, offset, end));
      steps.push(offset = end);
    }
    expect(steps.slice(0, 2)).toEqual([at(topic, 90, 9, 1), at(topic, 180, 19, 1)]);
    expect(rows).toHaveLength(1000);
    expect(new Set(rows).size).toBe(1000);
    await source.close();
  });

  it('minOffsetsPerTrigger waits, at most for maxTriggerDelay', async () => {
    const topic = await makeTopic(servers(), 'min');
    let aheadMs = 0;
    const environment = listeningEnvironment();
    const clock = { ...environment.clock, nowMs: () => environment.clock.nowMs() + aheadMs };
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', minOffsetsPerTrigger: '10', maxTriggerDelay: '5m' }, { environment: { ...environment, clock } });
    const start = await source.initialOffset();
    put(topic, numbers(3));
    const first = (await source.latestOffset(start, 'options'))!; // the first batch waits for nobody
    expect(first).toBe(at(topic, 3));
    put(topic, numbers(4));
    expect(await source.latestOffset(first, 'options')).toBe(first);
    put(topic, numbers(6));
    const second = (await source.latestOffset(first, 'options'))!;
    expect(second).toBe(at(topic, 13));
    put(topic, numbers(1));
    expect(await source.latestOffset(second, 'options')).toBe(second);
    aheadMs = 300_001;
    expect(await source.latestOffset(second, 'options')).toBe(at(topic, 14));
    await source.close();
  });

  it('Trigger.AvailableNow reads what was there, not what came later', async () => {
    const topic = await makeTopic(servers(), 'now');
    put(topic, numbers(5));
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', maxOffsetsPerTrigger: '3' });
    const start = await source.initialOffset();
    await source.prepareForAvailableNow!();
    put(topic, numbers(5));
    const first = (await source.latestOffset(start, 'options'))!, second = (await source.latestOffset(first, 'options'))!;
    expect([first, second, await source.latestOffset(second, 'options')]).toEqual([at(topic, 3), at(topic, 5), at(topic, 5)]);
    await source.close();
  });

  it('new partitions appear in mid-run and are read from their beginning', async () => {
    const topic = await makeTopic(servers(), 'grow');
    const source = await openSource(servers(), { subscribe: topic });
    const start = await source.initialOffset();
    await withTransport(servers(), (transport) => transport.createPartitions(topic, 3));
    await expect.poll(async () => (await source.latestOffset(start, 'all')) !== start, { timeout: 10_000 }).toBe(true);
    put(topic, ['new'], 2);
    const end = (await source.latestOffset(start, 'all'))!;
    expect(end).toBe(at(topic, 0, 0, 1));
    expect(await readRows(source, start, end)).toEqual(['2:0:NULL:new']);
    await source.close();
  });

  it('progress says how far behind', async () => {
    const topic = await makeTopic(servers(), 'behind', 2);
    put(topic, numbers(10));
    put(topic, numbers(3), 1);
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' });
    expect(source.metrics!(undefined)).toEqual({});
    await source.latestOffset(await source.initialOffset(), 'all');
    expect(source.metrics!(at(topic, 4, 3))).toEqual({ minOffsetsBehindLatest: '0', maxOffsetsBehindLatest: '6', avgOffsetsBehindLatest: '3.0' });
    expect(source.latestKnown!()).toBe(at(topic, 10, 3));
    await source.close();
  });

  it('a batch ends where it is told to', async () => {
    const topic = await makeTopic(servers(), 'ending');
    put(topic, numbers(10));
    const source = await openSource(servers(), { subscribe: topic, startingOffsets: at(topic, 2), endingOffsets: at(topic, 5) }, { streaming: false });
    const start = await source.initialOffset();
    expect(await readRows(source, start, (await source.latestOffset(start, 'all'))!)).toEqual(['0:2:NULL:v2', '0:3:NULL:v3', '0:4:NULL:v4']);
    await source.close();
    const turned = await openSource(servers(), { subscribe: topic, startingOffsets: at(topic, 5), endingOffsets: at(topic, 2) }, { streaming: false });
    await expect(turned.latestOffset(await turned.initialOffset(), 'all')).rejects.toMatchObject({ condition: 'UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET' });
    await expect(turned.latestOffset('{}', 'all')).rejects.toMatchObject({ condition: 'MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET' });
    await turned.close();
    const beyond = await openSource(servers(), { subscribe: topic, startingOffsets: at(topic, 50) }, { streaming: false });
    await expect(beyond.latestOffset(await beyond.initialOffset(), 'all')).rejects.toMatchObject({ condition: 'RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET' });
    await beyond.close();
  });

  it('options that mean nothing are refused by name', async () => {
    const topic = 'nowhere';
    const refused: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{}, 'STDS_REQUIRED_OPTION_UNSPECIFIED'],
      [{ subscribe: topic, assign: '{"a":[0]}' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, startingOffset: 'earliest' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, startingOffsets: 'early' }, 'TIDEMARK_INVALID_OPTION'],
      [{ subscribe: topic, startingOffsets: '{"t":{"0":1.5}}' }, 'TIDEMARK_INVALID_OPTION'],
      [{ subscribe: topic, endingOffsets: 'latest' }, 'TIDEMARK_INVALID_OPTION'],
      [{ subscribe: topic, minOffsetsPerTrigger: '5', maxOffsetsPerTrigger: '4' }, 'TIDEMARK_INVALID_OPTION'],
      [{ subscribe: topic, maxTriggerDelay: 'soon' }, 'TIDEMARK_INVALID_OPTION'],
      [{ subscribe: topic, 'kafka.auto.offset.reset': 'latest' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, 'kafka.key.deserializer': 'x' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, 'kafka.plugin.library.paths': 'x.so' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, 'kafka.sasl.jaas.config': 'com.sun.security.auth.module.JndiLoginModule required;', 'kafka.security.protocol': 'SASL_SSL' }, 'TIDEMARK_KAFKA_OPTION_NOT_ALLOWED'],
      [{ subscribe: topic, 'kafka.bootstrap.servers': 'kafka:9092@evil' }, 'TIDEMARK_INVALID_OPTION'],
    ];
    for (const [options, condition] of refused) await expect(openSource(servers(), options), JSON.stringify(options)).rejects.toMatchObject({ condition });
    for (const options of [{ startingOffsets: 'latest' }, { startingOffsets: '{"t":{"0":-1}}' }, { endingOffsets: 'earliest' }, { endingOffsets: '{"t":{"0":-2}}' }]) {
      await expect(openSource(servers(), { subscribe: topic, ...options }, { streaming: false }), JSON.stringify(options)).rejects.toMatchObject({ condition: 'TIDEMARK_INVALID_OPTION' });
    }
  });
});
