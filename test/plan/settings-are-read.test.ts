import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fixedSettings } from '../../src/plan/fixed-settings.ts';
import { settingRows } from '../../src/plan/settings.ts';

/** Settings of Spark's that choose between forms of its own state on disk. There is one form here, and no answer depends on it; they are kept with the checkpoint. */
const ofState: readonly string[] = [
  'stateStore.skipNullsForStreamStreamJoins.enabled', 'aggregation.stateFormatVersion', 'join.stateFormatVersion', 'flatMapGroupsWithState.stateFormatVersion',
].map((name) => `spark.sql.streaming.${name}`);
/** CHAR is always filled up when it is stored, so that comparisons have nothing to fill up. */
const filledUp = 'spark.sql.legacy.noCharPaddingInPredicate';
/** A statement is always read to its end, errors always have a condition, and no JVM of today counts arguments of a format from 0;
 * Spark refuses variables in views that stay whatever the setting says. */
const withoutEffect = ['parseQueryWithoutEof', 'raiseErrorWithoutErrorClass', 'allowZeroIndexInFormatString', 'allowSessionVariableInPersistedView'].map((name) => `spark.sql.legacy.${name}`);
/** Spark keeps it with a checkpoint; nobody sets it. */
const writtenWithCheckpoints = ['spark.sql.streaming.statefulOperator.useStrictDistribution'];
const withoutReader = [filledUp, ...withoutEffect, ...ofState];

it('every setting is asked for somewhere: none is accepted and ignored', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith(join('plan', 'settings.ts')));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  expect(settingRows.map(({ key }) => key).filter((key) => !text.includes(key))).toEqual(withoutReader);
});

it('every setting that is asked for has a row: its values are looked at and it is documented', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('runtime-conf.ts') && !name.includes('conditions'));
  const asked = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/'(spark\.sql\.[\w.]*\w)'/g)].map((match) => match[1]!));
  const known = new Set([...settingRows.map(({ key }) => key), ...fixedSettings.map(([key]) => key), ...writtenWithCheckpoints]);
  expect([...new Set(asked)].filter((key) => !known.has(key))).toEqual([]);
});
