const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const padded = (value: number, width: number): string => String(value).padStart(width, '0');
const hourOfHalf = (time: Date): number => time.getUTCHours() % 12 || 12;
const write = (time: Date, letters: string): string => letters.replace(/[A-Za-z]/g, (letter) => rows[letter]!(time));

/** What java.util.Formatter writes for `%t` with this letter, in UTC and English. */
const rows: Readonly<Record<string, (time: Date) => string>> = {
  Y: (time) => padded(time.getUTCFullYear(), 4), C: (time) => padded(Math.trunc(time.getUTCFullYear() / 100), 2), y: (time) => padded(time.getUTCFullYear() % 100, 2),
  j: (time) => padded(Math.floor((Date.UTC(2000, time.getUTCMonth(), time.getUTCDate()) - Date.UTC(2000, 0, 1)) / 86_400_000) + 1 - (time.getUTCMonth() > 1 && !leap(time.getUTCFullYear()) ? 1 : 0), 3),
  B: (time) => months[time.getUTCMonth()]!, b: (time) => months[time.getUTCMonth()]!.slice(0, 3), h: (time) => months[time.getUTCMonth()]!.slice(0, 3),
  m: (time) => padded(time.getUTCMonth() + 1, 2), d: (time) => padded(time.getUTCDate(), 2), e: (time) => String(time.getUTCDate()),
  A: (time) => days[time.getUTCDay()]!, a: (time) => days[time.getUTCDay()]!.slice(0, 3),
  H: (time) => padded(time.getUTCHours(), 2), I: (time) => padded(hourOfHalf(time), 2), k: (time) => String(time.getUTCHours()), l: (time) => String(hourOfHalf(time)),
  M: (time) => padded(time.getUTCMinutes(), 2), S: (time) => padded(time.getUTCSeconds(), 2), L: (time) => padded(time.getUTCMilliseconds(), 3),
  N: (time) => padded(time.getUTCMilliseconds() * 1_000_000, 9), p: (time) => (time.getUTCHours() < 12 ? 'am' : 'pm'), z: () => '+0000', Z: () => 'UTC',
  s: (time) => String(Math.trunc(time.getTime() / 1000)), Q: (time) => String(time.getTime()),
  R: (time) => write(time, 'H:M'), T: (time) => write(time, 'H:M:S'), r: (time) => `${write(time, 'I:M:S')} ${write(time, 'p').toUpperCase()}`,
  D: (time) => write(time, 'm/d/y'), F: (time) => write(time, 'Y-m-d'), c: (time) => write(time, 'a b d T Z Y'),
};

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const isTimeLetter = (letter: string): boolean => letter in rows;

/** A count of milliseconds since 1970 by one letter of `%t`. */
export const formatJavaTime = (millis: number, letter: string): string => rows[letter]!(new Date(millis));
