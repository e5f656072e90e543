import type { StateField } from '../../columnar/state-field.ts';
import type { EvaluationSettings } from '../../functions/function.ts';
import type { StatefulGroupedMap } from '../../plan/physical.ts';
import type { OperatorFingerprint, StoreLayout } from '../../state/durable-state.ts';
import { sameShape } from '../../state/schema-fit.ts';
import { type Field, longType, type StructType } from '../../types/data-type.ts';
import { keyFields } from './fingerprint.ts';
import { memoryColumns, type MemoryFormat, SHAPE_COLUMN } from './group-memory.ts';
import type { StateVariable } from './grouped-program.ts';

interface Kept { readonly variables: readonly StateVariable[]; readonly format: MemoryFormat; readonly settings: EvaluationSettings }

/** What a function over groups keeps, as Spark shows it. */
export function groupFingerprint(plan: StatefulGroupedMap, { variables, format, settings }: Kept): OperatorFingerprint {
  const { map, stateId } = plan;
  const transform = map.operation === 'transformWithState';
  const keyTypes = map.keys.map((one) => one.type);
  const value = transform ? format.type.fields : groupStateFields(format.type, map.timeMode !== 'none');
  const layout: StoreLayout = {
    keyTypes, columns: memoryColumns, key: keyFields(keyTypes.length), value: value.map((_, index) => memberField(index, !transform && index === 1)),
    shapes: { at: SHAPE_COLUMN, types: format.shapes },
  };
  return {
    stateId, operatorName: transform ? 'transformWithStateExec' : 'flatMapGroupsWithState',
    stores: [{ name: String(stateId), key: { fields: map.keys.map(({ name, type, nullable }) => ({ name, type, nullable })) }, value: { fields: value }, layout }],
    ...(transform ? { properties: propertiesOf(plan, variables), encoding: settings.get('spark.sql.streaming.stateStore.encodingFormat') === 'avro' ? 'avro' : 'unsaferow' } as const : {}),
  };
}

/** The fingerprint that goes on from the stored one, and all shapes that rows may have. Both have been found to fit. */
export function adoptShapes(stored: OperatorFingerprint, current: OperatorFingerprint, type: StructType): { readonly fingerprint: OperatorFingerprint; readonly shapes: readonly StructType[] } {
  const [before, now] = [stored.stores[0]!, current.stores[0]!];
  const old = before.layout?.shapes?.types ?? [];
  // Names within a variable count only where schemas evolve; elsewhere values are told by their place.
  const known = stored.encoding === 'avro' ? old : old.map((shape) => renamed(shape, type));
  const same = known.length > 0 && JSON.stringify(known.at(-1)) === JSON.stringify(type);
  const shapes = same ? [...known.slice(0, -1), type] : [...known, type];
  const layout: StoreLayout = { ...now.layout!, shapes: { at: SHAPE_COLUMN, types: shapes } };
  return { shapes, fingerprint: { ...current, ...(stored.encoding === undefined ? {} : { encoding: stored.encoding }), stores: [{ ...now, layout }] } };
}

function renamed(shape: StructType, type: StructType): StructType {
  const fieldOf = (field: Field): Field => {
    const now = type.fields.find((one) => one.name === field.name);
    return now !== undefined && sameShape(field.type, now.type) ? now : field;
  };
  return { ...shape, fields: shape.fields.map(fieldOf) };
}

/** Spark's format 2: the state, and the time of the timeout where there may be one. */
function groupStateFields({ fields }: StructType, timeout: boolean): readonly Field[] {
  const state: Field = { name: 'groupState', type: fields[0]!.type, nullable: true };
  return timeout ? [state, { name: 'timeoutTimestamp', type: longType, nullable: false }] : [state];
}

function memberField(index: number, timeout: boolean): StateField {
  return { read: 'member', at: 0, index, ...(timeout ? { missing: -1 } : {}) };
}

function propertiesOf({ map }: StatefulGroupedMap, variables: readonly StateVariable[]): string {
  const timeMode = { none: 'NoTime', processingTime: 'ProcessingTime', eventTime: 'EventTime' }[map.timeMode];
  const stateVariables = variables.map(({ name, shape, ttlMs }) => ({ stateName: name, stateVariableType: { value: 'ValueState', list: 'ListState', map: 'MapState' }[shape], ttlEnabled: ttlMs !== undefined }));
  return JSON.stringify({ timeMode, outputMode: map.outputMode === 'append' ? 'Append' : 'Update', stateVariables });
}
