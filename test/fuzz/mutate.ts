/**
 * Statements by number: the one with number n under a seed is always the same. A recorded statement is cut into words of the grammar, and a few of them are
 * changed for others of the same kind, moved, left out, doubled, wrapped, or taken from another statement. One in thirty is mere noise.
 */
export class Mutator {
  readonly #statements: readonly string[];
  readonly #seed: number;
  readonly #pool = new Map<Kind, string[]>();

  constructor(statements: readonly string[], seed: number) {
    this.#statements = statements;
    this.#seed = seed;
    const seen = new Set<string>();
    for (const statement of statements) {
      for (const { kind, text } of wordsOf(statement)) {
        if (kind === 'space' || seen.has(text)) continue;
        seen.add(text);
        const list = this.#pool.get(kind);
        if (list === undefined) this.#pool.set(kind, [text]);
        else list.push(text);
      }
    }
  }

  statement(number: number): string {
    const random = new Dice(Math.imul(this.#seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
    const sql = random.pick(this.#statements);
    if (random.below(30) === 0) return noise(random, sql);
    let words = wordsOf(sql);
    const edits = 1 + random.below(2) + (random.below(8) === 0 ? random.below(8) : 0);
    for (let edit = 0; edit < edits; edit++) words = this.#edited(words, random);
    return words.map((one) => one.text).join('').slice(0, 20_000);
  }

  /** Most edits keep the shape of the statement, so that they get past the parser; one in six may break it. */
  #edited(words: readonly Word[], random: Dice): readonly Word[] {
    if (random.below(6) === 0) return this.#broken(words, random);
    const at = this.#place(words, random, true);
    const word = words[at];
    if (word === undefined || !operands.has(word.kind)) return words;
    if (word.kind === 'function' || random.below(2) === 0) return replaced(words, at, [this.#another(word.kind, random)]);
    switch (random.below(5)) {
      case 0: return replaced(words, at, [{ kind: 'function', text: random.pick(wrappers) }, open, word, close]);
      case 1: return replaced(words, at, [open, word, { kind: 'sign', text: random.pick(tails) }]);
      case 2: return this.#withGroupOf(wordsOf(random.pick(this.#statements)), words, at, random);
      case 3: return replaced(words, at, [this.#another(random.pick(values), random)]);
      default: return replaced(words, at, [this.#another('function', random), open, word, close]);
    }
  }

  #broken(words: readonly Word[], random: Dice): readonly Word[] {
    const at = this.#place(words, random, false);
    const word = words[at];
    if (word === undefined) return words;
    switch (random.below(6)) {
      case 0: return replaced(words, at, []);
      case 1: return replaced(words, at, [word, space, word]);
      case 2: return this.#withSwapped(words, at, this.#place(words, random, false));
      case 3: return replaced(words, at, [this.#another(random.pick(kinds), random), space, word]);
      case 4: return replaced(words, at, [{ kind: 'sign', text: random.pick(oddities) }]);
      default: return replaced(words, at, [this.#another(word.kind, random)]);
    }
  }

  #place(words: readonly Word[], random: Dice, operand: boolean): number {
    for (let attempt = 0; attempt < 20; attempt++) {
      const at = random.below(words.length);
      const word = words[at];
      if (word !== undefined && word.kind !== 'space' && (!operand || operands.has(word.kind))) return at;
    }
    return 0;
  }

  #another(kind: Kind, random: Dice): Word {
    const list = this.#pool.get(kind) ?? [' '];
    return { kind, text: random.pick(list) };
  }

  #withSwapped(words: readonly Word[], one: number, other: number): readonly Word[] {
    const copy = [...words];
    [copy[one], copy[other]] = [copy[other]!, copy[one]!];
    return copy;
  }

  /** A group in brackets of another statement in the place of a word, or of a group. */
  #withGroupOf(other: readonly Word[], words: readonly Word[], at: number, random: Dice): readonly Word[] {
    const opens = other.flatMap((one, index) => (one.text === '(' ? [index] : []));
    if (opens.length === 0) return words;
    const from = random.pick(opens);
    return [...words.slice(0, at), ...other.slice(from, groupEnd(other, from)), ...words.slice(words[at]!.text === '(' ? groupEnd(words, at) : at + 1)];
  }
}

type Kind = 'space' | 'number' | 'text' | 'name' | 'function' | 'keyword' | 'operator' | 'sign';
interface Word { readonly kind: Kind; readonly text: string }

const space: Word = { kind: 'space', text: ' ' };
const open: Word = { kind: 'sign', text: '(' };
const close: Word = { kind: 'sign', text: ')' };
const values: readonly Kind[] = ['number', 'text', 'name'];
const operands: ReadonlySet<Kind> = new Set<Kind>(['number', 'text', 'name', 'function', 'operator']);
const kinds: readonly Kind[] = ['number', 'text', 'name', 'function', 'keyword', 'operator', 'sign'];
const wrappers = ['array', 'struct', 'map', 'sum', 'count', 'explode', 'CAST', 'to_json', 'concat', 'NOT', 'max', 'abs', 'date', 'string', 'decimal', 'upper', 'size', 'EXISTS', 'collect_list', 'try_add', 'named_struct'];
const tails = [')', ')::INT', ') OVER ()', ').a', ')[0]', ') FILTER (WHERE true)', '):a', ' -> 1)', ')::DECIMAL(38,10)', ' AS STRING)'];
const oddities = ['\u0000', '\ud800', '💧', '/*', '*/', '--', ';', '\\', "'", '"', '`', '|>', '1e400', '99999999999999999999999999999999999999999', '-0.0', ':x', '?', '${a}', '@', '\u00a0', '()', '..', "X'F'"];

function wordsOf(sql: string): readonly Word[] {
  const words: Word[] = [];
  const texts = sql.match(/\s+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[A-Za-z]*|[\p{L}_][\p{L}\p{N}_]*|<=>|[<>!=|-][=>|]|::|[^]/gu) ?? [];
  texts.forEach((text, index) => { words.push({ kind: kindOf(text, texts[index + 1]), text }); });
  return words;
}

/** Keywords are written in capitals in what was recorded. */
function kindOf(text: string, next: string | undefined): Kind {
  if (/^\s/.test(text)) return 'space';
  if (/^\d/.test(text)) return 'number';
  if (/^['"]/.test(text)) return 'text';
  if (/^[A-Z]{2,}$/.test(text)) return 'keyword';
  if (/^[\p{L}_`]/u.test(text)) return next === '(' ? 'function' : 'name';
  return /^[-+*/%<>=!|&^~]/.test(text) ? 'operator' : 'sign';
}

function groupEnd(words: readonly Word[], from: number): number {
  let depth = 0;
  for (let at = from; at < words.length; at++) {
    if (words[at]!.text === '(') depth++;
    if (words[at]!.text === ')' && --depth === 0) return at + 1;
  }
  return words.length;
}

function replaced(words: readonly Word[], at: number, by: readonly Word[]): readonly Word[] { return [...words.slice(0, at), ...by, ...words.slice(at + 1)]; }

function noise(random: Dice, sql: string): string {
  const bytes = Buffer.from(random.below(2) === 0 ? sql : '');
  const made = Buffer.alloc(1 + random.below(80));
  for (let at = 0; at < made.length; at++) made[at] = random.below(256);
  const cut = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, cut), made, bytes.subarray(cut)]).toString(random.below(2) === 0 ? 'utf8' : 'latin1');
}

/** Seeded, and cheap to start anew. */
class Dice {
  #state: number;

  constructor(seed: number) { this.#state = seed >>> 0; }

  below(bound: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) % Math.max(1, bound);
  }

  pick<T>(list: readonly T[]): T { return list[this.below(list.length)]!; }
}
