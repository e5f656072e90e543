import { gatherChunk } from '../../columnar/gather.ts';
import { XorShift } from '../../functions/random/xor-shift.ts';
import type { SampleRows } from '../../plan/physical.ts';
import type { Builder } from '../builder.ts';
import type { Receiver } from '../operator.ts';
import { pushRows, selectedRows, withSelection } from './rows.ts';
import { firstLongOf, Well19937 } from './well.ts';

/**
 * Lets a share of the rows pass. Seeded, and by Spark's generator, so that REPEATABLE gives Spark's rows (of one partition):
 *
 *   without replacement   a row passes when its number in [0, 1) is in [lower, upper)
 *   with replacement      a row passes as often as a Poisson number of mean (upper - lower) says: so many products of uniform numbers stay above e^-mean
 */
export function buildSample(plan: SampleRows, next: Receiver, builder: Builder): void {
  const newRandom = (): { nextDouble(): number } => (plan.withReplacement ? new Well19937(firstLongOf(BigInt(plan.seed))) : new XorShift(BigInt(plan.seed)));
  let random = newRandom();
  builder.onBegin(() => { random = newRandom(); });
  const limit = Math.exp(-(plan.upper - plan.lower));
  const copies = (): number => {
    if (!plan.withReplacement) {
      if (plan.upper - plan.lower <= 0) return 0;
      const number = random.nextDouble();
      return number >= plan.lower && number < plan.upper ? 1 : 0;
    }
    if (plan.upper - plan.lower <= 0) return 0;
    let count = 0;
    for (let product = random.nextDouble(); product >= limit; product *= random.nextDouble()) count++;
    return count;
  };
  builder.build(plan.input, {
    push(chunk, context) {
      const rows = selectedRows(chunk, context.arena);
      const kept: number[] = [];
      for (const row of rows) for (let more = copies(); more > 0; more--) kept.push(row);
      if (kept.length === 0) return;
      const selection = context.arena.uint32(kept.length);
      selection.set(kept);
      // A selection names a row once.
      if (plan.withReplacement) pushRows(next, gatherChunk(chunk, selection, context.arena), context);
      else next.push(withSelection(chunk, selection), context);
    },
    finish: (context) => { next.finish(context); },
  });
}
