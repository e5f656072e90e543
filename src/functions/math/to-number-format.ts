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
  if (repeated !== undefined) return { problem: 'WRONG_NUM_TOKEN', token: repeated === '.' ? '. or D' : repeated };
  const match = /^(MI |S )?(\$ )?((?:[09]+ (?:, )?)*)(\. ([09]+ )?)?(PR |MI |S )?$/.exec(tokens.map((token) => `${isPoint(token) ? '.' : isComma(token) ? ',' : token} `).join(''));
  if (match === null) return { problem: 'UNEXPECTED_TOKEN', token: tokens.find((token) => !/^(?:MI|PR|S|[09]+|[.D,G$])$/.test(token)) ?? tokens.at(-1)! };
  return {
    whole: match[3] === '' ? [] : match[3]!.split(',').map(digitsOf), point: match[4] !== undefined, fraction: match[5] === undefined ? undefined : digitsOf(match[5]),
    dollar: match[2] !== undefined, before: match[1]?.trim() as Sign | undefined, after: match[6]?.trim() as Sign | undefined,
  };
}

const digitsOf = (text: string): Digits => ({ count: text.trim().length, exact: text.trim().startsWith('0') });

/**
 * The number of the text by the tokens of the format from left to right, undefined for text that does not fit. White space counts only among digits. Digits where no
 * point was read are whole ones, also for a format without whole digits: then `places` says that there are more than the format has.
 */
export function readByFormat(text: string, format: NumberFormat): { readonly unscaled: bigint; readonly places: number } | undefined {
  let at = 0;
  let negative = false;
  const take = (wanted: string): boolean => text[at] === wanted && (at += 1) > 0;
  const takeSign = (sign: Sign | undefined): void => {
    if (sign === 'S' && take('+')) return;
    if ((sign === 'S' || sign === 'MI') && take('-')) negative = !negative;
  };
  const takeDigits = (groups: readonly Digits[]): string | undefined => {
    const [run = ''] = /^(?:[\p{Nd},]|(?![\u00a0\u2007\u202f\ufeff])\s)*/u.exec(text.slice(at)) ?? [];
    at += run.length;
    return digitsIn(run.replace(/[^\p{Nd},]/gu, '').split(','), groups);
  };
  const bracket = format.after === 'PR' && take('<');
  takeSign(format.before);
  if (format.dollar && !take('$')) return undefined;
  const first = format.whole.length === 0 ? '' : takeDigits(format.whole);
  const point = format.point && take('.');
  const rest = format.fraction === undefined ? '' : takeDigits(point ? [{ count: format.fraction.count, exact: false }] : [{ ...format.fraction, exact: false }]);
  if (first === undefined || rest === undefined) return undefined;
  takeSign(format.after === 'PR' ? undefined : format.after);
  if (bracket !== (format.after === 'PR' && take('>')) || at < text.length || first + rest === '') return undefined;
  const scale = format.fraction?.count ?? 0;
  const [whole, fraction] = point ? [first, rest] : [first + rest, ''];
  const unscaled = BigInt(westernDigits(whole + fraction.padEnd(scale, '0')));
  return { unscaled: negative !== bracket ? -unscaled : unscaled, places: whole.replace(/^0+/, '').length };
}

/** The digits of the groups, aligned on the right: only groups that begin with 0 have to be there and full. */
function digitsIn(parts: readonly string[], groups: readonly Digits[]): string | undefined {
  const skipped = groups.length - parts.length;
  if (skipped < 0) return undefined;
  const fits = groups.every(({ count, exact }, index) => {
    const { length } = parts[index - skipped] ?? '';
    return exact ? length === count : length <= count;
  });
  return fits ? parts.join('') : undefined;
}

const isDigit = (code: number): boolean => /\p{Nd}/u.test(String.fromCharCode(code));

/** Digits of other scripts stand in runs of ten. */
const westernDigits = (text: string): string => text.replace(/[^\x00-\x7f]/g, (digit) => {
  let zero = digit.charCodeAt(0);
  while (isDigit(zero - 1)) zero--;
  return String((digit.charCodeAt(0) - zero) % 10);
});

/** The number in the places of the format; `#` for each digit when there are too many. */
export function writeByFormat(unscaled: bigint, scale: number, format: NumberFormat): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale).replace(/^0+/, '');
  const fraction = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '');
  const room = format.whole.reduce((sum, one) => sum + one.count, 0);
  const decimals = format.fraction?.count ?? 0;
  const tooLong = whole.length > room || fraction.length > decimals;
  let text = (negative && format.after === 'PR' ? '<' : '') + frontMark(format.before, negative) + (format.dollar ? '$' : '');
  text = writeGroups(text, tooLong ? '#'.repeat(room) : whole.padStart(room, ' '), format.whole);
  if (format.point) text = `${text.replace(/ $/, '0')}.`;
  text += tooLong ? '#'.repeat(decimals) : fraction.padEnd(decimals, '0');
  return closed(text.replace(/\.$/, ' '), format.after, negative);
}

const frontMark = (sign: Sign | undefined, negative: boolean): string => (sign === 'S' ? (negative ? '-' : '+') : sign === 'MI' ? (negative ? '-' : ' ') : '');

/** The places of the groups behind the text; an empty place goes in front of the marks that stand there, so that these touch the first digit. */
function writeGroups(text: string, places: string, groups: readonly Digits[]): string {
  let at = 0;
  let written = text;
  const leaveSpace = (): void => { written = written.replace(/[-+<]*$/, (marks) => ` ${marks}`); };
  for (const [index, { count, exact }] of groups.entries()) {
    if (index > 0 && /\d$/.test(written)) written += ',';
    else if (index > 0) leaveSpace();
    for (const place of places.slice(at, at + count)) {
      if (place !== ' ') written += place;
      else if (exact) written += '0';
      else leaveSpace();
    }
    at += count;
  }
  return written;
}

/** The mark behind: it touches the last digit, and a number without one keeps its room. */
function closed(text: string, sign: Sign | undefined, negative: boolean): string {
  if (sign === undefined) return text;
  if (!negative && sign !== 'S') return text + (sign === 'PR' ? '  ' : ' ');
  return text.replace(/ *$/, (spaces) => (sign === 'PR' ? '>' : negative ? '-' : '+') + spaces);
}
