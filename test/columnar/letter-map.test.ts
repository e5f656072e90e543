import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { LetterMap } from '../../src/columnar/letter-map.ts';
import { TextWriter } from '../../src/columnar/text.ts';

/** law: letter by letter gives what JavaScript gives for the whole text, or nothing. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const changes: readonly (readonly [change: (text: string) => string, map: LetterMap])[] = [
  [(text) => text.toUpperCase(), new LetterMap((letter) => letter.toUpperCase())], [(text) => text.toLowerCase(), new LetterMap((letter) => letter.toLowerCase(), 'Σ')],
];
const letter = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('ß', 'İ', 'ŉ', 'Σ', 'ς', 'ﬁ', 'é', 'Ж', '日', '😀', '𐐨', 'a', 'Z', 'ᾳ', 'ǆ'));

test(`letters are changed one by one (seed ${seed})`, () => {
  const arena = new Arena();
  let given = 0;
  fc.assert(fc.property(fc.array(letter, { maxLength: 12 }), fc.constantFrom(...changes), fc.nat(3), (letters, [change, map], broken) => {
    const text = letters.join('');
    const bytes = Buffer.from(text);
    const out = new TextWriter(arena, 8);
    if (map.write(bytes, 0, bytes.length, out)) {
      given++;
      expect(Buffer.from(out.bytes.subarray(0, out.top)).toString()).toBe(change(text));
    } else {
      expect(out.top).toBe(0);
      expect(text).toContain('Σ');
    }
    const cut = bytes.subarray(0, bytes.length - broken);
    if (map.write(cut, 0, cut.length, out)) expect(Buffer.from(cut).toString()).not.toContain('\ufffd');
  }), { seed, numRuns: 3000 });
  expect(given).toBeGreaterThan(1000);
  arena.release();
});
