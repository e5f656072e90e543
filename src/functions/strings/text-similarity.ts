/** Jaro's share of letters found nearby and in order, lifted by up to four equal first letters. */
export function jaroWinkler(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 && right.length === 0) return 1;
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  const reach = Math.max(Math.floor(longer.length / 2) - 1, 0);
  const taken = new Array<boolean>(longer.length).fill(false);
  const found: string[] = [];
  shorter.forEach((letter, index) => {
    const last = Math.min(index + reach, longer.length - 1);
    for (let at = Math.max(index - reach, 0); at <= last; at++) {
      if (taken[at] || longer[at] !== letter) continue;
      taken[at] = true;
      found.push(letter);
      return;
    }
  });
  const matches = found.length;
  if (matches === 0) return 0;
  const inOrder = longer.filter((_, index) => taken[index]);
  const halfSwaps = found.filter((letter, index) => letter !== inOrder[index]).length;
  let prefix = 0;
  while (prefix < Math.min(4, shorter.length) && shorter[prefix] === longer[prefix]) prefix++;
  const jaro = (matches / left.length + matches / right.length + (matches - halfSwaps / 2) / matches) / 3;
  return jaro + 0.1 * prefix * (1 - jaro);
}
