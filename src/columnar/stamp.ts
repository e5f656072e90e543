import { invariant } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { type Bitmap, intersectBitmaps, isValid } from './bitmap.ts';
import { allocateValues } from './builder.ts';
import type { Rows, Selection } from './chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf, type ValueArray } from './column.ts';
import { nullColumn } from './constant.ts';
import { type RowStep, textOfStep } from './row-step.ts';

/**
 * Loop stamping (design D3): one loop per (function, array kinds, constants, nulls, selection), so that V8 keeps every loop monomorphic and
 * inlines the function. A loop shared by many functions is up to 17 times slower.
 *
 * This is the only generated code of the engine. It is made of the texts of functions in this repository and of nothing else: no name,
 * literal or character of a query ever gets here.
 *
 * | array kind | parameters the function gets | as a result |
 * |---|---|---|
 * | bool   | 0 or 1 | a boolean |
 * | i8 i16 i32 f32 f64 | a number | a number |
 * | i64    | a bigint that fits | a bigint that fits (`BigInt.asIntN(64, …)` keeps it unboxed) |
 * | i128   | a bigint | a bigint |
 * | words  | low and high 32 bits of an i64, both signed: the fast way between i64 and double | `apply` gives the low word, `high` the high one |
 * | bytes  | bytes, start, end | – |
 */
export type ArrayKind = 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'i128' | 'words' | 'f32' | 'f64' | 'bytes';

/** Functions of one row. Only their text is used: they may name their parameters and JavaScript's globals, nothing else. */
export interface RowFunction {
  readonly apply: Text;
  /** False for rows `apply` has no answer for; `apply` is then called only when undefined rows are kept. */
  readonly defined?: Text;
  /** False when the value of `apply` is no answer after all: gets the value and the constants. Not for `words`. */
  readonly fits?: Text;
  readonly high?: Text;
}
type Text = (...values: never[]) => number | bigint | boolean;

/** What becomes of rows without an answer: computed all the same (wrap around), NULL, or an error raised by the callback. */
export type Undefined = 'keep' | 'null' | 'fail';

export interface MapOptions extends RowFunction {
  /** Kinds of the arguments. Default: the layouts of `argumentTypes`. */
  readonly kinds: readonly ArrayKind[];
  readonly returnType: DataType;
  readonly undefinedRows?: Undefined;
  /** Result kind, when it is not the layout of the return type (`words`). */
  readonly returnKind?: ArrayKind;
  /** Further parameters, the same for all rows. */
  readonly constants?: readonly (number | bigint)[];
}

/** Called with the row that has no answer; must throw. */
export type RowFailure = (row: number) => never;
export type MapLoop = (args: readonly Column[], rows: Rows, arena: Arena, onUndefined?: RowFailure) => Column;

/**
 * A vectorised function: NULL in any argument gives NULL, everything else is `apply`. Rows that are NULL or not selected never fail.
 *
 * @example mapRows({ kinds: ['f64'], returnType: doubleType, apply: (x: number) => Math.cbrt(x) })
 */
export function mapRows(options: MapOptions): MapLoop {
  const mode = options.defined === undefined && options.fits === undefined ? 'keep' : options.undefinedRows ?? 'fail';
  const layout = layoutOf(options.returnType);
  const text: LoopText = { ...textsOf(options), kinds: options.kinds, constants: options.constants ?? [], result: options.returnKind ?? (layout as ArrayKind), mode };
  const constants = text.constants.map(constantOf);
  const loops = new Map<string, Loop>();
  const map: MapLoop = (args, rows, arena, onUndefined) => {
    const all = args.every((column) => column.mask === 0);
    if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return nullColumn(options.returnType, rows.rowCount, arena);
    const count = all ? 1 : rows.rowCount;
    const validity = all ? undefined : commonValidity(args, rows.rowCount, arena);
    const selection = all ? undefined : rows.selection;
    const skip = mode === 'fail' ? validity : undefined;
    const out = allocateValues(arena, layout, count)!;
    const bits = mode === 'null' ? copyBitmap(validity, count, arena) : undefined;
    const loop = loopFor(loops, text, args, selection !== undefined, skip !== undefined);
    loop(viewOf(out, text.result), skip, bits, selection, selection?.length ?? count, onUndefined ?? unexpected, ...inputsOf(args, text.kinds), ...constants);
    return makeColumn(options.returnType, rows.rowCount, { values: out, validity: bits ?? validity, mask: all ? 0 : -1 });
  };
  rowTexts.set(map, text);
  return map;
}

