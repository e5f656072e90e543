import type { FileSystem } from '../../src/environment/environment.ts';
import type { SegmentEntry } from '../../src/state/entries.ts';
import { Log, openLog, segmentsOf, type SegmentStart } from '../../src/state/log.ts';
import type { LogRecord } from '../../src/state/record.ts';

/**
 * Takes the last commit out of the log of a checkpoint nobody uses, and with `offsets` the last offsets too: what a crash before them would
 * have left. The rest is written again as one segment.
 */
export function rewind(files: FileSystem, path: string, what: { readonly offsets: boolean }): void {
  const directory = `${path}/log`;
  const records: LogRecord[] = [];
  openLog(files, directory, ({ record }) => { records.push({ ...record, payload: Uint8Array.from(record.payload) }); }, { readOnly: true });
  dropLast(records, 'commit');
  if (what.offsets) dropLast(records, 'offsets');
  const { before: _before, oldest: _oldest, ...first } = records.find((record) => record.kind === 'segment')!.header as SegmentEntry & SegmentStart;
  for (const segment of segmentsOf(files, directory)) files.remove(`${directory}/${String(segment).padStart(8, '0')}.log`);
  // The lock notes where the log ended at the last stop.
  files.remove(`${path}/lock`);
  const log = new Log(files, directory, { segment: 0, length: 0, crc: 0 });
  log.roll(first, undefined);
  for (const record of records) if (record.kind !== 'segment') log.append(record.kind, record.header, [record.payload]);
  log.sync();
  log.close();
}

function dropLast(records: LogRecord[], kind: LogRecord['kind']): void {
  const at = records.map((record) => record.kind).lastIndexOf(kind);
  if (at >= 0) records.splice(at, 1);
}
