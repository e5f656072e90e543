import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { readValue } from '../../src/columnar/read.ts';
import { goForward, pickExtremes } from '../../src/exec/operators/window-extremes.ts';
import { intType, stringType } from '../../src/types/data-type.ts';

/** law: what is picked for a frame is what a look at all of its rows finds. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const orders = fc.array(fc.option(fc.constantFrom('a', 'b', 'ba', ''), { nil: null, freq: 4 }), { minLength: 1, maxLength: 30 });
const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { minLength: 1, maxLength: 30 });

test(`extremes of frames (seed ${seed})`, () => {
  fc.assert(fc.property(orders, steps, fc.boolean(), fc.boolean(), (texts, moves, greatest, last) => {
    const arena = new Arena();
    const rows = arena.uint32(texts.length);
    for (let at = 0; at < rows.length; at++) rows[at] = rows.length - 1 - at;
    let [from, to] = [0, 0];
    const frames = moves.map(([more, further]) => {
      from = Math.min(from + more, texts.length);
      to = Math.min(Math.max(to, from) + further, texts.length);
      return [from, to] as const;
    });
    const taken = { rows, frames: { start: Uint32Array.from(frames, ([start]) => start), end: Uint32Array.from(frames, ([, end]) => end) } };
    expect(goForward(taken.frames)).toBe(true);
    const args = [columnOf(intType, texts.map((_, row) => row), arena), columnOf(stringType, texts, arena)];
    const picked = pickExtremes(args, taken, { by: 1, greatest, last }, arena);
    const wanted = frames.map(([start, end]) => {
      let best: number | null = null;
      for (const row of rows.slice(start, end)) {
        const text = texts[row]!;
        if (text === null) continue;
        const held: string | null = best === null ? null : texts[best]!;
        if (held === null || (greatest ? text > held : text < held) || (last && text === held)) best = row;
      }
      return best;
    });
    expect(frames.map((_, at) => readValue(picked, at))).toEqual(wanted);
    arena.release();
  }), { seed, numRuns: 500 });
});

test('frames that go back are none for this', () => {
  expect(goForward({ start: Uint32Array.of(2, 1), end: Uint32Array.of(3, 3) })).toBe(false);
  expect(goForward({ start: Uint32Array.of(2, 0, 2), end: Uint32Array.of(3, 0, 4) })).toBe(true);
});
