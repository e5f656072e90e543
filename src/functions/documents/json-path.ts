import { columnOf, ColumnBuilder } from '../../columnar/builder.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { listValue, type MapValue } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { textOf } from '../../formats/json/convert.ts';
import { closeRoot, inferNode } from '../../formats/json/infer.ts';
import { inferOptions, jsonOptions, leniencyOf } from '../../formats/json/options.ts';
import { findPath, parsePath, type PathStep, readNode } from '../../formats/json/path.ts';
import { BadJson, parseJson } from '../../formats/json/tokens.ts';
import { arrayType, type DataType, field, intType, stringType, structType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { constantColumn } from '../../columnar/builder.ts';
import { expectConstant, expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, GeneratorFunction, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { checkOptions, checkOptionValues, optionsOf } from '../strings/text-options.ts';
import { eachRow } from '../row-by-row.ts';

const group = 'json_funcs';
const since = '0.1';

/** Parts of JSON text by path, its size, keys and schema. */
export const jsonPathFunctions: readonly (ScalarFunction | GeneratorFunction)[] = [
  {
    kind: 'scalar', name: 'get_json_object', group, since, signatures: ['(string!, string!) -> string'], nullable: 'always',
    doc: 'Returns what a path such as $.a[0].b finds in JSON text: text as it is, anything else as JSON. NULL when there is nothing, or no JSON.',
    examples: [["SELECT get_json_object('{\"a\":\"b\"}', '$.a')", 'b']], kernel: getJsonObject,
  },
  {
    kind: 'scalar', name: 'json_array_length', group, since, signatures: ['(string!) -> int'], nullable: 'always',
    doc: 'Returns the number of elements of a JSON list, NULL for anything else.', examples: [["SELECT json_array_length('[1,2,3,4]')", '4']],
    kernel: () => (args, rows, { arena }) => {
      const text = textReader(args[0]!);
      return columnOf(intType, eachRow(args, rows, (row) => {
        const node = readNode(text(row));
        return node?.json === 'list' ? node.items.length : null;
      }), arena);
    },
  },
  {
    kind: 'scalar', name: 'json_object_keys', group, since, signatures: ['(string!) -> array<string>'], nullable: 'always',
    doc: 'Returns the keys of the outermost JSON object, NULL for anything else.', examples: [["SELECT json_object_keys('{\"a\":1, \"b\":2}')", '[a, b]']],
    kernel: () => (args, rows, { arena }) => {
      const text = textReader(args[0]!);
      return columnOf(arrayType(stringType), eachRow(args, rows, (row) => {
        const node = readNode(text(row));
        return node?.json === 'object' ? listValue(node.entries.map(([name]) => name)) : null;
      }), arena);
    },
  },
  {
    kind: 'scalar', name: 'schema_of_json', group, since, signatures: [], nulls: 'custom',
    doc: 'Returns the schema of constant JSON text as DDL, for from_json.', examples: [["SELECT schema_of_json('[{\"col\":0}]')", 'ARRAY<STRUCT<col: BIGINT>>']],
    display: ([json]) => `schema_of_json(${json})`, resolve: resolveSchemaOfJson, kernel: schemaOfJson,
  },
  {
    kind: 'generator', name: 'json_tuple', group, since, outer: false, signatures: [],
    doc: 'Returns one row with the values of the given keys of a JSON object, as text.', examples: [["SELECT json_tuple('{\"a\":1, \"b\":2}', 'a', 'b')", '1  2']],
    resolve: resolveJsonTuple, generate: jsonTuple,
  },
];

function getJsonObject(call: BoundCall): Kernel {
  const constant = call.literals[1];
  const constantPath = typeof constant === 'string' ? parsePath(constant) : undefined;
  return (args, rows, { arena }) => {
    const text = textReader(args[0]!);
    const path = typeof constant === 'string' ? (): readonly PathStep[] | undefined => constantPath : pathReader(textReader(args[1]!));
    return buildText({
      type: stringType, args, rows, arena,
      write: (row, out) => {
        const steps = path(row);
        const node = steps === undefined ? undefined : readNode(text(row));
        const found = node === undefined ? undefined : findPath(node, steps!);
        if (found === undefined) return false;
        out.writeText(found);
        return true;
      },
    });
  };
}

const pathReader = (text: (row: number) => string) => (row: number): readonly PathStep[] | undefined => parsePath(text(row));

function resolveSchemaOfJson(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  checkOptions(call, 1);
  const constant = expectConstant(call, 0, 'json', stringType);
  expectInput(call, 0, stringType);
  if (constant === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: 'json' }, { at: call.at });
  checkOptionValues(call, 1, jsonOptions, 'JSONOptions');
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable: false };
}

function schemaOfJson(call: BoundCall): Kernel {
  const options = optionsOf(call.literals[1] as MapValue | undefined);
  const infer = inferOptions(options, call.settings.get);
  const schema = typeToSql(typeOfText(call.literals[0] as string));
  return (_args, rows, { arena }) => constantColumn(stringType, schema, rows.rowCount, arena);

  function typeOfText(text: string): DataType {
    try {
      const node = parseJson(text, leniencyOf(options));
      return node === undefined ? stringType : closeRoot(inferNode(node, infer), infer);
    } catch (error) {
      if (error instanceof BadJson) return fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: text, failFastMode: 'FAILFAST' }, { at: call.at });
      throw error;
    }
  }
}

function resolveJsonTuple(call: CallShape): ResolvedCall {
  expectCount(call, 2);
  if (call.arguments.some(({ type }) => type.kind !== 'string')) fail('DATATYPE_MISMATCH.NON_STRING_TYPE', { sqlExpr: `"${call.sql}"`, funcName: '`json_tuple`' }, { at: call.at });
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: structType(call.arguments.slice(1).map((_, index) => field(`c${index}`, call.arguments[0]!.type))), nullable: false };
}

function jsonTuple(): ReturnType<GeneratorFunction['generate']> {
  return (args, rows, { arena }) => {
    const count = rows.selection?.length ?? rows.rowCount;
    const parents = arena.uint32(count);
    const texts = args.map(textReader);
    const cell = (index: number, row: number): string | null => (isValid(args[index]!.validity, row & args[index]!.mask) ? texts[index]!(row) : null);
    const builders = args.slice(1).map(() => new ColumnBuilder(stringType, arena, Math.max(1, count)));
    for (let index = 0; index < count; index++) {
      const row = rows.selection === undefined ? index : rows.selection[index]!;
      parents[index] = row;
      const text = cell(0, row);
      const node = text === null ? undefined : readNode(text);
      const values = new Map(node?.json === 'object' ? node.entries.map(([name, child]) => [name, child.json === 'null' ? null : textOf(child)]) : []);
      builders.forEach((builder, column) => { builder.append(values.get(cell(column + 1, row) ?? '') ?? null); });
    }
    return { columns: builders.map((builder) => builder.finish()), parents, count };
  };
}
