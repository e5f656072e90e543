import { expect, test } from 'vitest';
import type { ScalarFunction } from '../../src/functions/function.ts';
import { findFunction, functionNames } from '../../src/functions/index.ts';

test('a call is shown whatever number of arguments it has: faults name it before they are counted', () => {
  const failing: string[] = [];
  for (const name of functionNames()) {
    const { display } = findFunction(name) as Partial<ScalarFunction>;
    for (const count of display === undefined ? [] : [0, 1, 2, 3, 4, 9]) {
      try {
        display!(Array.from({ length: count }, (_, index) => `a${index}`), Array.from({ length: count }, () => ({ kind: 'null' }) as const), name);
      } catch {
        failing.push(`${name} of ${count}`);
      }
    }
  }
  expect(failing).toEqual([]);
});