const rowTexts = new WeakMap<object, LoopText>();

/** Remembers that a kernel does, row by row, what a loop does, so that it can be put into a step. */
export function sameAsLoop<Kernel extends object>(kernel: Kernel, loop: MapLoop): Kernel {
  const text = rowTexts.get(loop);
  if (text !== undefined) rowTexts.set(kernel, text);
  return kernel;
}

/** What a kernel does with one row, if it is known: over NULLs it stays NULL, everything else is in the text. */
export function rowTextOf(kernel: object): LoopText | undefined {
  return rowTexts.get(kernel);
}

/** Folds `values[from]` up to `values[to]` into `out[place]`; gives where it stopped: at `to`, or at a row that has no answer. */
export type FoldLoop = (out: ValueArray, place: number, values: ValueArray, validity: Bitmap, from: number, to: number) => number;
/** Values and the places they came from. They move together, so that memory is read in order. */
export interface Placed { readonly values: ValueArray; readonly places: Uint32Array }
/** Merges the sorted runs `left` … `middle` and `middle` … `end` of `from` into `to`; false when a comparison has no answer. */
export type MergeLoop = (from: Placed, to: Placed, left: number, middle: number, end: number) => boolean;

/** The step gets the value so far and an element. */
export function foldLoop(step: RowStep): FoldLoop {
  const { functions, body, answer, constants } = textOfStep(step, ['so_far', 'item'], 'return at;');
  const loop = stampOnce([
    functions, `return function fold(pair64, pair32, ${[...constants.map((_, index) => `k${index}, `)].join('')}out, place, values, validity, from, to) {`,
    'for (let at = from; at < to; at++) {', 'if (validity !== undefined && (validity[at >> 3] & (1 << (at & 7))) === 0) return at;',
    'const so_far = out[place], item = values[at];', body, `out[place] = ${answer};`, '} return to; };',
  ].join('\n'));
  return (out, place, values, validity, from, to) => loop(pair64, pair32, ...constants, out, place, values, validity, from, to) as number;
}

/** The step gets two elements and answers, as an INT, which comes first: the left one unless it is above 0. */
export function mergeLoop(step: RowStep): MergeLoop {
  const { functions, body, answer, constants } = textOfStep(step, ['one', 'other'], 'return false;');
  const loop = stampOnce([
    functions, `return function merge(pair64, pair32, ${[...constants.map((_, index) => `k${index}, `)].join('')}values, places, toValues, toPlaces, left, middle, end) {`,
    'let next = left, right = middle;', 'while (left < middle && right < end) {', 'const one = values[left], other = values[right];', body,
    `if (${answer} <= 0) { toValues[next] = one; toPlaces[next++] = places[left++]; } else { toValues[next] = other; toPlaces[next++] = places[right++]; }`, '}',
    'while (left < middle) { toValues[next] = values[left]; toPlaces[next++] = places[left++]; }',
    'while (right < end) { toValues[next] = values[right]; toPlaces[next++] = places[right++]; }', 'return true; };',
  ].join('\n'));
  return (from, to, left, middle, end) => loop(pair64, pair32, ...constants, from.values, from.places, to.values, to.places, left, middle, end) as boolean;
}

const pair64 = new BigInt64Array(1);
const pair32 = new Int32Array(pair64.buffer);

type StepLoop = (...values: readonly unknown[]) => unknown;
const steps = new Map<string, StepLoop>();
/** Steps are as many as there are lambdas; old ones are stamped again. */
const STEPS_KEPT = 200;

