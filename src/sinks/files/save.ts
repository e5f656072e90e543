import type { FileSystem } from '../../environment/environment.ts';
import { fail } from '../../errors/stream-error.ts';
import type { WrittenFile } from '../../formats/files/manifest.ts';
import type { SaveMode, Sink } from '../sink.ts';
import type { PartFiles } from './part-files.ts';

interface SaveRequest {
  readonly root: string;
  readonly save: SaveMode;
  readonly files: FileSystem;
  readonly parts: (folder: string) => PartFiles;
  readonly partitioned: boolean;
  /** Overwriting replaces only the folders of partitions that get rows. */
  readonly dynamic: boolean;
  readonly stageId: string;
}

/**
 * One write of a batch. Files are made in `_temporary`, then moved to their place; `_SUCCESS` says that all are there. A write that fails before leaves what was
 * there before as it was.
 */
export function saveOnce(request: SaveRequest): Sink {
  const { root, save, files } = request;
  return {
    description: `FileSink[${root}]`,
    lastCommitted: () => Promise.resolve(undefined),
    write: (_batchId, chunks) => {
      const exists = files.exists(root);
      if (exists && save === 'ignore') return Promise.resolve();
      if (exists && save === 'error') fail('PATH_ALREADY_EXISTS', { outputPath: `file:${root}` });
      const stage = `${root}/_temporary/${request.stageId}`;
      const out = request.parts(stage);
      try {
        files.makeDirectory(stage);
        for (const chunk of chunks) out.add(chunk);
        if (!request.partitioned) out.addEmpty();
        publish(request, stage, out.finish());
      } catch (error) {
        out.abandon();
        throw error;
      } finally {
        files.remove(`${root}/_temporary`);
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function publish({ root, save, files, dynamic }: SaveRequest, stage: string, written: readonly WrittenFile[]): void {
  const folders = new Set(written.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  if (save === 'overwrite') {
    if (dynamic) for (const folder of folders) emptyFolder(files, folder === '' ? root : `${root}/${folder}`);
    else emptyFolder(files, root);
  }
  for (const folder of folders) files.makeDirectory(folder === '' ? root : `${root}/${folder}`);
  for (const { path } of written) files.rename(`${stage}/${path}`, `${root}/${path}`);
  files.open(`${root}/_SUCCESS`, 'w').close();
  for (const folder of folders) files.syncDirectory(folder === '' ? root : `${root}/${folder}`);
}

function emptyFolder(files: FileSystem, folder: string): void {
  if (!files.exists(folder)) return;
  for (const name of files.list(folder)) if (name !== '_temporary') files.remove(`${folder}/${name}`);
}
