// Which row stands at a place of a selection, whether it is NULL, and its group.

@inline export function rowAt(selection: usize, at: usize): usize {
  return selection != 0 ? <usize>load<u32>(selection + (at << 2)) : at;
}

@inline export function isNull(validity: usize, row: usize): bool {
  return validity != 0 && ((<u32>load<u8>(validity + (row >> 3)) >> (<u32>row & 7)) & 1) == 0;
}

@inline export function groupAt(groups: usize, row: usize): usize {
  return <usize>load<u32>(groups + (row << 2));
}
