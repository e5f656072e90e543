import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acquireBlock, allBytes, blockSizeOf, memoryBytes, releaseBlock } from '../../src/columnar/memory.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const PAGE = 65536;

describe(`blocks of the column memory (seed ${seed})`, () => {
  test('never overlap, in whatever order they come and go', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 * PAGE }), fc.nat()), { maxLength: 200 });
    fc.assert(fc.property(steps, (list) => {
      const held: { readonly address: number; readonly bytes: number }[] = [];
      const drop = (at: number): void => {
        const [block] = held.splice(at, 1);
        releaseBlock(block!.address, block!.bytes);
      };
      for (const [take, bytes, pick] of list) {
        if (take || held.length === 0) held.push({ address: acquireBlock(bytes), bytes });
        else drop(pick % held.length);
        const ends = held.map(({ address, bytes: asked }) => [address, address + blockSizeOf(asked)] as const).sort((one, other) => one[0] - other[0]);
        for (let at = 1; at < ends.length; at++) expect(ends[at]![0]).toBeGreaterThanOrEqual(ends[at - 1]![1]);
        expect(ends.at(-1)?.[1] ?? 0).toBeLessThanOrEqual(allBytes().length);
      }
      while (held.length > 0) drop(0);
    }), { seed, numRuns: 100 });
  });

  test('what one size leaves serves the others: nothing grows', () => {
    const fill = (bytes: number, total: number): void => {
      const held = Array.from({ length: Math.floor(total / bytes) }, () => acquireBlock(bytes));
      for (const address of held) releaseBlock(address, bytes);
    };
    const total = 64 * 2 ** 20;
    fill(total, total);
    const before = memoryBytes();
    for (const bytes of [PAGE, total / 2, 3 * PAGE, total / 16, PAGE, total]) fill(bytes, total / 2 + (bytes === total ? bytes / 2 : 0));
    expect(memoryBytes()).toBe(before);
  });
});
