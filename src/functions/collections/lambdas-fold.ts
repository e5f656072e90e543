import { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { nullColumn, withLength } from '../../columnar/constant.ts';
import { concatColumns, copyColumn, expandConstant, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { foldLoop } from '../../columnar/stamp.ts';
import { type DataType, field, type Field, sameType } from '../../types/data-type.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, KernelContext, LambdaBody, LambdaKernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { arrayOf, bodyAt } from './lambdas-check.ts';
import { failInput } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * aggregate(array, start, merge, [finish]): a fold of each array. Where the function is known element by element, each row is a loop. Otherwise, and
 * where such a loop meets NULL or an error, all rows take their step together: round `k` merges element `k` of every row that has one into the column
 * of accumulators, rows that have none left are put aside.
 */
export const foldFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'aggregate', aliases: ['reduce'], displayAsWritten: true, group: 'lambda_funcs', since: '0.1', nulls: 'custom',
    signatures: ['(array<T>, A, lambda(A, T)) -> A', '(array<T>, A, lambda(A, T), lambda(A)) -> B'],
    doc: 'Merges all elements, one after the other, into a value that starts as the second argument; the last function, if given, makes the result of it.',
    examples: [['SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x)', '6'], ['SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x, acc -> acc * 10)', '60']],
    display: (args, _, written) => `${written}(${[...args, ...(args.length === 3 ? [args[2]!.endsWith(`${variable})`) ? `lambdafunction(${variable}, ${variable})` : 'lambdafunction(id, id)'] : [])].join(', ')})`,
    lambdaParameters: foldParameters, resolve: resolveFold, lambdaKernel: foldKernel,
  },
];

/** How a parameter is shown once the arguments before its function fit. */
const variable = 'namedlambdavariable()';

/** The accumulator may be NULL whatever it starts as. */
function foldParameters(call: CallShape, argument: number): readonly Field[] {
  expectCount(call, 3, 4);
  const array = arrayOf(call, 0);
  const accumulator = field('acc', call.arguments[1]!.type, true);
  return argument === 2 ? [accumulator, field('x', array.element, array.containsNull)] : [accumulator];
}

function resolveFold(call: CallShape): ResolvedCall {
  expectCount(call, 3, 4);
  const array = arrayOf(call, 0);
  const start = call.arguments[1]!;
  const merged = bodyAt(call, 2);
  if (merged.type.kind !== 'null' && !sameType(start.type, merged.type)) failInput(call, 2, start.type);
  const finish = call.arguments[3];
  return {
    argumentTypes: [array, start.type, start.type, ...(finish === undefined ? [] : [finish.type])],
    returnType: finish?.type ?? start.type, nullable: call.arguments[0]!.nullable || (finish?.nullable ?? true),
  };
}

/** Rounds between two clearings of the scratch memory. */
const ROUNDS_PER_ARENA = 64;

function foldKernel(call: BoundCall): LambdaKernel {
  return (args, [merge, finish], rows, context) => {
    const [array, start] = args as readonly [Column, Column];
    const { arena } = context;
    const live: number[] = [];
    visitRows([array], rows, (row) => { live.push(row); });
    const first = Uint32Array.from(live);
    if (first.length === 0) return nullColumn(call.returnType, rows.rowCount, arena);
    const initial = gatherColumn(expandConstant(withLength(start, rows.rowCount), arena), first, arena);
    const { ended, order } = foldRows(array, first, { ...initial, type: call.argumentTypes[1]! }, merge!, context);
    const parents = Uint32Array.from(order);
    const result = finish === undefined ? ended : finish([ended], parents, parents.length, context);
    const places = arena.uint32(rows.rowCount).fill(MISSING);
    for (let at = 0; at < parents.length; at++) places[parents[at]!] = at;
    return gatherOrNull(withLength(result, parents.length), places, arena);
  };
}

/** Accumulators in the order in which rows came to their end, and that order. */
interface Folded { readonly ended: Column; readonly order: readonly number[] }

function foldRows(array: Column, first: Uint32Array, initial: Column, merge: LambdaBody, context: KernelContext): Folded {
  const { values, validity } = childOf(array, 0);
  const step = initial.values === undefined || values === undefined ? undefined : merge.step?.();
  if (step === undefined) return runRounds(array, first, initial, merge, context);
  const { arena } = context;
  const offsets = offsetsOf(array);
  const folding = copyColumn(initial, arena);
  const fold = foldLoop(step);
  const whole: number[] = [];
  const left: number[] = [];
  first.forEach((row, at) => {
    const end = offsets[(row & array.mask) + 1]!;
    const done = isValid(initial.validity, at) && fold(folding.values!, at, values!, validity, offsets[row & array.mask]!, end) === end;
    (done ? whole : left).push(at);
  });
  const [kept, rest] = [Uint32Array.from(whole), Uint32Array.from(left)];
  const folded = { ended: gatherColumn(folding, kept, arena), order: [...kept].map((at) => first[at]!) };
  if (rest.length === 0) return folded;
  const others = runRounds(array, rest.map((at) => first[at]!), gatherColumn(initial, rest, arena), merge, context);
  return { ended: concatColumns(initial.type, [folded.ended, others.ended], arena), order: [...folded.order, ...others.order] };
}

function runRounds(array: Column, first: Uint32Array, initial: Column, merge: LambdaBody, context: KernelContext): Folded {
  const offsets = offsetsOf(array);
  const elements = childOf(array, 0);
  const pieces: Column[] = [];
  const order: number[] = [];
  let [scratch, spare] = [new Arena(), new Arena()];
  try {
    let active = first;
    let state = initial;
    for (let round = 0; active.length > 0; round++) {
      if (round % ROUNDS_PER_ARENA === ROUNDS_PER_ARENA - 1) {
        spare.reset();
        state = copyColumn(state, spare);
        [scratch, spare] = [spare, scratch];
      }
      const sizes = active.map((row) => offsets[(row & array.mask) + 1]! - offsets[row & array.mask]!);
      const done = positionsWhere(sizes, (size) => size <= round);
      if (done.length > 0) {
        pieces.push(gatherColumn(state, done, context.arena));
        for (const at of done) order.push(active[at]!);
        const left = positionsWhere(sizes, (size) => size > round);
        active = left.map((at) => active[at]!);
        state = gatherColumn(state, left, scratch);
        if (active.length === 0) break;
      }
      const items = gatherColumn(elements, active.map((row) => offsets[row & array.mask]! + round), scratch);
      state = stateColumn(merge([state, items], active, active.length, { ...context, arena: scratch }), initial.type, active.length, scratch);
    }
    return { ended: concatColumns(initial.type, pieces.map((piece) => copyColumn(piece, context.arena)), context.arena), order };
  } finally {
    scratch.release();
    spare.release();
  }
}

function stateColumn(column: Column, type: DataType, length: number, arena: Arena): Column {
  const whole = withLength(column, length);
  return type.kind === 'null' ? whole : { ...expandConstant(whole, arena), type };
}

function positionsWhere(sizes: Uint32Array, test: (size: number) => boolean): Uint32Array {
  const out: number[] = [];
  sizes.forEach((size, at) => { if (test(size)) out.push(at); });
  return Uint32Array.from(out);
}
