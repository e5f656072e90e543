/** Number of single-character edits that turn one text into the other. */
export function editDistance(left: string, right: string): number {
  let before = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = before[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      now.push(Math.min(replace, before[column]! + 1, now[column - 1]! + 1));
    }
    before = now;
  }
  return before[right.length]!;
}
