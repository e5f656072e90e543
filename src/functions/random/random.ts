import { TextWriter, VALUE_BYTES_MAX } from '../../columnar/text.ts';
import { makeColumn } from '../../columnar/column.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { fail } from '../../errors/stream-error.ts';
import { widerType } from '../../types/coercion.ts';
import { type DataType, doubleType, intType, longType, nullType, stringType } from '../../types/data-type.ts';
import { castKernel } from '../casts/cast.ts';
import { rangesOf } from '../collections/collections.ts';
import { castInput, expectConstant, expectCount, expectInput, type ResolveCall } from '../define.ts';
import type { BoundCall, CallArgument, CallShape, Kernel, ScalarFunction } from '../function.ts';
import { quoted } from '../mismatch.ts';
import { seedOf } from './seed.ts';
import { XorShift } from './xor-shift.ts';

/** rand and randn. With a seed they give Spark's numbers for a single partition. */
const seedTypes: ResolveCall = (call) => {
  expectCount(call, 0, 1);
  if (call.arguments.length === 0) return { argumentTypes: [], returnType: doubleType, nullable: false };
  const { type } = call.arguments[0]!;
  const seed = type.kind === 'int' || type.kind === 'long' || type.kind === 'null' ? type : expectInput(call, 0, { oneOf: [intType, longType] });
  const [{ foldable, sql }] = call.arguments as [CallArgument];
  if (!foldable) fail('SEED_EXPRESSION_IS_UNFOLDABLE', { seedExpr: quoted(sql), exprWithSeed: quoted(call.sql) }, { at: call.at });
  return { argumentTypes: [seed.kind === 'null' ? nullType : seed], returnType: doubleType, nullable: false };
};

const kernel = (draw: (source: XorShift) => number) => (call: BoundCall): Kernel => {
  const written = call.argumentTypes.length === 1 ? BigInt((call.literals[0] as number | bigint | null | undefined) ?? 0) : undefined;
  let source = written === undefined ? undefined : new XorShift(written);
  return (_, rows, context) => {
    source ??= new XorShift(seedOf(call, context));
    const values = context.arena.float64(rows.rowCount);
    const count = rows.selection?.length ?? rows.rowCount;
    for (let at = 0; at < count; at++) values[rows.selection === undefined ? at : rows.selection[at]!] = draw(source);
    return makeColumn(doubleType, rows.rowCount, { values });
  };
};

const rand = kernel((source) => source.nextDouble());

const row = (name: string, aliases: readonly string[], doc: string, draw: (source: XorShift) => number): ScalarFunction => ({
  kind: 'scalar', name, aliases, group: 'math_funcs', since: '0.1', signatures: ['([bigint]) -> double'], deterministic: false, drawsSeed: true, nulls: 'custom', nullable: 'never', doc, resolve: seedTypes,
  examples: [[`SELECT ${name}(1) IS NULL`, 'false']], kernel: kernel(draw),
});

/** Words of its own say what must be constant. */
function refuseVariable(call: CallShape, index: number, name: string, inputType: string): void {
  const { foldable, sql } = call.arguments[index]!;
  if (!foldable) fail('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', { sqlExpr: quoted(call.sql), inputName: `\`${name}\``, inputType, inputExpr: quoted(sql) }, { at: call.at });
}

/** `uniform(low, high [, seed])`: of the wider type of the bounds, cut to it. */
const uniformTypes: ResolveCall = (call) => {
  expectCount(call, 2, 3);
  const bounds = [0, 1].map((index) => (call.arguments[index]!.type.kind === 'null' ? intType : expectInput(call, index, { family: 'numeric' })));
  ['min', 'max'].forEach((name, index) => { refuseVariable(call, index, name, 'integer or floating-point'); });
  if (call.arguments.length > 2) expectConstant(call, 2, 'seed', longType);
  const seed = call.arguments.length < 3 ? [] : [call.arguments[2]!.type.kind === 'null' ? nullType : castInput(call, 2, { family: 'integral' })];
  return { argumentTypes: [...bounds, ...seed], returnType: widerType(bounds[0]!, bounds[1]!, call.settings) ?? doubleType, nullable: call.arguments.slice(0, 2).some((one) => one.nullable) };
};

