/** Where names of functions and tables are looked for, as a parameter of errors. */
export function searchPathOf(settings: { readonly get: (key: string) => string | undefined }): { readonly searchPath: string } {
  return { searchPath: `[\`system\`.\`builtin\`, \`system\`.\`session\`, \`spark_catalog\`.\`${settings.get('tidemark.currentDatabase') ?? 'default'}\`]` };
}
