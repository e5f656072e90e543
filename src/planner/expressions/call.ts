import { fail, invariant, type Span } from '../../errors/stream-error.ts';
import type { Value } from '../../columnar/value.ts';
import { datetimeArithmetic } from '../../functions/define-datetime.ts';
import { requireTimeType } from '../../functions/datetime/time-type.ts';
import { tolerant } from '../../functions/conditions/tolerant.ts';
import { resolveCall } from '../../functions/define.ts';
import { boundsDiffer } from '../../functions/define-conditional.ts';
import type { CallArgument, CallShape, ResolvedCall, ScalarFunction } from '../../functions/function.ts';
import { findFunction } from '../../functions/index.ts';
import { failInput } from '../../functions/mismatch.ts';
import { parseSignature } from '../../functions/signature.ts';
import { shownAs } from '../../functions/shown.ts';
import { unfoldingOf } from '../../functions/unfolded.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import { isDeterministic } from '../../plan/evaluate.ts';
import { isFoldableEarly } from '../../plan/foldable.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { canCast } from '../../types/cast-rules.ts';
import { isNumeric, losesValues } from '../../types/coercion.ts';
import { intType, sameType, stringType, type DataType } from '../../types/data-type.ts';
import type { DecimalOperation } from '../../types/decimal.ts';
import { typeToSql } from '../../types/print.ts';
import { castTo, literalOf, nullOf } from '../build.ts';
import { paddedAsDeclared } from './char-padding.ts';
import { refuseGeneratorArguments } from './clause-check.ts';
import { extractField } from './extract.ts';
import { keptCollation, refusedArgument, unifyCollations } from './collations.ts';
import type { Scope } from './scope.ts';

/** A call of a scalar function the analyzer itself relies on, arguments bound but not cast yet. */
export function callFunction(name: string, args: readonly BoundExpression[], scope: Scope, at?: Span): BoundExpression {
  const definition = findFunction(name);
  if (definition === undefined) return fail('TIDEMARK_FUNCTION_NOT_AVAILABLE', { functionName: `\`${name}\`` }, { at });
  invariant(definition.kind === 'scalar', `${name} is a scalar function`);
  return bindScalar(definition, name, args, scope, at);
}

/** Types of a scalar call: operators on dates and intervals turn into other rows, the rest is up to the row itself. */
export function bindScalar(definition: ScalarFunction, written: string, given: readonly BoundExpression[], scope: Scope, at?: Span): BoundExpression {
  const path = definition.name === 'input_file_name' ? pathOfRow(scope, at) : undefined;
  if (path !== undefined) return path;
  const plain = comparisons.has(definition.name) ? withoutVoid(given) : definition.name === 'assert_true' ? withMessage(given, scope) : given;
  const args = paddedAsDeclared(definition.name, inOneCollation(definition, written, plain, scope, at), scope);
  const shape = shapeOf(definition, written, args, scope, at);
  if (definition.name === 'between' && boundsDiffer(shape) && isDeterministic(args[0]!)) return twoComparisons(args, scope, at);
  const operation = args.length === 2 ? datetimeOperators[definition.name] : undefined;
  const moments = operation === undefined ? undefined : datetimeArithmetic(operation, shape);
  const resolved: ResolvedCall = moments === undefined ? asFirst(definition, plain, resolveCall(definition, shape)) : { ...moments, nullable: momentsNullable(definition, args, moments) };
  const call = resolved.instead === undefined ? finished(definition, written, args, resolved, scope, at) : rewritten(definition, written, args, resolved, scope, at);
  const isTolerant = definition.name === 'try_to_binary' || (operation !== undefined && definition.name.startsWith('try_') && args.some(({ type }) => !isNumeric(type) && type.kind !== 'null'));
  return isTolerant ? { kind: 'Call', definition: tolerant, written, arguments: [call], type: call.type, nullable: true, at } : call;
}

/** What nullif gives is its first argument, in whatever collation the two are compared. */
function asFirst({ name }: ScalarFunction, [first]: readonly BoundExpression[], resolved: ResolvedCall): ResolvedCall {
  return name === 'nullif' && first !== undefined && first.type.kind === 'string' && resolved.returnType.kind === 'string' ? { ...resolved, returnType: first.type } : resolved;
}

/** input_file_name() above a read of files is a field of their metadata, with an authority, which is empty; elsewhere there is no file. */
function pathOfRow(scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const [metadata, ...more] = scope.attributes.filter((one) => one.hidden === true && one.name === '_metadata');
  if (metadata === undefined) return undefined;
  if (more.length > 0) fail('MULTI_SOURCES_UNSUPPORTED_FOR_EXPRESSION', { expr: '"input_file_name()"' }, { at });
  const place = callFunction('substring', [extractField(metadata, 'file_path', scope, at), literalOf(intType, 'file:/'.length)], scope, at);
  const path = callFunction('concat', [literalOf(stringType, 'file://'), place], scope, at);
  return { kind: 'Call', definition: shownAs('input_file_name()'), written: 'shown_as', arguments: [path], type: path.type, nullable: false, at };
}

