/** A JSON value as it was written: numbers keep their text, objects their order and repeated keys. */
export type JsonNode =
  | { readonly json: 'null' }
  | { readonly json: 'boolean'; readonly value: boolean }
  | { readonly json: 'number'; readonly text: string }
  | { readonly json: 'text'; readonly text: string }
  | { readonly json: 'list'; readonly items: readonly JsonNode[] }
  | { readonly json: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] };

/** What Spark's parser may be told to accept beyond the standard. */
export interface JsonLeniency {
  readonly comments: boolean;
  readonly unquotedNames: boolean;
  readonly singleQuotes: boolean;
  readonly leadingZeros: boolean;
  readonly nonNumericNumbers: boolean;
  readonly backslashAnything: boolean;
  readonly controlCharacters: boolean;
}

export const defaultLeniency: JsonLeniency = { comments: false, unquotedNames: false, singleQuotes: true, leadingZeros: false, nonNumericNumbers: true, backslashAnything: false, controlCharacters: false };

const DEPTH_MAX = 1000;

/** The first value of a text, undefined when there is none; what follows it is not looked at. Throws BadJson. */
export function parseJson(text: string, leniency: JsonLeniency = defaultLeniency): JsonNode | undefined {
  const reader = new JsonReader(text, leniency);
  reader.skipSpace();
  return reader.atEnd ? undefined : reader.value(0);
}

/** Raised for text that is not JSON; never leaves this folder. */
export class BadJson extends Error {}

class JsonReader {
  readonly #text: string;
  readonly #leniency: JsonLeniency;
  #at = 0;
  #surrogates = false;

  constructor(text: string, leniency: JsonLeniency) {
    this.#text = text;
    this.#leniency = leniency;
  }

  get atEnd(): boolean { return this.#at >= this.#text.length; }

  skipSpace(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === ' ' || char === '\n' || char === '\r' || char === '\t') this.#at++;
      else if (char === '/' && this.#leniency.comments) this.#skipComment();
      else return;
    }
  }

  value(depth: number): JsonNode {
    if (depth > DEPTH_MAX) throw new BadJson('nested too deeply');
    const char = this.#text[this.#at];
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#list(depth);
    if (char === '"' || (char === "'" && this.#leniency.singleQuotes)) return { json: 'text', text: this.#quoted(char) };
    const word = /[A-Za-z_+-][A-Za-z0-9_]*/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0] ?? '';
    if (found in literals) { this.#at += found.length; return literals[found]!; }
    if (this.#leniency.nonNumericNumbers && found in specials) { this.#at += found.length; return { json: 'number', text: found }; }
    return this.#number();
  }

  #object(depth: number): JsonNode {
    const entries: [string, JsonNode][] = [];
    this.#at++;
    this.skipSpace();
    if (this.#take('}')) return { json: 'object', entries };
    for (;;) {
      const name = this.#name();
      this.skipSpace();
      if (!this.#take(':')) throw new BadJson('a colon is missing');
      this.skipSpace();
      entries.push([name, this.value(depth + 1)]);
      this.skipSpace();
      if (this.#take('}')) return { json: 'object', entries };
      if (!this.#take(',')) throw new BadJson('a comma is missing');
      this.skipSpace();
    }
  }

  #list(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.skipSpace();
    if (this.#take(']')) return { json: 'list', items };
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipSpace();
      if (this.#take(']')) return { json: 'list', items };
      if (!this.#take(',')) throw new BadJson('a comma is missing');
      this.skipSpace();
    }
  }

  #name(): string {
    const char = this.#text[this.#at];
    if (char === '"' || (char === "'" && this.#leniency.singleQuotes)) return this.#quoted(char);
    const word = /[\p{L}\p{N}_$@#*+-]+/uy;
    word.lastIndex = this.#at;
    const found = this.#leniency.unquotedNames ? word.exec(this.#text)?.[0] : undefined;
    if (found === undefined) throw new BadJson('a name is missing');
    this.#at += found.length;
    return found;
  }

  #quoted(quote: string): string {
    let out = '';
    this.#at++;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new BadJson('a quote is missing');
      this.#at++;
      if (char === quote) return this.#surrogates ? withoutLoneHalves(out) : out;
      if (char === '\\') out += this.#escaped();
      else if (char < ' ' && !this.#leniency.controlCharacters) throw new BadJson('a control character in text');
      else out += char;
    }
  }

  #escaped(): string {
    const char = this.#text[this.#at++];
    if (char === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new BadJson('bad \\u escape');
      this.#at += 4;
      this.#surrogates ||= /^d[89a-f]/i.test(hex);
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const plain = char === undefined ? undefined : escapes[char];
    if (plain !== undefined) return plain;
    if (char !== undefined && this.#leniency.backslashAnything) return char;
    throw new BadJson('bad escape');
  }

  #number(): JsonNode {
    const number = this.#leniency.leadingZeros ? /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y : /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    number.lastIndex = this.#at;
    const found = number.exec(this.#text)?.[0];
    if (found === undefined || /[0-9A-Za-z_.]/.test(this.#text[this.#at + found.length] ?? '')) throw new BadJson('not a value');
    this.#at += found.length;
    return { json: 'number', text: found };
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skipComment(): void {
    const end = this.#text.startsWith('/*', this.#at) ? this.#text.indexOf('*/', this.#at) + 2 : this.#text.startsWith('//', this.#at) ? this.#text.indexOf('\n', this.#at) + 1 : 0;
    if (end < 2 && !this.#text.startsWith('//', this.#at)) throw new BadJson('a stray slash');
    this.#at = end < 2 ? this.#text.length : end;
  }
}

/** Java writes half of a pair as a question mark. */
function withoutLoneHalves(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?');
}

const literals: Readonly<Record<string, JsonNode>> = { null: { json: 'null' }, true: { json: 'boolean', value: true }, false: { json: 'boolean', value: false } };

/** What numbers may be called besides their digits. */
export const specials: Readonly<Record<string, number>> = {
  NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '+Infinity': Number.POSITIVE_INFINITY, '+INF': Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY, '-INF': Number.NEGATIVE_INFINITY,
};
const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
