import { conditionOf, type StreamError } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Generate, Relation } from '../../plan/relation.ts';
import { refuseUnknownCall } from '../expressions/calls.ts';
import { isLateFault, takeScope } from '../expressions/late-faults.ts';
import { resolveTypedLiteral } from '../expressions/literals.ts';
import { resolve } from '../expressions/resolve.ts';
import { type Frame, scopeOf, withoutWindows } from './context.ts';

/**
 * Which of several faults Spark tells. It reads literals while it parses, looks up all functions of a query before anything else, resolves what it can from the
 * leaves up, and checks the rest at the end (late-faults.ts). Here a query is analyzed in one go; only when that fails is the rest searched for what Spark
 * meets first.
 */

/** A literal that cannot be read anywhere in the query, else a function that nobody knows outside of its subqueries; else the fault that was found. */
export function faultOfLookup(relation: Relation, found: unknown, frame: Frame): unknown {
  if (conditionOf(found) === undefined) return found;
  const scope = scopeOf(frame, []);
  const attempt = (action: () => unknown): unknown => {
    try { action(); } catch (error) { return error; }
    return undefined;
  };
  return attempt(() => { visit(relation, (node) => { if (node.kind === 'TypedLiteral') resolveTypedLiteral(node, scope); }); })
    ?? attempt(() => { visit(relation, (node) => { if (node.kind === 'UnresolvedFunction') refuseUnknownCall(node, scope); return node.kind !== 'Subquery'; }); })
    ?? found;
}

/**
 * The analysis of a relation has met a late fault, in its own expressions or below it (then nothing is known but constants).
 * What else is in this relation may have an earlier one.
 */
export function earlierFault(relation: Relation, found: StreamError, frame: Frame, isRelation: (kind: string) => boolean): unknown {
  const { own, inputs } = partsOf(relation, isRelation);
  const scope = takeScope(found);
  const seen = scope ?? scopeOf(frame, []);
  for (const one of inputs) {
    if (frame.analysis.met.has(one)) continue;
    const fault = faultOf(() => frame.analysis.resolve(one, withoutWindows(frame)));
    if (fault !== undefined) return fault;
  }
  for (const one of own) {
    if (scope === undefined && hasStar(one)) continue;
    const fault = faultOf(() => resolve(one, seen));
    if (fault !== undefined) return fault;
  }
  return found;
}

function faultOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (conditionOf(error) !== undefined && !isLateFault(error)) return error;
  }
  return undefined;
}

/** The expressions of a relation itself, and the relations it reads. Those that only mean something in their place are left out. */
function partsOf(relation: Relation, isRelation: (kind: string) => boolean): { readonly own: readonly Expression[]; readonly inputs: readonly Relation[] } {
  const own: Expression[] = [];
  const inputs: Relation[] = [];
  const gather = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(gather);
    else if (isNode(value) && expressionKinds.has(value.kind)) { if (!placed.has(value.kind)) own.push(value as Expression); }
    else if (isNode(value) && isRelation(value.kind)) inputs.push(value as Relation);
    else if (isPlain(value)) Object.values(value).forEach(gather);
  };
  if (relation.kind !== 'WithCtes' && relation.kind !== 'Hint') for (const [key, value] of Object.entries(relation)) if (key !== 'at') gather(value);
  return { own, inputs };
}

function hasStar(expression: Expression): boolean {
  let found = false;
  visit(expression, (node) => { found ||= placed.has(node.kind); return !found; });
  return found;
}

/** Walks plain data from the leaves of the text; `false` skips what is below. */
function visit(value: unknown, see: (node: Expression) => unknown): void {
  if (Array.isArray(value)) { for (const one of value) visit(one, see); return; }
  if (!isPlain(value)) return;
  if (isNode(value) && expressionKinds.has(value.kind) && see(value as Expression) === false) return;
  if (isNode(value) && value.kind === 'Generate') { visitGenerate(value as Generate, see); return; }
  for (const [key, part] of Object.entries(value)) if (key !== 'at' && key !== 'type') visit(part, see);
}

/** LATERAL VIEW looks its generator up by itself. */
function visitGenerate({ input, generator }: Generate, see: (node: Expression) => unknown): void {
  visit(input, see);
  visit(generator.kind === 'UnresolvedFunction' ? generator.arguments : generator, see);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Map);
}

function isNode(value: unknown): value is { readonly kind: string } {
  return isPlain(value) && 'kind' in value && typeof value.kind === 'string' && 'length' in value === false;
}

const placed: ReadonlySet<string> = new Set<Expression['kind']>(['UnresolvedStar', 'UnresolvedRegex', 'NamedArgument', 'Lambda', 'LambdaVariable']);

const expressionKinds: ReadonlySet<string> = new Set<Expression['kind']>([
  'UnresolvedAttribute', 'UnresolvedStar', 'UnresolvedRegex', 'UnresolvedFunction', 'NamedArgument', 'ExpressionString', 'Literal', 'TypedLiteral', 'IntervalLiteral', 'Parameter', 'Alias', 'Cast', 'SortOrder',
  'Window', 'Lambda', 'LambdaVariable', 'ExtractValue', 'UpdateFields', 'Subquery', 'UserFunction',
]);