function stampOnce(body: string): StepLoop {
  let loop = steps.get(body);
  if (loop === undefined) {
    if (steps.size >= STEPS_KEPT) steps.clear();
    steps.set(body, loop = new Function(`"use strict";\n${body}`)() as StepLoop);
  }
  return loop;
}

export type SelectLoop = (args: readonly Column[], rows: Rows, arena: Arena) => Uint32Array;

/** The rows for which a predicate is true (NULL is not), ascending, found without branching on the answer. */
export function selectRows(options: { readonly kinds: readonly ArrayKind[]; readonly apply: Text; readonly constants?: readonly (number | bigint)[] }): SelectLoop {
  const text: LoopText = { ...textsOf(options), kinds: options.kinds, constants: options.constants ?? [], result: 'bool', mode: 'select' };
  const constants = text.constants.map(constantOf);
  const loops = new Map<string, Loop>();
  return (args, rows, arena) => {
    if (args.some((column) => column.mask === 0 && !isValid(column.validity, 0))) return arena.uint32(0);
    const validity = commonValidity(args, rows.rowCount, arena);
    const out = arena.uint32((rows.selection?.length ?? rows.rowCount) + 1);
    const loop = loopFor(loops, text, args, rows.selection !== undefined, validity !== undefined);
    const found = loop(out, validity, undefined, rows.selection, rows.selection?.length ?? rows.rowCount, unexpected, ...inputsOf(args, text.kinds), ...constants);
    return out.subarray(0, found);
  };
}

type GatherLoop = (out: ValueArray, values: ValueArray, indexes: ArrayLike<number>, count: number) => void;
const gatherLoops = new Map<number, GatherLoop>();

/** Copies `values[indexes[at]]` to `out[at]`: a loop of its own per width in bytes (16: pairs of words). Both arrays have the integer kind of that width. */
export function gatherLoop(widthBytes: 1 | 2 | 4 | 8 | 16): GatherLoop {
  let loop = gatherLoops.get(widthBytes);
  if (loop === undefined) {
    const copy = widthBytes === 16 ? 'const from = 2 * indexes[at]; out[2 * at] = values[from]; out[2 * at + 1] = values[from + 1];' : 'out[at] = values[indexes[at]];';
    loop = new Function('"use strict"; return function gather(out, values, indexes, count) { for (let at = 0; at < count; at++) { ' + copy + ' } };')() as GatherLoop;
    gatherLoops.set(widthBytes, loop);
  }
  return loop;
}

type ScatterLoop = (out: ValueArray, values: ValueArray, mask: number, rows: ArrayLike<number>, count: number) => void;
const scatterLoops = new Map<number, ScatterLoop>();

/** Copies `values[row & mask]` to `out[row]` for the given rows, likewise. */
export function scatterLoop(widthBytes: 1 | 2 | 4 | 8 | 16): ScatterLoop {
  let loop = scatterLoops.get(widthBytes);
  if (loop === undefined) {
    const copy = widthBytes === 16 ? 'const from = 2 * (row & mask); out[2 * row] = values[from]; out[2 * row + 1] = values[from + 1];' : 'out[row] = values[row & mask];';
    loop = new Function('"use strict"; return function scatter(out, values, mask, rows, count) { for (let at = 0; at < count; at++) { const row = rows[at]; ' + copy + ' } };')() as ScatterLoop;
    scatterLoops.set(widthBytes, loop);
  }
  return loop;
}

type ReadLoop = (out: unknown[], values: ValueArray, validity: Bitmap, start: number, end: number) => void;
const readLoops = new Map<string, ReadLoop>();

/** Copies rows `start` up to `end` into an array of the program, NULL where they are, `bool` as booleans: a loop of its own per kind of array. */
export function readLoop(values: ValueArray, kind: 'bool' | 'number', nulls: boolean): ReadLoop {
  const key = `${values.constructor.name} ${kind} ${nulls}`;
  let loop = readLoops.get(key);
  if (loop === undefined) {
    const cell = kind === 'bool' ? 'values[row] === 1' : 'values[row]';
    const copy = nulls ? `(validity[row >> 3] & (1 << (row & 7))) === 0 ? null : ${cell}` : cell;
    loop = new Function('"use strict"; return function read(out, values, validity, start, end) { for (let row = start; row < end; row++) out[row - start] = ' + copy + '; };')() as ReadLoop;
    readLoops.set(key, loop);
  }
  return loop;
}

