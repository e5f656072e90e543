import { fail } from '../errors/stream-error.ts';
import type { DataType, Field, StructType } from '../types/data-type.ts';
import type { OperatorFingerprint } from './durable-state.ts';
import { describeSchema, fits, sameShape, typeText } from './schema-fit.ts';

/** Schemas a state variable may have had, and schemas an operator may have: Spark's limits. */
const EVOLUTIONS_MAX = 16;
const SHAPES_MAX = 128;

/**
 * The rules of transformWithState (spark-semantics.md 6.2): variables may come and go. One that stays keeps its kind (value, list, map) and its
 * schema; with the encoding avro fields may be added, removed and moved and numbers widened. Time mode and output mode stay.
 */
export function checkVariables(stored: OperatorFingerprint, current: OperatorFingerprint): void {
  checkProperties(stored, current);
  const [before, now] = [stored.stores[0]!, current.stores[0]!];
  if (!fits(before.key, now.key)) fail('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { storedKeySchema: describeSchema(before.key), newKeySchema: describeSchema(now.key) });
  const old = variablesOf(before.value.fields);
  const fresh = variablesOf(now.value.fields);
  for (const field of old) {
    const other = fresh.find((one) => one.name === field.name);
    if (other !== undefined) checkVariable(field, other, stored.encoding ?? 'unsaferow');
  }
  checkLimits(stored, old, fresh);
}

/** All but the timeout and the timers. */
function variablesOf(fields: readonly Field[]): readonly Field[] {
  return fields.filter(({ name }) => !name.startsWith('$'));
}

function checkProperties(stored: OperatorFingerprint, current: OperatorFingerprint): void {
  const before = JSON.parse(stored.properties ?? '{}') as Readonly<Record<string, string>>;
  const now = JSON.parse(current.properties ?? '{}') as Readonly<Record<string, string>>;
  for (const configName of ['timeMode', 'outputMode']) {
    if (before[configName] !== now[configName]) fail('STATE_STORE_INVALID_CONFIG_AFTER_RESTART', { configName, oldConfig: before[configName] ?? '', newConfig: now[configName] ?? '' });
  }
}

function checkVariable(stored: Field, current: Field, encoding: 'avro' | 'unsaferow'): void {
  const [oldType, newType] = [kindOf(stored.type), kindOf(current.type)];
  if (oldType !== newType) fail('STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE', { stateVarName: stored.name, oldType, newType });
  if (stored.type.kind === 'map' && current.type.kind === 'map' && !sameShape(stored.type.key, current.type.key)) {
    fail('STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', { storedKeySchema: typeText(stored.type.key), newKeySchema: typeText(current.type.key) });
  }
  if (encoding === 'unsaferow') {
    if (!sameShape(stored.type, current.type)) fail('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', { storedValueSchema: typeText(stored.type), newValueSchema: typeText(current.type) });
  } else if (!evolves(stored.type, current.type)) {
    fail('STATE_STORE_INVALID_VALUE_SCHEMA_EVOLUTION', { oldValueSchema: typeText(stored.type), newValueSchema: typeText(current.type) });
  }
}

function checkLimits(stored: OperatorFingerprint, old: readonly Field[], fresh: readonly Field[]): void {
  const shapes = stored.stores[0]?.layout?.shapes?.types ?? [];
  if (JSON.stringify(old) === JSON.stringify(fresh)) return;
  const names = (from: readonly Field[], other: readonly Field[]): string => `(${from.filter(({ name }) => !other.some((one) => one.name === name)).map(({ name }) => name).join(',')})`;
  if (shapes.length >= SHAPES_MAX) {
    fail('STATE_STORE_STATE_SCHEMA_FILES_THRESHOLD_EXCEEDED', {
      numStateSchemaFiles: String(shapes.length + 1), maxStateSchemaFiles: String(SHAPES_MAX), addedColumnFamilies: names(fresh, old), removedColumnFamilies: names(old, fresh),
    });
  }
  for (const { name, type } of fresh) {
    const had = new Set(shapes.flatMap((shape) => shape.fields.filter((one) => one.name === name).map((one) => JSON.stringify(one.type))));
    had.add(JSON.stringify(type));
    if (had.size > EVOLUTIONS_MAX) fail('STATE_STORE_VALUE_SCHEMA_EVOLUTION_THRESHOLD_EXCEEDED', { colFamilyName: name, numSchemaEvolutions: String(had.size - 1), maxSchemaEvolutions: String(EVOLUTIONS_MAX) });
  }
}

function kindOf(type: DataType): string {
  return type.kind === 'array' ? 'ListState' : type.kind === 'map' ? 'MapState' : 'ValueState';
}

/** Fields are found by name; numbers may get wider; everything else stays. */
function evolves(stored: DataType, current: DataType): boolean {
  if (stored.kind === 'struct' && current.kind === 'struct') return evolvesStruct(stored, current);
  if (stored.kind === 'array' && current.kind === 'array') return evolves(stored.element, current.element);
  if (stored.kind === 'map' && current.kind === 'map') return sameShape(stored.key, current.key) && evolves(stored.value, current.value);
  return sameShape(stored, current) || (widenings[stored.kind]?.includes(current.kind) ?? false);
}

/** A renamed field is one that went and one that came, with values nobody finds: that is refused when the types say so. */
function evolvesStruct(stored: StructType, current: StructType): boolean {
  const kept = stored.fields.filter((field) => current.fields.some((one) => one.name === field.name));
  if (kept.length === 0 && stored.fields.length > 0 && stored.fields.length === current.fields.length) return false;
  return kept.every((field) => evolves(field.type, current.fields.find((one) => one.name === field.name)!.type));
}

const widenings: Readonly<Record<string, readonly string[]>> = { int: ['long', 'float', 'double'], long: ['float', 'double'], float: ['double'] };
