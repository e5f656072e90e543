import type { Row, Session } from '../../src/index.ts';
import type { Answer } from '../harness/answers.ts';

/** The same done by tidemark and by a loop over arrays of the program. */
export interface Work { readonly name: string; readonly ours: () => Promise<Answer>; readonly theirs: () => Answer }

export interface Item extends Row { readonly id: bigint; readonly k: number; readonly g: string; readonly v: number }

/** The rows of `items`, computed by the program. */
export function itemsOf(rows: number): Item[] {
  return Array.from({ length: rows }, (_, id) => ({ id: BigInt(id), k: (id * 7919) % 1000, g: `group ${(id * 31) % 5003}`, v: ((id * 15) % 1009) / 1009 }));
}

const itemsSql = (rows: number): string => `SELECT id, CAST(id * 7919 % 1000 AS INT) AS k, concat('group ', CAST(id * 31 % 5003 AS STRING)) AS g, CAST(id * 15 % 1009 AS DOUBLE) / 1009 AS v FROM range(${rows})`;

/** Looks at every cell. */
export class Sum {
  rows = 0;
  #ids = 0n;
  #letters = 0;
  #numbers = 0;
  add(row: Item): void {
    this.rows++;
    this.#ids += row.id;
    this.#letters += row.g.length;
    this.#numbers += row.v + row.k;
  }
  get answer(): Answer { return [[String(this.rows), String(this.#ids), String(this.#letters), this.#numbers.toFixed(3)]]; }
}

function summed(rows: Iterable<Item>): Answer {
  const sum = new Sum();
  for (const row of rows) sum.add(row);
  return sum.answer;
}

export async function programWorks(spark: Session, rows: number): Promise<readonly Work[]> {
  await spark.sql(`CREATE TABLE items AS ${itemsSql(rows)}`).collect();
  const items = spark.table('items').to('id BIGINT, k INT, g STRING, v DOUBLE');
  const loop = (): Answer => summed(itemsOf(rows));
  const given = itemsOf(rows);
  const kept = itemsOf(rows);
  const double = (text: string): string => `${text}!`;
  spark.udf.register('shout', (text: string) => double(text), 'STRING');
  const frame = spark.table('items');
  return [
    { name: 'collect', theirs: loop, ours: async () => summed(await items.collect() as Item[]) },
    { name: 'toLocalIterator', theirs: loop, ours: async () => { const sum = new Sum(); for await (const row of items.toLocalIterator()) sum.add(row as Item); return sum.answer; } },
    { name: 'foreach', theirs: loop, ours: async () => { const sum = new Sum(); await items.foreach((row) => { sum.add(row as Item); }); return sum.answer; } },
    { name: 'tail 100', theirs: () => summed(kept.slice(-100)), ours: async () => summed(await frame.tail(100) as Item[]) },
    { name: 'show all', theirs: () => [[String(shown(kept))]], ours: async () => [[String((await frame.showString(rows, false)).split('\n').length - 5)]] },
    { name: 'createDataFrame, sum', theirs: () => summed(given), ours: async () => summedBy(await spark.createDataFrame(given, 'id BIGINT, k INT, g STRING, v DOUBLE').selectExpr('count(*)', 'sum(id)', 'sum(length(g))', 'sum(v) + sum(k)').collect()) },
    { name: 'createDataFrame, no schema', theirs: () => summed(given), ours: async () => summedBy(await spark.createDataFrame(given).selectExpr('count(*)', 'sum(id)', 'sum(length(g))', 'sum(v) + sum(k)').collect()) },
    { name: 'user function', theirs: () => [[String(kept.reduce((sum, row) => sum + double(row.g).length, 0))]], ours: async () => textOf(await spark.sql('SELECT sum(length(shout(g))) AS n FROM items').collect()) },
    {
      name: 'map', theirs: () => [[String(kept.map((row) => ({ n: row.g.length + row.k })).reduce((sum, row) => sum + row.n, 0))]],
      ours: async () => textOf(await items.map((row) => [(row as Item).g.length + (row as Item).k], 'n INT').selectExpr('sum(n)').collect()),
    },
    {
      name: 'mapGroupsWithState, batch', theirs: () => [[String(grouped(kept))]],
      ours: async () => textOf(await items.groupByKey('g').mapGroupsWithState((key, all) => ({ g: key.g, n: all.reduce((sum, row) => sum + row.k!, 0) }), { state: 'n INT', output: 'g STRING, n INT' }).selectExpr('sum(n * length(g))').collect()),
    },
  ];
}

function shown(rows: readonly Item[]): number {
  const widths = [0, 0, 0, 0];
  const cells = rows.map((row) => Object.values(row).map(String));
  for (const row of cells) row.forEach((cell, at) => { widths[at] = Math.max(widths[at]!, cell.length); });
  return cells.map((row) => `|${row.map((cell, at) => cell.padStart(widths[at]!)).join('|')}|`).join('\n').split('\n').length;
}

function grouped(rows: readonly Item[]): number {
  const groups = new Map<string, Item[]>();
  for (const row of rows) {
    const group = groups.get(row.g);
    if (group === undefined) groups.set(row.g, [row]);
    else group.push(row);
  }
  let total = 0;
  for (const [g, all] of groups) total += g.length * all.reduce((sum, row) => sum + row.k, 0);
  return total;
}

const textOf = (rows: readonly Row[]): Answer => rows.map((row) => Object.values(row).map(String));

function summedBy([row]: readonly Row[]): Answer {
  const [count, ids, letters, numbers] = Object.values(row!);
  return [[String(count), String(ids), String(letters), Number(numbers).toFixed(3)]];
}
