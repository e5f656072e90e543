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

/** Nothing beyond the standard. */
export const strictJson: JsonLeniency = { comments: false, unquotedNames: false, singleQuotes: false, leadingZeros: false, nonNumericNumbers: false, backslashAnything: false, controlCharacters: false };

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

/** What stands for text that is no JSON. */
export const notJson: JsonNode = { json: 'null' };

/** The first value of a text, undefined when there is none, `notJson` when it is malformed; what follows the value is not looked at. */
export function readJson(text: string, leniency: JsonLeniency = defaultLeniency): JsonNode | undefined {
  const reader = new JsonReader(text, leniency);
  reader.skipSpace();
  return reader.atEnd ? undefined : reader.value(0);
}

/** As `readJson`. Throws BadJson. */
export function parseJson(text: string, leniency: JsonLeniency = defaultLeniency): JsonNode | undefined {
  const value = readJson(text, leniency);
  if (value === notJson) throw new BadJson('not JSON');
  return value;
}

/** The value of a text that holds nothing else, undefined when it is empty. Throws BadJson. */
export function parseWholeJson(text: string, leniency: JsonLeniency): JsonNode | undefined {
  const reader = new JsonReader(text, leniency);
  reader.skipSpace();
  if (reader.atEnd) return undefined;
  const value = reader.value(0);
  reader.skipSpace();
  if (value === notJson || !reader.atEnd) throw new BadJson('not one value of JSON');
  return value;
}

/** Raised for text that is not JSON. */
export class BadJson extends Error {}

/** Malformed text is common in streams, and an exception costs more than reading it: what does not fit is handed up as `notJson`, a name or text as undefined. */
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
      else if (code !== SLASH || !this.#leniency.comments || !this.#skipComment()) return;
    }
  }

  value(depth: number): JsonNode { return this.#keepsText ? this.#withSource(depth) : this.#value(depth); }

  #withSource(depth: number): JsonNode {
    const start = this.#at;
    const found = this.#value(depth);
    return found.json === 'number' || found.json === 'list' || found.json === 'object' ? { ...found, source: this.#text.slice(start, this.#at) } : found;
  }

  #value(depth: number): JsonNode {
    if (depth > DEPTH_MAX) return notJson;
    const code = this.#text.charCodeAt(this.#at);
    if (code === 0x7b) return this.#object(depth);
    if (code === 0x5b) return this.#list(depth);
    if (code === QUOTE || (code === APOSTROPHE && this.#leniency.singleQuotes)) {
      const text = this.#quoted(code);
      return text === undefined ? notJson : { json: 'text', text };
    }
    const found = code >= ZERO && code <= NINE ? this.#number() : this.#word() ?? this.#number();
    return depth === 0 && found.json === 'number' && !this.#atSpace() ? notJson : found;
  }

  /** A number that is the whole text ends with it or before a blank; other values may be followed by anything. */
  #atSpace(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return this.#at >= this.#text.length || code === SPACE || code === 10 || code === 13 || code === 9;
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
      if (name === undefined) return notJson;
      this.skipSpace();
      if (!this.#take(':')) return notJson;
      this.skipSpace();
      const value = this.value(depth + 1);
      if (value === notJson) return notJson;
      entries.push([name, value]);
      this.skipSpace();
      if (this.#take('}')) return { json: 'object', entries };
      if (!this.#take(',')) return notJson;
      this.skipSpace();
    }
  }

  #list(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    this.skipSpace();
    if (this.#take(']')) return { json: 'list', items };
    for (;;) {
      const value = this.value(depth + 1);
      if (value === notJson) return notJson;
      items.push(value);
      this.skipSpace();
      if (this.#take(']')) return { json: 'list', items };
      if (!this.#take(',')) return notJson;
      this.skipSpace();
    }
  }

  #name(): string | undefined {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE || (code === APOSTROPHE && this.#leniency.singleQuotes)) return this.#quoted(code);
    bareNames.lastIndex = this.#at;
    const found = this.#leniency.unquotedNames ? bareNames.exec(this.#text)?.[0] : undefined;
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** Text without escapes is a slice. */
  #quoted(quote: number): string | undefined {
    const start = ++this.#at;
    for (let at = start; ; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === quote) {
        this.#at = at + 1;
        return this.#text.slice(start, at);
      }
      if (code === BACKSLASH || code < SPACE || Number.isNaN(code)) {
        this.#at = at;
        const rest = this.#escapedRest(quote);
        return rest === undefined ? undefined : this.#text.slice(start, at) + rest;
      }
    }
  }

  #escapedRest(quote: number): string | undefined {
    let out = '';
    for (let start = this.#at; ;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || (code < SPACE && !this.#leniency.controlCharacters)) return undefined;
      this.#at++;
      if (code === quote) {
        const text = out + this.#text.slice(start, this.#at - 1);
        return this.#surrogates ? withoutLoneHalves(text) : text;
      }
      if (code !== BACKSLASH) continue;
      const before = this.#text.slice(start, this.#at - 1);
      const escaped = this.#escaped();
      if (escaped === undefined) return undefined;
      out += before + escaped;
      start = this.#at;
    }
  }

  #escaped(): string | undefined {
    const char = this.#text[this.#at++];
    if (char === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) return undefined;
      this.#at += 4;
      this.#surrogates ||= /^d[89a-f]/i.test(hex);
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const plain = char === undefined ? undefined : escapes.get(char);
    if (plain !== undefined) return plain;
    return this.#leniency.backslashAnything ? char : undefined;
  }

  #number(): JsonNode {
    const start = this.#at;
    const whole = this.#text.charCodeAt(start) === MINUS ? start + 1 : start;
    let at = this.#digits(whole);
    if (this.#text.charCodeAt(whole) === ZERO && at > whole + 1 && !this.#leniency.leadingZeros) return notJson;
    if (at >= 0 && this.#text.charCodeAt(at) === POINT) at = this.#digits(at + 1);
    const letter = at < 0 ? 0 : this.#text.charCodeAt(at);
    if (letter === 0x65 || letter === 0x45) {
      const sign = this.#text.charCodeAt(at + 1);
      at = this.#digits(sign === MINUS || sign === PLUS ? at + 2 : at + 1);
    }
    if (at < 0 || isWordCode(this.#text.charCodeAt(at))) return notJson;
    this.#at = at;
    return { json: 'number', text: this.#text.slice(start, at) };
  }

  /** Behind the digits from here; -1 when there is none. */
  #digits(from: number): number {
    let at = from;
    for (let code = this.#text.charCodeAt(at); code >= ZERO && code <= NINE; code = this.#text.charCodeAt(at)) at++;
    return at === from ? -1 : at;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  /** False, and nothing skipped, at a slash that begins no comment or one without an end: nothing else can begin with it. */
  #skipComment(): boolean {
    const isLine = this.#text.startsWith('//', this.#at);
    const end = isLine ? this.#text.indexOf('\n', this.#at) + 1 : this.#text.startsWith('/*', this.#at) ? this.#text.indexOf('*/', this.#at) + 2 : 0;
    if (end < 2 && !isLine) return false;
    this.#at = end < 2 ? this.#text.length : end;
    return true;
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
