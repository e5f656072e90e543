import type { Chunk } from '../columnar/chunk.ts';
import type { BatchContext } from './context.ts';
import type { OperatorTree, SourceLeaf } from './operator.ts';

/**
 * Runs one batch through a tree that has begun it: every leaf in order, every chunk of a source with an empty chunk arena.
 * `read` gives the rows of a source leaf; a chunk is good until the next one is asked for.
 */
export async function feedTree(tree: OperatorTree, context: BatchContext, read: (leaf: SourceLeaf, index: number) => AsyncIterable<Chunk> | Iterable<Chunk>): Promise<void> {
  for (const [index, leaf] of tree.leaves.entries()) {
    context.arena.reset();
    if (leaf.kind === 'local') {
      leaf.run(context);
      continue;
    }
    for await (const chunk of read(leaf, index)) {
      context.arena.reset();
      leaf.push(chunk, context);
    }
    context.arena.reset();
    leaf.finish(context);
  }
  context.arena.reset();
}

/** The same, when all sources are at hand. */
export function feedTreeNow(tree: OperatorTree, context: BatchContext, read: (leaf: SourceLeaf, index: number) => Iterable<Chunk>): void {
  for (const [index, leaf] of tree.leaves.entries()) {
    context.arena.reset();
    if (leaf.kind === 'local') leaf.run(context);
    else {
      for (const chunk of read(leaf, index)) {
        context.arena.reset();
        leaf.push(chunk, context);
      }
      context.arena.reset();
      leaf.finish(context);
    }
  }
  context.arena.reset();
}
