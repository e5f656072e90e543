import { fail } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { Strategist } from '../physical.ts';

/** The one column with a watermark that rows are late by. Several are refused, unless operators are not chained: then the first counts. */
export function singleEventTime(columns: readonly Attribute[], { settings }: Strategist): Attribute | undefined {
  const tagged = [...new Map(columns.filter((one) => one.watermarkDelayMs !== undefined).map((one) => [one.id, one])).values()];
  const chained = settings.get('spark.sql.streaming.statefulOperator.allowMultiple')?.toLowerCase() !== 'false';
  if (tagged.length > 1 && chained) fail('MULTIPLE_EVENT_TIME_COLUMNS', { eventTimeCols: tagged.map((one) => `${one.name}#${one.id}`).join(',') });
  return tagged[0];
}
