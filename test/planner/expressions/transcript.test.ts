import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { StreamError } from '../../../src/errors/stream-error.ts';
import { toDdl } from '../../../src/types/print.ts';
import { schemaOf } from './analysis.ts';

/** Each paragraph: a statement, `----` or `---- error`, and the schema or condition that Spark gives. */
const paragraphs = readFileSync(new URL('./expressions.txt', import.meta.url), 'utf8').split('\n\n').slice(1).map((text) => text.trim().split('\n'));

describe('names, types, nullability and refusals of expressions are Spark\'s', () => {
  for (const [sql = '', mark, wanted] of paragraphs) {
    it(sql, () => {
      expect(mark === '----' ? toDdl(schemaOf(sql)) : conditionRaisedBy(sql)).toBe(wanted);
    });
  }
});

function conditionRaisedBy(sql: string): string {
  try {
    return toDdl(schemaOf(sql));
  } catch (error) {
    if (error instanceof StreamError) return error.condition;
    throw error;
  }
}
