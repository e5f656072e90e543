// What one writes by hand when only this job has to run: JSON.parse, a Map per window, windows closed by the watermark.
import { readFileSync } from 'node:fs';
import { digestOf, serve } from '../harness/engine.mjs';
import { delayMs, priceMin, windowMs } from './job.mjs';

await serve(async ({ tables: [{ files }] }) => {
  const blocks = files.map((file) => readFileSync(file));
  const emitted = [];
  const pass = () => {
    emitted.length = 0;
    count(blocks, emitted);
  };
  pass();
  const answers = emitted.flatMap(([start, counts]) => [...counts].map(([auction, n]) => [start, auction, n]));
  return { answers: digestOf(answers), pass };
});

function count(blocks, emitted) {
  const windows = new Map();
  let newest = 0;
  for (const bytes of blocks) {
    for (let start = 0, end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) {
      const event = JSON.parse(bytes.latin1Slice(start, end));
      const time = Date.parse(`${event.dateTime}Z`);
      if (time > newest) newest = time;
      if (!(event.price > priceMin)) continue;
      const windowStart = time - time % windowMs;
      let counts = windows.get(windowStart);
      if (counts === undefined) windows.set(windowStart, (counts = new Map()));
      counts.set(event.auction, (counts.get(event.auction) ?? 0) + 1);
    }
    for (const [windowStart, counts] of windows) {
      if (windowStart + windowMs > newest - delayMs) continue;
      emitted.push([windowStart, counts]);
      windows.delete(windowStart);
    }
  }
}
