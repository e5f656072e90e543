import { type DataType, type Field, sameType, type Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';

export type Cell = string | null;

/** What is wrong, in words; undefined = equal. */
export function compareSchemas(expected: string, actual: Schema): string | undefined {
  const wanted = parseSchema(expected).fields;
  const got = actual.fields;
  if (wanted.length !== got.length) return `${got.length} columns instead of ${wanted.length}`;
  for (const [index, field] of wanted.entries()) {
    if (field.name !== got[index]!.name) return `column ${index} is named ${got[index]!.name} instead of ${field.name}`;
    if (!sameType(field.type, got[index]!.type)) return `column ${field.name} has type ${JSON.stringify(got[index]!.type)} instead of ${JSON.stringify(field.type)}`;
  }
  return undefined;
}

/** True when every NOT NULL agrees, those of struct fields included. DDL says nothing of the elements of arrays and maps. Counted apart. */
export function sameNullability(expected: string, actual: Schema): boolean {
  const wanted = parseSchema(expected).fields;
  return wanted.every((field, index) => sameField(field, actual.fields[index]!));
}

function sameField(left: Field, right: Field): boolean {
  return left.nullable === right.nullable && sameFields(left.type, right.type);
}

function sameFields(left: DataType, right: DataType): boolean {
  if (left.kind === 'array' && right.kind === 'array') return sameFields(left.element, right.element);
  if (left.kind === 'map' && right.kind === 'map') return sameFields(left.key, right.key) && sameFields(left.value, right.value);
  return left.kind !== 'struct' || right.kind !== 'struct' || left.fields.every((field, index) => sameField(field, right.fields[index]!));
}

export interface RowRules { readonly ordered: boolean; readonly looseDoubles: boolean }

export function compareRows(expected: readonly (readonly Cell[])[], actual: readonly (readonly Cell[])[], rules: RowRules): string | undefined {
  const wanted = rules.ordered ? expected : sorted(expected);
  const got = rules.ordered ? actual : sorted(actual);
  if (wanted.length !== got.length) return `${got.length} rows instead of ${wanted.length}: ${preview(got)} instead of ${preview(wanted)}`;
  for (const [index, row] of wanted.entries()) {
    const same = row.length === got[index]!.length && row.every((cell, column) => sameCell(cell, got[index]![column]!, rules.looseDoubles));
    if (!same) return `row ${index} is ${JSON.stringify(got[index])} instead of ${JSON.stringify(row)}`;
  }
  return undefined;
}

function sameCell(expected: Cell, actual: Cell, loose: boolean): boolean {
  if (expected === actual) return true;
  if (!loose || expected === null || actual === null) return false;
  const numbers = /-?\d+\.\d+(E-?\d+)?/g;
  const strip = (text: string): string => text.replace(numbers, '#');
  const valuesOf = (text: string): number[] => [...text.matchAll(numbers)].map((match) => Number(match[0]));
  const right = valuesOf(actual);
  return strip(expected) === strip(actual) && valuesOf(expected).every((value, index) => value === right[index]);
}

function sorted(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  return rows.map((row) => [JSON.stringify(row), row] as const).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, row]) => row);
}

function preview(rows: readonly (readonly Cell[])[]): string {
  return JSON.stringify(rows.slice(0, 5)).slice(0, 300);
}
