import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuplicateKey, VariantBuilder } from '../../src/formats/variant/build.ts';
import { appendEdited } from '../../src/formats/variant/edit.ts';
import { appendJson } from '../../src/formats/variant/from-json.ts';
import { followPath, parseVariantPath } from '../../src/formats/variant/path.ts';
import { sizeOf, type VariantAt } from '../../src/formats/variant/read.ts';
import { VariantScanner } from '../../src/formats/variant/scan-json.ts';
import { mergeSchemas, printSchema, schemaOf } from '../../src/formats/variant/schema.ts';
import { variantToJson } from '../../src/formats/variant/to-json.ts';
import { notJson, parseJson, readJson, strictJson } from '../../src/formats/json/tokens.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

/**
 * law: what is written is what is read, at every width of offsets, ids and counts; a part rewritten alone is the part; schemas merge in any order.
 */
const seed = Number(process.env['SEED'] ?? Math.floor(Date.now() % 1_000_000));
const utc = zoneOf('UTC');

function encode(json: string): VariantAt {
  const into = new VariantBuilder();
  appendJson(parseJson(json)!, into, false);
  return at(into);
}

function at(into: VariantBuilder): VariantAt {
  const { value, metadata } = into.finish();
  return { value, at: 0, metadata, dictionaryAt: 0 };
}

const decode = (variant: VariantAt): unknown => JSON.parse(variantToJson(variant, utc)) as unknown;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Keys sorted as in a variant; -0 is 0. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

function byNodes(text: string, keepLast: boolean): readonly (string | undefined)[] {
  const node = readJson(text, strictJson);
  const into = new VariantBuilder();
  try {
    if (node === undefined || node === notJson) return [undefined, undefined];
    appendJson(node, into, keepLast);
  } catch (error) {
    if (error instanceof DuplicateKey) return [undefined, undefined];
    throw error;
  }
  const { value, metadata } = into.finish();
  return [hex(value), hex(metadata)];
}

const documents = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

describe(`variants, seed ${seed}`, () => {
  it('has the bytes that Spark gives', () => {
    const golden = [['"x"', '0578', '010000'], ['{"b":1}', '02010000020c01', '0101000162'], ['null', '00', '010000'], ['[]', '030000', '010000']] as const;
    for (const [json, value, metadata] of golden) {
      const made = encode(json);
      expect([json, hex(made.value), hex(made.metadata)]).toEqual([json, value, metadata]);
    }
  });

  it('reads what was written', () => {
    fc.assert(fc.property(documents, (document) => {
      const made = encode(JSON.stringify(document));
      expect(decode(made)).toEqual(sorted(JSON.parse(JSON.stringify(document))));
      expect(sizeOf(made)).toBe(made.value.length);
    }), { seed, numRuns: 300 });
  });

  it('reads bytes as the nodes of the same text', () => {
    const leaves = fc.constantFrom('1', '-0', '0.5', '-12.25', '123456789', '1234567890', '99999999999999999999', '1e5', '-1.5E-3', '0.1234567891', '01', '1.', '-', '1x', 'true', 'false', 'null', 'truex', 'NaN', '"a"', '"é日😀"', '"a\\n\\u00e9"', '"\\ud83d"', '"\\x"', '"\t"', `"${'x'.repeat(70)}"`, "'a'", '', ' ');
    const { text } = fc.letrec<{ text: string; list: string; object: string }>((tie) => ({
      text: fc.oneof({ maxDepth: 4 }, leaves, leaves, tie('list'), tie('object')),
      list: fc.tuple(fc.array(tie('text'), { maxLength: 4 }), fc.constantFrom(',', ' , ', ',,')).map(([items, comma]) => `[${items.join(comma)}]`),
      object: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'é', 'c\\n', 'dd'), tie('text')), { maxLength: 4 }).map((entries) => `{${entries.map(([key, value]) => `"${key}" :${value}`).join(', ')}}`),
    }));
    const ending = fc.constantFrom('', '', ' ', ' x', 'x', '}', ']');
    fc.assert(fc.property(fc.array(fc.tuple(text, ending).map((parts) => parts.join('')), { minLength: 1, maxLength: 4 }), fc.boolean(), (texts, keepLast) => {
      const into = new VariantBuilder();
      const scanner = new VariantScanner(into, keepLast);
      const whole = Buffer.from(texts.join(''));
      let start = 0;
      for (const one of texts) {
        const end = start + Buffer.byteLength(one);
        const scanned = scanner.append(whole, start, end) ? into.finish() : undefined;
        into.reset();
        start = end;
        expect([one, scanned && hex(scanned.value), scanned && hex(scanned.metadata)]).toEqual([one, ...byNodes(one, keepLast)]);
      }
    }), { seed, numRuns: 2000 });
  });

  it('is as wide as it must be', () => {
    for (const count of [0, 1, 255, 256, 2_000]) {
      const object = Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
      expect(decode(encode(JSON.stringify(object)))).toEqual(sorted(object));
      const list = Array.from({ length: count }, (_, index) => `${index}`.padStart(index % 100, 'x'));
      expect(decode(encode(JSON.stringify(list)))).toEqual(list);
    }
    for (const length of [63, 64, 255, 256, 65_536, 16_777_216]) expect(decode(encode(`["${'x'.repeat(length)}", 1]`))).toEqual(['x'.repeat(length), 1]);
  });

  it('keeps whole numbers and decimals exact', () => {
    const texts = ['0', '-1', '127', '128', '-129', '32768', '2147483648', '-9223372036854775808', '9223372036854775808', '1.5', '-0.001', '123456789.123456789', `${'9'.repeat(38)}`, `0.${'3'.repeat(38)}`];
    for (const text of texts) expect(variantToJson(encode(text), utc)).toBe(text);
  });

  it('is found by paths, rewritten alone, edited and taken back', () => {
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), documents), fc.stringMatching(/^[a-z]{1,3}$/), documents, (object, key, added) => {
      const made = encode(JSON.stringify(object));
      const path = parseVariantPath(`$.${key}`)!;
      const own = followPath(made, path);
      expect(own === undefined ? undefined : decode(own)).toEqual(Object.hasOwn(object, key) ? sorted(JSON.parse(JSON.stringify(object[key]))) : undefined);
      const into = new VariantBuilder();
      if (own !== undefined) {
        into.variant(own);
        expect(decode(at(into))).toEqual(decode(own));
        return;
      }
      appendEdited(made, path, { edit: 'insert', value: encode(JSON.stringify(added)) }, into);
      const grown = at(into);
      expect(decode(followPath(grown, path)!)).toEqual(sorted(JSON.parse(JSON.stringify(added))));
      appendEdited(grown, path, { edit: 'delete' }, into);
      expect(decode(at(into))).toEqual(decode(made));
    }), { seed, numRuns: 300 });
  });

  it('merges schemas in any order', () => {
    fc.assert(fc.property(fc.array(documents, { minLength: 1, maxLength: 5 }), (list) => {
      const schemas = list.map((document) => schemaOf(encode(JSON.stringify(document))));
      const forwards = schemas.reduce(mergeSchemas);
      expect(printSchema(schemas.toReversed().reduce(mergeSchemas))).toBe(printSchema(forwards));
      expect(printSchema(mergeSchemas(forwards, forwards))).toBe(printSchema(forwards));
    }), { seed, numRuns: 200 });
  });
});
