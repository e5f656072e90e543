import { readPackagedFile } from '../environment/packaged-file.ts';
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

/** What a kernel takes for an array that may be absent (no NULLs, no selection): its address, or 0. */
export function addressOf(view: { readonly byteOffset: number } | undefined): number {
  return view === undefined ? 0 : view.byteOffset;
}
