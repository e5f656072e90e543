/** Escapes with a meaning of their own. `\%` and `\_` keep their backslash, for LIKE; any other character stands for itself. */
const escapes: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\u001a', '%': '\\%', _: '\\_' };

const escapePattern = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([01][0-7]{2})|([\s\S]))/g;

export interface StringOptions { readonly escapedStringLiterals?: boolean | undefined; readonly doubledQuotesPart?: boolean | undefined }

/**
 * The value of a string literal: `'it''s'`, `"a\tb"`, `r'\d+'`.
 * With `escapedStringLiterals` backslashes are kept as they are (spark.sql.parser.escapedStringLiterals); with `doubledQuotesPart` doubled quotes end
 * a string and begin the next (spark.sql.legacy.consecutiveStringLiterals.enabled).
 */
export function readString(image: string, options: StringOptions = {}): string {
  if (image[0] === 'r' || image[0] === 'R') return image.slice(2, -1);
  const quote = image[0]!;
  const body = image.slice(1, -1);
  const single = options.doubledQuotesPart === true ? '' : quote;
  if (options.escapedStringLiterals === true) return wellFormed(body.replaceAll(quote + quote, single));
  return wellFormed(undoubled(body, quote, single).replace(escapePattern, decode));
}

/** Half of a pair of UTF-16 is no character: Java writes a question mark for it. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '?');
}

/** Doubled quotes become one; a quote behind a backslash does not count. */
function undoubled(body: string, quote: string, single: string): string {
  return body.replace(/\\[\s\S]|''|""/g, (part) => (part === quote + quote ? single : part));
}

function decode(whole: string, short: string | undefined, long: string | undefined, octal: string | undefined, character: string): string {
  if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
  if (long !== undefined) return codePoint(Number.parseInt(long, 16)) ?? whole;
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return escapes[character] ?? character;
}

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** `` `a``b` `` is the name a`b. */
export function readName(image: string): string {
  const quote = image[0];
  if (quote !== '`' && quote !== '"') return image;
  return image.slice(1, -1).replaceAll(quote + quote, quote);
}
