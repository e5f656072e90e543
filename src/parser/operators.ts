/** How binary operators bind (higher is tighter; all go from left to right) and the function each one is. `!=` is the negation of `==`. */
interface OperatorRow { readonly precedence: number; readonly name: string; readonly negated?: boolean }

const comparison = 1;

/** Spark's order, weakest first: comparison, |, ^, &, shifts, + - ||, * / % DIV. */
const operators: Readonly<Record<string, OperatorRow>> = {
  '=': { precedence: comparison, name: '==' },
  '==': { precedence: comparison, name: '==' },
  '<=>': { precedence: comparison, name: '<=>' },
  '!=': { precedence: comparison, name: '==', negated: true },
  '<>': { precedence: comparison, name: '==', negated: true },
  '<': { precedence: comparison, name: '<' },
  '<=': { precedence: comparison, name: '<=' },
  '!>': { precedence: comparison, name: '<=' },
  '>': { precedence: comparison, name: '>' },
  '>=': { precedence: comparison, name: '>=' },
  '!<': { precedence: comparison, name: '>=' },
  '|': { precedence: 2, name: '|' },
  '^': { precedence: 3, name: '^' },
  '&': { precedence: 4, name: '&' },
  '<<': { precedence: 5, name: '<<' },
  '>>': { precedence: 5, name: '>>' },
  '>>>': { precedence: 5, name: '>>>' },
  '+': { precedence: 6, name: '+' },
  '-': { precedence: 6, name: '-' },
  '||': { precedence: 6, name: '||' },
  '*': { precedence: 7, name: '*' },
  '/': { precedence: 7, name: '/' },
  '%': { precedence: 7, name: '%' },
  DIV: { precedence: 7, name: 'div' },
};

export const operatorOf = (image: string): OperatorRow | undefined => operators[image.toUpperCase()];

/** `-x`, `+x`, `~x` as functions. */
export const unaryNames: Readonly<Record<string, string>> = { '-': 'negative', '+': 'positive', '~': '~' };
