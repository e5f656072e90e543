import type { VariantBuilder } from './build.ts';
import type { VariantStep } from './path.ts';
import { fieldsOf, isNull, itemsOf, kindOf, type VariantAt } from './read.ts';

/** A step that wants an object where there is none, or an array. `depth` steps were walked before. */
export class PathMismatch extends Error {
  readonly depth: number;
  constructor(depth: number) {
    super(`step ${depth} does not fit`);
    this.depth = depth;
  }
}

/** What happens at the end of a path. `insert` makes what is missing on the way, `set` too when `create` says so; `append` and `delete` leave it. */
export type Edit =
  | { readonly edit: 'insert'; readonly value: VariantAt }
  | { readonly edit: 'set'; readonly value: VariantAt; readonly create: boolean }
  | { readonly edit: 'append'; readonly value: VariantAt }
  | { readonly edit: 'delete' };

/** Appends a variant with one edit made. */
export function appendEdited(variant: VariantAt, path: readonly VariantStep[], edit: Edit, into: VariantBuilder, depth = 0): void {
  const step = path[depth];
  if (step === undefined) { appendEnd(variant, edit, into, depth); return; }
  const kind = kindOf(variant);
  if (kind !== ('key' in step ? 'object' : 'array')) {
    if (edit.edit !== 'delete') throw new PathMismatch(depth);
    into.variant(variant);
    return;
  }
  if ('key' in step) into.object(editedFields(fieldsOf(variant), step.key, path, edit, into, depth), run);
  else into.array(editedItems(itemsOf(variant), step.index, path, edit, into, depth), run);
}

/** Appends a variant without null fields, and with `arrays` without null elements. */
export function appendStripped(variant: VariantAt, arrays: boolean, into: VariantBuilder): void {
  const strip = (value: VariantAt): void => appendStripped(value, arrays, into);
  switch (kindOf(variant)) {
    case 'object': into.object(fieldsOf(variant).filter(([, value]) => !isNull(value)), strip); return;
    case 'array': into.array(itemsOf(variant).filter((value) => !arrays || !isNull(value)), strip); return;
    default: into.variant(variant);
  }
}

type Write = () => void;
const run = (write: Write): void => write();

function editedFields(fields: readonly (readonly [string, VariantAt])[], key: string, path: readonly VariantStep[], edit: Edit, into: VariantBuilder, depth: number): (readonly [string, Write])[] {
  const found = fields.some(([name]) => name === key);
  const last = depth === path.length - 1;
  const kept = fields.filter(([name]) => !(last && edit.edit === 'delete' && name === key)).map(([name, value]): readonly [string, Write] => {
    if (name !== key || (last && edit.edit === 'insert')) return [name, () => into.variant(value)];
    return [name, () => appendEdited(value, path, edit, into, depth + 1)];
  });
  const added = makes(edit) && (!found || (last && edit.edit === 'insert'));
  return added ? [...kept, [key, () => appendMade(path, edit.value, into, depth + 1)]] : kept;
}

function editedItems(items: readonly VariantAt[], index: number, path: readonly VariantStep[], edit: Edit, into: VariantBuilder, depth: number): Write[] {
  const last = depth === path.length - 1;
  const writes = items.map((item, at): Write => (at === index && !(last && (edit.edit === 'insert' || edit.edit === 'delete')) ? () => appendEdited(item, path, edit, into, depth + 1) : () => into.variant(item)));
  if (last && edit.edit === 'delete') return writes.filter((_, at) => at !== index);
  if (!makes(edit)) return writes;
  const made = (): void => appendMade(path, edit.value, into, depth + 1);
  if (index >= items.length) return [...writes, ...Array.from({ length: index - items.length }, (): Write => () => into.null()), made];
  return last && edit.edit === 'insert' ? writes.toSpliced(index, 0, made) : writes;
}

function makes(edit: Edit): edit is Extract<Edit, { edit: 'insert' | 'set' }> {
  return edit.edit === 'insert' || (edit.edit === 'set' && edit.create);
}

/** What the rest of a path leads to when there was nothing. */
function appendMade(path: readonly VariantStep[], value: VariantAt, into: VariantBuilder, depth: number): void {
  const step = path[depth];
  if (step === undefined) { into.variant(value); return; }
  const inner = (): void => appendMade(path, value, into, depth + 1);
  if ('key' in step) into.object([[step.key, inner]], run);
  else into.array([...Array.from({ length: step.index }, (): Write => () => into.null()), inner], run);
}

function appendEnd(variant: VariantAt, edit: Edit, into: VariantBuilder, depth: number): void {
  if (edit.edit === 'set') into.variant(edit.value);
  else if (edit.edit === 'append') {
    if (kindOf(variant) !== 'array') throw new PathMismatch(depth);
    into.array([...itemsOf(variant), edit.value], (item) => into.variant(item));
  } else into.variant(variant);
}
