/** Lines of a tree in the way of EXPLAIN: `+- ` for the last child, `:- ` for those before it. What is only mentioned stands further in. */
export function tree<N>(root: N, childrenOf: (node: N) => readonly N[], describe: (node: N) => string, isMentioned: (node: N) => boolean = () => false): string {
  const lines: string[] = [];
  const walk = (node: N, head: string, indent: string): void => {
    lines.push(`${head}${describe(node)}`);
    const children = childrenOf(node);
    children.forEach((child, index) => {
      const last = index === children.length - 1;
      const from = isMentioned(child) ? `${indent}   ` : indent;
      walk(child, `${from}${last ? '+- ' : ':- '}`, `${from}${last ? '   ' : ':  '}`);
    });
  };
  walk(root, '', '');
  return lines.join('\n');
}

/** The tree with numbers, then every node with its details. */
export function formatted<N>(plan: N, { childrenOf, partsOf, outputOf, isMentioned }: Shape<N>): string {
  const numbers = new Map<N, number>();
  const number = (node: N): void => {
    for (const input of childrenOf(node)) number(input);
    numbers.set(node, numbers.size + 1);
  };
  number(plan);
  const outline = tree(plan, childrenOf, (node) => `${partsOf(node)[0]} (${numbers.get(node)})`, isMentioned);
  const details = [...numbers].map(([node, at]) => {
    const [name, ...rest] = partsOf(node);
    const output = outputOf(node);
    const inputs = childrenOf(node).flatMap((input) => outputOf(input) ?? []);
    return [
      `(${at}) ${name}`, ...(output === undefined ? [] : [columnsLine('Output', output)]), ...(inputs.length === 0 ? [] : [columnsLine('Input', inputs)]), ...(rest.length === 0 ? [] : [`Arguments: ${rest.join(' ')}`]),
    ].join('\n');
  });
  return [outline, '', '', details.join('\n\n')].join('\n');
}

export interface Shape<N> {
  readonly childrenOf: (node: N) => readonly N[];
  /** The name, then what else is said. */
  readonly partsOf: (node: N) => readonly string[];
  readonly outputOf: (node: N) => readonly ShownColumn[] | undefined;
  readonly isMentioned?: (node: N) => boolean;
}
export interface ShownColumn { readonly name: string; readonly id: number }

/** Column ids in the order of their first appearance: `a#1`. */
export class ShortIds {
  readonly #short = new Map<string, number>();
  shorten(text: string): string {
    return text.replace(/#(\d+)/g, (_, id: string) => {
      if (!this.#short.has(id)) this.#short.set(id, this.#short.size + 1);
      return `#${this.#short.get(id)}`;
    });
  }
}

export function section(title: string, body: string): string {
  return `== ${title} ==\n${body}\n`;
}

function columnsLine(title: string, columns: readonly ShownColumn[]): string {
  return `${title}${columns.length === 0 ? '' : ` [${columns.length}]`}: [${columns.map((one) => `${one.name}#${one.id}`).join(', ')}]`;
}

