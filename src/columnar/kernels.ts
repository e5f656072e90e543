import { readPackagedFile } from '../environment/packaged-file.ts';
import { invariant } from '../errors/stream-error.ts';
import type { Arena } from './arena.ts';
import { memory } from './memory.ts';

/**
 * The wasm modules (design D4), one per file of `kernels/`, all over the one column memory. A kernel gets addresses (`view.byteOffset`), counts
 * and flags, never objects. Loaded when first asked for.
 *
 * @example const kernels = loadKernels<{ countRows(groups: number, …): void }>('accumulate');
 */
export function loadKernels<Exports>(name: string): Exports {
  const module = new WebAssembly.Module(readPackagedFile(new URL(`./${name}.wasm`, import.meta.url)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}

/** What a kernel takes for an array that may be absent (no NULLs, no selection): its address, or 0. An array from elsewhere has no address here. */
export function addressOf(view: ArrayBufferView | undefined): number {
  if (view === undefined) return 0;
  invariant(view.buffer instanceof SharedArrayBuffer || view.byteLength === 0, 'what a kernel reads lies in the column memory');
  return view.byteOffset;
}

/** A selection where kernels can read it: some are made of a few rows, outside of the column memory. */
export function selectionIn(arena: Arena, selection: Uint32Array | undefined): Uint32Array | undefined {
  if (selection === undefined || selection.buffer instanceof SharedArrayBuffer) return selection;
  const copy = arena.uint32(selection.length);
  copy.set(selection);
  return copy;
}
