import { fail, type Span } from '../../errors/stream-error.ts';
import { formatDouble } from '../../types/numeric-text.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation, Sample } from '../../plan/relation.ts';

export interface SampleText {
  readonly bucket?: string; readonly buckets?: string; readonly percent?: string; readonly rows?: Expression; readonly bytes?: Expression; readonly over?: Expression;
  readonly empty?: true; readonly method?: 'BERNOULLI' | 'SYSTEM';
}

/** TABLESAMPLE (…): a share of the rows, or a number of rows. */
export function sampleOf(input: Relation, what: SampleText, seed: string | undefined, at: Span): Sample {
  const base = { kind: 'Sample' as const, input, withReplacement: false, ...(seed === undefined ? {} : { seed: Number(seed) }), at };
  if (what.method === 'SYSTEM') refuseBlocks(what, seed, at);
  if (what.rows !== undefined) return { ...base, rows: what.rows };
  if (what.empty === true) fail('_LEGACY_ERROR_TEMP_0014', {}, { at });
  if (what.bytes !== undefined) refuseBytes(what.bytes, at);
  if (what.over !== undefined) fail('_LEGACY_ERROR_TEMP_0015', { msg: 'BUCKET x OUT OF y ON column' }, { at });
  if (what.bucket !== undefined) {
    const bucket: [number, number] = [Number(what.bucket), Number(what.buckets)];
    checkFraction(bucket[0] / bucket[1], at);
    return { ...base, bucket };
  }
  const fraction = Number(what.percent) / 100;
  checkFraction(fraction, at);
  return { ...base, fraction };
}

/** SYSTEM draws blocks of a table whose source knows some; none of Spark's own does. */
function refuseBlocks(what: SampleText, seed: string | undefined, at: Span): never {
  const sampleMethod = what.rows !== undefined ? 'ROWS' : what.bucket !== undefined || what.over !== undefined ? 'BUCKET' : what.bytes !== undefined ? 'BYTES' : undefined;
  if (sampleMethod !== undefined) fail('UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_SAMPLE_METHOD', { sampleMethod }, { at });
  if (seed !== undefined) fail('UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_REPEATABLE', {}, { at });
  return fail('UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_NO_SCAN', {}, { at });
}

/** `(100M)`, which a name cannot be told from: Spark takes none of them. */
function refuseBytes(bytes: Expression, at: Span): never {
  const text = bytes.at === undefined ? '' : bytes.at.sql.slice(bytes.at.start, bytes.at.end);
  return /^\d+[bkmg]$/i.test(text) ? fail('_LEGACY_ERROR_TEMP_0015', { msg: 'byteLengthLiteral' }, { at }) : fail('_LEGACY_ERROR_TEMP_0016', { bytesStr: text }, { at });
}

function checkFraction(fraction: number, at: Span): void {
  if (!(fraction >= 0 && fraction <= 1)) fail('INVALID_TABLESAMPLE_FRACTION', { fraction: formatDouble(fraction) }, { at });
}
