import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Branch, mergeBranches } from '../../columnar/merge.ts';
import { allRows } from '../../columnar/selection.ts';
import { StreamError } from '../../errors/stream-error.ts';
import type { BoundCall, LazyKernel, ScalarFunction, Thunk } from '../function.ts';

/**
 * NULL for the rows in which anything inside fails, arguments of arguments too: what the try_ forms over dates, intervals and binaries are.
 * The analyzer puts it around their calls; it is shown as what it holds.
 */
export const tolerant: ScalarFunction = {
  kind: 'scalar', name: 'tolerant', group: 'internal', since: '0.1', signatures: [], examples: [], nulls: 'custom', nullable: 'always',
  doc: 'The argument, or NULL where it cannot be had.', display: ([inner]) => inner!, lazyKernel: tolerantKernel,
};

function tolerantKernel(call: BoundCall): LazyKernel {
  return ([inner], rows, { arena }) => {
    const branches: Branch[] = [];
    gather(inner!, rows, arena, branches);
    return mergeBranches(call.returnType, branches, rows, arena);
  };
}

/** All rows at once; when one fails, each half by itself, so that few failures cost few evaluations. */
function gather(inner: Thunk, rows: Rows, arena: Arena, branches: Branch[]): void {
  try {
    branches.push({ column: inner(rows), selection: rows.selection });
  } catch (error) {
    if (!(error instanceof StreamError) || error.domain === 'internal') throw error;
    const asked = rows.selection ?? allRows(rows, arena);
    if (asked.length < 2) return;
    const middle = asked.length >> 1;
    for (const half of [asked.subarray(0, middle), asked.subarray(middle)]) gather(inner, { rowCount: rows.rowCount, selection: half }, arena, branches);
  }
}
