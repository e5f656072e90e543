import { describe, expect, it } from 'vitest';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import { StreamExecution } from '../../src/exec/stream-execution.ts';
import { nextTriggerMs } from '../../src/exec/trigger.ts';
import { WatermarkTracker } from '../../src/exec/watermark.ts';
import { memorySource, registerMemoryBlocks } from '../../src/sources/memory.ts';
import { inspectCheckpoint, printInspection } from '../../src/state/inspect.ts';
import { countingRequest, inputChunk, inputSchema, OutsideSink } from '../support/counting-query.ts';

const asap = { kind: 'processingTime', intervalMs: 0 } as const;

function world(): { machine: SimulatedEnvironment; blocks: ReturnType<typeof registerMemoryBlocks>; sink: OutsideSink } {
  const machine = new SimulatedEnvironment({ seed: 5 });
  return { machine, blocks: registerMemoryBlocks(inputSchema), sink: new OutsideSink({ remembers: true, isDead: () => false }) };
}

const away = (): StreamError => new StreamError('TIDEMARK_KAFKA_UNREACHABLE', { servers: 'b:9092', problem: 'connection refused' }, { domain: 'external', retry: true });

describe('the watermark', () => {
  it('is the least of the operators, which keep their maxima, and never goes back', () => {
    const tracker = new WatermarkTracker('min', 0);
    tracker.update([{ nodeId: 1, delayMs: 10, maxMs: 100 }, { nodeId: 2, delayMs: 20, maxMs: undefined }]);
    expect(tracker.globalMs).toBe(0);
    tracker.update([{ nodeId: 1, delayMs: 10, maxMs: undefined }, { nodeId: 2, delayMs: 20, maxMs: 200 }]);
    expect(tracker.globalMs).toBe(90);
    tracker.update([{ nodeId: 1, delayMs: 10, maxMs: 50 }, { nodeId: 2, delayMs: 20, maxMs: 60 }]);
    expect(tracker.globalMs).toBe(90);
  });

  it('is the greatest under the max policy', () => {
    const tracker = new WatermarkTracker('max', 0);
    tracker.update([{ nodeId: 1, delayMs: 10, maxMs: 100 }, { nodeId: 2, delayMs: 20, maxMs: undefined }]);
    expect(tracker.globalMs).toBe(90);
  });
});

describe('the trigger', () => {
  it('ticks on multiples of its interval', () => {
    expect(nextTriggerMs(20_000, 10_000)).toBe(30_000);
    expect(nextTriggerMs(24_999, 10_000)).toBe(30_000);
    expect(nextTriggerMs(24_999, 0)).toBe(24_999);
  });
});

