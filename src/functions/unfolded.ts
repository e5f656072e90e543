/** What Spark puts in the place of a call before it looks at types: messages name and show that. */
export interface Unfolding {
  readonly name: string;
  /** Where it is shown as something else than it was written. */
  readonly sql?: (args: readonly string[]) => string;
  /** How many arguments it puts before the written ones. */
  readonly before?: number;
}

/** The unfolding of a call with so many arguments, undefined where messages show what was written. */
export function unfoldingOf(name: string, count: number): Unfolding | undefined {
  return name === 'log' && count !== 1 ? undefined : unfoldings[name];
}

const called = (name: string, ...more: readonly string[]): Unfolding => ({ name, sql: (args) => `${name}(${[...args, ...more].join(', ')})` });
const infix = (name: string): Unfolding => ({ name, sql: ([left, right]) => `(${left} ${name} ${right})` });

const unfoldings: Readonly<Record<string, Unfolding>> = {
  '==': { name: '=' }, when: { name: 'casewhen' },
  nvl: called('coalesce'), ifnull: called('coalesce'), zeroifnull: called('coalesce', '0'),
  nvl2: { name: 'if', sql: ([value, known, unknown]) => `(IF((${value} IS NOT NULL), ${known}, ${unknown}))` },
  nullif: { name: '=', sql: ([, other]) => `(commonexpressionref() = ${other})` },
  nullifzero: { name: '=', sql: ([value]) => `(${value} = 0)` },
  equal_null: infix('<=>'),
  try_add: infix('+'), try_subtract: infix('-'), try_multiply: infix('*'), try_divide: infix('/'), try_mod: infix('%'),
  try_element_at: called('element_at'), try_to_binary: called('to_binary'), try_parse_url: called('parse_url'),
  explode_outer: called('explode'), posexplode_outer: called('posexplode'), inline_outer: called('inline'),
  assert_true: { name: 'if', sql: ([test, words = `'${test}' is not true!`]) => `(IF(${test}, NULL, raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${words}))))` },
  log: { name: 'log', sql: ([value]) => `LOG(E(), ${value})`, before: 1 },
};
