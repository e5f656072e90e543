import { makeColumn } from '../../columnar/column.ts';
import { buildText } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { intType, stringType } from '../../types/data-type.ts';
import { expectCount, type ResolveCall } from '../define.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { TwisterBits } from './twister-bits.ts';

/** The seed is a whole number as it stands in the text; NULL is none. */
const uuidTypes: ResolveCall = (call) => {
  expectCount(call, 0, 1);
  for (const { type, isLiteral, sql } of call.arguments) {
    if (isLiteral === true && ['int', 'long', 'null'].includes(type.kind)) continue;
    fail('INVALID_PARAMETER_VALUE.LONG', { parameter: '`seed`', functionName: '`UUID`', invalidValue: `"${sql}"` }, { at: call.at });
  }
  return { argumentTypes: call.arguments.map(({ type }) => type), returnType: stringType, nullable: false };
};

/** Version 4. With a seed Spark's for a single partition; streams draw from the environment. */
const uuidKernel = (call: BoundCall): Kernel => {
  const [written] = call.literals as readonly (bigint | number | null | undefined)[];
  let source: TwisterBits | undefined;
  return (_, rows, { arena, uuid, reseeds }) => {
    const seed = written === undefined || written === null ? (reseeds === true ? undefined : call.seed) : BigInt(written);
    if (seed !== undefined) source ??= new TwisterBits(seed);
    const marker = makeColumn(intType, rows.rowCount, { values: arena.int32(rows.rowCount) });
    return buildText({ type: call.returnType, args: [marker], rows, arena, write: (_row, out) => { out.writeText(source === undefined ? uuid() : uuidOf(source)); return true; } });
  };
};

function uuidOf(source: TwisterBits): string {
  const high = source.hex(), middle = source.hex(), low = source.hex(), last = source.hex();
  const variant = ((Number.parseInt(low[0]!, 16) & 3) | 8).toString(16);
  return `${high}-${middle.slice(0, 4)}-4${middle.slice(5)}-${variant}${low.slice(1, 4)}-${low.slice(4)}${last}`;
}

export const uuidFunctions: readonly ScalarFunction[] = [{
  kind: 'scalar', name: 'uuid', group: 'misc_funcs', since: '0.1', signatures: ['([bigint]) -> string'], deterministic: false, drawsSeed: true, nulls: 'custom', nullable: 'never',
  doc: 'A random universally unique identifier; the same ones for the same seed.', examples: [['SELECT length(uuid())', '36'], ['SELECT uuid(0)', '269567e9-5d09-4af5-b20f-16851fc4a81a']],
  display: () => 'uuid()', resolve: uuidTypes, kernel: uuidKernel,
}];
