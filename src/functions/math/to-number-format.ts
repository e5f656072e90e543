/** A run of digits: exactly so many (it begins with 0), or at most (9). */
export interface Digits { readonly count: number; readonly exact: boolean }

/** Groups of whole digits from the left, with separators between; digits after the point; marks in front and behind. */
export interface NumberFormat {
  readonly whole: readonly Digits[];
  readonly point: boolean;
  readonly fraction: Digits | undefined;
  readonly dollar: boolean;
  readonly before: Sign | undefined;
  readonly after: Sign | undefined;
}

type Sign = 'S' | 'MI' | 'PR';
export type FormatProblem = 'EMPTY' | 'WRONG_NUM_DIGIT' | 'CUR_MUST_BEFORE_DIGIT' | 'CUR_MUST_BEFORE_DEC' | 'CONT_THOUSANDS_SEPS' | 'THOUSANDS_SEPS_MUST_BEFORE_DEC' | 'WRONG_NUM_TOKEN' | 'UNEXPECTED_TOKEN';

/** `[MI|S] [$] digits with separators [. digits] [PR|MI|S]`; D is a point and G a separator. */
export function parseNumberFormat(text: string): NumberFormat | { readonly problem: FormatProblem; readonly token?: string } {
  const tokens: readonly string[] = text.toUpperCase().match(/MI|PR|0[09]*|9[09]*|[.D]|[,G]|[$]|S|[^]/g) ?? [];
  if (tokens.length === 0) return { problem: 'EMPTY' };
  const isDigit = (token: string): boolean => /^[09]/.test(token);
  const isPoint = (token: string): boolean => token === '.' || token === 'D';
  const isComma = (token: string): boolean => token === ',' || token === 'G';
  const firstDigit = tokens.findIndex(isDigit);
  const point = tokens.findIndex(isPoint);
  const dollar = tokens.indexOf('$');
  if (firstDigit >= 0 && dollar > firstDigit) return { problem: 'CUR_MUST_BEFORE_DIGIT' };
  if (point >= 0 && dollar > point) return { problem: 'CUR_MUST_BEFORE_DEC' };
  const end = point < 0 ? tokens.length : point;
  if (tokens.some((token, index) => isComma(token) && index < end && !(isDigit(tokens[index - 1] ?? '') && isDigit(tokens[index + 1] ?? '')))) return { problem: 'CONT_THOUSANDS_SEPS' };
  if (tokens.some((token, index) => isComma(token) && index > end)) return { problem: 'THOUSANDS_SEPS_MUST_BEFORE_DEC' };
  if (firstDigit < 0) return { problem: 'WRONG_NUM_DIGIT' };
  const repeated = ['.', '$', 'S', 'MI', 'PR'].find((token) => tokens.filter((one) => one === token || (token === '.' && one === 'D')).length > 1);
  if (repeated !== undefined) return { problem: 'WRONG_NUM_TOKEN', token: repeated };
  const match = /^(MI |S )?(\$ )?((?:[09]+ (?:, )?)*)(\. ([09]+ )?)?(PR |MI |S )?$/.exec(tokens.map((token) => `${isPoint(token) ? '.' : isComma(token) ? ',' : token} `).join(''));
  if (match === null) return { problem: 'UNEXPECTED_TOKEN', token: tokens.find((token) => !/^(?:MI|PR|S|[09]+|[.D,G$])$/.test(token)) ?? tokens.at(-1)! };
  return {
    whole: match[3] === '' ? [] : match[3]!.split(',').map(digitsOf), point: match[4] !== undefined, fraction: match[5] === undefined ? undefined : digitsOf(match[5]),
    dollar: match[2] !== undefined, before: match[1]?.trim() as Sign | undefined, after: match[6]?.trim() as Sign | undefined,
  };
}

const digitsOf = (text: string): Digits => ({ count: text.trim().length, exact: text.trim().startsWith('0') });

/** The unscaled number, undefined for text that does not fit. */
export function readByFormat(text: string, format: NumberFormat): bigint | undefined {
  const match = /^\s*([<+-]?)\s*(\$?)\s*([\d,]*)(?:(\.)(\d*))?\s*([>+-]?)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, open = '', dollar = '', whole = '', point, fraction = '', close = ''] = match;
  const brackets = format.after === 'PR';
  if ((open === '<') !== (close === '>') || (open === '<' && !brackets)) return undefined;
  if ((open === '+' || open === '-') && (format.before === undefined || (open === '+' && format.before === 'MI'))) return undefined;
  if ((close === '+' || close === '-') && (format.after === undefined || brackets || (close === '+' && format.after === 'MI'))) return undefined;
  if ((dollar === '$') !== format.dollar || (point !== undefined && !format.point) || (whole === '' && fraction === '')) return undefined;
  if (!fitsGroups(whole, format.whole)) return undefined;
  const wanted = format.fraction ?? { count: 0, exact: false };
  if (fraction.length > wanted.count || (wanted.exact && fraction.length !== wanted.count)) return undefined;
  const unscaled = BigInt(whole.replaceAll(',', '') + fraction.padEnd(wanted.count, '0') || '0');
  return open === '-' || open === '<' || close === '-' ? -unscaled : unscaled;
}

/** Aligned on the right: all groups but the first one written are full. */
function fitsGroups(whole: string, groups: readonly Digits[]): boolean {
  const parts = whole === '' ? [] : whole.split(',');
  if (parts.length > groups.length) return false;
  const skipped = groups.length - parts.length;
  return groups.every(({ count, exact }, index) => {
    if (index < skipped) return !exact;
    const { length } = parts[index - skipped]!;
    return index === skipped && !exact ? length <= count && length > 0 : length === count;
  });
}

/** The number in the places of the format; `#` for each digit when there are too many. */
export function writeByFormat(unscaled: bigint, scale: number, format: NumberFormat): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/^0+/, '');
  const fraction = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '');
  const room = format.whole.reduce((sum, one) => sum + one.count, 0);
  const tooLong = whole.length > room || fraction.length > (format.fraction?.count ?? 0);
  const shown = tooLong ? '#'.repeat(room) : whole.padStart(room, ' ');
  const tail = format.fraction === undefined ? '' : tooLong ? '#'.repeat(format.fraction.count) : fraction.padEnd(format.fraction.count, '0');
  let body = groupsOf(shown, format.whole);
  if (format.point && body.endsWith(' ')) body = `${body.slice(0, -1)}0`;
  const mark = (sign: Sign | undefined): string => (sign === 'S' ? (negative ? '-' : '+') : sign === 'MI' ? (negative ? '-' : ' ') : '');
  const number = (format.dollar ? '$' : '') + body + (format.point ? '.' : '') + tail;
  if (format.after === 'PR') return negative ? slide('<', number, '>') : number;
  return slide(mark(format.before), number, mark(format.after));
}

function groupsOf(shown: string, groups: readonly Digits[]): string {
  let text = '';
  let at = 0;
  for (const [index, { count, exact }] of groups.entries()) {
    const part = shown.slice(at, at + count);
    if (index > 0) text += /\d/.test(text) ? ',' : ' ';
    text += exact ? part.replaceAll(' ', '0') : /\d/.test(text) ? part.replaceAll(' ', '0') : part;
    at += count;
  }
  return text;
}

/** Marks stand next to the digits: spaces go in front. */
function slide(before: string, number: string, after: string): string {
  const [, dollar = '', spaces = '', rest = ''] = /^(\$?)( *)(.*)$/.exec(number)!;
  return spaces + before + dollar + rest + after;
}
