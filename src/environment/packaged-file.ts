import { readFileSync } from 'node:fs';

/** A file that is part of the package itself (a wasm module), named relative to the module that asks: `new URL('./x.wasm', import.meta.url)`. */
export function readPackagedFile(location: URL): Uint8Array {
  return readFileSync(location);
}
