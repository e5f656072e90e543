import { partitionName } from '../../formats/kafka/topic-partition.ts';
import { type Offsets, offsetsOf } from './offsets.ts';

/** Number of offsets in (start, end]; a partition without a start counts from `added`. */
export function offsetsBetween(start: Offsets, end: Offsets, added: Offsets): number {
  let count = 0;
  for (const [name, { offset }] of end) count += Math.max(0, offset - ((start.get(name) ?? added.get(name))?.offset ?? offset));
  return count;
}

/**
 * maxOffsetsPerTrigger. Each partition gets its share of the limit in proportion to what waits there, rounded down, but one at least
 * when anything waits: a small partition never starves, so the limit may be passed by as many offsets as there are partitions.
 */
export function limitOffsets(limit: number, start: Offsets, end: Offsets, added: Offsets): Offsets {
  const total = offsetsBetween(start, end, added);
  if (total < 1) return end;
  return offsetsOf([...end.values()].map((row) => {
    const begin = (start.get(partitionName(row)) ?? added.get(partitionName(row)))?.offset;
    const size = begin === undefined ? 0 : row.offset - begin;
    if (begin === undefined || size <= 0) return row;
    const share = limit * (size / total);
    return { ...row, offset: Math.min(row.offset, begin + (share < 1 ? Math.ceil(share) : Math.floor(share))) };
  }));
}