/** Rows valid in every argument; constants count as valid. */
export function commonValidity(args: readonly Column[], rowCount: number, arena: Arena): Bitmap {
  let common: Bitmap;
  for (const column of args) if (column.mask !== 0) common = intersectBitmaps(common, column.validity, rowCount, arena);
  return common;
}

/** The array kind of a type in a loop. */
export function kindOf(type: DataType): ArrayKind {
  const layout = layoutOf(type);
  invariant(layout !== 'list' && layout !== 'map' && layout !== 'struct' && layout !== 'none', `a loop cannot run over ${type.kind}`);
  return layout;
}

type LoopInput = ValueArray | Int32Array | Uint32Array | readonly bigint[] | undefined;
type Loop = (out: ValueArray | Uint32Array, skip: Bitmap, bits: Uint8Array | undefined, selection: Selection, count: number, onUndefined: RowFailure, ...inputs: LoopInput[]) => number;

export interface LoopText {
  readonly apply: string;
  readonly defined: string | undefined;
  readonly fits: string | undefined;
  readonly high: string | undefined;
  readonly kinds: readonly ArrayKind[];
  readonly constants: readonly (number | bigint)[];
  readonly result: ArrayKind;
  readonly mode: Undefined | 'select';
}

const stamped = new Map<string, Loop>();

function textsOf({ apply, defined, fits, high }: RowFunction): Pick<LoopText, 'apply' | 'defined' | 'fits' | 'high'> {
  return { apply: String(apply), defined: defined && String(defined), fits: fits && String(fits), high: high && String(high) };
}

/** The first call of a shape stamps its loop; the same loop serves all call sites with the same texts and kinds. */
function loopFor(loops: Map<string, Loop>, text: LoopText, args: readonly Column[], selected: boolean, nulls: boolean): Loop {
  let shape = (selected ? 's' : 'd') + (nulls ? 'n' : 'f');
  for (const column of args) shape += column.mask === 0 ? 'c' : 'v';
  const known = loops.get(shape);
  if (known !== undefined) return known;
  const key = [shape, text.mode, text.result, text.kinds.join(), text.constants.map((value) => typeof value).join(), text.apply, text.defined, text.fits, text.high].join('\n');
  let loop = stamped.get(key);
  if (loop === undefined) stamped.set(key, loop = stamp(text, shape, selected, nulls));
  loops.set(shape, loop);
  return loop;
}

function stamp(text: LoopText, shape: string, selected: boolean, nulls: boolean): Loop {
  const inputs = [...text.kinds.map((_, index) => `a${index}, b${index}`), ...text.constants.map((_, index) => `k${index}`)];
  const once: string[] = text.constants.map((_, index) => `const c${index} = k${index}[0];`);
  const each: string[] = [];
  for (const [index, kind] of text.kinds.entries()) (shape[2 + index] === 'c' ? once : each).push(loadText(kind, index, shape[2 + index] === 'c' ? '0' : 'row'));
  const values = [...text.kinds.map((kind, index) => valueNames(kind, index)), ...text.constants.map((_, index) => `c${index}`)].join(', ');
  const body = [
    '"use strict";',
    `const apply = ${text.apply};`,
    text.defined === undefined ? '' : `const defined = ${text.defined};`,
    text.fits === undefined ? '' : `const fits = ${text.fits};`,
    text.high === undefined ? '' : `const high = ${text.high};`,
    `return function loop(${['out', 'skip', 'bits', 'selection', 'count', 'onUndefined', ...inputs].join(', ')}) {`,
    ...once,
    'let found = 0;',
    selected ? 'for (let at = 0; at < count; at++) { const row = selection[at];' : 'for (let row = 0; row < count; row++) {',
    nulls && text.mode !== 'select' ? 'if ((skip[row >> 3] & (1 << (row & 7))) === 0) continue;' : '',
    ...each,
    storeText(text, values, nulls),
    '} return found; };',
  ].join('\n');
  return new Function(body)() as Loop;
}

