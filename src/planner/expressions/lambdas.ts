import { conditionOf, fail, type Span } from '../../errors/stream-error.ts';
import { resolveCall } from '../../functions/define.ts';
import type { CallArgument, ScalarFunction } from '../../functions/function.ts';
import { expectSomeSignature } from '../../functions/signature-match.ts';
import { shownAs } from '../../functions/shown.ts';
import { sparkClassOf } from '../../functions/spark-classes.ts';
import { parseSignature } from '../../functions/signature.ts';
import type { BoundExpression, Call, LambdaFunction, LambdaParameter } from '../../plan/bound.ts';
import type { Lambda } from '../../plan/expression.ts';
import { type ExpressionNode, someExpression, visitExpression } from '../../plan/walk.ts';
import { isTrue } from '../../plan/settings.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { castTo, nullOf } from '../build.ts';
import { type Argument, resolveArgument } from './arguments.ts';
import { castArguments, prettyIn, shapeOf } from './call.ts';
import { settleEach } from './late-faults.ts';
import { resolve } from './resolve.ts';
import { isCaseSensitive } from './names.ts';
import type { Scope } from './scope.ts';
import { arrayType, type DataType, mapType, nullType } from '../../types/data-type.ts';

const SUBQUERIES_ALLOWED = 'spark.sql.analyzer.allowSubqueryExpressionsInLambdasOrHigherOrderFunctions';
const noArgument: CallArgument = { type: nullType, nullable: true, foldable: false, literal: undefined, sql: '' };

/** The call has a lambda, or the function wants one where something else stands. */
export function hasLambda(definition: ScalarFunction, args: readonly Argument[]): boolean {
  return definition.lambdaParameters !== undefined || args.some((one) => one.kind === 'Lambda');
}

/** How many arguments a function takes is asked before whether it takes a lambda. */
export function expectCountBesideLambda(definition: Parameters<typeof resolveCall>[0], written: string, node: { readonly arguments: readonly unknown[]; readonly at?: Span | undefined }, scope: Scope): void {
  if (definition.kind === 'scalar' && definition.lambdaParameters !== undefined) return;
  try {
    resolveCall(definition, { name: written, arguments: node.arguments.map(() => noArgument), settings: scope.session.settings, sql: written, at: node.at });
  } catch (error) {
    if (conditionOf(error)?.startsWith('WRONG_NUM_ARGS') === true) throw error;
  }
}

/**
 * transform, filter, aggregate …: plain arguments first, then the lambdas from left to right, whose parameters get their types
 * from what is known by then. An expression in the place of a lambda is one that ignores its parameters.
 */
