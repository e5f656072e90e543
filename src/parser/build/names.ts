import { fail, type Span } from '../../errors/stream-error.ts';
import { readName } from './strings.ts';

/** The parts of a dotted name in a text: `a.b`, `` `a.b`.c ``. */
export function splitName(text: string, at: Span): string[] {
  const parts = text.trim().match(/`(?:[^`]|``)*`|\w+|./gs) ?? [];
  const names = parts.filter((_, index) => index % 2 === 0);
  const isName = parts.length % 2 === 1 && parts.every((part, index) => (index % 2 === 1 ? part === '.' : /^(?:\w+|`.*`)$/s.test(part)));
  if (parts.length === 0) fail('PARSE_EMPTY_STATEMENT', {}, { at });
  if (!isName) fail('PARSE_SYNTAX_ERROR', { error: `'${text}'`, hint: '', expected: ', expected a name' }, { at });
  return names.map(readName);
}