const uniformKernel = (call: BoundCall): Kernel => {
  const drawn = rand({ ...call, argumentTypes: call.argumentTypes.slice(2), literals: call.literals.slice(2) });
  const toDouble = (from: DataType): Kernel => castKernel({ from, to: doubleType, mode: 'legacy', settings: call.settings, sql: call.sql });
  const bounds = call.argumentTypes.slice(0, 2).map(toDouble);
  const finish = castKernel({ from: doubleType, to: call.returnType, mode: 'legacy', settings: call.settings, sql: call.sql });
  return (args, rows, context) => {
    if (args.slice(0, 2).some(isConstantNull)) return nullColumn(call.returnType, rows.rowCount, context.arena);
    const [low, high] = bounds.map((bound, index) => bound([args[index]!], rows, context).values![0] as number);
    const column = drawn([], rows, context);
    const values = column.values as Float64Array;
    for (let row = 0; row < values.length; row++) values[row] = low! + (high! - low!) * values[row]!;
    return finish([column], rows, context);
  };
};

const letters = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');

const textTypes: ResolveCall = (call) => {
  expectCount(call, 1, 2);
  const length = call.arguments[0]!.type.kind === 'null' ? nullType : castInput(call, 0, intType);
  refuseVariable(call, 0, 'length', 'integer');
  const written = expectConstant(call, 0, 'length', intType);
  if (written !== null && Number(written) < 0) {
    fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: '`length`', valueRange: '[0, 2147483647]', currentValue: String(written) }, { at: call.at });
  }
  if (call.arguments.length === 1) return { argumentTypes: [length], returnType: stringType, nullable: false };
  expectConstant(call, 1, 'seed', longType);
  return { argumentTypes: [length, call.arguments[1]!.type.kind === 'null' ? nullType : castInput(call, 1, { family: 'integral' })], returnType: stringType, nullable: false };
};

const textKernel = (call: BoundCall): Kernel => {
  const length = Number(call.literals[0] ?? 0);
  if (length > VALUE_BYTES_MAX) fail('TIDEMARK_COLUMN_TOO_LARGE', {}, { at: call.at });
  let source = call.argumentTypes.length === 2 ? new XorShift(BigInt((call.literals[1] as number | bigint | null | undefined) ?? 0)) : undefined;
  return (_, rows, context) => {
    const drawn = source ??= new XorShift(seedOf(call, context));
    const out = new TextWriter(context.arena, length);
    const { offsets } = rangesOf([], rows, context.arena, () => out.top, () => {
      out.reserve(length);
      drawn.pickBytes(letters, out.bytes, out.top, out.top += length);
    });
    return makeColumn(stringType, rows.rowCount, { offsets, bytes: out.bytes.subarray(0, out.top) });
  };
};

export const randomFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'uniform', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric, [bigint]) -> numeric'], deterministic: false, drawsSeed: true, nulls: 'custom', resolve: uniformTypes,
    doc: 'A random number between two constants, of their wider type; the same sequence for the same seed.', examples: [['SELECT uniform(10, 20, 0) > 0', 'true']], kernel: uniformKernel,
  },
  {
    kind: 'scalar', name: 'randstr', group: 'string_funcs', since: '0.1', signatures: ['(int, [bigint]) -> string'], deterministic: false, drawsSeed: true, nulls: 'custom', nullable: 'never', resolve: textTypes,
    doc: 'Random letters and digits, as many as asked for; the same sequence for the same seed.', examples: [['SELECT randstr(10, 3)', 'nurJIpH4cm']], kernel: textKernel,
  },
  row('rand', ['random'], 'A random number from 0 to 1, 1 excluded; the same sequence for the same seed.', (source) => source.nextDouble()),
  row('randn', [], 'A random number of the standard normal distribution; the same sequence for the same seed.', (source) => source.nextGaussian()),
];