/** BETWEEN whose bounds want the value in different types. */
function twoComparisons([value, low, high]: readonly BoundExpression[], scope: Scope, at: Span | undefined): BoundExpression {
  const both = callFunction('and', [callFunction('>=', [value!, low!], scope, at), callFunction('<=', [value!, high!], scope, at)], scope, at) as Call;
  const shown = prettySql({ ...both, definition: findFunction('between') as ScalarFunction, written: 'between', arguments: [value!, low!, high!] }, scope.session.settings.timeZone);
  return { ...both, definition: { ...both.definition, display: () => shown } };
}

/** What assert_true says by itself tells the condition as it was written. */
function withMessage(given: readonly BoundExpression[], scope: Scope): readonly BoundExpression[] {
  return given.length === 1 ? [given[0]!, literalOf(stringType, `'${prettyIn(scope, given[0]!)}' is not true!`)] : given;
}

const comparisons: ReadonlySet<string> = new Set(['=', '<=>', '<', '<=', '>', '>=', '!=']);

/** Beside text, what can only be NULL is the NULL of text, and is shown so. */
function withoutVoid(args: readonly BoundExpression[]): readonly BoundExpression[] {
  if (!args.some((one) => one.type.kind === 'null' && one.kind !== 'Literal')) return args;
  const text = args.find((one) => one.type.kind === 'string');
  return text === undefined ? args : args.map((one) => (one.type.kind === 'null' ? nullOf(text.type) : one));
}

/** What a row is told of a call. Texts and values are made only when somebody asks. */
export function shapeOf(definition: { readonly name: string }, written: string, args: readonly BoundExpression[], scope: Scope, at?: Span): CallShape {
  const { settings } = scope.session;
  const unfolded = unfoldingOf(written, args.length)?.sql;
  const shown = (): string => prettySql({ kind: 'Call', definition: definition as ScalarFunction, written, arguments: args, type: args[0]?.type ?? { kind: 'null' }, nullable: true }, settings.timeZone, 'message');
  const sql = (): string => unfolded?.(args.map((one) => prettyIn(scope, one))) ?? shown();
  refuseGeneratorArguments(args, scope, sql);
  return { name: written, settings, at, arguments: args.map((one) => argumentOf(one, scope)), get sql() { return sql(); } };
}

/** Arguments in the types that a call wants; types that differ in nullability only need no cast. */
export function castArguments(args: readonly BoundExpression[], types: readonly DataType[], scope: Scope, at: Span | undefined): readonly BoundExpression[] {
  return args.map((one, index) => {
    const type = types[index];
    if (type === undefined || one.kind === 'Lambda' || sameType(one.type, type)) return one;
    if (one.type.kind === 'time') expectCastOfTime(one, type, scope, at);
    else if (type.kind === 'time' && args.some((other) => other.type.kind === 'time')) requireTimeType({ settings: scope.session.settings, at });
    return castTo(one, type, scope.session.settings, at);
  });
}

/** A time of day is taken for a date where one is wanted, and cannot become one. */
function expectCastOfTime(time: BoundExpression, type: DataType, scope: Scope, at: Span | undefined): void {
  if (canCast(time.type, type, 'ansi')) return;
  fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { sqlExpr: `"${prettyIn(scope, time)}"`, srcType: `"${typeToSql(time.type)}"`, targetType: `"${typeToSql(type)}"` }, { at });
}

/** As messages show it. */
export function prettyIn(scope: Scope, node: BoundExpression): string {
  return prettySql(node, scope.session.settings.timeZone, 'message');
}

const datetimeOperators: Readonly<Record<string, DecimalOperation>> = {
  '+': '+', '-': '-', '*': '*', '/': '/', try_add: '+', try_subtract: '-', try_multiply: '*', try_divide: '/',
};

function finished(definition: ScalarFunction, written: string, args: readonly BoundExpression[], resolved: ResolvedCall, scope: Scope, at: Span | undefined): Call {
  const type = keptCollation(definition.name, args, resolved.returnType);
  const onlyNull = asOneType.has(definition.name) && args.length === 2 && args.every((one) => one.type.kind === 'null');
  const shown = args.map((one, index) => {
    if (one.type.kind === 'null' && one.kind !== 'Literal' && !(one.kind === 'LambdaParameter' && one.shownByName === true) && (onlyNull || takesAsIs(definition, index))) return nullOf(resolved.argumentTypes[index]!);
    return definition.name === 'collate' && index === 1 ? folded(one, scope) : one;
  });
  const cast = castArguments(castThrough(shown, resolved.through, scope, at), resolved.argumentTypes, scope, at);
  const seed = definition.drawsSeed === true ? { seed: scope.session.drawSeed() } : {};
  return { kind: 'Call', definition, written, arguments: cast, type, nullable: resolved.nullable, at, ...seed };
}

