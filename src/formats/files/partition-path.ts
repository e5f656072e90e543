/** What stands for NULL and the empty string in names of folders. */
export const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__';

const special = /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** Characters that names of folders cannot have, as `%XX`. */
export function escapeName(name: string): string {
  return name.replace(special, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

export function unescapeName(name: string): string {
  return name.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The folder of one row. */
export function partitionFolder(names: readonly string[], values: readonly (string | null)[]): string {
  return values.map((value, index) => `${escapeName(names[index]!)}=${value === null || value === '' ? DEFAULT_PARTITION : escapeName(value)}`).join('/');
}

/** A column that a folder stands for; the value is as it is written. */
export interface PartitionPart { readonly name: string; readonly raw: string }

/** Columns of the folders between a file and where the search began, and the folder above the first of them. */
export function partsOfPath(file: string, bases: ReadonlySet<string>): { readonly parts: readonly PartitionPart[]; readonly base: string } {
  const parts: PartitionPart[] = [];
  let folder = parentOf(file);
  while (!bases.has(folder) && folder !== '/') {
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    const at = name.indexOf('=');
    if (at > 0 && at < name.length - 1) parts.unshift({ name: unescapeName(name.slice(0, at)), raw: name.slice(at + 1) });
    else if (parts.length > 0) break;
    folder = parentOf(folder);
  }
  return { parts, base: folder };
}

function parentOf(path: string): string { return path.lastIndexOf('/') <= 0 ? '/' : path.slice(0, path.lastIndexOf('/')); }
