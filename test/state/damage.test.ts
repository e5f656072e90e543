import { describe, expect, it } from 'vitest';
import { seededRandom, SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { StreamExecution } from '../../src/exec/stream-execution.ts';
import { type MemoryBlocks, registerMemoryBlocks } from '../../src/sources/memory.ts';
import { openCheckpoint } from '../../src/state/checkpoint.ts';
import { countingRequest, inputChunk, inputSchema, OutsideSink } from '../support/counting-query.ts';
import { stringType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(performance.now() * 1000) % 1_000_000_007);

/** A machine on which a query has run `batches` batches and has ended as told. */
async function used(options: { readonly batches: number; readonly clean: boolean; readonly remembers?: boolean; readonly checkpoint?: object }): Promise<{ machine: SimulatedEnvironment; blocks: MemoryBlocks; sink: OutsideSink }> {
  const machine = new SimulatedEnvironment({ seed });
  const blocks = registerMemoryBlocks(inputSchema);
  const sink = new OutsideSink({ remembers: options.remembers ?? true, isDead: () => machine.files.crashed });
  const query = new StreamExecution(countingRequest(machine, blocks, sink, { trigger: { kind: 'processingTime', intervalMs: 0 }, checkpointOptions: options.checkpoint ?? {} }));
  await query.start();
  for (let batch = 0; batch < options.batches; batch++) {
    blocks.add(inputChunk([[`k${batch % 3}`, 1 + batch]]));
    await query.processAllAvailable();
  }
  if (!options.clean) machine.files.crashAt(1);
  await query.stop();
  if (!options.clean) {
    machine.powerLoss();
    machine.clock.advance(60_000);
  }
  return { machine, blocks, sink };
}

/** Runs once more over one more row: what went wrong, or the last count of k0. */
async function again({ machine, blocks, sink }: Awaited<ReturnType<typeof used>>, more: Parameters<typeof countingRequest>[3] = {}): Promise<string> {
  blocks.add(inputChunk([['k0', 100]]));
  const query = new StreamExecution(countingRequest(machine, blocks, sink, more));
  try {
    await query.start();
    await query.awaitTermination();
    return [...sink.batches.values()].at(-1)!.join();
  } catch (error) {
    return conditionOf((error as Error).cause) ?? conditionOf(error) ?? String(error);
  }
}

describe(`a damaged checkpoint, seed ${seed}`, () => {
  it('is read again when nothing is wrong', async () => {
    expect(await again(await used({ batches: 7, clean: true }))).toBe('k0 4');
    expect(await again(await used({ batches: 7, clean: false }))).toBe('k0 4');
  });

  it('is refused by name after a clean stop, whatever byte of the log is cut off or flipped', async () => {
    const random = seededRandom(seed);
    for (let trial = 0; trial < 150; trial++) {
      const life = await used({ batches: 5, clean: true });
      const path = '/cp/log/00000001.log';
      const { size } = life.machine.files.stat(path);
      if (random.next() < 0.5) life.machine.files.flipBit(path, Math.floor(random.next() * size * 8));
      else life.machine.files.truncate(path, Math.floor(random.next() * size));
      expect(await again(life)).toBe('TIDEMARK_CHECKPOINT_CORRUPT');
      life.blocks.release();
    }
  });

  it('is refused by name or read exactly after a crash: never a wrong count', async () => {
    const random = seededRandom(seed);
    const seen = new Map<string, number>();
    for (let trial = 0; trial < 150; trial++) {
      const life = await used({ batches: 6, clean: false });
      const path = '/cp/log/00000001.log';
      const { size } = life.machine.files.stat(path);
      if (random.next() < 0.5) life.machine.files.flipBit(path, Math.floor(random.next() * size * 8));
      else life.machine.files.truncate(path, Math.floor(random.next() * size));
      const answer = await again(life);
      seen.set(answer, (seen.get(answer) ?? 0) + 1);
      expect(['TIDEMARK_CHECKPOINT_CORRUPT', 'TIDEMARK_CHECKPOINT_BEHIND_SINK', 'k0 3']).toContain(answer);
      life.blocks.release();
    }
    expect(seen.get('TIDEMARK_CHECKPOINT_CORRUPT')).toBeGreaterThan(20);
  });

  it('does without a damaged snapshot while the log before it is there', async () => {
    const life = await used({ batches: 12, clean: true, checkpoint: { snapshotBytesMin: 100, pieceBytes: 64 } });
    const names = life.machine.files.list('/cp/snapshots');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) life.machine.files.flipBit(`/cp/snapshots/${name}`, 700);
    expect(await again(life)).toBe('k0 5');
  });

  it('is refused when a snapshot is damaged and the log before it is gone', async () => {
    const life = await used({ batches: 30, clean: true, checkpoint: { snapshotBytesMin: 100, pieceBytes: 64, segmentBatchesMax: 2, batchesToRetain: 3 } });
    for (const name of life.machine.files.list('/cp/snapshots')) life.machine.files.flipBit(`/cp/snapshots/${name}`, 700);
    expect(await again(life)).toBe('TIDEMARK_CHECKPOINT_CORRUPT');
  });

  it('says so when the disk is full, and goes on when there is room again', async () => {
    const life = await used({ batches: 3, clean: true });
    life.machine.files.capacityBytes = 4000;
    const answers: string[] = [];
    for (let run = 0; run < 12; run++) answers.push(await again(life));
    expect(answers.at(-1)).toBe('TIDEMARK_CHECKPOINT_WRITE_FAILED');
    life.machine.files.heal();
    const total = 1 + answers.length + 1;
    expect(await again(life)).toBe(`k0 ${total}`);
  });

  it('treats a failed sync as the loss it may be', async () => {
    const life = await used({ batches: 2, clean: true });
    for (let k = 1; k < 14; k++) {
      life.machine.files.failAt(k, 'EIO');
      await again(life);
      life.machine.files.heal();
    }
    const answer = await again(life);
    const rows = [...life.sink.batches.values()].flat().filter((row) => row.startsWith('k0 '));
    expect(answer).toBe(`k0 ${1 + 13 + 1}`);
    expect(rows.map((row) => Number(row.slice(3)))).toEqual([...new Set(rows.map((row) => Number(row.slice(3))))].sort((left, right) => left - right));
  });

  it('belongs to one process: the second is refused, a dead one is followed', async () => {
    const machine = new SimulatedEnvironment({ seed });
    const first = openCheckpoint(machine, '/cp');
    first.start('one');
    expect(() => openCheckpoint(machine, '/cp')).toThrow(/TIDEMARK_CHECKPOINT_IN_USE/);
    machine.processes.reboot();
    const second = openCheckpoint(machine, '/cp');
    second.start('two');
    second.logOffsets({ batchId: 0, offsets: ['0'], batchTimeMs: 0, watermarkMs: 0, conf: {} });
    // The first was only asleep: what it still writes is refused or never read.
    expect(() => { first.logOffsets({ batchId: 0, offsets: ['7'], batchTimeMs: 0, watermarkMs: 0, conf: {} }); }).toThrow(/TIDEMARK_CHECKPOINT_LOST/);
    second.close(true);
    expect(openCheckpoint(machine, '/cp').lastOffsets?.offsets).toEqual(['0']);
  });

  it('is refused to a query whose sources or state are others', async () => {
    const life = await used({ batches: 3, clean: true });
    expect(await again(life, { tree: { countType: stringType } })).toBe('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE');
    const request = countingRequest(life.machine, life.blocks, life.sink);
    const two = [request.scans[0]!, { ...request.scans[0]!, scan: { ...request.scans[0]!.scan, sourceId: 2 } }];
    expect(await again(life, { scans: two })).toBe('TIDEMARK_SOURCES_DO_NOT_MATCH');
    expect(await again(life)).toBe('k0 4');
  });

  it('of another engine is not touched', () => {
    const machine = new SimulatedEnvironment({ seed });
    machine.files.makeDirectory('/cp/offsets');
    expect(() => openCheckpoint(machine, '/cp')).toThrow(/STATE_STORE_CHECKPOINT_LOCATION_NOT_EMPTY/);
  });
});
