/** Nanoseconds of the day of `12:34`, `12:34:56.789`, `1:02:03 PM`; undefined for anything else. */
export function parseTime(text: string): bigint | undefined {
  const match = /^\s*T?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?(?:\s*(AM|PM))?\s*$/i.exec(text);
  if (match === null) return undefined;
  const [, hourText = '', minuteText = '', secondText = '0', fraction = '', half] = match;
  const written = Number(hourText);
  if (half !== undefined && (written < 1 || written > 12)) return undefined;
  const hour = half === undefined ? written : (written % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
  const minute = Number(minuteText);
  const second = Number(secondText);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}
