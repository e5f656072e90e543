// Every function over chunks of 8192 rows: M rows per CPU second, DuckDB's figure beside the common ones, and which miss their bar
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { FunctionDefinition } from '../src/functions/function.ts';
import { findFunction, functionNames } from '../src/functions/index.ts';
import { type Session, session, StreamError } from '../src/index.ts';
import type { Expression, UnresolvedFunction } from '../src/plan/expression.ts';
import { parseDataType } from '../src/types/ddl.ts';
import { trialsOf } from './functions/calls.ts';
import { type CommonCase, commonCases } from './functions/common.ts';
import { DuckPeer } from './functions/duckdb.ts';
import { rateOf, rateOfQuery, samplesOf, tableOf } from './functions/measure.ts';

/** Bars in M rows/s: fixed-width and text for the common ones, and for the others. */
const bars = { fixed: 20, text: 5, other: 0.5 } as const;

/** What is no function of a row alone, over the table `bench` with a key `g` and doubles `o`. */
const queries: Readonly<Record<string, string>> = {
  grouping: 'SELECT grouping(g), count(*) FROM bench GROUP BY ROLLUP (g)',
  grouping_id: 'SELECT grouping_id(), count(*) FROM bench GROUP BY ROLLUP (g)',
  percentile_cont: 'SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY o) FROM bench',
  percentile_disc: 'SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY o) FROM bench',
  window_time: "SELECT window_time(w) FROM (SELECT window(timestamp_seconds(g), '10 seconds') AS w FROM bench)",
  variant_explode: "SELECT value FROM (SELECT parse_json('[1, 2]') AS v FROM bench), LATERAL variant_explode(v)",
  variant_explode_outer: "SELECT value FROM (SELECT parse_json('[1, 2]') AS v FROM bench), LATERAL variant_explode_outer(v)",
};

interface Figure { readonly name: string; readonly group: string; readonly millionRows: number; readonly bar: number; readonly duckdb?: number; readonly how: string }

