import { invariant } from '../errors/stream-error.ts';
import {
  binaryType, booleanType, byteType, calendarIntervalType, dateType, dayTimeIntervalType, decimalType, doubleType, floatType, intType, longType, nullType, shortType, stringType,
  timestampNtzType, timestampType, variantType, yearMonthIntervalType, type DataType,
} from '../types/data-type.ts';
import type { TypeFamily } from '../types/coercion-implicit.ts';

/**
 * The signature language of function rows, parsed when a function is first used:
 *
 *   signature = "(" [parameter {"," parameter}] ")" "->" pattern
 *   parameter = "[" pattern "]" | pattern ["..."]
 *   pattern   = choice ["!"] {"|" choice}          `!`: taken as it is, never silently cast (NULL still fits)
 *   choice    = word | "decimal(" p "," s ")" | "array<" pattern ">" | "map<" pattern "," pattern ">" | "lambda(" … ")" [":" pattern]
 *             | single capital (type variable)
 */
export type Pattern =
  | { readonly pattern: 'type'; readonly type: DataType }
  | { readonly pattern: 'family'; readonly family: TypeFamily }
  | { readonly pattern: 'variable'; readonly name: string }
  | { readonly pattern: 'array'; readonly element: Pattern }
  | { readonly pattern: 'map'; readonly key: Pattern; readonly value: Pattern }
  | { readonly pattern: 'lambda'; readonly result: Pattern | undefined }
  | { readonly pattern: 'exactly'; readonly of: Pattern }
  | { readonly pattern: 'one of'; readonly options: readonly Pattern[] };

export interface SignatureParameter { readonly pattern: Pattern; readonly optional: boolean; readonly variadic: boolean }
export interface ParsedSignature {
  readonly parameters: readonly SignatureParameter[];
  readonly result: Pattern;
  readonly minimumCount: number;
  readonly maximumCount: number;
}

const parsed = new Map<string, ParsedSignature>();

export function parseSignature(text: string): ParsedSignature {
  let signature = parsed.get(text);
  if (signature === undefined) {
    signature = readSignature(text);
    parsed.set(text, signature);
  }
  return signature;
}

/** The pattern of the argument at `index`; the last one repeats when it is variadic. */
export function patternAt(signature: ParsedSignature, index: number): Pattern {
  const parameter = signature.parameters[index] ?? signature.parameters.at(-1);
  invariant(parameter !== undefined, 'a signature with arguments has parameters');
  return parameter.pattern;
}

/** Type variables of a pattern, in order. */
export function variablesOf(pattern: Pattern): readonly string[] {
  switch (pattern.pattern) {
    case 'variable': return [pattern.name];
    case 'array': return variablesOf(pattern.element);
    case 'map': return [...variablesOf(pattern.key), ...variablesOf(pattern.value)];
    case 'one of': return pattern.options.flatMap(variablesOf);
    case 'exactly': return variablesOf(pattern.of);
    default: return [];
  }
}

const words: Readonly<Record<string, DataType>> = {
  boolean: booleanType, tinyint: byteType, smallint: shortType, int: intType, bigint: longType, float: floatType, double: doubleType, string: stringType,
  binary: binaryType, date: dateType, timestamp: timestampType, timestamp_ntz: timestampNtzType, variant: variantType, void: nullType, time: { kind: 'time', precision: 6 },
  calendar_interval: calendarIntervalType, day_time_interval: dayTimeIntervalType, year_month_interval: yearMonthIntervalType,
};

const familyWords: Readonly<Record<string, TypeFamily>> = {
  numeric: 'numeric', integral: 'integral', fractional: 'fractional', datetime: 'datetime', any: 'any', ordered: 'ordered', atomic: 'atomic',
  decimal: 'decimal', interval: 'interval', timestamps: 'timestamps', struct: 'struct', array: 'array', map: 'map',
};

function readSignature(text: string): ParsedSignature {
  const cursor = { tokens: text.match(/->|\.\.\.|[a-z_]+|[A-Z]|\d+|[()[\]<>,|!?:]/g) ?? [], position: 0 };
  expect(cursor, '(', text);
  const parameters: SignatureParameter[] = [];
  while (!take(cursor, ')')) {
    if (parameters.length > 0) expect(cursor, ',', text);
    parameters.push(readParameter(cursor, text));
  }
  expect(cursor, '->', text);
  const result = readPattern(cursor, text);
  invariant(cursor.position === cursor.tokens.length, `the signature '${text}' ends after its result`);
  const variadic = parameters.some((one) => one.variadic);
  return { parameters, result, minimumCount: parameters.filter((one) => !one.optional).length, maximumCount: variadic ? Number.POSITIVE_INFINITY : parameters.length };
}

interface Cursor { readonly tokens: readonly string[]; position: number }

function take(cursor: Cursor, token: string): boolean {
  if (cursor.tokens[cursor.position] !== token) return false;
  cursor.position += 1;
  return true;
}

function expect(cursor: Cursor, token: string, text: string): void {
  invariant(take(cursor, token), `the signature '${text}' has a '${token}' where '${cursor.tokens[cursor.position]}' is`);
}

function readParameter(cursor: Cursor, text: string): SignatureParameter {
  const optional = take(cursor, '[');
  const pattern = readPattern(cursor, text);
  const variadic = take(cursor, '...');
  if (optional) expect(cursor, ']', text);
  return { pattern, optional, variadic };
}

function readPattern(cursor: Cursor, text: string): Pattern {
  const options = [readChoice(cursor, text)];
  while (take(cursor, '|')) options.push(readChoice(cursor, text));
  return options.length === 1 ? options[0]! : { pattern: 'one of', options };
}

function readChoice(cursor: Cursor, text: string): Pattern {
  const choice = readWord(cursor, text);
  return take(cursor, '!') ? { pattern: 'exactly', of: choice } : choice;
}

function readWord(cursor: Cursor, text: string): Pattern {
  const word = cursor.tokens[cursor.position] ?? '';
  cursor.position += 1;
  if (/^[A-Z]$/.test(word)) return { pattern: 'variable', name: word };
  if (word === 'lambda') return readLambda(cursor, text);
  if (word === 'array' && take(cursor, '<')) {
    const element = readPattern(cursor, text);
    expect(cursor, '>', text);
    return { pattern: 'array', element };
  }
  if (word === 'map' && take(cursor, '<')) {
    const key = readPattern(cursor, text);
    expect(cursor, ',', text);
    const value = readPattern(cursor, text);
    expect(cursor, '>', text);
    return { pattern: 'map', key, value };
  }
  if (word === 'decimal' && take(cursor, '(')) return { pattern: 'type', type: readDecimal(cursor, text) };
  const family = familyWords[word];
  if (family !== undefined) return { pattern: 'family', family };
  const type = words[word];
  invariant(type !== undefined, `'${word}' in the signature '${text}' is a type word`);
  return { pattern: 'type', type };
}

function readDecimal(cursor: Cursor, text: string): DataType {
  const precision = Number(cursor.tokens[cursor.position++]);
  expect(cursor, ',', text);
  const scale = Number(cursor.tokens[cursor.position++]);
  expect(cursor, ')', text);
  return decimalType(precision, scale);
}

function readLambda(cursor: Cursor, text: string): Pattern {
  expect(cursor, '(', text);
  while (!take(cursor, ')')) cursor.position += 1;
  return { pattern: 'lambda', result: take(cursor, ':') ? readPattern(cursor, text) : undefined };
}
