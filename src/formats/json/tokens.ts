/** A JSON value as it was written: numbers keep their text, objects their order and repeated keys. */
export type JsonNode =
  | { readonly json: 'null' }
  | { readonly json: 'boolean'; readonly value: boolean }
  | { readonly json: 'number'; readonly text: string; readonly source?: string }
  | { readonly json: 'text'; readonly text: string }
  | { readonly json: 'list'; readonly items: readonly JsonNode[]; readonly source?: string }
  | { readonly json: 'object'; readonly entries: readonly (readonly [string, JsonNode])[]; readonly source?: string };

/** What Spark's parser may be told to accept beyond the standard. */
export interface JsonLeniency {
  readonly comments: boolean;
  readonly unquotedNames: boolean;
  readonly singleQuotes: boolean;
  readonly leadingZeros: boolean;
  readonly nonNumericNumbers: boolean;
  readonly backslashAnything: boolean;
  readonly controlCharacters: boolean;
  /** Numbers, lists and objects know how they were written. */
  readonly keepsText?: boolean;
}

export const defaultLeniency: JsonLeniency = { comments: false, unquotedNames: false, singleQuotes: true, leadingZeros: false, nonNumericNumbers: true, backslashAnything: false, controlCharacters: false };

const DEPTH_MAX = 1000;
const SPACE = 32;
const QUOTE = 34;
const APOSTROPHE = 39;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;

/** The first value of a text, undefined when there is none; what follows it is not looked at. Throws BadJson. */
export function parseJson(text: string, leniency: JsonLeniency = defaultLeniency): JsonNode | undefined {
  const reader = new JsonReader(text, leniency);
  reader.skipSpace();
  return reader.atEnd ? undefined : reader.value(0);
}

/** The value of a text that holds nothing else, undefined when it is empty. Throws BadJson. */
export function parseWholeJson(text: string, leniency: JsonLeniency): JsonNode | undefined {
  const reader = new JsonReader(text, leniency);
  reader.skipSpace();
  if (reader.atEnd) return undefined;
  const value = reader.value(0);
  reader.skipSpace();
  if (!reader.atEnd) throw mistakes.value;
  return value;
}

/** Raised for text that is not JSON; never leaves this folder. */
export class BadJson extends Error {}

/** Made once: malformed text is common in streams, and the stack of an error costs more than reading the text. */
const mistakes = {
  depth: new BadJson('nested too deeply'),
  colon: new BadJson('a colon is missing'),
  comma: new BadJson('a comma is missing'),
  name: new BadJson('a name is missing'),
  quote: new BadJson('a quote is missing'),
  control: new BadJson('a control character in text'),
  unicode: new BadJson('bad \\u escape'),
  escape: new BadJson('bad escape'),
  zero: new BadJson('a leading zero'),
  value: new BadJson('not a value'),
  digit: new BadJson('a digit is missing'),
  slash: new BadJson('a stray slash'),
} as const;

class JsonReader {
  readonly #text: string;
  readonly #leniency: JsonLeniency;
  readonly #keepsText: boolean;
  #at = 0;
  #surrogates = false;

  constructor(text: string, leniency: JsonLeniency) {
    this.#text = text;
    this.#leniency = leniency;
    this.#keepsText = leniency.keepsText === true;
  }

