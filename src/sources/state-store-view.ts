import type { StateField } from '../columnar/state-field.ts';
import { fail } from '../errors/stream-error.ts';
import type { OperatorFingerprint, StoreFingerprint } from '../state/durable-state.ts';
import { arrayType, booleanType, type DataType, field, type Field, intType, longType, type MapType, mapType, type Schema, stringType, structType } from '../types/data-type.ts';
import { asNullable } from '../types/coercion.ts';
import type { StateStoreOptions } from './state-store-options.ts';

/** How a store of ours is shown as one of Spark's. */
export interface StateView {
  readonly store: StoreFingerprint;
  readonly key: Schema;
  readonly keyFields: readonly StateField[];
  readonly shape: ViewShape;
  readonly schema: Schema;
}

/**
 * `value`: a row per entry. `numbered`: with its number among those of the key, and the flag that it has matched. `counted`: a row per key, with
 * how many there are. `list`, `map`, `timers`: a row per element, of a variable of transformWithState; `whole`: a variable as it is.
 */
export type ViewShape = EntryShape | { readonly kind: 'counted' } | VariableShape;
export interface EntryShape { readonly kind: 'value' | 'numbered'; readonly value: Schema; readonly fields: readonly StateField[] }
export interface VariableShape { readonly kind: 'list' | 'map' | 'timers' | 'whole'; readonly type: DataType; readonly field: StateField }

/** The view the options ask for; fails like Spark when the checkpoint has none such. */
export function stateViewOf(operators: readonly OperatorFingerprint[], options: StateStoreOptions, sourceOptions: string): StateView {
  const operator = operators.find((one) => one.stateId === options.operatorId);
  const missing = (): never => fail('STDS_FAILED_TO_READ_STATE_SCHEMA', { sourceOptions });
  if (operator === undefined) return missing();
  const transform = operator.operatorName === 'transformWithStateExec';
  if (!transform && options.timers) onlyTransform('readRegisteredTimers', operator.operatorName);
  if (!transform && options.variable !== undefined) onlyTransform('stateVarName', operator.operatorName);
  // A store that the operator does not have is taken for a variable, as in Spark.
  if (!transform && options.storeName !== 'default' && !storeNamesOf(operator.operatorName).includes(options.storeName)) onlyTransform('stateVarName', operator.operatorName);
  if (operator.operatorName === 'symmetricHashJoin') return joinView(operator.stores, options) ?? missing();
  if (options.joinSide !== 'none') return missing();
  const store = operator.stores[0] ?? missing();
  if (transform) return variableView(store, options);
  return entryView(store, { kind: 'value', value: store.value, fields: store.layout?.value ?? [] }, options);
}

/** The stores of an operator under Spark's names. */
export function storeNamesOf(operatorName: string): readonly string[] {
  return operatorName === 'symmetricHashJoin' ? ['left', 'right'].flatMap((side) => [`${side}-keyToNumValues`, `${side}-keyWithIndexToValue`]) : ['default'];
}

function onlyTransform(optionName: string, operatorName: string): never {
  return fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName, message: `it means something for transformWithState only, and the operator is ${operatorName}` });
}

function joinView(stores: readonly StoreFingerprint[], options: StateStoreOptions): StateView | undefined {
  const [, named, form] = /^(left|right)-(keyToNumValues|keyWithIndexToValue)$/.exec(options.storeName) ?? [];
  const side = options.joinSide === 'none' ? named : options.joinSide;
  const store = stores.find(({ name }) => name.endsWith(`/${side}`));
  if (store?.layout === undefined) return undefined;
  if (options.joinSide !== 'none') return entryView(store, { kind: 'value', value: store.value, fields: store.layout.value }, options);
  if (form === 'keyToNumValues') return entryView(store, { kind: 'counted' }, options);
  const value: Schema = { fields: [...store.value.fields, field('matched', booleanType)] };
  const fields: readonly StateField[] = [...store.layout.value, { read: 'filled', at: store.layout.matched ?? 0 }];
  return entryView(store, { kind: 'numbered', value, fields }, options);
}

/** Columns key, value, partition_id. */
function entryView(store: StoreFingerprint, shape: EntryShape | { readonly kind: 'counted' }, options: StateStoreOptions): StateView {
  const key: Schema = shape.kind === 'numbered' ? { fields: [...store.key.fields, field('index', longType)] } : store.key;
  const value: Schema = shape.kind === 'counted' ? { fields: [field('value', longType)] } : shape.value;
  return { store, key, keyFields: store.layout?.key ?? [], shape, schema: schemaOf([field('key', structType(key.fields)), field('value', structType(value.fields))], options) };
}

function variableView(store: StoreFingerprint, options: StateStoreOptions): StateView {
  const key = { fields: store.key.fields };
  const view = (shape: VariableShape, columns: readonly Field[]): StateView => (
    { store, key, keyFields: store.layout?.key ?? [], shape, schema: schemaOf([field('key', structType(key.fields)), ...columns], options, true) });
  if (options.timers) {
    const at = store.value.fields.length - 1;
    return view({ kind: 'timers', type: store.value.fields[at]!.type, field: memberOf(store, at) }, [field('expiration_timestamp_ms', longType)]);
  }
  // A store of its own is to Spark what a variable keeps.
  const name = options.variable ?? (options.storeName === 'default' ? undefined : options.storeName);
  if (name === undefined) return fail('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'stateVarName' });
  const at = store.value.fields.findIndex((one) => one.name === name);
  if (at < 0 || at >= store.value.fields.length - 2) return fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: 'stateVarName', message: `there is no state variable ${name}` });
  const { type } = store.value.fields[at]!;
  const member = memberOf(store, at);
  if (type.kind === 'array') {
    return options.flatten ? view({ kind: 'list', type, field: member }, [field('list_element', type.element)])
      : view({ kind: 'whole', type, field: member }, [field('list_value', arrayType(type.element))]);
  }
  if (type.kind === 'map') return mapView(view, type, member, options.flatten);
  return view({ kind: 'whole', type, field: member }, [field('value', type)]);
}

function mapView(view: (shape: VariableShape, columns: readonly Field[]) => StateView, type: MapType, member: StateField, flatten: boolean): StateView {
  return flatten ? view({ kind: 'map', type, field: member }, [field('user_map_key', type.key), field('user_map_value', type.value)])
    : view({ kind: 'whole', type, field: member }, [field('map_value', mapType(type.key, type.value))]);
}

function memberOf(store: StoreFingerprint, index: number): StateField {
  return store.layout?.value[index] ?? { read: 'null' };
}

/** What operators keep may be NULL, whatever their input says; variables of transformWithState are as they were declared. */
function schemaOf(columns: readonly Field[], { changes }: StateStoreOptions, declared = false): Schema {
  const own = columns.map((one) => ({ ...one, type: declared ? one.type : asNullable(one.type), nullable: true }));
  const batch = changes === undefined ? [] : [field('batch_id', longType), field('change_type', stringType)];
  return { fields: [...batch, ...own, field('partition_id', intType)] };
}
