import { ColumnBuilder } from '../../columnar/builder.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { allRows } from '../../columnar/selection.ts';
import { textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { textOf } from '../../formats/json/convert.ts';
import { parsePath, type PathStep } from '../../formats/json/path.ts';
import { BadJson, defaultLeniency, type JsonNode, parseWholeJson } from '../../formats/json/tokens.ts';
import { formatDecimalShort } from '../../types/numeric-text.ts';
import { booleanType, field, longType, stringType, structType } from '../../types/data-type.ts';
import type { BoundCall, CallShape, GeneratorFunction, ResolvedCall } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { ordinalsOf } from '../generators/unnest.ts';

/**
 * `JSON_TABLE(json, path COLUMNS (…))`: there is no function of this name, only the syntax. Arguments: the text, the path of the rows, whether text that is no JSON
 * is an error, and then name, kind and path of each column. Columns are text, truth or number here; who calls casts them.
 */
export const jsonTableFunctions: readonly GeneratorFunction[] = [{
  kind: 'generator', name: 'json_table', group: 'internal', since: '0.1', outer: false, tableOnly: true, signatures: [],
  doc: 'Rows of what a path finds in JSON text.', examples: [], resolve: resolveJsonTable, generate: jsonTable,
}];

interface TableColumn { readonly name: string; readonly kind: string; readonly path: string }

function columnsOf(literals: readonly unknown[]): readonly TableColumn[] {
  const columns: TableColumn[] = [];
  for (let at = 3; at < literals.length; at += 3) columns.push({ name: String(literals[at]), kind: String(literals[at + 1]), path: String(literals[at + 2]) });
  return columns;
}

const columnTypes = { value: field('value', stringType), exists: field('exists', booleanType), ordinality: field('ordinality', longType, false) } as const;

function resolveJsonTable(call: CallShape): ResolvedCall {
  const { kind: given } = call.arguments[0]!.type;
  if (given === 'array' || given === 'map' || given === 'struct') return failInput(call, 0, stringType);
  const literals = call.arguments.map((one) => one.literal);
  const refuse = (location: string, path: string): never => fail('DATATYPE_MISMATCH.INVALID_JSON_TABLE_PATH', { sqlExpr: `"${call.sql}"`, location, path: `'${path}'` }, { at: call.at });
  const rowPath = String(literals[1]);
  if (rowStepsOf(rowPath) === undefined) refuse('The row path', rowPath);
  const columns = columnsOf(literals);
  for (const { name, kind, path } of columns) if (kind !== 'ordinality' && plainStepsOf(path) === undefined) refuse(`The column '${name}'`, path);
  const returnType = structType(columns.map(({ kind }, index) => ({ ...columnTypes[kind as keyof typeof columnTypes], name: `c${index}` })));
  return { argumentTypes: [stringType, ...call.arguments.slice(1).map((one) => one.type)], returnType, nullable: false };
}

/** Names and positions only. */
function plainStepsOf(path: string): readonly PathStep[] | undefined {
  const steps = parsePath(path);
  return steps?.every(({ step }) => step === 'name' || step === 'index') === true ? steps : undefined;
}

/** Names and positions, and at the end perhaps `[*]`: a row per element. */
function rowStepsOf(path: string): { readonly steps: readonly PathStep[]; readonly each: boolean } | undefined {
  const each = path.endsWith('[*]');
  const steps = plainStepsOf(each ? path.slice(0, -3) : path);
  return steps === undefined ? undefined : { steps, each };
}

function jsonTable(call: BoundCall): ReturnType<GeneratorFunction['generate']> {
  const { steps, each } = rowStepsOf(String(call.literals[1]))!;
  const errorOnError = call.literals[2] === true;
  const columns = columnsOf(call.literals).map((one) => ({ ...one, steps: plainStepsOf(one.path) ?? [] }));
  return ([input], rows, { arena }) => {
    const text = textReader(input!);
    const parents: number[] = [];
    const builders = columns.map(({ kind }) => (kind === 'ordinality' ? undefined : new ColumnBuilder(kind === 'exists' ? booleanType : stringType, arena)));
    for (const row of allRows(rows, arena)) {
      const document = isValid(input!.validity, row & input!.mask) ? readWhole(text(row)) : undefined;
      if (document === undefined && errorOnError) {
        const badRecord = isValid(input!.validity, row & input!.mask) ? text(row) : 'null';
        fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord, failFastMode: 'FAILFAST' }, { at: call.at });
      }
      const found = nodeAt(document, steps);
      const items = found === undefined ? [] : !each ? [found] : found.json === 'list' ? found.items : [];
      for (const item of items) {
        parents.push(row);
        columns.forEach(({ kind, steps: path }, index) => {
          const cell = nodeAt(item, path);
          builders[index]?.append(kind === 'exists' ? cell !== undefined : cell === undefined || cell.json === 'null' ? null : textOf(cell, exactNumber));
        });
      }
    }
    const origin = Uint32Array.from(parents);
    return { columns: builders.map((one) => one?.finish() ?? ordinalsOf(origin, arena)), parents: origin, count: origin.length };
  };
}

/** Undefined for what is no JSON, or empty. */
function readWhole(text: string): JsonNode | undefined {
  try {
    return parseWholeJson(text, leniency);
  } catch (error) {
    if (error instanceof BadJson) return undefined;
    throw error;
  }
}

const leniency = { ...defaultLeniency, nonNumericNumbers: false };

function nodeAt(node: JsonNode | undefined, steps: readonly PathStep[]): JsonNode | undefined {
  let found = node;
  for (const step of steps) {
    if (step.step === 'name') found = found?.json === 'object' ? found.entries.find(([name]) => name === step.name)?.[1] : undefined;
    else found = found?.json === 'list' && step.step === 'index' ? found.items[step.index] : undefined;
  }
  return found;
}

/** Numbers keep every digit, as a BigDecimal of Java shows them. */
function exactNumber(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split(/e/i);
  const [whole = '', fraction = ''] = mantissa.split('.');
  return formatDecimalShort(BigInt(whole + fraction), fraction.length - Number(exponent));
}