async function main(): Promise<void> {
  const options = new Command('npm run bench -- functions').option('--only <text>', 'names that contain this').option('--no-duckdb', 'tidemark alone').option('--common', 'only the common ones')
    .option('--alone', 'what misses its bar is not measured again').parse().opts<{ only?: string; duckdb: boolean; common?: boolean; alone?: boolean }>();
  const spark = session({ appName: 'functions', print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.timeType.enabled': 'true' } });
  const wanted = (name: string): boolean => options.only === undefined || name.includes(options.only);
  process.stdout.write(`${'function'.padEnd(34)}${'M rows/s'.padStart(10)}${'bar'.padStart(7)}${'duckdb'.padStart(10)}\n`);
  const figures: Figure[] = [];
  const left: { readonly name: string; readonly reason: string }[] = [];
  const duckdb = options.duckdb ? await DuckPeer.open() : undefined;
  for (const one of commonCases.filter(({ name }) => wanted(name))) figures.push(print(await measureCommon(spark, one, duckdb)));
  const rows = new Set(functionNames().flatMap((name) => [findFunction(name)]).filter((row) => row !== undefined && row.kind !== 'unavailable'));
  for (const row of options.common === true ? [] : rows) {
    if (row === undefined || !wanted(row.name)) continue;
    const figure = await measureRow(spark, row);
    if ('reason' in figure) left.push(figure);
    else figures.push(print(figure));
  }
  report(options.alone === true ? figures : figures.map((one) => (one.millionRows < one.bar ? print(alone(one)) : one)), left);
  await spark.stop();
}

async function measureCommon(spark: Session, one: CommonCase, duckdb: DuckPeer | undefined): Promise<Figure> {
  const columns = await Promise.all(one.types.map(async (type, index) => {
    const sample = await samplesOf(spark, undefined, { kind: 'Cast', input: { kind: 'ExpressionString', sql: one.samples[index]! }, to: type, mode: 'cast' });
    return { ...sample!, type: parseDataType(type), vary: true };
  }));
  const table = tableOf(columns, 1);
  const sql = one.sql.replaceAll('{0}', 'c0').replaceAll('{1}', 'c1');
  const millionRows = (await rateOf(spark, table, { kind: 'ExpressionString', sql })) / 1e6;
  const result = spark.engine.schemaOf({ kind: 'Project', input: { kind: 'NamedTable', name: ['bench'], options: {}, streaming: false }, expressions: [{ kind: 'ExpressionString', sql }] }).fields[0]!.type.kind;
  const isText = one.types.includes('STRING') || result === 'string';
  const peer = duckdb === undefined || one.duck === undefined ? {} : { duckdb: (await duckdb.rateOf(one, columns.map((column) => column.type), table.values)) / 1e6 };
  return { name: one.name, group: 'common', millionRows, bar: isText ? bars.text : bars.fixed, how: 'all varied', ...peer };
}

async function measureRow(spark: Session, row: FunctionDefinition): Promise<Figure | { readonly name: string; readonly reason: string }> {
  const query = queries[row.name];
  if (query !== undefined) {
    const statement = spark.engine.parse(query);
    if (statement.kind !== 'Query') throw new Error(`no query: ${query}`);
    return { name: row.name, group: row.group, millionRows: (await rateOfQuery(spark, tableOf([], 1), statement.query)) / 1e6, bar: bars.other, how: 'a query' };
  }
  let reason = 'no call in an example that could be repeated for rows';
  for (const trial of await trialsOf(spark, row)) {
    try {
      const rate = await rateOf(spark, tableOf(trial.columns, 1), overRows(row, trial.call));
      return { name: row.name, group: row.group, millionRows: rate / 1e6, bar: bars.other, how: trial.how };
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      reason = error.message.split('\n')[0]!;
    }
  }
  return { name: row.name, reason };
}

/** Window functions run over the groups. */
function overRows(row: FunctionDefinition, call: UnresolvedFunction): Expression {
  if (row.kind !== 'window') return call;
  const column = (name: string): Expression => ({ kind: 'UnresolvedAttribute', name: [name] });
  return { kind: 'Window', function: call, window: { partitionBy: [column('g')], orderBy: [{ kind: 'SortOrder', input: column('o'), descending: false }] } };
}

/**
 * Measured again in a process of its own, as a query meets it: behind five hundred others the JIT has seen every kernel with every kind of
 * column, and what they share is compiled for the worst of them.
 */
function alone(figure: Figure): Figure {
  const file = fileURLToPath(import.meta.url);
  const run = spawnSync(process.execPath, ['--expose-gc', join(dirname(file), '..', 'scripts', 'run.mjs'), file, '--only', figure.name, '--no-duckdb', '--alone'], { encoding: 'utf8' });
  const again = (JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!) as { readonly figures: readonly Figure[] }).figures.find((one) => one.name === figure.name && one.group === figure.group);
  return again === undefined ? figure : { ...figure, millionRows: Math.max(figure.millionRows, again.millionRows), how: `${figure.how}, alone (${figure.millionRows.toFixed(2)} behind the others)` };
}

function print(figure: Figure): Figure {
  const miss = figure.millionRows < figure.bar ? '  MISSED' : '';
  process.stdout.write(`${figure.name.padEnd(34)}${figure.millionRows.toFixed(2).padStart(10)}${String(figure.bar).padStart(7)}${(figure.duckdb?.toFixed(1) ?? '').padStart(10)}  ${figure.how}${miss}\n`);
  return figure;
}

function report(figures: readonly Figure[], left: readonly { readonly name: string; readonly reason: string }[]): void {
  const missed = figures.filter((one) => one.millionRows < one.bar);
  for (const { name, reason } of left) process.stdout.write(`no row: ${name}: ${reason}\n`);
  process.stdout.write(`\n${figures.length} rows, ${figures.length - missed.length} reach their bar; ${left.length} functions without a row; missed: ${missed.map((one) => `${one.name} ${one.millionRows.toFixed(2)}`).join(', ') || 'none'}\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'functions', node: process.version, figures, left })}\n`);
}

await main();
