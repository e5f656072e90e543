/** What Spark puts in the place of a call before it looks at types: messages name and show that. */
export interface Unfolding {
  readonly name: string;
  /** Where it is shown as something else than it was written. */
  readonly sql?: (args: readonly string[]) => string;
  /** How many arguments it puts before the written ones; negative: takes away. */
  readonly before?: number;
  /** Its two arguments are counted in the other order. */
  readonly swapped?: true;
}

/** The unfolding of a call with so many arguments, undefined where messages show what was written. */
export function unfoldingOf(name: string, count: number): Unfolding | undefined {
  if (count === 2 && trims.has(name)) return { name, swapped: true };
  return name === 'log' && count !== 1 ? undefined : unfoldings[name];
}

/** The letters are written before the text, and counted behind it. */
const trims: ReadonlySet<string> = new Set(['trim', 'ltrim', 'rtrim']);

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
  try_element_at: called('element_at'), try_to_binary: called('to_binary'), try_parse_url: called('parse_url'), try_url_decode: called('url_decode'), try_to_time: called('to_time'),
  try_make_timestamp: called('make_timestamp'),
  try_make_interval: { name: 'make_interval', sql: (args) => `make_interval(${[...args, ...['0', '0', '0', '0', '0', '0', '0.000000'].slice(args.length)].join(', ')})` },
  try_aes_decrypt: { name: 'aes_decrypt', sql: (args) => `aes_decrypt(${[...args, ...['GCM', 'DEFAULT', ''].slice(args.length - 2)].join(', ')})` },
  btrim: { name: 'trim', sql: ([text, letters]) => (letters === undefined ? `trim(${text})` : `TRIM(BOTH ${letters} FROM ${text})`) },
  timestampadd: { name: 'timestampadd', before: -1 }, timestampdiff: { name: 'timestampdiff', before: -1 },
  explode_outer: called('explode'), posexplode_outer: called('posexplode'), inline_outer: called('inline'),
  assert_true: { name: 'if', sql: ([test, words = `'${test}' is not true!`]) => `(IF(${test}, NULL, raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${words}))))` },
  log: { name: 'log', sql: ([value]) => `LOG(E(), ${value})`, before: 1 },
};
