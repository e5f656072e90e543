import type { Scenario, ScenarioStep } from '../spark/scenario.ts';
import type { OracleCase } from './generate.ts';

/** Takes away steps, settings and rows as long as the case still differs. */
export async function shrink(one: OracleCase, differs: (smaller: OracleCase) => Promise<boolean>, tries = 200): Promise<OracleCase> {
  let best = one;
  let left = tries;
  for (let improved = true; improved && left > 0;) {
    improved = false;
    for (const scenario of smallerScenarios(best.scenario)) {
      if (left-- <= 0) break;
      const smaller = { ...best, scenario };
      if (!(await differs(smaller).catch(() => false))) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

/** Every scenario that is one piece shorter, the largest pieces first. The two last steps push everything out and stay. */
export function* smallerScenarios(scenario: Scenario): Generator<Scenario> {
  const { steps, conf, trigger, ...rest } = scenario;
  const put = (changed: readonly ScenarioStep[]): Scenario => ({ ...scenario, steps: changed });
  for (let index = 0; index < steps.length - 2; index++) yield put(steps.filter((_, at) => at !== index));
  for (const key of Object.keys(conf ?? {})) yield { ...scenario, conf: Object.fromEntries(Object.entries(conf!).filter(([name]) => name !== key)) };
  if (trigger !== undefined) yield { ...rest, steps, ...(conf === undefined ? {} : { conf }) };
  for (const [index, step] of steps.slice(0, -2).entries()) {
    for (const [name, rows] of Object.entries(step.add ?? {})) {
      for (let row = 0; row < rows.length; row++) yield put(steps.map((other, at) => (at === index ? { ...step, add: { ...step.add, [name]: rows.filter((_, which) => which !== row) } } : other)));
    }
  }
}
