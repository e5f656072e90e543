import { Random } from './random.ts';
import * as words from './words.ts';

/**
 * The eight tables of TPC-H by its rules for keys, values and how they depend on each other; one text line per row, `|` between columns. The prose of
 * comments is our own. Scale 1 has about 6 million line items.
 */

export const schemas: Readonly<Record<string, string>> = {
  region: 'r_regionkey INT, r_name STRING, r_comment STRING',
  nation: 'n_nationkey INT, n_name STRING, n_regionkey INT, n_comment STRING',
  supplier: 's_suppkey INT, s_name STRING, s_address STRING, s_nationkey INT, s_phone STRING, s_acctbal DECIMAL(15,2), s_comment STRING',
  part: 'p_partkey INT, p_name STRING, p_mfgr STRING, p_brand STRING, p_type STRING, p_size INT, p_container STRING, p_retailprice DECIMAL(15,2), p_comment STRING',
  partsupp: 'ps_partkey INT, ps_suppkey INT, ps_availqty INT, ps_supplycost DECIMAL(15,2), ps_comment STRING',
  customer: 'c_custkey INT, c_name STRING, c_address STRING, c_nationkey INT, c_phone STRING, c_acctbal DECIMAL(15,2), c_mktsegment STRING, c_comment STRING',
  orders: 'o_orderkey INT, o_custkey INT, o_orderstatus STRING, o_totalprice DECIMAL(15,2), o_orderdate DATE, o_orderpriority STRING, o_clerk STRING, o_shippriority INT, o_comment STRING',
  lineitem: 'l_orderkey INT, l_partkey INT, l_suppkey INT, l_linenumber INT, l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2), '
    + 'l_returnflag STRING, l_linestatus STRING, l_shipdate DATE, l_commitdate DATE, l_receiptdate DATE, l_shipinstruct STRING, l_shipmode STRING, l_comment STRING',
};

/** Rows of every table, by name. Orders and line items are made together: an order's status and price come from its lines. */
export function generate(scale: number, seed: number): ReadonlyMap<string, readonly string[]> {
  const counts = { supplier: Math.max(1, Math.round(scale * 10_000)), part: Math.max(1, Math.round(scale * 200_000)), customer: Math.max(3, Math.round(scale * 150_000)) };
  const random = new Random(seed);
  const made = new Map<string, readonly string[]>();
  made.set('region', words.regions.map((name, key) => row(key, name, comment(random, 31, 115))));
  made.set('nation', words.nations.map(([name, region], key) => row(key, name, region, comment(random, 31, 114))));
  made.set('supplier', suppliers(random, counts.supplier));
  made.set('part', listOf(counts.part, (key) => part(random, key)));
  made.set('partsupp', listOf(counts.part * 4, (at) => offer(random, Math.ceil(at / 4), (at - 1) % 4, counts.supplier)));
  made.set('customer', listOf(counts.customer, (key) => customer(random, key)));
  const { orders, lines } = ordersWithLines(random, counts, scale);
  made.set('orders', orders);
  made.set('lineitem', lines);
  return made;
}

interface Counts { readonly supplier: number; readonly part: number; readonly customer: number }

/** Of every 2000 suppliers one has complaints and one is recommended, in its comment. */
function suppliers(random: Random, count: number): readonly string[] {
  const marked = Math.max(1, Math.round(count / 2000));
  const chosen = random.several(Array.from({ length: count }, (_, at) => at + 1), Math.min(count, marked * 2));
  const complaints = new Set(chosen.slice(0, marked));
  const praise = new Set(chosen.slice(marked));
  return listOf(count, (key) => {
    const nation = random.whole(0, 24);
    const text = comment(random, 25, 70);
    const note = complaints.has(key) ? `Customer ${text} Complaints` : praise.has(key) ? `Customer ${text} Recommends` : text;
    return row(key, `Supplier#${digits(key)}`, random.letters(10, 40), nation, phone(random, nation), cents(random.whole(-99_999, 999_999)), note);
  });
}

function part(random: Random, key: number): string {
  const maker = random.whole(1, 5);
  const type = words.typeSyllables.map((list) => random.pick(list)).join(' ');
  const container = words.containerSyllables.map((list) => random.pick(list)).join(' ');
  return row(
    key, random.several(words.colors, 5).join(' '), `Manufacturer#${maker}`, `Brand#${maker}${random.whole(1, 5)}`, type, random.whole(1, 50), container, cents(retailPrice(key)), comment(random, 5, 22),
  );
}

