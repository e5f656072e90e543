import { readdirSync } from 'node:fs';
import { parseSchema } from '../../../src/types/ddl.ts';
import { readRecords, type SqlRecord } from '../../spark/sql-runner.ts';
import { Random } from '../random.ts';
import { collectDonors, type Donors } from './donors.ts';
import { type Edit, edits } from './edits.ts';
import { unfit } from './fit.ts';
import { confs } from './values.ts';

const folder = new URL('../../spark/sql/', import.meta.url);

/** A new statement, named by its seed; `edits` says how it came of the recorded one. */
export interface Mutation extends SqlRecord { readonly area: string; readonly from: string; readonly edits: readonly string[] }

/** Makes statements of recorded ones. The same seed gives the same statement as long as the recordings stay the same. */
export class StatementMutator {
  readonly #records: readonly SqlRecord[];
  readonly #donors: Donors;

  constructor(areas?: readonly string[]) {
    const all = recordings();
    this.#donors = collectDonors(all);
    this.#records = all.filter((record) => unfit(record.sql) === undefined && (areas === undefined || areas.includes(record.area!)));
  }

  mutation(seed: number): Mutation {
    const random = new Random(seed);
    for (;;) {
      const record = random.pick(this.#records);
      const made = this.#mutated(record, random);
      if (made === undefined || made.sql === record.sql || unfit(made.sql) !== undefined) continue;
      const conf = { ...record.conf, ...random.weighted(confs) };
      const ordered = isOrdered(made.sql);
      return { id: `sql-${seed}`, area: record.area!, from: record.id, edits: made.edits, sql: made.sql, ...(Object.keys(conf).length > 0 ? { conf } : {}), ...(record.setup === undefined ? {} : { setup: record.setup }), ...(ordered ? { ordered } : {}), flags: ['jdk17-double'] };
    }
  }

  #mutated(record: SqlRecord, random: Random): { readonly sql: string; readonly edits: readonly string[] } | undefined {
    const weighted = edits.map((edit): readonly [number, Edit] => [edit.weight, edit]);
    let columns = record.schema === undefined || /_NTZ\(|LTZ\(|TIMESTAMP\(/.test(record.schema) ? undefined : parseSchema(record.schema).fields.length;
    let sql = record.sql;
    const done: string[] = [];
    for (let count = random.weighted([[14, 1], [5, 2], [1, 3]]), tries = 0; done.length < count && tries < 12; tries++) {
      const edit = random.weighted(weighted);
      const changed = edit.apply(sql, random, this.#donors, columns);
      if (changed === undefined || changed === sql) continue;
      if (/^wrapped (item|statement)$/.test(edit.name)) columns = undefined;
      sql = changed;
      done.push(edit.name);
    }
    return done.length === 0 ? undefined : { sql, edits: done };
  }
}

/** The recorded statements that Spark refused. */
export function recordedErrors(areas?: readonly string[]): Mutation[] {
  const refused = recordings().filter(({ error, area }) => error !== undefined && (areas === undefined || areas.includes(area!)));
  return refused.map((record) => ({ ...record, area: record.area!, from: record.id, edits: [] }));
}

function recordings(): SqlRecord[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && name !== 'sequential.jsonl').sort();
  return files.flatMap((name) => readRecords(new URL(name, folder).pathname)).filter(({ sql }) => sql !== undefined);
}

/** Has ORDER BY at the top level. */
export function isOrdered(sql: string): boolean { return /\bORDER BY\b/i.test(withoutBrackets(sql)); }

function withoutBrackets(sql: string): string {
  let depth = 0;
  let text = '';
  for (const part of sql.match(/'(?:[^'\\]|\\.)*'|[^]/g) ?? []) {
    if (part === '(') depth++;
    if (depth === 0) text += part;
    if (part === ')') depth--;
  }
  return text;
}
