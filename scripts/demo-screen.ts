import type { WriteStream } from 'node:tty';
import type { StreamingQueryProgress } from '../src/index.ts';

export interface CountRow { readonly start: string; readonly page: string; readonly clicks: bigint }

/** Where the demo shows itself: a table that is drawn over on a terminal; a line per batch, and a table per window, elsewhere. */
export interface Screen {
  print(text: string): void;
  rows(rows: readonly CountRow[]): void;
  progress(progress: StreamingQueryProgress): void;
  close(): void;
}

const windowsShown = 3;

export function openScreen(out: WriteStream): Screen {
  const counts = new Map<string, Map<string, bigint>>();
  let drawn = 0;
  let announced = '';
  const erase = (): void => {
    if (drawn > 0) out.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  return {
    print: (text) => {
      erase();
      out.write(`${text}\n`);
    },
    rows: (rows) => {
      for (const { start, page, clicks } of rows) {
        if (!counts.has(start)) counts.set(start, new Map());
        counts.get(start)!.set(page, clicks);
      }
      for (const start of [...counts.keys()].slice(0, -windowsShown)) counts.delete(start);
    },
    progress: (progress) => {
      if (out.isTTY) {
        const lines = [...tableOf(counts), '', statusLine(progress)].map((line) => line.slice(0, (out.columns > 0 ? out.columns : 80) - 1));
        erase();
        out.write(`${lines.join('\n')}\n`);
        drawn = lines.length;
        return;
      }
      const newest = [...counts.keys()].at(-1) ?? '';
      if (newest !== announced && announced !== '') out.write(`${tableOf(counts).join('\n')}\n`);
      announced = newest;
      out.write(`${statusLine(progress)}\n`);
    },
    close: () => { drawn = 0; },
  };
}

/** A row per page, a column per window, newest right. */
function tableOf(counts: ReadonlyMap<string, ReadonlyMap<string, bigint>>): string[] {
  if (counts.size === 0) return [];
  const pages = [...new Set([...counts.values()].flatMap((window) => [...window.keys()]))].sort();
  const line = (head: string, cells: readonly string[]): string => `${head.padEnd(12)}${cells.map((cell) => cell.padStart(14)).join('')}`;
  return [
    line('page', [...counts.keys()].map((start) => `from ${start}`)),
    ...pages.map((page) => line(page, [...counts.values()].map((window) => window.get(page)?.toLocaleString('en') ?? '–'))),
  ];
}

/** Fits 80 columns. */
function statusLine({ batchId, processedRowsPerSecond, inputRowsPerSecond, eventTime, stateOperators }: StreamingQueryProgress): string {
  const rate = inputRowsPerSecond ?? processedRowsPerSecond ?? 0;
  const [state] = stateOperators;
  return [
    `batch ${batchId}`, `${Math.round(rate).toLocaleString('en')} rows/s`, `watermark ${(eventTime?.['watermark'] ?? '–').slice(0, 19)}`,
    `state ${(state?.numRowsTotal ?? 0).toLocaleString('en')} rows ${Math.ceil((state?.memoryUsedBytes ?? 0) / 1024).toLocaleString('en')}K`,
  ].join(' | ');
}
