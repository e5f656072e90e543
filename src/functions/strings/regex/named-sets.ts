import { blockNamed } from './blocks.ts';
import { anything, type CodePoints, complement, intersection, listed, property, single, union } from './code-points.ts';

/** What the flags of a place make of classes. */
export interface SetFlags {
  /** Any flag for case. */
  readonly anyCase: boolean;
  /** Flag U: predefined classes are those of Unicode. */
  readonly unicode: boolean;
}

const spaces = listed('\t\r  ');
const horizontal = listed('\t\t  \u00a0\u00a0\u1680\u1680\u180e\u180e\u2000\u200a\u202f\u202f\u205f\u205f\u3000\u3000');
const vertical = listed('\n\r\u0085\u0085\u2028\u2029');
const words = listed('azAZ09__');
const digits = listed('09');

const javaWhitespace = union([listed('\t\r\u001c\u001f'), intersection(property('Z')!, complement(listed('\u00a0\u00a0\u2007\u2007\u202f\u202f')))]);
const unicodeSpaces = property('White_Space')!;
const unicodeDigits = property('Nd')!;
const unicodeWords = all('Alphabetic', 'M', 'Nd', 'Pc', 'Join_Control');

/** Terminators of lines. */
export const terminators = listed('\n\n\r\r\u0085\u0085\u2028\u2029');

/** `\d`, `\W` and their kin; undefined for other letters. */
export function shorthand(letter: string, { unicode }: SetFlags): CodePoints | undefined {
  const lower = letter.toLowerCase();
  const set = lower === 'd' ? (unicode ? unicodeDigits : digits) : lower === 's' ? (unicode ? unicodeSpaces : spaces) : lower === 'w' ? (unicode ? unicodeWords : words)
    : lower === 'h' ? horizontal : lower === 'v' ? vertical : undefined;
  return set === undefined || lower === letter ? set : complement(set);
}

/** `\p{name}` or `\p{name=value}`; undefined when it is unknown. */
export function namedSet(name: string, value: string | undefined, flags: SetFlags): CodePoints | undefined {
  if (value !== undefined) return withKey(name.toLowerCase(), value);
  const set = posix(name, flags);
  if (set !== undefined) return set;
  if (flags.anyCase && cased.has(name)) return all('Lu', 'Ll', 'Lt');
  const plain = javaNames[name] ?? (/^Is[A-Z]/.test(name) ? name.slice(2) : name);
  if (plain === 'javaWhitespace') return javaWhitespace;
  if (plain === 'L1') return listed('\u0000\u00ff');
  if (plain === 'LD') return all('L', 'Nd');
  if (plain === 'LC') return all('Lu', 'Ll', 'Lt');
  if (plain === 'all' || plain === 'Assigned') return plain === 'all' ? anything : complement(property('Cn')!);
  if (/^In[A-Z]/.test(name)) return blockNamed(name.slice(2));
  const isCategory = /^(?:[A-Z][a-z]?|[A-Z][a-zA-Z]*_[A-Za-z_]+|Alphabetic|Lowercase|Uppercase|Ideographic|Emoji)$/.test(plain);
  return (isCategory ? property(plain) : undefined) ?? property(`Script=${plain}`);
}

function withKey(key: string, value: string): CodePoints | undefined {
  if (key === 'sc' || key === 'script') return property(`Script=${value}`);
  if (key === 'blk' || key === 'block') return blockNamed(value);
  return key === 'gc' || key === 'general_category' ? property(`General_Category=${value}`) : undefined;
}

const cased: ReadonlySet<string> = new Set(['Lu', 'Ll', 'Lt', 'IsLu', 'IsLl', 'IsLt', 'javaLowerCase', 'javaUpperCase', 'javaTitleCase', 'IsLowercase', 'IsUppercase', 'IsTitlecase']);

const javaNames: Readonly<Record<string, string>> = {
  javaLowerCase: 'Lowercase', javaUpperCase: 'Uppercase', javaTitleCase: 'Lt', javaSpaceChar: 'Z', javaDigit: 'Nd', javaLetter: 'L', javaLetterOrDigit: 'LD',
  javaAlphabetic: 'Alphabetic', javaIdeographic: 'Ideographic', javaISOControl: 'Cc', javaDefined: 'Assigned',
  IsLetter: 'L', IsDigit: 'Nd', IsPunctuation: 'P', IsControl: 'Cc', IsWhiteSpace: 'White_Space', IsHexDigit: 'Hex_Digit', IsTitlecase: 'Lt', IsAssigned: 'Assigned',
};

const ascii: Readonly<Record<string, string>> = {
  Lower: 'az', Upper: 'AZ', ASCII: '\u0000\u007f', Alpha: 'azAZ', Digit: '09', Alnum: 'azAZ09', Punct: '!/:@[`{~', Graph: '!~', Print: ' ~', Blank: '  \t\t', Cntrl: '\u0000\u001f\u007f\u007f',
  XDigit: '09afAF', Space: '\t\r  ',
};

function posix(name: string, { unicode, anyCase }: SetFlags): CodePoints | undefined {
  if (ascii[name] === undefined) return undefined;
  const wanted = anyCase && (name === 'Lower' || name === 'Upper') ? 'Alpha' : name;
  if (!unicode || name === 'ASCII') return listed(ascii[wanted]!);
  switch (name) {
    case 'Lower': return anyCase ? all('Lowercase', 'Uppercase', 'Lt') : all('Lowercase');
    case 'Upper': return anyCase ? all('Lowercase', 'Uppercase', 'Lt') : all('Uppercase');
    case 'Alpha': return all('Alphabetic');
    case 'Digit': return unicodeDigits;
    case 'Alnum': return all('Alphabetic', 'Nd');
    case 'Punct': return all('P');
    case 'Graph': return complement(all('White_Space', 'Cc', 'Cs', 'Cn'));
    case 'Print': return union([complement(all('White_Space', 'Cc', 'Cs', 'Cn')), all('Zs')]);
    case 'Blank': return union([all('Zs'), single(9)]);
    case 'Cntrl': return all('Cc');
    case 'XDigit': return all('Nd', 'Hex_Digit');
    default: return unicodeSpaces;
  }
}

function all(...names: readonly string[]): CodePoints { return union(names.map((name) => property(name)!)); }
