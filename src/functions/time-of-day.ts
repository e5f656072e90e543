/** `HH:mm:ss[.f]` of nanoseconds since midnight, without trailing zeros, cut at `precision` digits. */
export function formatTimeOfDay(nanos: bigint, precision = 9): string {
  const seconds = Number(nanos / 1_000_000_000n);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = String(nanos % 1_000_000_000n).padStart(9, '0').slice(0, precision).replace(/0+$/, '');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${fraction === '' ? '' : `.${fraction}`}`;
}
