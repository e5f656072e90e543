import { fail } from '../errors/stream-error.ts';
import { callFunction, col, type Column, lit } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectText } from './expect.ts';
import { countDistinct } from './spelled-functions.ts';

const summarized: ReadonlySet<string> = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'string']);

/** What `summary` gives when nothing is asked for. */
export const usualStatistics = ['count', 'mean', 'stddev', 'min', '25%', '50%', '75%', 'max'] as const;

/**
 * Statistics as text, one row each: a single aggregation, whose results are then written below each other. Of text there are no means, and percentiles only
 * where it is a number.
 */
export function statisticsOf(frame: DataFrame, columns: readonly string[], statistics: readonly string[]): DataFrame {
  const chosen = columns.length === 0 ? frame : frame.select(...columns);
  const fields = frame.sparkSession.engine.schemaOf(chosen.relation).fields.filter((one) => summarized.has(one.type.kind));
  const cells = statistics.map((statistic) => fields.map((one) => statisticOf(statistic, quoted(one.name), one.type.kind).cast('string')));
  const named = cells.map((row, at) => row.map((cell, index) => cell.as(`c${at}_${index}`)));
  const totals = fields.length === 0 ? new DataFrame(frame.sparkSession, { kind: 'OneRow' }) : chosen.agg(...named.flat());
  const lines = statistics.flatMap((statistic, at) => [lit(statistic), ...fields.map((_, index) => col(`c${at}_${index}`))]);
  return totals.select(callFunction('stack', lit(statistics.length), ...lines).as('summary', ...fields.map((one) => one.name)));
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

function statisticOf(statistic: string, name: string, kind: string): Column {
  expectText(statistic, 'summary', 'a statistic');
  const value = col(name);
  const asNumber = kind === 'string' ? value.tryCast('double') : value;
  if (statistic.endsWith('%')) return callFunction('percentile_approx', asNumber, lit(shareOf(statistic)));
  switch (statistic.toLowerCase()) {
    case 'count': return callFunction('count', value);
    case 'count_distinct': return countDistinct(value);
    case 'approx_count_distinct': return callFunction('approx_count_distinct', value);
    case 'mean': return callFunction('avg', asNumber);
    case 'stddev': return callFunction('stddev', asNumber);
    case 'min': return callFunction('min', value);
    case 'max': return callFunction('max', value);
    default: return fail('UNRECOGNIZED_STATISTIC', { stats: statistic });
  }
}

function shareOf(statistic: string): number {
  const text = statistic.slice(0, -1).trim();
  const share = text === '' ? Number.NaN : Number(text) / 100;
  if (Number.isNaN(share)) fail('UNRECOGNIZED_STATISTIC', { stats: statistic });
  if (!(share >= 0 && share <= 1)) fail('TIDEMARK_INVALID_API_CALL', { call: 'summary', problem: `percentiles lie between 0% and 100%, not at ${statistic}` });
  return share;
}
