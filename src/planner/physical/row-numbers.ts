import type { Attribute } from '../../plan/bound.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { intType } from '../../types/data-type.ts';
import type { Strategist } from '../physical.ts';

/** A plan with one column more: the number of the row it was made of, in the chunk of the stream, watermark or observation below. */
export interface Numbered { readonly plan: PhysicalPlan; readonly number: Attribute }

/**
 * Numbers the rows of a stream, so that a limit above can say how far it has read. Only through what makes rows of one row, in order: Spark
 * pulls row by row there, and what is not pulled is not read. Undefined where there is no stream, or something that reads all, such as state.
 */
export function numberRows(plan: PhysicalPlan, strategist: Strategist): Numbered | undefined {
  switch (plan.kind) {
    case 'SourceScan': {
      if (!plan.scan.streaming) return undefined;
      const number = newNumber(strategist);
      return { plan: { ...plan, output: [...plan.output, number], rowNumber: number }, number };
    }
    case 'EventTimeWatermark': case 'ObserveRows': {
      const below = numberRows(plan.input, strategist);
      if (below === undefined) return undefined;
      const number = newNumber(strategist);
      return { plan: { ...plan, input: below.plan, output: [...plan.output, number], rowNumber: { own: number, below: below.number } }, number };
    }
    case 'FilterRows': case 'SampleRows': {
      const below = numberRows(plan.input, strategist);
      return below && { plan: { ...plan, input: below.plan, output: below.plan.output }, number: below.number };
    }
    case 'ProjectRows': {
      const below = numberRows(plan.input, strategist);
      return below && { plan: { ...plan, input: below.plan, expressions: [...plan.expressions, below.number], output: [...plan.output, below.number] }, number: below.number };
    }
    case 'ExpandRows': {
      const below = numberRows(plan.input, strategist);
      if (below === undefined) return undefined;
      const projections = plan.projections.map((one) => [...one, below.number]);
      return { plan: { ...plan, input: below.plan, projections, output: [...plan.output, below.number] }, number: below.number };
    }
    case 'GenerateRows': {
      const below = numberRows(plan.input, strategist);
      return below && { plan: { ...plan, input: below.plan, output: [...below.plan.output, ...plan.output.slice(plan.input.output.length)] }, number: below.number };
    }
    case 'HashJoin': case 'NestedLoopJoin': return numberProbe(plan, strategist);
    default: return undefined;
  }
}

/** A stream beside a table: the rows of the stream probe. */
function numberProbe(plan: PhysicalPlan & { readonly kind: 'HashJoin' | 'NestedLoopJoin' }, strategist: Strategist): Numbered | undefined {
  if (plan.type === 'full') return undefined;
  const probe = plan.type === 'right' ? 'right' : 'left';
  const below = numberRows(plan[probe], strategist);
  if (below === undefined) return undefined;
  const output = probe === 'right' ? [...plan.output, below.number] : [...below.plan.output, ...plan.output.slice(plan.left.output.length)];
  return { plan: { ...plan, [probe]: below.plan, output, inOrder: below.number }, number: below.number };
}

function newNumber({ nextId }: Strategist): Attribute {
  return { kind: 'Attribute', id: nextId(), name: 'row', qualifier: [], type: intType, nullable: false };
}
