import { parseDurationSeconds } from './duration.ts';
import type { OptionRow } from './source.ts';

const isBoolean = (value: string): string | undefined => (/^(true|false)$/i.test(value) ? undefined : 'true or false');
const isPositive = (value: string): string | undefined => (/^\d{1,15}$/.test(value) && Number(value) > 0 ? undefined : 'a whole number above 0');
const isShare = (value: string): string | undefined => (value.trim() !== '' && Number(value) >= 0 && Number(value) <= 1 ? undefined : 'a number from 0 to 1');
const isDuration = (value: string): string | undefined => (/^\d+\s*(us|ms|s|m|min|h|d)?$/i.test(value.trim()) ? undefined : 'a duration such as 7d');

/** Options of every source of files. Those about triggers mean something in streams only. */
export const fileOptions: readonly OptionRow[] = [
  { name: 'path', doc: 'File, folder or pattern (`*`, `?`, `[a-c]`, `{x,y}`). Streams take one.' },
  { name: 'basePath', doc: 'Folder where the folders `name=value` of partition columns begin; default: the paths that are read.' },
  { name: 'recursiveFileLookup', doc: 'Read folders below folders too.', default: 'false', check: isBoolean },
  { name: 'pathGlobFilter', doc: 'Pattern that names of files must match.' },
  { name: 'modifiedBefore', doc: 'Only files changed before this time, in the time zone of the option timeZone or the session (batches only).' },
  { name: 'modifiedAfter', doc: 'Only files changed after this time, likewise (batches only).' },
  { name: 'ignoreMissingFiles', doc: 'A file that went away between listing and reading is skipped; default: spark.sql.files.ignoreMissingFiles.', check: isBoolean },
  { name: 'ignoreCorruptFiles', doc: 'A file that cannot be read is skipped; default: spark.sql.files.ignoreCorruptFiles.', check: isBoolean },
  { name: 'encoding', doc: 'Character set of JSON and CSV: UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE, UTF-16LE or UTF-32. Files in others than UTF-8 are read whole. Text is always UTF-8.', default: 'UTF-8' },
  { name: 'charset', doc: 'The same as encoding.' },
  { name: 'maxFilesPerTrigger', doc: 'At most so many new files per batch.', check: isPositive },
  { name: 'maxBytesPerTrigger', doc: 'New files of at most so many bytes per batch, but always one. Not together with maxFilesPerTrigger.', check: isPositive },
  { name: 'latestFirst', doc: 'The newest files come first. With a limit per batch, maxFileAge is ignored then.', default: 'false', check: isBoolean },
  { name: 'fileNameOnly', doc: 'Files are told apart by name, not by path.', default: 'false', check: isBoolean },
  { name: 'maxFileAge', doc: 'Files so much older than the newest one seen are ignored, except in the first batch.', default: '7d', check: isDuration },
  { name: 'maxCachedFiles', doc: 'Listed files kept for the next batches.', default: '10000', check: (value) => (/^\d{1,15}$/.test(value) ? undefined : 'a whole number') },
  { name: 'discardCachedInputRatio', doc: 'Kept files are listed anew when fewer than this share of a full batch are left.', default: '0.2', check: isShare },
  {
    name: 'cleanSource', doc: 'What happens to a file when its batch is done: off, delete or archive. Best effort.', default: 'off',
    check: (value) => (/^(off|delete|archive)$/i.test(value) ? undefined : 'off, delete or archive'),
  },
  { name: 'sourceArchiveDir', doc: 'Where cleanSource=archive moves files, under their own path.' },
];

export const durationMs = (text: string): number => (/ms$/i.test(text.trim()) ? Number.parseInt(text, 10) : parseDurationSeconds(text) * 1000);
