import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nexmarkEvent } from '../../src/sources/nexmark/generator.ts';

const rowsPerFile = 100_000;

/** Nexmark bids as lines of JSON, seeded: event time in order, 10,000 events a second. Made once per size. */
export function writeBids(folder: string, rows: number): readonly string[] {
  const target = join(folder, `bids-${rows}`);
  if (!existsSync(target)) {
    const parts = `${target}.part`;
    mkdirSync(parts, { recursive: true });
    let event = 0;
    const next = (): string => {
      for (;;) {
        const one = nexmarkEvent(event++, { seed: 1, firstEventRate: 10_000, baseTimeMs: Date.UTC(2024, 0, 1), outOfOrderGroupSize: 1 });
        if (one.type !== 2) continue;
        const { auction, bidder, price, channel, url, dateTimeMicros, extra } = one.bid;
        const dateTime = new Date(Number(dateTimeMicros / 1000n)).toISOString().slice(0, -1).replace('T', ' ');
        return JSON.stringify({ auction: Number(auction), bidder: Number(bidder), price: Number(price), channel, url, dateTime, extra });
      }
    };
    for (let file = 0; file * rowsPerFile < rows; file++) {
      const count = Math.min(rowsPerFile, rows - file * rowsPerFile);
      writeFileSync(join(parts, `${String(file).padStart(4, '0')}.json`), `${Array.from({ length: count }, next).join('\n')}\n`);
    }
    renameSync(parts, target);
  }
  return readdirSync(target).sort().map((name) => join(target, name));
}