describe('a query', () => {
  it('reports progress with Spark’s fields in Spark’s order', async () => {
    const { machine, blocks, sink } = world();
    blocks.add(inputChunk([['a', 1000], ['b', 2000]]));
    const query = new StreamExecution(countingRequest(machine, blocks, sink, { trigger: asap, tree: { delayMs: 500 } }));
    await query.start();
    await query.processAllAvailable();
    const [first] = query.recentProgress;
    expect(Object.keys(first!)).toEqual(['id', 'runId', 'name', 'timestamp', 'batchId', 'batchDuration', 'numInputRows', 'durationMs', 'eventTime', 'stateOperators', 'sources', 'sink']);
    expect(Object.keys(first!.durationMs)).toEqual(['addBatch', 'commitOffsets', 'latestOffset', 'triggerExecution', 'walCommit']);
    expect(first).toMatchObject({ batchId: 0, numInputRows: 2, eventTime: { max: '1970-01-01T00:00:02.000Z', watermark: '1970-01-01T00:00:00.000Z' }, sources: [{ startOffset: null, endOffset: 0, numInputRows: 2 }] });
    expect(query.status).toEqual({ message: 'Waiting for data to arrive', isDataAvailable: false, isTriggerActive: false });
    await query.stop();
    expect(query.status.message).toBe('Stopped');
    expect(await query.awaitTermination()).toBe(true);
  });

  it('reports idleness at the first idle trigger and then every ten seconds of its clock', async () => {
    const { machine, blocks, sink } = world();
    let idle = 0;
    const query = new StreamExecution(countingRequest(machine, blocks, sink, { trigger: { kind: 'processingTime', intervalMs: 1000 } }), { onIdle: () => { idle++; } });
    await query.start();
    while (machine.clock.monotonicMs() < 35_000) await machine.clock.sleep(500);
    await query.stop();
    expect(idle).toBe(4);
    expect(query.lastProgress?.durationMs['addBatch']).toBeUndefined();
  });

  it('waits for a source that is away at the start, says so, and goes on when it is back', async () => {
    const { machine, blocks, sink } = world();
    blocks.add(inputChunk([['a', 1]]));
    let failures = 3;
    const request = countingRequest(machine, blocks, sink, { trigger: asap });
    const [scan] = request.scans;
    const flaky = { ...memorySource, open: async (open: Parameters<typeof memorySource.open>[0]) => { if (failures-- > 0) throw away(); return memorySource.open(open); } };
    const query = new StreamExecution({ ...request, scans: [{ ...scan!, definition: flaky }] });
    await query.start();
    expect(query.status.message).toContain('Waiting to try again');
    await query.processAllAvailable();
    expect(sink.batches.get(0)).toEqual(['a 1']);
    await query.stop();
  });

  it('repeats a batch from the checkpoint when a source fails in the middle of it', async () => {
    const { machine, blocks, sink } = world();
    let failures = 2;
    const request = countingRequest(machine, blocks, sink, { trigger: asap });
    const [scan] = request.scans;
    const flaky: typeof memorySource = {
      ...memorySource,
      open: async (open) => {
        const source = await memorySource.open(open);
        return {
          ...source,
          read: async function* (start, end) {
            yield* source.read(start, end);
            if (end === '1' && failures-- > 0) throw away();
          },
        };
      },
    };
    const query = new StreamExecution({ ...request, scans: [{ ...scan!, definition: flaky }] });
    await query.start();
    blocks.add(inputChunk([['a', 1]]));
    await query.processAllAvailable();
    blocks.add(inputChunk([['a', 2], ['b', 2]]));
    await query.processAllAvailable();
    expect([...sink.batches]).toEqual([[0, ['a 1']], [1, ['a 2', 'b 1']]]);
    await query.stop();
  });

  it('writes the same batch again to a sink that was away', async () => {
    const machine = new SimulatedEnvironment({ seed: 5 });
    const blocks = registerMemoryBlocks(inputSchema);
    let failures = 2;
    const sink = new OutsideSink({ remembers: true, isDead: () => false, beforeWrite: () => { if (failures-- > 0) throw away(); } });
    blocks.add(inputChunk([['a', 1]]));
    const query = new StreamExecution(countingRequest(machine, blocks, sink));
    await query.start();
    await query.awaitTermination();
    expect([...sink.batches]).toEqual([[0, ['a 1']]]);
    expect(sink.writes).toBe(1);
  });

  it('ends with STREAM_FAILED and its cause', async () => {
    const machine = new SimulatedEnvironment({ seed: 5 });
    const blocks = registerMemoryBlocks(inputSchema);
    const sink = new OutsideSink({ remembers: true, isDead: () => true });
    blocks.add(inputChunk([['a', 1]]));
    const query = new StreamExecution(countingRequest(machine, blocks, sink));
    await query.start();
    await expect(query.awaitTermination()).rejects.toMatchObject({ condition: 'STREAM_FAILED', cause: { message: 'the process is dead' } });
    expect(query.status.message).toBe('Terminated with exception: the process is dead');
    expect(query.isActive).toBe(false);
  });

  it('refuses to plan a batch again that the sink already has', async () => {
    const { machine, blocks, sink } = world();
    blocks.add(inputChunk([['a', 1]]));
    sink.batches.set(0, ['a 1']);
    const query = new StreamExecution(countingRequest(machine, blocks, sink));
    await query.start();
    await expect(query.awaitTermination()).rejects.toMatchObject({ cause: { condition: 'TIDEMARK_CHECKPOINT_BEHIND_SINK' } });
  });

  it('keeps the watermark policy of its first batch', async () => {
    const { machine, blocks, sink } = world();
    blocks.add(inputChunk([['a', 1]]));
    const run = async (policy: string): Promise<void> => {
      const query = new StreamExecution(countingRequest(machine, blocks, sink, { conf: { 'spark.sql.streaming.multipleWatermarkPolicy': policy } }));
      await query.start();
      await query.awaitTermination();
    };
    await run('max');
    await run('min');
    const { records } = inspectCheckpoint(machine, '/cp');
    expect(records.filter((record) => record.kind === 'offsets')).toHaveLength(1);
    expect(printInspection(inspectCheckpoint(machine, '/cp'))).toContain('batch 0 until 0');
  });
});
