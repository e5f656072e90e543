import { resolve } from 'node:path';
import type { FileSystem } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import { filesOfManifest } from '../formats/files/manifest.ts';
import { parseTimestamp } from '../types/timestamp-text.ts';
import { offsetAt, zoneOf } from '../types/time-zone.ts';
import type { SourceOptions } from './source.ts';

export interface ListedFile { readonly path: string; readonly size: number; readonly modifiedMs: number }

/** Absolute path of what a user wrote: `file:/a/b`, `file:///a/b`, `a/b`. */
export function absolutePath(path: string): string {
  return resolve(path.replace(/^file:(?:\/\/)?(?=\/)/, ''));
}

/** Characters that make a path a pattern. */
export function isPattern(path: string): boolean { return /[*?[\]{}]/.test(path); }

/**
 * The files of some paths: a file itself, the files right below a folder and in its folders of partitions (`name=value`; all below it with recursiveFileLookup),
 * for a pattern those of everything it matches. Names that begin with `_` or `.` are hidden. Of a folder that a streaming sink fills, the files its log names.
 * In order of the paths, each folder by name.
 */
export function listFiles(files: FileSystem, paths: readonly string[], options: SourceOptions, setting: (key: string) => string | undefined): readonly ListedFile[] {
  const filter = options['pathglobfilter'] === undefined ? undefined : patternOf(options['pathglobfilter']);
  const inTime = timeFilter(options, setting);
  const recursive = options['recursivefilelookup']?.toLowerCase() === 'true';
  const found: ListedFile[] = [];
  for (const path of paths) {
    const named = isPattern(path) ? undefined : filesOfManifest(files, path);
    if (named !== undefined) {
      found.push(...named.filter((file) => filter?.test(nameOf(file.path)) !== false));
      continue;
    }
    for (const root of isPattern(path) ? matches(files, path) : [path]) found.push(...listRoot(files, root, { recursive, filter }));
  }
  return inTime === undefined ? found : found.filter(inTime);
}

/**
 * modifiedBefore and modifiedAfter, as Spark has it: the threshold is read in the time zone, and the time of a file is moved into that zone before they are
 * compared. In another zone than UTC that counts its offset twice.
 */
function timeFilter(options: SourceOptions, setting: (key: string) => string | undefined): ((file: ListedFile) => boolean) | undefined {
  if (options['modifiedbefore'] === undefined && options['modifiedafter'] === undefined) return undefined;
  const zone = zoneOf(options['timezone'] ?? setting('spark.sql.session.timeZone') ?? 'UTC');
  const threshold = (name: 'modifiedBefore' | 'modifiedAfter'): bigint | undefined => {
    const text = options[name.toLowerCase()];
    return text === undefined ? undefined : parseTimestamp(text, zone) ?? fail('TIDEMARK_INVALID_OPTION', { option: name, value: text, expected: 'a time such as 2024-01-31T12:00:00' });
  };
  const [before, after] = [threshold('modifiedBefore'), threshold('modifiedAfter')];
  return ({ modifiedMs }) => {
    const micros = BigInt(Math.floor(modifiedMs)) * 1000n;
    const local = micros + BigInt(offsetAt(zone, Number(micros / 1_000_000n))) * 1_000_000n;
    return (before === undefined || local < before) && (after === undefined || local > after);
  };
}

/** Folders where paths of partitions begin: those that were asked for, or the option basePath. */
export function basesOf(files: FileSystem, paths: readonly string[], options: SourceOptions): ReadonlySet<string> {
  if (options['basepath'] !== undefined) return new Set([absolutePath(options['basepath'])]);
  const roots = paths.flatMap((path) => (isPattern(path) ? matches(files, path) : [path]));
  return new Set(roots.map((root) => (statOf(files, root)?.directory === false ? root.slice(0, Math.max(1, root.lastIndexOf('/'))) : root)));
}

/** Fails for a path that does not exist, and in batches for a pattern that matches nothing. */
export function expectPaths(files: FileSystem, paths: readonly string[], streaming: boolean): void {
  for (const path of paths) if (isPattern(path) ? !streaming && matches(files, path).length === 0 : !files.exists(path)) fail('PATH_NOT_FOUND', { path: `file:${path}` });
}

interface CollectOptions { readonly recursive: boolean; readonly filter: RegExp | undefined }

/** Where there are folders of partitions, files beside them do not count, and neither do plain folders without them. */
function listRoot(files: FileSystem, root: string, options: CollectOptions): readonly ListedFile[] {
  const found: ListedFile[] = [];
  collect(files, root, options, found);
  if (options.recursive) return found;
  const below = found.filter(({ path }) => path.slice(root.length + 1).includes('/'));
  const partitioned = below.filter(({ path }) => path.slice(root.length + 1, path.lastIndexOf('/')).split('/').some((part) => /^[^=]+=./.test(part)));
  return partitioned.length > 0 ? partitioned : found.filter((file) => !below.includes(file));
}

function collect(files: FileSystem, path: string, options: CollectOptions, found: ListedFile[]): void {
  const stat = statOf(files, path);
  if (stat === undefined) return;
  if (!stat.directory) {
    if (options.filter?.test(nameOf(path)) !== false) found.push({ path, size: stat.size, modifiedMs: Math.floor(stat.modifiedMs) });
    return;
  }
  for (const child of listOf(files, path)) if (!isHidden(child)) collect(files, `${path === '/' ? '' : path}/${child}`, options, found);
}

function nameOf(path: string): string { return path.slice(path.lastIndexOf('/') + 1); }

function isHidden(name: string): boolean {
  return (name.startsWith('_') && !name.includes('=')) || name.startsWith('.') || name.endsWith('._COPYING_');
}

/** What a pattern names, level by level. */
function matches(files: FileSystem, pattern: string): readonly string[] {
  let bases = [''];
  for (const part of splitPattern(pattern)) {
    if (!isPattern(part)) {
      bases = bases.map((base) => `${base}/${part}`);
      continue;
    }
    const regex = patternOf(part);
    bases = bases.flatMap((base) => listOf(files, base === '' ? '/' : base).filter((name) => regex.test(name) && !isHidden(name)).map((name) => `${base}/${name}`));
  }
  return bases.filter((path) => statOf(files, path) !== undefined);
}

/** At slashes outside of braces. */
export function splitPattern(pattern: string): readonly string[] {
  return (pattern.match(/(?:\{[^}]*\}|[^/{])+/g) ?? []);
}

/** A glob of one name: `*`, `?`, `[a-c]`, `[^a]`, `{x,y}`, `\` before a character that means itself. */
export function patternOf(glob: string): RegExp {
  let source = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at]!;
    if (char === '\\' && at + 1 < glob.length) source += escapeCharacter(glob[++at]!);
    else if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '{') { source += '(?:'; depth++; } else if (char === '}' && depth > 0) { source += ')'; depth--; } else if (char === ',' && depth > 0) source += '|';
    else if (char === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end < 0) { source += '\\['; continue; }
      source += `[${glob.slice(at + 1, end).replace(/^!/, '^').replace(/\\/g, '\\\\')}]`;
      at = end;
    } else source += escapeCharacter(char);
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`, 'u');
}

const escapeCharacter = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** A file that goes away while we look is not there, and neither is what links that lead back to themselves name. */
function statOf(files: FileSystem, path: string): ReturnType<FileSystem['stat']> | undefined {
  return orMissing(() => files.stat(path));
}

function listOf(files: FileSystem, path: string): readonly string[] {
  return orMissing(() => files.list(path)) ?? [];
}

function orMissing<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw error;
  }
}
