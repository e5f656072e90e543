import { expect, it } from 'vitest';
import { startBroker } from '../../scripts/kafka.ts';
import { describeWithBroker } from './broker.ts';
import { kcat } from './kcat.ts';
import { freshName, listeningEnvironment, makeTopic, memoryMetadata, openSource, readRows, waitForLeaders, withTransport } from './rows.ts';

describeWithBroker('what is no longer there', (servers) => {
  const put = (topic: string, values: readonly string[]): void => { kcat(servers(), ['-P', '-t', topic, '-p', '0'], `${values.join('\n')}\n`); };
  const numbers = (count: number, prefix = 'v'): readonly string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const at = (topic: string, offset: number): string => JSON.stringify({ [topic]: { 0: offset } });
  const drop = async (topic: string): Promise<void> => withTransport(servers(), async (transport) => {
    await transport.deleteTopic(topic);
    await expect.poll(async () => (await transport.metadata([topic]))[0]!.error, { timeout: 30_000 }).toBe(3);
  });
  const recreate = async (topic: string): Promise<void> => withTransport(servers(), async (transport) => {
    await drop(topic);
    await transport.createTopic({ name: topic, partitions: 1, replicas: 1, settings: {} });
    await waitForLeaders(transport, topic, 1);
  });

  it('a topic that does not exist is named at the start', async () => {
    const source = await openSource(servers(), { subscribe: 'no.such.topic' });
    await expect(source.initialOffset()).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_TOPIC_NOT_FOUND', parameters: { topics: 'no.such.topic' } });
    await source.close();
  });

  it('a deleted topic fails the query, or is warned of and left out', async () => {
    const topic = await makeTopic(servers(), 'deleted');
    put(topic, numbers(5));
    const environment = listeningEnvironment();
    const strict = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' });
    const lax = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', failOnDataLoss: 'false' }, { environment });
    const start = await strict.initialOffset();
    await lax.initialOffset();
    await drop(topic);
    await expect(strict.latestOffset(start, 'all')).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.PARTITIONS_DELETED', sqlState: '22000' });
    expect(await lax.latestOffset(start, 'all')).toBe('{}');
    expect(await readRows(lax, start, at(topic, 5))).toEqual([]);
    expect(environment.warnings.some((text) => text.includes('gone') && text.includes(topic))).toBe(true);
    await Promise.all([strict.close(), lax.close()]);
  });

  it('a topic made again is noticed, although its offsets would fit', async () => {
    const topic = await makeTopic(servers(), 'again');
    put(topic, numbers(5, 'old'));
    const environment = listeningEnvironment(), metadata = memoryMetadata(), laxMetadata = memoryMetadata();
    const strict = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' }, { metadata });
    await strict.initialOffset();
    const lax = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', failOnDataLoss: 'false' }, { environment, metadata: laxMetadata });
    await lax.initialOffset();
    await recreate(topic);
    put(topic, numbers(9, 'new'));
    await expect(strict.latestOffset(at(topic, 5), 'all')).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.TIDEMARK_TOPIC_RECREATED' });
    await strict.close();
    const restarted = await openSource(servers(), { subscribe: topic }, { metadata });
    await expect(restarted.read(at(topic, 3), at(topic, 5))[Symbol.asyncIterator]().next()).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.TIDEMARK_TOPIC_RECREATED' });
    await restarted.close();
    const end = (await lax.latestOffset(at(topic, 5), 'all'))!;
    expect(end).toBe(at(topic, 9));
    const rows = await readRows(lax, at(topic, 5), end);
    expect(rows).toEqual(numbers(9, 'new').map((value, offset) => `0:${offset}:NULL:${value}`));
    expect(environment.warnings.some((text) => text.includes('made again'))).toBe(true);
    await lax.close();
    const replay = await openSource(servers(), { subscribe: topic, failOnDataLoss: 'false' }, { metadata: laxMetadata });
    expect(await readRows(replay, at(topic, 5), end)).toEqual(rows);
    await replay.close();
  });

  it('records that retention took are out of range', async () => {
    const topic = await makeTopic(servers(), 'aged', 1, { 'retention.ms': '1', 'segment.ms': '100', 'file.delete.delay.ms': '100' });
    const environment = listeningEnvironment();
    const strict = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest' });
    const lax = await openSource(servers(), { subscribe: topic, startingOffsets: 'earliest', failOnDataLoss: 'false' }, { environment });
    const start = await strict.initialOffset();
    put(topic, numbers(10));
    await withTransport(servers(), async (transport) => {
      await expect.poll(async () => (await transport.listOffsets([{ topic, partition: 0, timestampMs: -2 }], false))[0]!.offset, { timeout: 30_000 }).toBe(10);
    });
    put(topic, ['kept']);
    const end = at(topic, 11);
    await expect(readRows(strict, start, end)).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.START_OFFSET_RESET', parameters: { topicPartition: `${topic}-0`, offset: '0' } });
    const rows = await readRows(lax, start, end);
    expect(rows.length <= 1 && rows.every((row) => row === '0:10:NULL:kept')).toBe(true);
    expect(environment.warnings.some((text) => text.includes('records are gone'))).toBe(true);
    await Promise.all([strict.close(), lax.close()]);
  }, 60_000);

  it('offsets that went back are noticed, never followed', async () => {
    const topic = await makeTopic(servers(), 'back');
    put(topic, numbers(3));
    const options = { subscribe: topic, 'fetchOffset.numRetries': '1', 'fetchOffset.retryIntervalMs': '1' };
    const strict = await openSource(servers(), options);
    await expect(strict.latestOffset(at(topic, 100), 'all')).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED', parameters: { prevOffset: '100', newOffset: '3' } });
    await expect(readRows(strict, at(topic, 2), at(topic, 100))).rejects.toMatchObject({ condition: 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED' });
    await strict.close();
    const lax = await openSource(servers(), { ...options, failOnDataLoss: 'false' });
    expect(await lax.latestOffset(at(topic, 100), 'all')).toBe(at(topic, 3));
    expect(await readRows(lax, at(topic, 100), at(topic, 3))).toEqual([]);
    await lax.close();
  }, 60_000);

  it('a broker that is down is an error to wait for, at the start and in mid-run', async () => {
    const own = await startBroker();
    try {
      const topic = await makeTopic(own.servers, freshName('down'));
      kcat(own.servers, ['-P', '-t', topic], `${numbers(100).join('\n')}\n`);
      const options = { subscribe: topic, startingOffsets: 'earliest', 'kafka.default.api.timeout.ms': '500' };
      const running = await openSource(own.servers, options);
      const start = await running.initialOffset();
      await own.kill();
      await expect(running.latestOffset(start, 'all')).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_UNREACHABLE', domain: 'external', retry: true });
      await expect(readRows(running, start, at(topic, 100))).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_UNREACHABLE', retry: true });
      const late = await openSource(own.servers, options);
      await expect(late.initialOffset()).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_UNREACHABLE', retry: true });
      await own.start();
      await expect.poll(async () => running.latestOffset(start, 'all').catch(() => undefined), { timeout: 60_000 }).toBe(at(topic, 100));
      expect(await readRows(running, start, at(topic, 100))).toHaveLength(100);
      expect(await late.initialOffset()).toBe(start);
      await Promise.all([running.close(), late.close()]);
    } finally {
      await own.remove();
    }
  }, 120_000);
});
