import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import type { OutputMode, PhysicalPlan } from '../../src/plan/physical.ts';
import { timestampType } from '../../src/types/data-type.ts';
import { at, attribute, countAll, HandRun, source, watermark, windowAt, windowType } from './hand-plan.ts';

const ts = attribute('ts', timestampType);
const window = attribute('window', windowType);

/** count per window of five seconds, watermark ten seconds behind: example 1 to 3 of the semantics. */
function windowCount(mode: OutputMode): PhysicalPlan {
  const slots = [countAll()];
  const input = watermark(source('t', [ts, window]), ts, 10_000);
  return { kind: 'StatefulAggregate', stateId: 0, input, grouping: [window], slots, outputMode: mode, eventTimeKey: window, output: [window, slots[0]!.result] };
}

const seconds = (...times: readonly number[]): Value[][] => times.map((time) => [at(time), windowAt(Math.floor(time / 5) * 5, 5)]);

test('append emits a window once, when the watermark has passed it', () => {
  const query = new HandRun(windowCount('append'));
  expect(query.add({ t: seconds(10, 11, 12, 13, 14, 15) }).rows).toEqual([]);
  const second = query.add({ t: seconds(25) });
  expect(second.rows).toEqual(['[@10,@15] 5']);
  expect(second.watermarkMs).toBe(15_000);
  expect(second.state[0]).toMatchObject({ numRowsTotal: 2, numRowsRemoved: 1 });
  const third = query.add({ t: seconds(10) });
  expect(third.rows).toEqual([]);
  expect(third.state[0]).toMatchObject({ numRowsTotal: 2, numRowsDroppedByWatermark: 1 });
});

test('update emits what changed, and forgets in silence', () => {
  const query = new HandRun(windowCount('update'));
  expect(query.add({ t: seconds(10, 11, 12, 13, 14, 15) }).rows).toEqual(['[@10,@15] 5', '[@15,@20] 1']);
  const second = query.add({ t: seconds(25) });
  expect(second.rows).toEqual(['[@25,@30] 1']);
  expect(second.state[0]!.numRowsTotal).toBe(2);
  const third = query.add({ t: seconds(10, 25) });
  expect(third.rows).toEqual(['[@25,@30] 2']);
  expect(third.state[0]!.numRowsDroppedByWatermark).toBe(1);
});

test('complete keeps everything', () => {
  const query = new HandRun(windowCount('complete'));
  expect(query.add({ t: seconds(10, 11, 12) }).rows).toEqual(['[@10,@15] 3']);
  expect(query.add({ t: seconds(25) }).rows).toEqual(['[@10,@15] 3', '[@25,@30] 1']);
  expect(query.add({ t: seconds(10) }).rows).toEqual(['[@10,@15] 4', '[@25,@30] 1']);
});

test('state comes back from its deltas', () => {
  for (const mode of ['append', 'update', 'complete'] as const) {
    const steps = [seconds(10, 11, 12), seconds(25, 26), seconds(27, 14), seconds(31, 33), seconds(60), seconds(1, 61, 90)];
    const whole = new HandRun(windowCount(mode));
    let restarted = new HandRun(windowCount(mode));
    const deltas: Map<string, Uint8Array>[] = [];
    for (const step of steps) {
      const expected = whole.batch({ t: step });
      expect(restarted.batch({ t: step })).toMatchObject({ rows: expected.rows, watermarkMs: expected.watermarkMs });
      deltas.push(restarted.takeDeltas());
      const { position } = restarted;
      restarted.tree.release();
      restarted = new HandRun(windowCount(mode));
      restarted.restore(deltas, position);
      expect(restarted.tree.stateful[0]!.metrics().numRowsTotal).toBe(expected.state[0]!.numRowsTotal);
    }
  }
});
