import { fail } from '../errors/stream-error.ts';
import { XorShift } from '../functions/random/xor-shift.ts';
import type { SourceOptions } from './source.ts';

const SEED = 1n;
/** From here on Spark takes all records, and draws no numbers. */
const ALL = 0.99;

/** Tells of one record after the other whether inference looks at it: option samplingRatio, drawn as Spark draws (of one partition). Undefined = at all of them. */
export function recordSampler(options: SourceOptions): (() => boolean) | undefined {
  const ratio = Number(options['samplingratio'] ?? '1.0');
  if (ratio <= 0) fail('TIDEMARK_INVALID_OPTION', { option: 'samplingRatio', value: `'${ratio}'`, expected: 'above 0' });
  if (ratio > ALL) return undefined;
  const random = new XorShift(SEED);
  return () => random.nextDouble() < ratio;
}
