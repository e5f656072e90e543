import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import { type DataType, type StructType, stringType } from '../types/data-type.ts';
import { quoteName } from './session-catalog.ts';

/** INSERT … BY NAME goes by name inside of columns too: fields of structs, also in arrays and maps, come in the order of the table. */
export interface FieldOrder {
  /** The type as given, its fields in the order of the column. */
  readonly type: DataType;
  readonly reorder: (value: Expression) => Expression;
}

export function fieldsByName(from: DataType, to: DataType, column: readonly string[], tableName: string): FieldOrder {
  if (from.kind === 'struct' && to.kind === 'struct') return structByName(from, to, column, tableName);
  if (from.kind === 'array' && to.kind === 'array') {
    const element = fieldsByName(from.element, to.element, [...column, 'element'], tableName);
    if (element.type === from.element) return asGiven(from);
    return { type: { ...from, element: element.type }, reorder: (value) => call('transform', [value, lambda(['element'], 'element', element.reorder)]) };
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const [key, item] = [fieldsByName(from.key, to.key, [...column, 'key'], tableName), fieldsByName(from.value, to.value, [...column, 'value'], tableName)];
    const withKeys = (value: Expression): Expression => (key.type === from.key ? value : call('transform_keys', [value, lambda(['key', 'value'], 'key', key.reorder)]));
    const withItems = (value: Expression): Expression => (item.type === from.value ? value : call('transform_values', [value, lambda(['key', 'value'], 'value', item.reorder)]));
    if (key.type === from.key && item.type === from.value) return asGiven(from);
    return { type: { ...from, key: key.type, value: item.type }, reorder: (value) => withItems(withKeys(value)) };
  }
  return asGiven(from);
}

function structByName(from: StructType, to: StructType, column: readonly string[], tableName: string): FieldOrder {
  const sources = to.fields.map((target) => {
    const found = from.fields.find((one) => same(one.name, target.name));
    if (found === undefined) return fail('INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA', { tableName, colName: quoteName([...column, target.name]) });
    return { found, order: fieldsByName(found.type, target.type, [...column, target.name], tableName) };
  });
  const extra = from.fields.filter((one) => !to.fields.some((target) => same(one.name, target.name)));
  if (extra.length > 0) fail('INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_STRUCT_FIELDS', { tableName, colName: quoteName(column), extraFields: extra.map((one) => quoteName([one.name])).join(', ') });
  if (sources.every(({ found, order }, index) => found === from.fields[index] && order.type === found.type)) return asGiven(from);
  return {
    type: { ...from, fields: sources.map(({ found, order }) => ({ ...found, type: order.type })) },
    reorder: (value) => call('if', [call('isnull', [value]), nothing,
      call('named_struct', sources.flatMap(({ found, order }) => [text(found.name), order.reorder({ kind: 'ExtractValue', input: value, extraction: text(found.name) })]))]),
  };
}

const asGiven = (type: DataType): FieldOrder => ({ type, reorder: (value) => value });
const nothing: Expression = { kind: 'Literal', value: null, type: { kind: 'null' } };

function text(value: string): Expression { return { kind: 'Literal', value, type: stringType }; }
function call(name: string, args: readonly Expression[]): Expression { return { kind: 'UnresolvedFunction', name: [name], arguments: args }; }
function same(left: string, right: string): boolean { return left.toLowerCase() === right.toLowerCase(); }

function lambda(parameters: readonly string[], changed: string, body: (value: Expression) => Expression): Expression {
  return { kind: 'Lambda', parameters, body: body({ kind: 'LambdaVariable', name: changed }) };
}
