import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Unpivot } from '../../plan/relation.ts';
import { commonType } from '../../types/coercion.ts';
import { stringType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { castTo, isNotNull, literalOf, orOf } from '../build.ts';
import { resolveSelectList } from '../expressions/resolve.ts';
import { referencesOf } from '../references.ts';
import { type Frame, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

interface ValueGroup { readonly expressions: readonly BoundExpression[]; readonly name: string }

/** UNPIVOT: one row per value group, with its name; ids are repeated. Rows whose values are all NULL go unless INCLUDE NULLS. */
export function resolveUnpivot(relation: Unpivot, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const columns = visibleOutput(input);
  const resolveAll = (expressions: readonly Parameters<typeof resolveSelectList>[0][number][]): readonly BoundExpression[] =>
    resolveSelectList(expressions, scopeOf(frame, outputOf(input), { clause: 'SELECT' })).map((item) => (item.item === 'column' ? item.expression : item.generator));
  const given = relation.values?.map((group): ValueGroup => {
    const expressions = resolveAll(group.expressions);
    return { expressions, name: group.alias ?? expressions.map(nameOf).join('_') };
  });
  const named = relation.ids === undefined ? undefined : resolveAll(relation.ids);
  const ids = named ?? columns.filter((one) => !referencesOf(...given!.flatMap((group) => group.expressions)).has(one.id));
  const groups = given ?? columns.filter((one) => !referencesOf(...ids).has(one.id)).map((one): ValueGroup => ({ expressions: [one], name: one.name }));
  for (const one of [...(given === undefined ? ids : []), ...(named === undefined ? groups.flatMap((group) => group.expressions) : [])]) {
    if (one.kind !== 'Attribute') {
      fail('UNPIVOT_REQUIRES_ATTRIBUTES', { given: given === undefined ? 'ids' : 'values', empty: given === undefined ? 'values' : 'ids', expressions: `"${prettySql(one)}"` }, { at: relation.at });
    }
  }
  if (groups.length === 0) fail('UNPIVOT_REQUIRES_VALUE_COLUMNS', {}, { at: relation.at });
  const width = relation.valueColumns.length;
  if (groups.some((group) => group.expressions.length !== width)) fail('UNPIVOT_VALUE_SIZE_MISMATCH', { names: String(width) }, { at: relation.at });
  return expand(relation, input, ids, groups, frame);
}

/** `"INT" (`a`, `c`), "STRING" (`b`)` */
function namesByType(values: readonly BoundExpression[]): string {
  const names = new Map<string, string[]>();
  for (const one of values) {
    const type = `"${typeToSql(one.type)}"`;
    names.set(type, [...names.get(type) ?? [], quoteIdentifier(nameOf(one))]);
  }
  return [...names].sort(([type], [other]) => (type < other ? -1 : 1)).map(([type, columns]) => `${type} (${columns.join(', ')})`).join(', ');
}

function expand(relation: Unpivot, input: LogicalPlan, ids: readonly BoundExpression[], groups: readonly ValueGroup[], frame: Frame): LogicalPlan {
  const { nextId } = frame.analysis.context;
  const types = relation.valueColumns.map((_, index) => {
    const found = groups.map((group) => group.expressions[index]!.type);
    const type = commonType(found, frame.settings, false);
    if (type === undefined) fail('UNPIVOT_VALUE_DATA_TYPE_MISMATCH', { types: namesByType(groups.map((group) => group.expressions[index]!)) }, { at: relation.at });
    return type;
  });
  const attribute = (name: string, type: Attribute['type'], nullable: boolean): Attribute => ({ kind: 'Attribute', id: nextId(), name, type, nullable, qualifier: [] });
  const idColumns = ids.map((one): Attribute => (one.kind === 'Attribute' ? { ...one, id: nextId() } : attribute(nameOf(one), one.type, one.nullable)));
  const variable = attribute(relation.variableColumn, stringType, false);
  const values = relation.valueColumns.map((name, index) => attribute(name, types[index]!, groups.some((group) => group.expressions[index]!.nullable)));
  const plan: LogicalPlan = {
    kind: 'Expand', input, output: [...idColumns, variable, ...values],
    projections: groups.map((group) => [
      ...ids.map((one) => (one.kind === 'Alias' ? one.input : one)), literalOf(stringType, group.name),
      ...group.expressions.map((one, index) => castTo(one.kind === 'Alias' ? one.input : one, types[index]!, frame.settings)),
    ]),
  };
  return relation.includeNulls ? plan : { kind: 'Filter', input: plan, condition: values.map(isNotNull).reduce(orOf) };
}

function nameOf(expression: BoundExpression): string {
  return expression.kind === 'Attribute' || expression.kind === 'Alias' ? expression.name : prettySql(expression);
}
