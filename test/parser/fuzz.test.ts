import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamError } from '../../src/errors/stream-error.ts';
import { parseStatement } from '../../src/parser/parse.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const runs = Number(process.env['FUZZ_RUNS'] ?? 3_000);

const folder = new URL('../spark/sql/', import.meta.url);
const statements = readdirSync(folder).filter((name) => name.endsWith('.jsonl')).flatMap((name) =>
  readFileSync(new URL(name, folder), 'utf8').split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { sql?: string }).sql ?? ''])));
const words = ['SELECT', 'FROM', 'WHERE', '(', ')', ',', "'", '"', '`', '/*', '*/', '--', '/*+', 'CASE', 'END', 'INTERVAL', '->', '=>', '|>', '::', ':', '?', '[', ']', 'NOT', 'IN', 'AS', 'JOIN', '<', '>', '.', '1e', ';', '\\', '\u0000', '💧', '\ud800'];

/** Pieces of two statements, glued, with words put in and taken out. */
const mutated = fc.tuple(fc.constantFrom(...statements), fc.constantFrom(...statements), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), fc.constantFrom(...words)), { maxLength: 4 }), fc.boolean())
  .map(([first, second, edits, glue]) => edits.reduce((sql, [place, cut, word]) => {
    const at = Math.floor(place * sql.length);
    return `${sql.slice(0, at)} ${word} ${sql.slice(at + cut)}`;
  }, glue ? first.slice(0, first.length >> 1) + second.slice(second.length >> 1) : first));

test(`a mutated statement is read or refused by name (seed ${seed})`, () => {
  fc.assert(fc.property(mutated, (sql) => {
    try {
      parseStatement(sql);
    } catch (error) {
      expect(error).toBeInstanceOf(StreamError);
      expect((error as StreamError).condition).not.toBe('INTERNAL_ERROR');
    }
  }), { seed, numRuns: runs });
});

test('the parser forgets a statement that failed', () => {
  for (const broken of ['SELECT ((', 'SELECT CASE WHEN', "SELECT 'x", 'FROM t |> SELECT', 'CREATE TABLE t (a', 'SELECT 1 /*']) {
    expect(() => parseStatement(broken)).toThrow(StreamError);
    expect(parseStatement('SELECT 1').kind).toBe('Query');
  }
});
