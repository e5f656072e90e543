import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NexmarkEvent, nexmarkEvent } from '../../src/sources/nexmark/generator.ts';

export const bidsSchema = 'auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP, extra STRING';
export const auctionsSchema = 'id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT, dateTime TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra STRING';

/** Files of one stream, in order, and the rows they hold. File `i` of all streams belongs to the same moments: one batch reads one file of each. */
export interface EventFiles { readonly files: readonly string[]; readonly rows: number }
export interface Events { readonly bids: EventFiles; readonly auctions: EventFiles }

const bidsPerFile = 100_000;

/** Nexmark bids and the auctions among them as lines of JSON, seeded, event time in order. Made once per size and rate. */
export function writeEvents(cache: string, bids: number, eventsPerSecond: number): Events {
  const target = join(cache, `nexmark-${bids}-${eventsPerSecond}`);
  if (!existsSync(target)) {
    const parts = `${target}.part`;
    for (const name of ['bids', 'auctions']) mkdirSync(join(parts, name), { recursive: true });
    let event = 0;
    for (let file = 0; file * bidsPerFile < bids; file++) {
      const lines: Record<'bids' | 'auctions', string[]> = { bids: [], auctions: [] };
      for (const want = Math.min(bidsPerFile, bids - file * bidsPerFile); lines.bids.length < want; event++) {
        const one = nexmarkEvent(event, { seed: 1, firstEventRate: eventsPerSecond, baseTimeMs: Date.UTC(2024, 0, 1), outOfOrderGroupSize: 1 });
        if (one.type === 1) lines.auctions.push(lineOf(one));
        if (one.type === 2) lines.bids.push(lineOf(one));
      }
      for (const name of ['bids', 'auctions'] as const) writeFileSync(join(parts, name, `${String(file).padStart(4, '0')}.json`), `${lines[name].join('\n')}\n`);
    }
    renameSync(parts, target);
  }
  return { bids: filesOf(join(target, 'bids')), auctions: filesOf(join(target, 'auctions')) };
}

function filesOf(folder: string): EventFiles {
  const files = readdirSync(folder).sort().map((name) => join(folder, name));
  return { files, rows: files.reduce((sum, file) => sum + lineCount(readFileSync(file)), 0) };
}

function lineCount(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function lineOf(event: NexmarkEvent): string {
  if (event.type === 2) {
    const { auction, bidder, price, channel, url, dateTimeMicros, extra } = event.bid;
    return JSON.stringify({ auction: Number(auction), bidder: Number(bidder), price: Number(price), channel, url, dateTime: textOf(dateTimeMicros), extra });
  }
  if (event.type === 1) {
    const { id, itemName, description, initialBid, reserve, dateTimeMicros, expiresMicros, seller, category, extra } = event.auction;
    return JSON.stringify({ id: Number(id), itemName, description, initialBid: Number(initialBid), reserve: Number(reserve), dateTime: textOf(dateTimeMicros), expires: textOf(expiresMicros), seller: Number(seller), category: Number(category), extra });
  }
  return '';
}

function textOf(micros: bigint): string {
  return new Date(Number(micros / 1000n)).toISOString().slice(0, -1).replace('T', ' ');
}
