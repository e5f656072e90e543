import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringType } from '../../src/types/data-type.ts';
import { call, column, evaluate, literal } from './call-function.ts';

const seed = 20_261_122;

test(`LIKE is the regular expression with .* for % and . for _ (seed ${seed})`, () => {
  const letters = fc.constantFrom('a', 'b', 'é', '😀');
  const pattern = fc.array(fc.oneof(letters, fc.constantFrom('%', '%', '_')), { maxLength: 7 }).map((all) => all.join(''));
  const texts = fc.array(fc.array(letters, { maxLength: 8 }).map((all) => all.join('')), { minLength: 2, maxLength: 30 });
  fc.assert(fc.property(pattern, texts, (like, values) => {
    const regex = new RegExp(`^${like.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
    expect(evaluate(call('like', [column(0, stringType), literal(stringType, like)]), [{ type: stringType, values }])).toEqual(values.map((one) => regex.test(one)));
  }), { seed, numRuns: 2000 });
});
