import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation, Sample } from '../../plan/relation.ts';
import { refuse } from './nodes.ts';

export interface SampleText { readonly bucket?: string; readonly buckets?: string; readonly percent?: string; readonly rows?: Expression; readonly bytes?: Expression }

/** TABLESAMPLE (…): a share of the rows, or a number of rows. */
export function sampleOf(input: Relation, what: SampleText, seed: string | undefined, at: Span): Sample {
  const base = { kind: 'Sample' as const, input, withReplacement: false, ...(seed === undefined ? {} : { seed: Number(seed) }), at };
  if (what.rows !== undefined) return { ...base, rows: what.rows };
  if (what.bytes !== undefined) return refuse('TABLESAMPLE by bytes', at);
  if (what.bucket !== undefined) {
    const bucket: [number, number] = [Number(what.bucket), Number(what.buckets)];
    checkFraction(bucket[0] / bucket[1], at);
    return { ...base, bucket };
  }
  const fraction = Number(what.percent) / 100;
  checkFraction(fraction, at);
  return { ...base, fraction };
}

function checkFraction(fraction: number, at: Span): void {
  if (!(fraction >= 0 && fraction <= 1)) fail('INVALID_TABLESAMPLE_FRACTION', { fraction: String(fraction) }, { at });
}
