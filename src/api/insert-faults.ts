import { StreamError } from '../errors/stream-error.ts';
import { isFoldable } from '../plan/foldable.ts';
import type { Relation } from '../plan/relation.ts';
import { sameType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import type { StoredTable } from './stored-table.ts';

/** A constant that fails is still there to be looked at. */
const withFaults = { disabled: new Set(['refuseFailingConstants']) };

/** What did not fit into its column is told with the name of the column. */
export async function overflowOf(error: unknown, session: Session, table: StoredTable, rows: Relation): Promise<StreamError | undefined> {
  const folded = isArithmetic(error) ? await foldedFault(session, rows) : undefined;
  const targetType = folded?.targetType ?? tooNarrow(error, table);
  if (targetType === undefined) return undefined;
  const columnName = folded?.columnName ?? await columnThatFails(error as StreamError, session, table, { rows, targetType });
  const sourceType = folded?.sourceType ?? (error as StreamError).parameters['sourceType'] ?? sourceOf(session, rows, columnName);
  return new StreamError('CAST_OVERFLOW_IN_TABLE_INSERT', { sourceType, targetType, columnName: quoteName([columnName]) }, { cause: error });
}

/** The type of what a column is cast from. */
function sourceOf(session: Session, rows: Relation, name: string): string {
  const { optimized } = session.engine.phasesOf(rows, withFaults);
  const column = optimized.kind === 'Project' ? optimized.expressions.find((one) => one.kind === 'Alias' && one.name === name) : undefined;
  const value = column?.kind === 'Alias' ? column.input : undefined;
  return value?.kind === 'Cast' ? `"${typeToSql(value.input.type)}"` : '';
}

interface Fault { readonly columnName: string; readonly sourceType: string; readonly targetType: string }

/** A constant that cannot be computed counts as one that does not fit, as it is computed together with the cast. */
async function foldedFault(session: Session, rows: Relation): Promise<Fault | undefined> {
  const { optimized } = session.engine.phasesOf(rows, withFaults);
  if (optimized.kind !== 'Project') return undefined;
  for (const one of optimized.expressions) {
    const value = one.kind === 'Alias' ? one.input : one;
    if (value.kind !== 'Cast' || sameType(value.type, value.input.type, true) || !isFoldable(value)) continue;
    const columnName = one.kind === 'Alias' ? one.name : '';
    if (isArithmetic(await faultOf(session, rows, columnName))) return { columnName, sourceType: `"${typeToSql(value.input.type)}"`, targetType: `"${typeToSql(value.type)}"` };
  }
  return undefined;
}

function isArithmetic(error: unknown): boolean { return error instanceof StreamError && /^(?:DIVIDE_BY_ZERO|REMAINDER_BY_ZERO|ARITHMETIC_OVERFLOW|BINARY_ARITHMETIC_OVERFLOW|CAST_OVERFLOW)$/.test(error.condition); }

/** The first column of the type that fails alone as all did together. */
async function columnThatFails({ condition }: StreamError, session: Session, table: StoredTable, { rows, targetType }: { readonly rows: Relation; readonly targetType: string }): Promise<string> {
  const candidates = table.schema.fields.filter((one) => typeToSql(one.type).includes(targetType.slice(1, -1)));
  for (const { name } of candidates.slice(0, -1)) {
    const fault = await faultOf(session, rows, name);
    if (fault instanceof StreamError && fault.condition === condition) return name;
  }
  return candidates.at(-1)?.name ?? table.name.at(-1)!;
}

/** What goes wrong when one column is computed without the others. */
async function faultOf(session: Session, rows: Relation, name: string): Promise<unknown> {
  try {
    const { arena } = await session.engine.materialize({ kind: 'Project', input: { ...rows }, expressions: [{ kind: 'UnresolvedAttribute', name: [name] }] }, false);
    arena.release();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The type of the column that a value did not fit in; undefined where something else failed. */
function tooNarrow(error: unknown, table: StoredTable): string | undefined {
  if (!(error instanceof StreamError)) return undefined;
  const { targetType, precision, scale } = error.parameters;
  if (error.condition === 'CAST_OVERFLOW') return String(targetType ?? '');
  if (error.condition !== 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION') return undefined;
  const decimal = `DECIMAL(${String(precision)},${String(scale)})`;
  return table.schema.fields.some((one) => typeToSql(one.type).includes(decimal)) ? `"${decimal}"` : undefined;
}
