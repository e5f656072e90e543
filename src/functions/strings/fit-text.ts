import { ColumnBuilder } from '../../columnar/builder.ts';
import { forEachRow } from '../../columnar/text.ts';
import { readValue } from '../../columnar/read.ts';
import { listValue, mapValue, structValue, type ListValue, type MapValue, type StructValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { type DataType, stringType, type StringType } from '../../types/data-type.ts';
import { parseDataType } from '../../types/ddl.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';

/** What a table does with text for CHAR(n) and VARCHAR(n), wherever in a value it is. */
export const fitText: ScalarFunction = {
  kind: 'scalar', name: 'fit_text', group: 'internal', since: '0.1', signatures: [], examples: [], nullable: 'any argument',
  doc: 'The value as a column of the declared type takes it: CHAR(n) is filled up with spaces, spaces beyond n are cut off, other characters there are an error.',
  resolve: ({ arguments: [value] }) => ({ argumentTypes: [value!.type, stringType], returnType: value!.type, nullable: value!.nullable }),
  kernel: fitKernel,
};

function fitKernel(call: BoundCall): Kernel {
  const fitValue = fitter(parseDataType(String(call.literals[1])), call);
  return ([column], rows, { arena }) => {
    const constant = column!.mask === 0;
    const builder = new ColumnBuilder(call.returnType, arena, Math.max(1, rows.rowCount));
    forEachRow([column!], rows, arena, (row) => {
      while (builder.length < row) builder.appendNull();
      builder.append(fitValue(readValue(column!, row)));
    });
    while (builder.length < (constant ? 1 : rows.rowCount)) builder.appendNull();
    return { ...builder.finish(), length: rows.rowCount, mask: constant ? 0 : -1 };
  };
}

type Fit = (value: Value) => Value;

function fitter(type: DataType, call: BoundCall): Fit {
  const parts = partsOf(type).map((part) => fitter(part, call));
  const unlessNull = (own: Fit): Fit => (value) => (value === null ? null : own(value));
  switch (type.kind) {
    case 'string': return type.constraint === undefined ? (value) => value : unlessNull((value) => fitOne(value as string, type, call));
    case 'array': return unlessNull((value) => listValue((value as ListValue).list.map(parts[0]!)));
    case 'map': return unlessNull((value) => mapValue((value as MapValue).entries.map(([key, item]) => [parts[0]!(key), parts[1]!(item)] as const)));
    case 'struct': return unlessNull((value) => structValue((value as StructValue).struct.map((one, index) => parts[index]!(one))));
    default: return (value) => value;
  }
}

function partsOf(type: DataType): readonly DataType[] {
  if (type.kind === 'array') return [type.element];
  if (type.kind === 'map') return [type.key, type.value];
  return type.kind === 'struct' ? type.fields.map((one) => one.type) : [];
}

function fitOne(text: string, { constraint, length = 0 }: StringType, call: BoundCall): string {
  const letters = [...text];
  if (letters.length < length) return constraint === 'char' ? text + ' '.repeat(length - letters.length) : text;
  if (letters.slice(length).some((letter) => letter !== ' ')) fail('EXCEED_LIMIT_LENGTH', { limit: String(length) }, { at: call.at });
  return letters.slice(0, length).join('');
}
