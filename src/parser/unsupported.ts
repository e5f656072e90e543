import type { Statement } from '../plan/statement.ts';
import type { SqlToken } from './scan.ts';
import { k } from './tokens.ts';

/** Statements of Spark's grammar without a meaning (yet) in one process, by their first words. */
const rows: readonly (readonly [pattern: RegExp, feature: string])[] = [
  [/^(?:WITH .* )?MERGE WITH\b/, 'MERGE WITH SCHEMA EVOLUTION'],
  [/^ALTER (?:INDEX|SHARE|MATERIALIZED|STREAMING)\b/, 'this kind of ALTER'],
  [/^CREATE (?:TEMP(?:ORARY)? )?MACRO\b/, 'CREATE MACRO'],
  [/^CREATE (?:OR REPLACE )?(?:TEMP(?:ORARY)? )?FUNCTION (?:IF NOT EXISTS )?[^()]*? AS\b/, 'functions of Java classes'],
  [/^CREATE (?:OR REFRESH )?(?:MATERIALIZED VIEW|STREAMING TABLE|FLOW)\b/, 'declarative pipelines'],
  [/^CREATE (?:OR REPLACE )?(?:INDEX|ROLE|METRIC)\b/, 'this kind of CREATE'],
  [/^DROP (?:INDEX|ROLE|MACRO|TEMP(?:ORARY)? MACRO)\b/, 'this kind of DROP'],
  [/^DESC(?:RIBE)? PROCEDURE\b/, 'DESCRIBE of procedures'],
  [/^SHOW (?:PROCEDURES|GRANT|ROLES?|PRINCIPALS|LOCKS|TRANSACTIONS|COMPACTIONS|INDEX(?:ES)?|CACHED TABLES)\b/, 'this kind of SHOW'],
  [/^(?:GRANT|REVOKE|EXPORT|IMPORT|LOCK|UNLOCK|COMMIT|ROLLBACK|DFS)\b/, 'Hive statements'],
  [/^START TRANSACTION\b/, 'transactions'],
  [/^LOAD DATA\b/, 'LOAD DATA'],
  [/^REFRESH FUNCTION\b/, 'REFRESH FUNCTION'],
  [/^(?:ADD|LIST|DELETE) (?:FILES?|JARS?|ARCHIVES?)\b/, 'files of a cluster'],
  [/^CALL \S+/, 'CALL'],
  [/^(?:MAP|REDUCE) .*USING\b/, 'scripts over rows'],
  [/^SET (?:CATALOG|ROLE|PATH)\b/, 'this kind of SET'],
];

/** Words of a statement that decide what it is. */
const wordsMax = 200;

/** `Unsupported` for the rows above. */
export function readUnsupported(sql: string, tokens: readonly SqlToken[]): Statement | undefined {
  if (tokens[0]!.tokenType === k.SELECT || tokens[0]!.tokenType === k.FROM) return undefined;
  const text = tokens.slice(0, wordsMax).map((token) => token.image.toUpperCase()).join(' ');
  const at = { sql, start: tokens[0]!.startOffset, end: tokens.at(-1)!.endOffset! + 1 };
  const row = rows.find(([pattern]) => pattern.test(text));
  return row === undefined ? undefined : { kind: 'Unsupported', feature: row[1], at };
}