/** Arguments as they are before they are cast to the types of the call. */
function castThrough(args: readonly BoundExpression[], through: ResolvedCall['through'], scope: Scope, at: Span | undefined): readonly BoundExpression[] {
  return through === undefined ? args : args.map((one, index) => (through[index] === undefined ? one : castTo(one, through[index], scope.session.settings, at)));
}

/** The parameter takes its type as it is: what can only be NULL becomes the NULL of that type, which column names show. */
function takesAsIs(definition: ScalarFunction, index: number): boolean {
  if (asTheyAre.has(definition.name)) return true;
  return definition.signatures.some((text) => parseSignature(text).parameters[index]?.pattern.pattern === 'exactly');
}

const asTheyAre: ReadonlySet<string> = new Set(['size', 'date_add', 'date_sub', 'bit_count', '~', 'to_json']);

/** Operators that bring both sides to one type: where both can only be NULL, they become NULLs of it. */
const asOneType: ReadonlySet<string> = new Set(['+', '-', '*', '%', 'div', '&', '|', '^', 'and', 'or']);

/** The name of a collation is a constant, and shown as one. */
function folded(name: BoundExpression, scope: Scope): BoundExpression {
  const value = constantValue(name, scope);
  return value === undefined ? name : literalOf(name.type, value);
}

/** The arguments, brought to one collation where the function compares or joins them. */
export function inOneCollation(definition: { readonly name: string }, written: string, args: readonly BoundExpression[], scope: Scope, at?: Span): readonly BoundExpression[] {
  const unified = unifyCollations(definition.name, args, scope, { get sql() { return shapeOf(definition, written, args, scope, at).sql; }, at });
  const refused = refusedArgument(definition.name, unified);
  return refused < 0 ? unified : failInput(shapeOf(definition, written, unified, scope, at), refused, stringType);
}

/** The call of the other row. A try_ function still shows as what was written. */
function rewritten(definition: ScalarFunction, written: string, args: readonly BoundExpression[], resolved: ResolvedCall, scope: Scope, at: Span | undefined): BoundExpression {
  const { name, order } = resolved.instead!;
  const row = findFunction(name);
  if (row?.kind !== 'scalar') return fail('TIDEMARK_FUNCTION_NOT_AVAILABLE', { functionName: `\`${name}\`` }, { at });
  const ordered = order.map((index) => args[index]!);
  const isOperator = definition.name.length === 1;
  const called = resolved.instead!.renamed === true ? undefined : isOperator ? (resolved.argumentTypes[0]!.kind === 'calendar_interval' ? name : undefined) : written;
  const shown: ScalarFunction = called === undefined ? row : { ...row, display: (texts) => `${called}(${(isOperator ? texts : order.map((_, index) => texts[order.indexOf(index)])).join(', ')})` };
  const { result = resolved.returnType } = resolved.instead!;
  return castTo(finished(shown, isOperator ? name : written, ordered, resolved, scope, at), result, scope.session.settings, at);
}

function momentsNullable(definition: ScalarFunction, args: readonly BoundExpression[], { argumentTypes, instead }: Omit<ResolvedCall, 'nullable'>): boolean {
  const order = instead?.order ?? [0, 1];
  if (definition.nullable === 'always' || definition.name.startsWith('try_') || (argumentTypes[0]!.kind === 'calendar_interval' && instead !== undefined)) return true;
  return order.some((index, position) => args[index]!.nullable || losesValues(args[index]!.type, argumentTypes[position]!));
}

function argumentOf(expression: BoundExpression, scope: Scope): CallArgument {
  const foldable = isFoldableEarly(expression);
  return {
    type: expression.type, nullable: expression.nullable, foldable, isLiteral: expression.kind === 'Literal',
    get literal() { return foldable ? constantValue(expression, scope) : undefined; },
    name: nameOf(expression),
    call: expression.kind === 'Call' ? expression.definition.name : undefined,
    items: expression.kind === 'Call' && expression.definition.name === 'array' ? expression.arguments.map((one) => one.nullable) : undefined,
    get sql() { return prettyIn(scope, expression); },
  };
}

/** What arrays_zip calls a field: the name of a column, an alias or a field of a struct. */
function nameOf(expression: BoundExpression): string | undefined {
  if (expression.kind === 'Attribute' || expression.kind === 'Alias' || expression.kind === 'LambdaParameter') return expression.name;
  const name = expression.kind === 'Call' && fieldAccess.has(expression.definition.name) ? expression.arguments[1] : undefined;
  return name?.kind === 'Literal' && typeof name.value === 'string' ? name.value : undefined;
}

const fieldAccess: ReadonlySet<string> = new Set(['getstructfield', 'getarraystructfields', 'getmapvalue']);

/** A constant that cannot be had (it raises an error) is left to the rows that really reach it. */
function constantValue(expression: BoundExpression, scope: Scope): Value | undefined {
  if (expression.kind === 'Literal') return expression.value;
  try {
    return scope.session.evaluate(expression);
  } catch {
    return undefined;
  }
}