function loadText(kind: ArrayKind, index: number, row: string): string {
  const a = `a${index}`;
  switch (kind) {
    case 'i128': return `const v${index} = (${a}[2 * ${row} + 1] << 64n) | BigInt.asUintN(64, ${a}[2 * ${row}]);`;
    case 'words': return `const v${index} = ${a}[2 * ${row}], w${index} = ${a}[2 * ${row} + 1];`;
    case 'bytes': return `const s${index} = b${index}[${row}], e${index} = b${index}[${row} + 1];`;
    default: return `const v${index} = ${a}[${row}];`;
  }
}

function valueNames(kind: ArrayKind, index: number): string {
  if (kind === 'words') return `v${index}, w${index}`;
  return kind === 'bytes' ? `a${index}, s${index}, e${index}` : `v${index}`;
}

function storeText(text: LoopText, values: string, nulls: boolean): string {
  if (text.mode === 'select') {
    const valid = nulls ? ' & (skip[row >> 3] >> (row & 7))' : '';
    return `out[found] = row; found += (apply(${values}) ? 1 : 0)${valid}${nulls ? ' & 1' : ''};`;
  }
  const store = resultText(text.result, values);
  if (text.mode === 'keep') return `const result = apply(${values}); ${store}`;
  const constants = text.constants.map((_, index) => `, c${index}`).join('');
  const defined = text.defined === undefined ? 'true' : `defined(${values})`;
  const fits = text.fits === undefined ? 'true' : `fits(result${constants})`;
  if (text.mode === 'fail') return `if (!${defined}) onUndefined(row); const result = apply(${values}); if (!${fits}) onUndefined(row); ${store}`;
  const clear = 'bits[row >> 3] &= ~(1 << (row & 7));';
  return `if (${defined}) { const result = apply(${values}); if (${fits}) { ${store} } else { ${clear} } } else { ${clear} }`;
}

function resultText(kind: ArrayKind, values: string): string {
  switch (kind) {
    case 'bool': return 'out[row] = result ? 1 : 0;';
    case 'i128': return 'out[2 * row] = BigInt.asIntN(64, result); out[2 * row + 1] = BigInt.asIntN(64, result >> 64n);';
    case 'words': return `out[2 * row] = result; out[2 * row + 1] = high(${values});`;
    default: return 'out[row] = result;';
  }
}

function inputsOf(args: readonly Column[], kinds: readonly ArrayKind[]): LoopInput[] {
  const inputs: LoopInput[] = [];
  for (let index = 0; index < kinds.length; index++) {
    const column = args[index]!;
    if (kinds[index] === 'bytes') inputs.push(bytesOf(column), offsetsOf(column));
    else inputs.push(viewOf(column.values!, kinds[index]!), undefined);
  }
  return inputs;
}

function viewOf(values: ValueArray, kind: ArrayKind): ValueArray {
  return kind === 'words' ? new Int32Array(values.buffer, values.byteOffset, values.length * 2) : values;
}

/** In a typed array where it fits, so that the loop keeps it unboxed. */
function constantOf(value: number | bigint): LoopInput {
  if (typeof value === 'number') return Float64Array.of(value);
  return BigInt.asIntN(64, value) === value ? BigInt64Array.of(value) : [value];
}

function copyBitmap(bits: Bitmap, rowCount: number, arena: Arena): Uint8Array {
  if (bits === undefined) return arena.bitmap(rowCount, 1);
  const copy = arena.uint8((rowCount + 7) >>> 3);
  copy.set(bits.subarray(0, copy.length));
  return copy;
}

function unexpected(): never {
  invariant(false, 'a loop that can fail is given a failure');
}
