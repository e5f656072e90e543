/**
 * Quantiles as Greenwald and Khanna summarize them, step for step as Spark does it: an approximate answer is then the same answer.
 *
 * Law    `samples` are values in order. `gains[i]`: least rank of value i minus that of the one before; `spans[i]`: its greatest rank minus its least. Values may be
 *        dropped while gain + span stays below 2 × error × count.
 */
interface Summary { readonly values: readonly number[]; readonly gains: readonly number[]; readonly spans: readonly number[]; readonly count: number }

/** So many values are sorted and taken in at once. */
const HEAD = 50_000;
const COMPRESS_FROM = 10_000;

/** A value for each share of the rows, none when there are no values. `error`: how far a rank may be off, as a share of all rows. */
export function quantilesOf(values: Float64Array, shares: readonly number[], error: number): readonly number[] {
  let summary: Summary = { values: [], gains: [], spans: [], count: 0 };
  for (let from = 0; from < values.length; from += HEAD) {
    summary = insert(summary, values.slice(from, from + HEAD).sort(), error);
    if (from + HEAD <= values.length && summary.values.length >= COMPRESS_FROM) summary = compress(summary, error);
  }
  return summary.count === 0 ? [] : query(compress(summary, error), shares, error);
}

function insert({ values, gains, spans, count: before }: Summary, head: Float64Array, error: number): Summary {
  const out = { values: [] as number[], gains: [] as number[], spans: [] as number[] };
  const put = (value: number, gain: number, span: number): void => { out.values.push(value); out.gains.push(gain); out.spans.push(span); };
  let at = 0;
  let count = before;
  head.forEach((value, index) => {
    for (; at < values.length && values[at]! <= value; at++) put(values[at]!, gains[at]!, spans[at]!);
    count++;
    const isEnd = out.values.length === 0 || (at === values.length && index === head.length - 1);
    put(value, 1, isEnd ? 0 : Math.floor(2 * error * count));
  });
  for (; at < values.length; at++) put(values[at]!, gains[at]!, spans[at]!);
  return { ...out, count };
}

/** Drops, from the top down, every value that the one above it can stand for. The least one stays. */
function compress({ values, gains, spans, count }: Summary, error: number): Summary {
  const limit = 2 * error * count;
  const kept: [value: number, gain: number, span: number][] = [];
  const last = values.length - 1;
  let head: [number, number, number] = [values[last]!, gains[last]!, spans[last]!];
  for (let at = last - 1; at >= 1; at--) {
    if (gains[at]! + head[1] + head[2] < limit) head[1] += gains[at]!;
    else {
      kept.push(head);
      head = [values[at]!, gains[at]!, spans[at]!];
    }
  }
  kept.push(head);
  if (values.length > 1 && values[0]! <= head[0]) kept.push([values[0]!, gains[0]!, spans[0]!]);
  kept.reverse();
  return { values: kept.map(([value]) => value), gains: kept.map(([, gain]) => gain), spans: kept.map(([, , span]) => span), count };
}

function query({ values, gains, spans, count }: Summary, shares: readonly number[], error: number): readonly number[] {
  const slack = gains.reduce((most, gain, at) => Math.max(most, gain + spans[at]!), -Infinity) / 2;
  return shares.map((share) => {
    if (share <= error || values.length === 1) return values[0]!;
    if (share >= 1 - error) return values.at(-1)!;
    const rank = Math.ceil(share * count);
    let least = gains[0]!;
    for (let at = 0; at < values.length - 1; at++, least += gains[at]!) if (least + spans[at]! - slack <= rank && rank <= least + slack) return values[at]!;
    return values.at(-1)!;
  });
}
