// npm run oracle -- [--cases N] [--seed S] [--family NAME] [--spark] [--shrink]: random queries over random streams. Every run is compared with the
// batch answer over the same input, with another split of it and with restarts; with --spark batch by batch with Spark itself.
// npm run oracle -- --vary [--cases N] [--seed S] [--family NAME] --spark: recorded scenarios with other parameters.
import { replayScenario } from '../spark/stream-runner.ts';
import { families } from './families.ts';
import { generateCase, type OracleCase } from './generate.ts';
import { checkLaws } from './laws.ts';
import { variants } from './recorded.ts';
import { shrink } from './shrink.ts';
import { askSpark, findSparkJars } from './spark.ts';
import { compareStatements, type SqlOptions } from './sql/run.ts';

interface Options { readonly cases: number; readonly seed: number; readonly family: string | undefined; readonly spark: boolean; readonly shrink: boolean; readonly vary: boolean }

async function main(options: Options): Promise<void> {
  if (options.vary && !options.spark) throw new Error('--vary asks Spark: nothing else can judge variants; add --spark');
  const cases = options.vary ? variants(options.seed, options.cases, options.family) : Array.from({ length: options.cases }, (_, index) => generateCase(options.seed + index, options.family));
  process.stdout.write(`seeds ${options.seed} to ${options.seed + options.cases - 1}\n`);
  const differing = new Set<string>();
  const reached = { spark: 0, refused: 0, batches: 0 };
  const laws = new Map<string, number>();
  const report = (one: OracleCase, problem: string): void => {
    differing.add(one.scenario.name);
    process.stdout.write(`DIFFERS ${one.scenario.name} (${one.scenario.group}): ${problem}\n`);
  };
  const check = async (one: OracleCase): Promise<void> => {
    if (one.lawful === false) return;
    const { problem, held } = await checkLaws(one);
    for (const law of held) laws.set(law, (laws.get(law) ?? 0) + 1);
    if (problem !== undefined) report(one, problem);
  };
  if (options.spark) {
    const found = findSparkJars();
    if ('missing' in found) throw new Error(found.missing);
    const byName = new Map(cases.map((one) => [one.scenario.name, one]));
    for await (const { scenario, answer } of askSpark(found.jars, cases.map(({ scenario }) => scenario))) {
      const one = byName.get(scenario.name)!;
      const result = await replayScenario({ ...scenario, expect: answer });
      reached.spark++;
      if (answer.error !== undefined) reached.refused++;
      reached.batches += (answer.steps ?? []).reduce((sum, step) => sum + (step.batches?.length ?? 0), 0);
      if (result.outcome === 'fail') report(one, `Spark: ${result.detail ?? ''}`);
      await check(one);
    }
    if (reached.spark < cases.length) throw new Error(`Spark answered ${reached.spark} of ${cases.length} cases`);
  } else for (const one of cases) await check(one);
  if (options.shrink) for (const one of cases.filter(({ scenario }) => differing.has(scenario.name))) process.stdout.write(`${JSON.stringify((await shrink(one, async (smaller) => (await checkLaws(smaller)).problem !== undefined)).scenario)}\n`);
  process.stdout.write(`${[...laws].map(([law, count]) => `${law} held ${count} times`).join(', ')}\n`);
  if (options.spark) process.stdout.write(`Spark ran ${reached.batches} batches and refused ${reached.refused} queries\n`);
  process.stdout.write(`${cases.length - differing.size} equal, ${differing.size} differ\n`);
  process.exitCode = differing.size > 0 ? 1 : 0;
}

function readOptions(args: readonly string[]): Options {
  const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const [family, vary] = [value('--family'), args.includes('--vary')];
  if (family !== undefined && !vary && !families.some(({ name }) => name === family)) throw new Error(`no family ${family}; there are ${families.map(({ name }) => name).join(', ')}`);
  return { cases: Number(value('--cases') ?? 200), seed: Number(value('--seed') ?? Math.floor(Math.random() * 1e9)), family, spark: args.includes('--spark'), shrink: args.includes('--shrink'), vary };
}

function readSqlOptions(args: readonly string[]): SqlOptions {
  const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  return { cases: Number(value('--cases') ?? 1000), seed: Number(value('--seed') ?? Math.floor(Math.random() * 1e9)), areas: value('--areas')?.split(','), keep: value('--keep'), statements: value('--statements'), positions: args.includes('--positions') };
}

if (process.argv.includes('--sql')) await compareStatements(readSqlOptions(process.argv.slice(2)));
else await main(readOptions(process.argv.slice(2)));