function retailPrice(partKey: number): number { return 90_000 + (Math.floor(partKey / 10) % 20_001) + 100 * (partKey % 1000); }

function offer(random: Random, partKey: number, turn: number, suppliersCount: number): string {
  return row(partKey, supplierOf(partKey, turn, suppliersCount), random.whole(1, 9999), cents(random.whole(100, 100_000)), comment(random, 49, 198));
}

/** The four suppliers of a part, spread over all of them. */
function supplierOf(partKey: number, turn: number, count: number): number {
  return ((partKey + turn * (Math.floor(count / 4) + Math.floor((partKey - 1) / count))) % count) + 1;
}

function customer(random: Random, key: number): string {
  const nation = random.whole(0, 24);
  return row(key, `Customer#${digits(key)}`, random.letters(10, 40), nation, phone(random, nation), cents(random.whole(-99_999, 999_999)), random.pick(words.segments), comment(random, 29, 116));
}

/** Ten orders per customer, though every third customer never orders; of 32 order keys only the first 8 are used. */
function ordersWithLines(random: Random, counts: Counts, scale: number): { readonly orders: string[]; readonly lines: string[] } {
  const orders: string[] = [];
  const lines: string[] = [];
  const clerks = Math.max(1, Math.round(scale * 1000));
  for (let index = 0; index < counts.customer * 10; index++) {
    const key = Math.floor(index / 8) * 32 + (index % 8) + 1;
    let buyer = random.whole(1, counts.customer);
    while (buyer % 3 === 0) buyer = random.whole(1, counts.customer);
    const ordered = random.whole(firstDay, lastDay - 151);
    let total = 0;
    let open = 0;
    const count = random.whole(1, 7);
    for (let number = 1; number <= count; number++) {
      const line = lineItem(random, key, number, ordered, counts);
      lines.push(line.text);
      total += line.charged;
      if (line.open) open++;
    }
    const status = open === 0 ? 'F' : open === count ? 'O' : 'P';
    orders.push(row(key, buyer, status, cents(Math.round(total)), day(ordered), random.pick(words.priorities), `Clerk#${digits(random.whole(1, clerks))}`, 0, comment(random, 19, 78)));
  }
  return { orders, lines };
}

function lineItem(random: Random, orderKey: number, number: number, ordered: number, counts: Counts): { readonly text: string; readonly charged: number; readonly open: boolean } {
  const partKey = random.whole(1, counts.part);
  const supplier = supplierOf(partKey, random.whole(0, 3), counts.supplier);
  const quantity = random.whole(1, 50);
  const price = quantity * retailPrice(partKey);
  const discount = random.whole(0, 10);
  const tax = random.whole(0, 8);
  const shipped = ordered + random.whole(1, 121);
  const committed = ordered + random.whole(30, 90);
  const received = shipped + random.whole(1, 30);
  const open = shipped > currentDay;
  const returned = received <= currentDay ? random.pick(['R', 'A']) : 'N';
  const text = row(
    orderKey, partKey, supplier, number, cents(quantity * 100), cents(price), cents(discount), cents(tax), returned, open ? 'O' : 'F',
    day(shipped), day(committed), day(received), random.pick(words.instructions), random.pick(words.modes), comment(random, 10, 43),
  );
  return { text, charged: (price * (100 + tax) * (100 - discount)) / 10_000, open };
}

const millisPerDay = 86_400_000;
const firstDay = Date.UTC(1992, 0, 1) / millisPerDay;
const currentDay = Date.UTC(1995, 5, 17) / millisPerDay;
const lastDay = Date.UTC(1998, 11, 31) / millisPerDay;
const days = new Map<number, string>();

function day(number: number): string {
  const known = days.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * millisPerDay).toISOString().slice(0, 10);
  days.set(number, text);
  return text;
}

function phone(random: Random, nation: number): string { return `${nation + 10}-${random.whole(100, 999)}-${random.whole(100, 999)}-${random.whole(1000, 9999)}`; }

/** Words up to a length between the two bounds. */
function comment(random: Random, least: number, most: number): string {
  const length = random.whole(least, most);
  let text = random.pick(words.prose);
  while (text.length < length) text += ` ${random.pick(words.prose)}`;
  return text.slice(0, length).trimEnd();
}

function digits(key: number): string { return String(key).padStart(9, '0'); }

function cents(amount: number): string {
  const size = Math.abs(amount);
  return `${amount < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}

function row(...cells: readonly (string | number)[]): string { return cells.join('|'); }

function listOf(count: number, make: (key: number) => string): string[] { return Array.from({ length: count }, (_, at) => make(at + 1)); }
