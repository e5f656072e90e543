import { fail, type Span } from '../errors/stream-error.ts';
import type { Statement, Unsupported } from '../plan/statement.ts';
import { quoteIdentifier } from '../types/print.ts';
import { readName } from './build/strings.ts';
import type { SqlToken } from './scan.ts';
import { k } from './tokens.ts';

/** Statements of Spark's grammar without a meaning (yet) in one process, by their first words. */
const rows: readonly (readonly [pattern: RegExp, feature: string])[] = [
  [/^(?:WITH .* )?MERGE WITH\b/, 'MERGE WITH SCHEMA EVOLUTION'],
  [/^ALTER (?:SHARE|MATERIALIZED|STREAMING)\b/, 'this kind of ALTER'],
  [/^CREATE (?:OR REPLACE )?(?:TEMP(?:ORARY)? )?FUNCTION (?:IF NOT EXISTS )?[^()]*? AS\b/, 'functions of Java classes'],
  [/^CREATE FLOW\b/, 'declarative pipelines'],
  [/^(?:ADD|LIST|DELETE) (?:FILES?|JARS?|ARCHIVES?)\b/, 'files of a cluster'],
  [/^(?:MAP|REDUCE) .*USING\b/, 'scripts over rows'],
];

/** Words of Hive that Spark knows in order to refuse them: what is matched is what it says. */
const hiveWords: readonly RegExp[] = [
  /^CREATE ROLE\b/, /^DROP ROLE\b/, /^GRANT(?: ROLE)?\b/, /^REVOKE(?: ROLE)?\b/, /^SHOW (?:GRANT|ROLE GRANT|PRINCIPALS|ROLES|CURRENT ROLES|COMPACTIONS|TRANSACTIONS|INDEXES|LOCKS)\b/, /^SET ROLE\b/,
  /^(?:EXPORT|IMPORT) TABLE\b/, /^(?:LOCK|UNLOCK) (?:TABLE|DATABASE)\b/, /^(?:CREATE|DROP) TEMPORARY MACRO\b/, /^ALTER INDEX\b/, /^START TRANSACTION\b/, /^COMMIT\b/, /^ROLLBACK\b/, /^DFS\b/,
];

/** What has its condition as soon as it is read. The name, if there is one, is the first group. */
const refusals: readonly (readonly [pattern: RegExp, refuse: (at: Span, name: string) => never])[] = [
  ...hiveWords.map((pattern) => [pattern, (at: Span, name: string): never => fail('INVALID_STATEMENT_OR_CLAUSE', { operation: name }, { at })] as const),
  [/^CREATE (?:OR REPLACE )?(MATERIALIZED VIEW|STREAMING TABLE)\b/, (at, pipelineDatasetType) => fail('UNSUPPORTED_FEATURE.CREATE_PIPELINE_DATASET_QUERY_EXECUTION', { pipelineDatasetType }, { at })],
  [/^CALL (\S+(?: \. \S+)*) \(/, (at, name) => fail('UNRESOLVED_ROUTINE', { routineName: routineNameOf(name), proposal: '' }, { at })],
  [/^DESC(?:RIBE)? PROCEDURE (\S+(?: \. \S+)*)$/, (at, name) => fail('UNRESOLVED_ROUTINE', { routineName: routineNameOf(name), proposal: '' }, { at })],
  [/^SHOW PROCEDURES\b/, (at) => fail('MISSING_CATALOG_ABILITY.PROCEDURES', { plugin: 'spark_catalog' }, { at })],
];

/** Statements about a table that has to be there: what it cannot do. */
const tableRefusals: readonly (readonly [pattern: RegExp, operation: string, condition: NonNullable<Unsupported['table']>['condition']])[] = [
  [/^CREATE INDEX (?:IF NOT EXISTS )?\S+ ON (?:TABLE )?/, 'CREATE INDEX', '_LEGACY_ERROR_TEMP_1332'],
  [/^DROP INDEX (?:IF EXISTS )?\S+ ON (?:TABLE )?/, 'DROP INDEX', '_LEGACY_ERROR_TEMP_1332'],
  [/^LOAD DATA (?:LOCAL )?INPATH \S+ (?:OVERWRITE )?INTO TABLE /, 'LOAD DATA', '_LEGACY_ERROR_TEMP_1261'],
];

const routineNameOf = (name: string): string => name.toLowerCase().split(' . ').map(quoteIdentifier).join('.');

/** Words of a statement that decide what it is. */
const wordsMax = 200;

/** `Unsupported` for the rows above. */
export function readUnsupported(sql: string, tokens: readonly SqlToken[]): Statement | undefined {
  if (tokens[0]!.tokenType === k.SELECT || tokens[0]!.tokenType === k.FROM) return undefined;
  const words = tokens.slice(0, wordsMax).map((token) => token.image);
  const text = words.join(' ').toUpperCase();
  const at = { sql, start: tokens[0]!.startOffset, end: tokens.at(-1)!.endOffset! + 1 };
  for (const [pattern, refuse] of refusals) {
    const found = pattern.exec(text);
    if (found !== null) refuse(at, found[1] ?? found[0]);
  }
  for (const [pattern, operation, condition] of tableRefusals) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const [name = ''] = /^\S+(?: \. \S+)*/.exec(words.join(' ').slice(found[0].length)) ?? [];
    return { kind: 'Unsupported', feature: operation, table: { name: name.split(' . ').map(readName), operation, condition }, at };
  }
  const row = rows.find(([pattern]) => pattern.test(text));
  return row === undefined ? undefined : { kind: 'Unsupported', feature: row[1], at };
}
