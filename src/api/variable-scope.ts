import type { CatalogVariable } from '../plan/catalog.ts';

/** Variables of the session, or of one block of a script; names ignore case. */
export class VariableScope {
  readonly label: string | undefined;
  readonly #variables = new Map<string, CatalogVariable>();

  /** @param label what qualifies its variables; none for those of the session */
  constructor(label?: string) {
    this.label = label;
  }

  get(name: string): CatalogVariable | undefined { return this.#variables.get(name.toLowerCase()); }
  set(variable: CatalogVariable): void { this.#variables.set(variable.name.at(-1)!.toLowerCase(), variable); }
  delete(name: string): boolean { return this.#variables.delete(name.toLowerCase()); }
}

/** Where a variable of a script is: `x` in the innermost block that has one, `label.x` in the block of that label. */
export function findLocal(scopes: readonly VariableScope[], name: readonly string[]): VariableScope | undefined {
  const variable = name.at(-1)!;
  const label = name.length === 2 ? name[0]!.toLowerCase() : undefined;
  if (name.length > 2) return undefined;
  return scopes.findLast((scope) => (label === undefined || scope.label?.toLowerCase() === label) && scope.get(variable) !== undefined);
}
