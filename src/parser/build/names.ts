import { fail, type Span } from '../../errors/stream-error.ts';
import { readName } from './strings.ts';

/** The parts of a dotted name in a text: `a.b`, `` `a.b`.c ``. */
export function splitName(text: string, at: Span): string[] {
  const parts = text.match(/`(?:[^`]|``)*`|\w+|\S/gs) ?? [];
  if (parts.length === 0) fail('PARSE_EMPTY_STATEMENT', {}, { at });
  const isName = (index: number): boolean => /^(?:\w+|`.*`)$/s.test(parts[index] ?? '');
  let end = isName(0) ? 1 : 0;
  while (end > 0 && parts[end] === '.' && isName(end + 1)) end += 2;
  const [error, ...behind] = parts.slice(end);
  if (error !== undefined) fail('PARSE_SYNTAX_ERROR', { error: `'${error}'`, hint: end > 0 && behind.length === 0 ? `: extra input '${error}'` : '', expected: ', expected a name' }, { at });
  return parts.filter((_, index) => index % 2 === 0).map(readName);
}
