/** One more key of a variant path: `$.a`, or `$['a b']` where the key is no plain word. */
export function appendPath(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}['${key.replaceAll("'", "\\'")}']`;
}
