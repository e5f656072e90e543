import { columnOf } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { VariantBuilder } from '../../formats/variant/build.ts';
import { VariantScanner } from '../../formats/variant/scan-json.ts';
import { followPath, nameOfPath, parseVariantPath, type VariantStep } from '../../formats/variant/path.ts';
import { isNull, type VariantAt } from '../../formats/variant/read.ts';
import { printSchema, schemaOf } from '../../formats/variant/schema.ts';
import { canCast } from '../../types/cast-rules.ts';
import { booleanType, type DataType, stringType, variantType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { castKernel } from '../casts/cast.ts';
import { castVariants } from '../casts/cast-variant.ts';
import { expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { visitRows } from '../row-by-row.ts';
import { textInput } from '../strings/text-kernels.ts';
import { schemaArgument } from '../strings/text-options.ts';
import { VariantColumnBuilder, variantReader } from './variant-columns.ts';
import { toVariant } from './variant-write.ts';

const group = 'variant_funcs';
const since = '0.1';

/** Values whose shape is known only when they are read. */
export const variantFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'parse_json', group, since, signatures: ['(string!) -> variant'], doc: 'Reads JSON text into a variant. Text that is no JSON is an error.',
    examples: [["SELECT parse_json('{\"a\":1, \"b\":0.8}')", '{"a":1,"b":0.8}']], kernel: (call) => parseKernel(call, true),
  },
  {
    kind: 'scalar', name: 'try_parse_json', group, since, signatures: ['(string!) -> variant'], nullable: 'always', doc: 'Reads JSON text into a variant. Text that is no JSON is NULL.',
    examples: [["SELECT try_parse_json('{\"a\":1')", 'NULL']], kernel: (call) => parseKernel(call, false),
  },
  {
    kind: 'scalar', name: 'is_variant_null', group, since, signatures: ['(variant!) -> boolean'], nulls: 'custom', nullable: 'never',
    doc: 'Whether a variant holds the null of JSON. FALSE for NULL.', examples: [["SELECT is_variant_null(parse_json('null')), is_variant_null(NULL)", 'true  false']],
    kernel: () => ([input], rows, { arena }) => {
      const read = input!.type.kind === 'variant' ? variantReader(input!) : undefined;
      const answers: boolean[] = new Array<boolean>(rows.rowCount).fill(false);
      if (read !== undefined) visitRows([input!], rows, (row) => { answers[row] = isNull(read(row)); });
      return columnOf(booleanType, answers, arena);
    },
  },
  getRow('variant_get', true), getRow('try_variant_get', false),
  {
    kind: 'scalar', name: 'variantpath', group: 'internal', since, signatures: [], nullable: 'always', doc: 'What `v:a.b[0]` becomes.', examples: [],
    displayInMessages: ([input, path]) => `variant_get(${input}, ${path})`,
    display: ([input, path]) => { const name = nameOfPath(path ?? ''); return `variant_get(${input}, ${path})${name === undefined ? '' : ` AS ${name}`}`; },
    resolve: resolvePath, kernel: getKernel,
  },
  {
    kind: 'scalar', name: 'schema_of_variant', group, since, signatures: ['(variant!) -> string'], doc: 'Returns the type that describes a variant, as text; objects are OBJECT<…>.',
    examples: [["SELECT schema_of_variant(parse_json('[{\"b\":true,\"a\":0}]'))", 'ARRAY<OBJECT<a: BIGINT, b: BOOLEAN>>']],
    kernel: () => (args, rows, { arena }) => {
      const read = variantReader(args[0]!);
      return buildText({ type: stringType, args, rows, arena, write: (row, out) => { out.writeText(printSchema(schemaOf(read(row)))); return true; } });
    },
  },
  {
    kind: 'scalar', name: 'to_variant_object', group, since, signatures: [], doc: 'Makes a variant of an array, map or struct; structs and maps with string keys become objects.',
    examples: [["SELECT to_variant_object(named_struct('a', 1, 'b', array(2, 3)))", '{"a":1,"b":[2,3]}']], resolve: resolveToObject, kernel: toVariant,
  },
];

