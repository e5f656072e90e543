import { fail, type Span } from '../errors/stream-error.ts';
import type { ResetConfiguration, SetConfiguration } from '../plan/statement.ts';
import type { SqlToken } from './scan.ts';
import { k } from './tokens.ts';

const keyPattern = /^(?:[\w.:-]+|`(?:[^`]|``)+`)$/;

/**
 * SET and RESET of settings. What stands behind the first `=` is the value, character by character, whatever tokens it would make:
 *
 *   SET | SET -v | SET key | SET key = value | RESET | RESET key
 */
export function readSettings(sql: string, tokens: readonly SqlToken[]): SetConfiguration | ResetConfiguration | undefined {
  const [first, second, third] = tokens;
  if (first?.tokenType !== k.SET && first?.tokenType !== k.RESET) return undefined;
  if (second?.tokenType === k.VARIABLE && third !== undefined && third.image !== '=' && tokens.some(({ image }) => image === '=')) return undefined;
  if (second?.tokenType === k.TIME && third?.tokenType === k.ZONE) return undefined;
  if (second?.image.toUpperCase() === 'CATALOG' && third !== undefined && third.image !== '=') return undefined;
  if (second?.image.toUpperCase() === 'ROLE' && third !== undefined && third.image !== '=') return undefined;
  const at: Span = { sql, start: first.startOffset, end: tokens.at(-1)!.endOffset! + 1 };
  const text = sql.slice(first.endOffset! + 1, tokens.findLast((token) => token.image !== ';')!.endOffset! + 1).trim();
  return first.tokenType === k.RESET ? readReset(text, at) : readSet(text, at);
}

function readReset(text: string, at: Span): ResetConfiguration {
  if (text !== '' && !keyPattern.test(text)) fail('INVALID_RESET_COMMAND_FORMAT', {}, { at });
  return { kind: 'ResetConfiguration', at, ...(text === '' ? {} : { key: unquoted(text) }) };
}

function readSet(text: string, at: Span): SetConfiguration {
  if (text === '') return { kind: 'SetConfiguration', at };
  if (/^-v$/i.test(text)) return { kind: 'SetConfiguration', verbose: true, at };
  const equals = text.startsWith('`') ? text.indexOf('=', text.indexOf('`', 1)) : text.indexOf('=');
  const key = (equals < 0 ? text : text.slice(0, equals)).trim();
  if (!keyPattern.test(key)) fail('INVALID_SET_SYNTAX', {}, { at });
  const path = /^path$/i.test(key) && equals >= 0 ? readPath(text.slice(equals + 1).trim(), at) : undefined;
  return path !== undefined ? { kind: 'SetConfiguration', key: 'PATH', path, at } : { kind: 'SetConfiguration', key: unquoted(key), at, ...(equals < 0 ? {} : { value: unquoted(text.slice(equals + 1).trim()) }) };
}

function unquoted(text: string): string {
  return /^`(?:[^`]|``)*`$/.test(text) ? text.slice(1, -1).replaceAll('``', '`') : text;
}

/** SET PATH = schemas with their catalog, and words that stand for some; undefined for what is a value of a setting of that name. */
function readPath(schemas: string, at: Span): readonly (readonly string[])[] | undefined {
  if (!pathPattern.test(schemas)) return undefined;
  return schemas.match(pathEntries)!.map((entry) => {
    const parts = entry.match(nameParts)!.map(unquoted);
    return parts.length > 1 || pathWords.test(entry) ? parts : fail('INVALID_SQL_PATH_SCHEMA_REFERENCE', { qualifiedName: entry }, { at });
  });
}

const nameParts = /`(?:[^`]|``)+`|\w+/g;
const pathEntries = /(?:`(?:[^`]|``)+`|[\w.])+/g;
const pathPattern = /^(?:(?:`(?:[^`]|``)+`|\w+)(?:\s*[.,]\s*|\s*$))+$/;
const pathWords = /^(?:DEFAULT_PATH|SYSTEM_PATH|PATH|CURRENT_SCHEMA|CURRENT_DATABASE)$/i;