export function bindHigherOrder(definition: ScalarFunction, written: string, args: readonly Argument[], scope: Scope, at?: Span): Call {
  if (args.some(hasSubquery) && !isTrue(scope.session.settings, SUBQUERIES_ALLOWED)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION', {}, { at });
  if (definition.lambdaParameters === undefined) return fail('INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION', { class: sparkClassOf(written) ?? written }, { at });
  expectSomeSignature(definition.signatures, { name: written, arguments: args.map(() => noArgument), settings: scope.session.settings, sql: written, at });
  const bound: BoundExpression[] = settleEach([...args.entries()], ([index, one]) => (isLambda(definition, args, index) ? notBoundYet(one, scope) : resolveArgument(one, scope)));
  if (!args.some((one) => one.kind === 'Lambda')) bound.forEach((one, index) => { bound[index] = asCollection(one, definition, { index, count: args.length }, scope); });
  args.forEach((one, index) => {
    if (isLambda(definition, args, index)) bound[index] = bindLambda(one, definition, { written, bound, index, at }, scope);
  });
  if (bound.some(asksOfElement)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION', {}, { at });
  const resolved = resolveCall(definition, shapeOf(definition, written, bound, scope, at));
  const typed = bound.map((one, index) => typedBody(one, resolved.argumentTypes[index], scope));
  return { kind: 'Call', definition, written, arguments: castArguments(typed, resolved.argumentTypes, scope, at), type: resolved.returnType, nullable: resolved.nullable, at };
}

/** NULL where a collection is wanted. Only beside bodies that ask for no element, and a lambda that is left out asks: the parameters of a lambda have no type then. */
function asCollection(argument: BoundExpression, definition: ScalarFunction, { index, count }: { readonly index: number; readonly count: number }, scope: Scope): BoundExpression {
  const { parameters } = definition.signatures.map(parseSignature).sort((one, other) => other.maximumCount - one.maximumCount)[0]!;
  const pattern = parameters.length === count ? parameters[index]!.pattern.pattern : undefined;
  if (argument.type.kind !== 'null' || (pattern !== 'array' && pattern !== 'map')) return argument;
  return castTo(argument, pattern === 'array' ? arrayType(nullType) : mapType(nullType, nullType), scope.session.settings);
}

/** Stands for a lambda until the arguments before it are known to fit, and is shown as it was written. */
function notBoundYet(argument: Argument, scope: Scope): BoundExpression {
  const definition = { ...shownAs(''), display: () => shownUnbound(argument, scope) };
  return { kind: 'Call', definition, written: definition.name, arguments: [nullOf(nullType)], type: nullType, nullable: true };
}

function shownUnbound(argument: Argument, scope: Scope): string {
  const names = argument.kind === 'Lambda' ? argument.parameters : [];
  const parameters = names.map((name): LambdaParameter => ({ kind: 'LambdaParameter', id: scope.session.nextId(), name, type: nullType, nullable: true, shownByName: true }));
  try {
    const body = argument.kind === 'Lambda' ? resolve(argument.body, { ...scope, lambdaParameters: [...(scope.lambdaParameters ?? []), ...parameters] }) : resolveArgument(argument, scope);
    return prettyIn(scope, { kind: 'Lambda', parameters, body, type: nullType, nullable: true });
  } catch {
    return 'NULL'; // the body cannot be told without the types of its parameters
  }
}

/** `x IN (SELECT …)`: a query runs beside the rows, where there are no elements. */
function asksOfElement(node: BoundExpression): boolean {
  return someExpression(node, (one) => one.kind === 'Subquery' && one.values.some((value) => someExpression(value, (part) => part.kind === 'LambdaParameter')));
}

/** Written anywhere in it: what has not been resolved yet is plain data. */
function hasSubquery(written: unknown): boolean {
  if (Array.isArray(written)) return written.some(hasSubquery);
  if (typeof written !== 'object' || written === null || !('kind' in written) || written.kind === 'Literal' || written.kind === 'Column') return false;
  return written.kind === 'Subquery' || Object.values(written).some(hasSubquery);
}

/** A body that is just NULL takes the type that is wanted. */
function typedBody(node: BoundExpression, wanted: DataType | undefined, scope: Scope): BoundExpression {
  if (node.kind !== 'Lambda' || node.type.kind !== 'null' || wanted === undefined || wanted.kind === 'null') return node;
  return { ...node, body: castTo(node.body, wanted, scope.session.settings), type: wanted };
}

function isLambda(definition: ScalarFunction, args: readonly Argument[], index: number): boolean {
  if (args[index]!.kind === 'Lambda') return true;
  return definition.signatures.some((text) => {
    const signature = parseSignature(text);
    return args.length >= signature.minimumCount && args.length <= signature.maximumCount && signature.parameters[index]?.pattern.pattern === 'lambda';
  });
}

interface Place { readonly written: string; readonly bound: readonly BoundExpression[]; readonly index: number; readonly at: Span | undefined }

function bindLambda(argument: Argument, definition: ScalarFunction, place: Place, scope: Scope): LambdaFunction {
  const names = argument.kind === 'Lambda' ? parameterNames(argument, scope) : undefined;
  const shape = shapeOf(definition, place.written, place.bound, scope, place.at);
  const fields = definition.lambdaParameters!(shape, place.index, names?.length ?? 1);
  if (names !== undefined && fields.length !== names.length) {
    fail('INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH', { expectedNumArgs: String(names.length), actualNumArgs: String(fields.length) }, { at: argument.at });
  }
  const parameters = fields.map((one, position): LambdaParameter => ({
    kind: 'LambdaParameter', id: scope.session.nextId(), name: names?.[position] ?? one.name, type: one.type, nullable: one.nullable,
  }));
  const inner: Scope = names === undefined ? scope : { ...scope, lambdaParameters: [...(scope.lambdaParameters ?? []), ...parameters] };
  const body = argument.kind === 'Lambda' ? resolve(argument.body, inner) : resolveArgument(argument, inner);
  refuseAggregates(body, parameters, scope);
  return { kind: 'Lambda', parameters, body, type: body.type, nullable: body.nullable, at: argument.at };
}

/** An aggregate has one value for all rows: it cannot depend on an element. */
function refuseAggregates(body: BoundExpression, parameters: readonly LambdaParameter[], scope: Scope): void {
  const ids = new Set(parameters.map((one) => one.id));
  const readsElement = (node: ExpressionNode): boolean => someExpression(node, (one) => one.kind === 'LambdaParameter' && ids.has(one.id));
  visitExpression(body, (node) => {
    if ((node.kind === 'AggregateCall' || node.kind === 'WindowCall') && readsElement(node)) {
      fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'a lambda function', invalidExprSqls: `"${prettyIn(scope, body)}"` }, { at: body.at });
    }
  });
}

function parameterNames(lambda: Lambda, scope: Scope): readonly string[] {
  const keys = lambda.parameters.map((name) => (isCaseSensitive(scope) ? name : name.toLowerCase()));
  if (new Set(keys).size < keys.length) {
    fail('INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES', { args: lambda.parameters.map(quoteIdentifier).join(', ') }, { at: lambda.at });
  }
  return lambda.parameters;
}
