import { fail, type Span } from '../errors/stream-error.ts';

/** A number too large for its type. `alternative` is the function that gives NULL instead. */
export function failArithmetic(at: Span | undefined, alternative?: string, message = 'overflow'): never {
  return fail('ARITHMETIC_OVERFLOW', { message, alternative: alternative === undefined ? '' : ` Use '${alternative}' to tolerate overflow and return NULL instead.` }, { at });
}
