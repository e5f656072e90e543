import { makeColumn } from '../columnar/column.ts';
import { doubleType, intType, longType, nullType } from '../types/data-type.ts';
import { castInput, expectConstant, expectCount, type ResolveCall } from './define.ts';
import type { BoundCall, Kernel, ScalarFunction } from './function.ts';
import { XorShift } from './xor-shift.ts';

/** rand and randn. With a seed they give Spark's numbers for a single partition; without, the environment's. */
const seedTypes: ResolveCall = (call) => {
  expectCount(call, 0, 1);
  if (call.arguments.length === 0) return { argumentTypes: [], returnType: doubleType, nullable: false };
  const { type } = call.arguments[0]!;
  const seed = type.kind === 'int' || type.kind === 'long' || type.kind === 'null' ? type : castInput(call, 0, { oneOf: [intType, longType] });
  expectConstant(call, 0, 'seed', longType);
  return { argumentTypes: [seed.kind === 'null' ? nullType : seed], returnType: doubleType, nullable: false };
};

const kernel = (draw: (source: XorShift) => number) => (call: BoundCall): Kernel => {
  const written = call.argumentTypes.length === 1 ? BigInt((call.literals[0] as number | bigint | null | undefined) ?? 0) : undefined;
  let source = written === undefined ? undefined : new XorShift(written);
  return (_, rows, { arena, random }) => {
    source ??= new XorShift(BigInt(Math.floor(random() * 2 ** 53)));
    const values = arena.float64(rows.rowCount);
    const count = rows.selection?.length ?? rows.rowCount;
    for (let at = 0; at < count; at++) values[rows.selection === undefined ? at : rows.selection[at]!] = draw(source);
    return makeColumn(doubleType, rows.rowCount, { values });
  };
};

const row = (name: string, aliases: readonly string[], doc: string, draw: (source: XorShift) => number): ScalarFunction => ({
  kind: 'scalar', name, aliases, group: 'math_funcs', since: '0.1', signatures: ['([bigint]) -> double'], deterministic: false, nulls: 'custom', nullable: 'never', doc, resolve: seedTypes,
  examples: [[`SELECT ${name}(1) IS NULL`, 'false']], kernel: kernel(draw),
});

export const randomFunctions: readonly ScalarFunction[] = [
  row('rand', ['random'], 'A random number from 0 to 1, 1 excluded; the same sequence for the same seed.', (source) => source.nextDouble()),
  row('randn', [], 'A random number of the standard normal distribution; the same sequence for the same seed.', (source) => source.nextGaussian()),
];