function parseKernel(call: BoundCall, strict: boolean): Kernel {
  const into = new VariantBuilder();
  const scanner = new VariantScanner(into, isOn(call, 'spark.sql.variant.allowDuplicateKeys'));
  return (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[0]!);
    const out = new VariantColumnBuilder(arena, rows.rowCount);
    visitRows(args, rows, (row) => {
      const start = offsets[row & mask]!;
      const end = offsets[(row & mask) + 1]!;
      if (scanner.append(bytes, start, end)) { out.set(row, into.take()); return; }
      into.reset();
      if (strict) fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: decodeUtf8(bytes, start, end), failFastMode: 'FAILFAST' }, { at: call.at });
    });
    return out.finish(rows.rowCount);
  };
}

function getRow(name: string, strict: boolean): ScalarFunction {
  return {
    kind: 'scalar', name, group, since, signatures: [], nullable: 'always',
    doc: `Returns what a path such as $.a[0]['b c'] finds in a variant, as the type given as text (default VARIANT). NULL when there is nothing${strict ? '; an error when it' : ' or it'} does not fit.`,
    examples: [[`SELECT ${name}(parse_json('{"a": 1}'), '$.a', 'int')`, '1'], ...(strict ? [] : [["SELECT try_variant_get(parse_json('[1, \"2\", \"x\"]'), '$[2]', 'int')", 'NULL'] as const])],
    display: ([input, path]) => `${name}(${input}, ${path})`, resolve: resolveGet, kernel: getKernel,
  };
}

function resolveGet(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const schema = call.arguments[2];
  const returnType = schema === undefined ? variantType : schemaArgument(call, 2);
  const input = expectInput(call, 0, variantType);
  const path = expectInput(call, 1, stringType);
  const known = call.arguments[1]!.literal;
  if (typeof known === 'string') stepsOf(known, call);
  if (!canCast(variantType, returnType, 'ansi')) failCast(call, variantType, returnType);
  return { argumentTypes: [input, path, ...(schema === undefined ? [] : [schema.type])], returnType, nullable: true };
}

function resolvePath(call: CallShape): ResolvedCall {
  const [input, path] = call.arguments;
  if (input!.type.kind !== 'variant') fail('COLUMN_IS_NOT_VARIANT_TYPE', {}, { at: call.at });
  return { argumentTypes: [input!.type, path!.type], returnType: variantType, nullable: true };
}

function getKernel(call: BoundCall): Kernel {
  const to = call.returnType;
  const shape = { from: variantType, to, mode: call.name === 'try_variant_get' ? 'try' : 'ansi', settings: call.settings, sql: call.sql, at: call.at } as const;
  const path = pathReader(call);
  return (args, rows, context) => {
    const found: (VariantAt | undefined)[] = new Array<VariantAt | undefined>(rows.rowCount).fill(undefined);
    const read = variantReader(args[0]!);
    const stepsOf = path(args[1]!);
    visitRows(args.slice(0, 2), rows, (row) => { found[row] = followPath(read(row), stepsOf(row)); });
    return castVariants(found, shape, castKernel, context);
  };
}

/** A constant path is read once, when the first row needs it. */
function pathReader(call: BoundCall): (column: Column) => (row: number) => readonly VariantStep[] {
  let known: { readonly text: string; readonly steps: readonly VariantStep[] } | undefined;
  return (column) => {
    const text = textReader(column);
    return (row) => {
      const wanted = text(row);
      if (known?.text !== wanted) known = { text: wanted, steps: stepsOf(wanted, call) };
      return known.steps;
    };
  };
}

function stepsOf(path: string, call: Pick<BoundCall, 'name' | 'at'>): readonly VariantStep[] {
  return parseVariantPath(path) ?? fail('INVALID_VARIANT_GET_PATH', { path, functionName: `\`${call.name === 'try_variant_get' ? call.name : 'variant_get'}\`` }, { at: call.at });
}

function resolveToObject(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type, nullable } = call.arguments[0]!;
  if (!isCollection(type) || !fitsVariant(type)) failCast(call, type, variantType);
  return { argumentTypes: [type], returnType: variantType, nullable };
}

const isCollection = (type: DataType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';

function fitsVariant(type: DataType): boolean {
  switch (type.kind) {
    case 'array': return fitsVariant(type.element);
    case 'map': return type.key.kind === 'string' && fitsVariant(type.value);
    case 'struct': return type.fields.every((one) => fitsVariant(one.type));
    case 'null': return false;
    default: return canCast(type, variantType, 'ansi');
  }
}

export function failCast(call: CallShape, from: DataType, to: DataType): never {
  return fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { sqlExpr: `"${call.sql}"`, srcType: `"${typeToSql(from)}"`, targetType: `"${typeToSql(to)}"` }, { at: call.at });
}
