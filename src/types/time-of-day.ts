/** `HH:mm:ss[.f]` of nanoseconds since midnight, without trailing zeros. */
export function formatTimeOfDay(nanos: bigint): string {
  const seconds = Number(nanos / 1_000_000_000n);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = String(nanos % 1_000_000_000n).padStart(9, '0').replace(/0+$/, '');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction === '' ? '' : `.${fraction}`}`;
}

const timeText = /^(?:T|[\0-\x20]*)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?[\0-\x20]*(am|pm)?[\0-\x20]*$/i;

/** Nanoseconds of `[T]h:m[:s[.f]] [AM|PM]`; digits after the ninth are dropped. */
export function parseTimeOfDay(text: string): bigint | undefined {
  const match = timeText.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = '0', fraction = '', half] = match;
  let hour = Number(hours);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  }
  if (hour > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return BigInt((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}
