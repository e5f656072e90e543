import { childOf, type Column, int64Values, makeColumn } from '../../columnar/column.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { invariant } from '../../errors/stream-error.ts';
import { booleanType } from '../../types/data-type.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';

/**
 * What the analyzer turns `window()`, `session_window()` and `window_time()` into. Not callable by name.
 *
 * The window of `ts` with index i starts at `ts - (ts - start) mod slide - i * slide` and is `size` long; the remainder is never negative.
 */
const words = { kind: 'scalar', group: 'internal', signatures: [], examples: [], since: '0.1', aliases: [] } as const;

/** `(time, size, slide, start, index)`, all but the time literal µs. */
export const windowAt: ScalarFunction = {
  ...words, name: 'window', doc: 'The time window with the given index that a moment falls into.', nullable: 'any argument', kernel: windowKernel,
};

/** `(start, end)` as a window struct. */
export const timeRange: ScalarFunction = {
  ...words, name: 'session_window', doc: 'A window from its two ends.', nulls: 'custom', nullable: 'never',
  kernel: (call) => ([start, end], rows, { arena }) => {
    const length = rows.rowCount;
    const spread = (column: Column): Column => {
      if (column.mask === -1) return column;
      const values = arena.int64(length).fill(int64Values(column)[0]!);
      return makeColumn(column.type, length, { values, validity: isValid(column.validity, 0) ? undefined : arena.bitmap(length, 0) });
    };
    return makeColumn(call.returnType, length, { children: [spread(start!), spread(end!)] });
  },
};

/** `(window)`: its last microsecond. */
export const windowTime: ScalarFunction = {
  ...words, name: 'window_time', doc: 'The last moment inside a window.', nullable: 'any argument',
  kernel: () => ([window], rows, { arena }) => {
    const end = childOf(window!, 1);
    const ends = int64Values(end);
    const values = arena.int64(rows.rowCount);
    for (let row = 0; row < rows.rowCount; row++) values[row] = BigInt.asIntN(64, ends[row & end.mask]! - 1n);
    return makeColumn(end.type, rows.rowCount, { values, validity: end.mask === -1 ? end.validity : undefined });
  },
};

/** `(window, time)`: start ≤ time < end. */
export const windowContains: ScalarFunction = {
  ...words, name: 'window_contains', doc: 'True when the moment lies in the window.', nullable: 'any argument',
  kernel: () => ([window, time], rows, { arena }) => {
    const starts = int64Values(childOf(window!, 0));
    const ends = int64Values(childOf(window!, 1));
    const times = int64Values(time!);
    const values = arena.uint8(rows.rowCount);
    for (let row = 0; row < rows.rowCount; row++) {
      const at = row & window!.mask;
      const moment = times[row & time!.mask]!;
      values[row] = moment >= starts[at]! && moment < ends[at]! ? 1 : 0;
    }
    return makeColumn(booleanType, rows.rowCount, { values });
  },
};

/** `(window)`: false for a session whose gap is NULL, zero or negative. */
export const windowIsOpen: ScalarFunction = {
  ...words, name: 'window_is_open', doc: 'True when the end of a window comes after its start.', nulls: 'custom', nullable: 'never',
  kernel: () => ([window], rows, { arena }) => {
    const start = childOf(window!, 0);
    const end = childOf(window!, 1);
    const starts = int64Values(start);
    const ends = int64Values(end);
    const values = arena.uint8(rows.rowCount);
    for (let row = 0; row < rows.rowCount; row++) {
      const known = isValid(window!.validity, row & window!.mask) && isValid(start.validity, row & start.mask) && isValid(end.validity, row & end.mask);
      values[row] = known && ends[row & end.mask]! > starts[row & start.mask]! ? 1 : 0;
    }
    return makeColumn(booleanType, rows.rowCount, { values });
  },
};

function windowKernel(call: BoundCall): Kernel {
  const [size, slide, start, index] = call.literals.slice(1) as [bigint, bigint, bigint, bigint];
  const shift = index * slide;
  invariant(call.returnType.kind === 'struct', 'a window is a struct');
  const edge = call.returnType.fields[0]!.type;
  return ([time], rows, { arena }) => {
    const times = int64Values(time!);
    const starts = arena.int64(rows.rowCount);
    const ends = arena.int64(rows.rowCount);
    let from = 0n;
    let until = 0n;
    for (let row = 0; row < rows.rowCount; row++) {
      const moment = times[row & time!.mask]!;
      if (moment < from || moment >= until) {
        let past = BigInt.asIntN(64, BigInt.asIntN(64, moment - start) % slide);
        if (past < 0n) past = BigInt.asIntN(64, past + slide);
        from = BigInt.asIntN(64, moment - past);
        until = BigInt.asIntN(64, from + slide);
      }
      const first = BigInt.asIntN(64, from - shift);
      starts[row] = first;
      ends[row] = BigInt.asIntN(64, first + size);
    }
    const validity = time!.mask === -1 ? time!.validity : undefined;
    return makeColumn(call.returnType, rows.rowCount, { validity, children: [makeColumn(edge, rows.rowCount, { values: starts }), makeColumn(edge, rows.rowCount, { values: ends })] });
  };
}
