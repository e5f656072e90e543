import { seededRandom, SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { StreamExecution } from '../../src/exec/stream-execution.ts';
import { registerMemoryBlocks } from '../../src/sources/memory.ts';
import { countingRequest, inputChunk, inputSchema, OutsideSink } from './counting-query.ts';

/**
 * One life of a query on a machine that loses power up to three times, at random disk operations. At the end every row must have been
 * counted exactly once, and a batch that was run again must have given the same rows. Returns what is wrong.
 */
export async function runTrial(seed: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  const pick = (below: number): number => Math.floor(random.next() * below);
  const machine = new SimulatedEnvironment({ seed });
  const blocks = registerMemoryBlocks(inputSchema);
  const options = { snapshotBytesMin: 60 + pick(200), pieceBytes: 64, segmentBatchesMax: 1 + pick(4), batchesToRetain: pick(4) };
  const totals = new Map<string, number>();
  const addRows = (): void => {
    const rows = Array.from({ length: 1 + pick(4) }, () => [`k${pick(6)}`, 1 + pick(1000)] as const);
    for (const [key] of rows) totals.set(key, (totals.get(key) ?? 0) + 1);
    blocks.add(inputChunk(rows));
  };
  // Rows that come while a batch is written let the next one follow without a rest, so that its offsets and the commit share a sync.
  const beforeWrite = (): void => { if (pick(3) === 0) addRows(); };
  const sink = new OutsideSink({ remembers: random.next() < 0.5, isDead: () => machine.files.crashed, beforeWrite });
  let crashes = pick(4);
  for (let life = 0; life < 12; life++) {
    if (crashes > 0) machine.files.crashAt(1 + pick(90));
    const failure = await live(machine, { blocks, sink, options, addRows, batches: pick(14) });
    if (machine.files.crashed) {
      crashes--;
      // A process that dies alone leaves its bytes in the cache: the next one reads them, the next power loss may take them.
      if (pick(3) === 0) { machine.files.revive(); machine.processes.reboot(); }
      else machine.powerLoss();
      machine.clock.advance(60_000);
    } else if (failure !== undefined) return `life ${life}: ${failure}`;
    else if (crashes <= 0) break;
  }
  blocks.release();
  return verdict(sink, totals);
}

interface Life { readonly blocks: Parameters<typeof countingRequest>[1]; readonly sink: OutsideSink; readonly options: object; readonly addRows: () => void; readonly batches: number }

async function live(machine: SimulatedEnvironment, { blocks, sink, options, addRows, batches }: Life): Promise<string | undefined> {
  addRows();
  let left = batches;
  const request = countingRequest(machine, blocks, sink, {
    trigger: { kind: 'processingTime', intervalMs: 0 }, checkpointOptions: options, conf: { 'spark.sql.streaming.pollingDelay': '10' },
  });
  const query = new StreamExecution(request);
  try {
    await query.start();
    await query.processAllAvailable();
    for (; left > 0; left--) {
      addRows();
      await query.processAllAvailable();
    }
    await query.stop();
    if (query.exception !== undefined) throw query.exception;
    return undefined;
  } catch (error) {
    await query.stop();
    for (; left > 0; left--) addRows();
    return (error as Error).message;
  }
}

function verdict(sink: OutsideSink, totals: ReadonlyMap<string, number>): string | undefined {
  if (sink.differences.length > 0) return `a batch changed when it was run again: ${sink.differences[0]}`;
  const ids = [...sink.batches.keys()];
  if (ids.some((id, index) => id !== index)) return `batches are ${ids.join()}`;
  const last = new Map<string, number>();
  for (const rows of sink.batches.values()) {
    for (const row of rows) {
      const [key, count] = row.split(' ');
      if (Number(count) <= (last.get(key!) ?? 0)) return `count of ${key} went from ${last.get(key!)} to ${count}`;
      last.set(key!, Number(count));
    }
  }
  for (const [key, total] of totals) if (last.get(key) !== total) return `${key} was counted ${last.get(key)} times, not ${total}`;
  return undefined;
}