  get atEnd(): boolean { return this.#at >= this.#text.length; }

  skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === SPACE || code === 10 || code === 13 || code === 9) this.#at++;
      else if (code === SLASH && this.#leniency.comments) this.#skipComment();
      else return;
    }
  }

  value(depth: number): JsonNode { return this.#keepsText ? this.#withSource(depth) : this.#value(depth); }

  #withSource(depth: number): JsonNode {
    const start = this.#at;
    const found = this.#value(depth);
    return found.json === 'number' || found.json === 'list' || found.json === 'object' ? { ...found, source: this.#text.slice(start, this.#at) } : found;
  }

  #value(depth: number): JsonNode {
    if (depth > DEPTH_MAX) throw mistakes.depth;
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x7b) return this.#object(depth);
    if (code === 0x5b) return this.#list(depth);
    if (code === QUOTE || (code === APOSTROPHE && this.#leniency.singleQuotes)) return { json: 'text', text: this.#quoted(code) };
    const found = code >= ZERO && code <= NINE ? this.#number() : this.#word() ?? this.#number();
    if (depth === 0 && found.json === 'number') this.#expectSpace();
    return found;
  }

  /** A number that is the whole text ends with it or before a blank; other values may be followed by anything. */
  #expectSpace(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (this.#at < this.#text.length && code !== SPACE && code !== 10 && code !== 13 && code !== 9) throw mistakes.value;
  }

  /** true, false, null, and what numbers are called; undefined for anything else. */
  #word(): JsonNode | undefined {
    words.lastIndex = this.#at;
    const found = words.exec(this.#text)?.[0] ?? '';
    const node = literals.get(found) ?? (this.#leniency.nonNumericNumbers && Object.hasOwn(specials, found) ? { json: 'number' as const, text: found } : undefined);
    if (node !== undefined) this.#at += found.length;
    return node;
  }

  #object(depth: number): JsonNode {
    const entries: [string, JsonNode][] = [];
    this.#at++;
    this.skipSpace();
    if (this.#take('}')) return { json: 'object', entries };
    for (;;) {
      const name = this.#name();
      this.skipSpace();
      if (!this.#take(':')) throw mistakes.colon;
      this.skipSpace();
      entries.push([name, this.value(depth + 1)]);
      this.skipSpace();
      if (this.#take('}')) return { json: 'object', entries };
      if (!this.#take(',')) throw mistakes.comma;
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
      if (!this.#take(',')) throw mistakes.comma;
      this.skipSpace();
    }
  }

  #name(): string {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE || (code === APOSTROPHE && this.#leniency.singleQuotes)) return this.#quoted(code);
    bareNames.lastIndex = this.#at;
    const found = this.#leniency.unquotedNames ? bareNames.exec(this.#text)?.[0] : undefined;
    if (found === undefined) throw mistakes.name;
    this.#at += found.length;
    return found;
  }

  /** Text without escapes is a slice. */
  #quoted(quote: number): string {
    const start = ++this.#at;
    for (let at = start; ; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return this.#text.slice(start, at);
      }
      if (code === BACKSLASH || code < SPACE || Number.isNaN(code)) {
        this.#at = at;
        return this.#text.slice(start, at) + this.#escapedRest(quote);
      }
    }
  }

  #escapedRest(quote: number): string {
    let out = '';
    for (let start = this.#at; ;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) throw mistakes.quote;
      if (code < SPACE && !this.#leniency.controlCharacters) throw mistakes.control;
      this.#at++;
      if (code === quote) {
        const text = out + this.#text.slice(start, this.#at - 1);
        return this.#surrogates ? withoutLoneHalves(text) : text;
      }
      if (code !== BACKSLASH) continue;
      out += this.#text.slice(start, this.#at - 1) + this.#escaped();
      start = this.#at;
    }
  }

  #escaped(): string {
    const char = this.#text[this.#at++];
    if (char === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw mistakes.unicode;
      this.#at += 4;
      this.#surrogates ||= /^d[89a-f]/i.test(hex);
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const plain = char === undefined ? undefined : escapes.get(char);
    if (plain !== undefined) return plain;
    if (char !== undefined && this.#leniency.backslashAnything) return char;
    throw mistakes.escape;
  }

  #number(): JsonNode {
    const start = this.#at;
    let at = this.#text.charCodeAt(start) === MINUS ? start + 1 : start;
    const whole = at;
    at = this.#digits(at);
    if (this.#text.charCodeAt(whole) === ZERO && at > whole + 1 && !this.#leniency.leadingZeros) throw mistakes.zero;
    if (this.#text.charCodeAt(at) === POINT) at = this.#digits(at + 1);
    const letter = this.#text.charCodeAt(at);
    if (letter === 0x65 || letter === 0x45) {
      const sign = this.#text.charCodeAt(at + 1);
      at = this.#digits(sign === MINUS || sign === PLUS ? at + 2 : at + 1);
    }
    if (isWordCode(this.#text.charCodeAt(at))) throw mistakes.value;
    this.#at = at;
    return { json: 'number', text: this.#text.slice(start, at) };
  }

  /** Behind the digits from here, of which there must be one. */
  #digits(from: number): number {
    let at = from;
    for (let code = this.#text.charCodeAt(at); code >= ZERO && code <= NINE; code = this.#text.charCodeAt(at)) at++;
    if (at === from) throw mistakes.digit;
    return at;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skipComment(): void {
    const end = this.#text.startsWith('/*', this.#at) ? this.#text.indexOf('*/', this.#at) + 2 : this.#text.startsWith('//', this.#at) ? this.#text.indexOf('\n', this.#at) + 1 : 0;
    if (end < 2 && !this.#text.startsWith('//', this.#at)) throw mistakes.slash;
    this.#at = end < 2 ? this.#text.length : end;
  }
}

/** Java writes half of a pair as a question mark. */
function withoutLoneHalves(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?');
}

const words = /[A-Za-z_+-][A-Za-z0-9_]*/y;
const bareNames = /[\p{L}\p{N}_$@#*+-]+/uy;

/** Letters, digits, underscore and point go on with what a number began. */
function isWordCode(code: number): boolean {
  return (code >= ZERO && code <= NINE) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === POINT;
}

const literals: ReadonlyMap<string, JsonNode> = new Map<string, JsonNode>([['null', { json: 'null' }], ['true', { json: 'boolean', value: true }], ['false', { json: 'boolean', value: false }]]);

/** What numbers may be called besides their digits. */
export const specials: Readonly<Record<string, number>> = {
  NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '+Infinity': Number.POSITIVE_INFINITY, '+INF': Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY, '-INF': Number.NEGATIVE_INFINITY,
};
const escapes: ReadonlyMap<string, string> = new Map([['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t']]);
