import { structField } from '../../functions/access.ts';
import type { Attribute, BoundAlias, BoundExpression, Call, Literal } from '../../plan/bound.ts';
import type { LogicalKind, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { type ExpressionNode, expressionsOf, inputsOf, mapExpressions, transformDown, transformPlanUp, visitExpression, visitPlan } from '../../plan/walk.ts';
import type { StructType } from '../../types/data-type.ts';
import type { PlanningContext } from '../physical.ts';

/** Positions of a struct's fields that are read, or that the struct is used as it is. */
type Use = Set<number> | 'whole';

/**
 * `from_json` reads only the fields that somebody asks for: where a column made by it is used for its fields alone (or tested for NULL, which depends on no field), its type is narrowed to them.
 * Not with options (FAILFAST looks at every field) and not with a column for corrupt records (it depends on every field).
 */
export function pruneJsonFields(plan: LogicalPlan, { settings }: PlanningContext): LogicalPlan {
  const candidates = findCandidates(plan, settings.get('spark.sql.columnNameOfCorruptRecord'));
  if (candidates.size === 0) return plan;
  const uses = usesOf(plan);
  const narrowed = new Map<number, { readonly type: StructType; readonly positions: readonly number[] }>();
  for (const [id, type] of candidates) {
    const use = uses.get(id);
    if (use === undefined || use === 'whole' || use.size === 0 || use.size === type.fields.length) continue;
    const positions = [...use].sort((left, right) => left - right);
    narrowed.set(id, { type: { ...type, fields: positions.map((position) => type.fields[position]!) }, positions });
  }
  if (narrowed.size === 0) return plan;
  return transformPlanUp(plan, (node) => mapExpressions(node, (expression) => transformDown(expression, (one) => {
    if (one.kind === 'Alias' && narrowed.has(one.id)) {
      const { type } = narrowed.get(one.id)!;
      return { ...one, type, input: { ...(one.input as Call), type } };
    }
    const tested = testedAttribute(one);
    const testedTo = tested === undefined ? undefined : narrowed.get(tested.id);
    if (tested !== undefined && testedTo !== undefined) return { ...one as Call, arguments: [{ ...tested, type: testedTo.type }] };
    const field = fieldOfAttribute(one);
    const target = field === undefined ? undefined : narrowed.get(field.attribute.id);
    if (field === undefined || target === undefined) return undefined;
    const position: Literal = { ...field.position, value: target.positions.indexOf(Number(field.position.value)) };
    return { ...field.call, arguments: [{ ...field.attribute, type: target.type }, field.call.arguments[1]!, position] };
  })));
}

function findCandidates(plan: LogicalPlan, corruptColumn: string | undefined): ReadonlyMap<number, StructType> {
  const found = new Map<number, StructType>();
  visitPlan(plan, (node) => {
    if (node.kind !== 'Project') return;
    for (const one of node.expressions) {
      const type = one.kind === 'Alias' ? prunableType(one) : undefined;
      if (type !== undefined && type.fields.length > 1 && !type.fields.some((field) => field.name === corruptColumn)) found.set(one.id, type);
    }
  });
  return found;
}

function prunableType({ input }: BoundAlias): StructType | undefined {
  return input.kind === 'Call' && input.definition.name === 'from_json' && input.arguments.length === 2 && input.type.kind === 'struct' ? input.type : undefined;
}

/** Nodes that use of their input only what their expressions name; what they pass on is somebody else's use. Others use all of their inputs' columns. */
const transparent: ReadonlySet<LogicalKind> = new Set<LogicalKind>([
  'Scan', 'LocalData', 'Project', 'Filter', 'Aggregate', 'Sort', 'Limit', 'Offset', 'Tail', 'Sample', 'Watermark', 'SubqueryAlias', 'Window', 'Generate', 'Expand', 'Join', 'CollectMetrics',
]);

function usesOf(plan: LogicalPlan): ReadonlyMap<number, Use> {
  const uses = new Map<number, Use>();
  const whole = ({ id }: { readonly id: number }): void => { uses.set(id, 'whole'); };
  outputOf(plan).forEach(whole);
  visitPlan(plan, (node) => {
    if (!transparent.has(node.kind)) for (const input of inputsOf(node)) outputOf(input).forEach(whole);
    for (const expression of expressionsOf(node)) noteUses(expression, uses, whole);
  });
  return uses;
}

function noteUses(expression: BoundExpression, uses: Map<number, Use>, whole: (attribute: { readonly id: number }) => void): void {
  visitExpression(expression, (node) => {
    const field = node.kind === 'Call' ? fieldOfAttribute(node) : undefined;
    if (field !== undefined) {
      const { attribute: { id }, position } = field;
      const known = uses.get(id) ?? new Set<number>();
      if (known !== 'whole') uses.set(id, known.add(Number(position.value)));
      return false;
    }
    if (testedAttribute(node) !== undefined) return false;
    if (node.kind === 'Attribute') whole(node);
    if (node.kind === 'Subquery') node.outer.forEach(whole);
    return true;
  });
}

/** `e IS [NOT] NULL` with `e` a column. */
function testedAttribute(node: ExpressionNode): Attribute | undefined {
  if (node.kind !== 'Call' || (node.definition.name !== 'isnotnull' && node.definition.name !== 'isnull')) return undefined;
  return node.arguments[0]?.kind === 'Attribute' ? node.arguments[0] : undefined;
}

/** `e.name` with `e` a column. */
function fieldOfAttribute(node: BoundExpression): { readonly call: Call; readonly attribute: Attribute; readonly position: Literal } | undefined {
  if (node.kind !== 'Call' || node.definition !== structField) return undefined;
  const [attribute, , position] = node.arguments;
  return attribute?.kind === 'Attribute' && position?.kind === 'Literal' ? { call: node, attribute, position } : undefined;
}
