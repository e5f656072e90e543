import type { FunctionDefinition, TableFunction } from './function.ts';

export type CallableFunction = Exclude<FunctionDefinition, TableFunction>;

/** Finds functions by name or alias, in any case. */
export interface FunctionRegistry {
  readonly findFunction: (name: string) => CallableFunction | undefined;
  /** What may stand in FROM: table functions, and generators of the same name. */
  readonly findTableFunction: (name: string) => FunctionDefinition | undefined;
  /** Every name and alias that can be called, sorted: SHOW FUNCTIONS, and the words of "did you mean". Rows of the group `internal` are left out. */
  readonly functionNames: () => readonly string[];
}

/** A name may be a function and a table function at once: the two are kept apart. The index is made on first use; later rows win. */
export function functionRegistry(rows: () => Iterable<FunctionDefinition>): FunctionRegistry {
  let index: ReturnType<typeof indexOf> | undefined;
  let names: readonly string[] | undefined;
  const made = (): ReturnType<typeof indexOf> => (index ??= indexOf(rows()));
  return {
    findFunction: (name) => made().functions.get(name.toLowerCase()),
    findTableFunction: (name) => {
      const table = made().tables.get(name.toLowerCase());
      const other = made().functions.get(name.toLowerCase());
      return table ?? ((other?.kind === 'generator' && other.group !== 'internal') || other?.kind === 'unavailable' ? other : undefined);
    },
    functionNames: () => (names ??= [...made().functions].filter(([, row]) => row.kind !== 'unavailable' && row.group !== 'internal').map(([name]) => name).sort()),
  };
}

function indexOf(rows: Iterable<FunctionDefinition>): { readonly functions: ReadonlyMap<string, CallableFunction>; readonly tables: ReadonlyMap<string, TableFunction> } {
  const functions = new Map<string, CallableFunction>();
  const tables = new Map<string, TableFunction>();
  for (const row of rows) {
    for (const name of [row.name, ...(row.aliases ?? [])]) {
      if (row.kind === 'table') tables.set(name, row);
      else functions.set(name, row);
    }
  }
  return { functions, tables };
}
