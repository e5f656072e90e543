import { fail, type Span } from '../../errors/stream-error.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { UpdateFields } from '../../plan/expression.ts';
import { structType, type StructType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { callOf, isNull, nullOf } from '../build.ts';
import { callFunction, prettyIn } from './call.ts';
import { extractField } from './extract.ts';
import { sameName } from './names.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/** `withField` and `dropFields`: the struct rebuilt from its fields; NULL stays NULL. A dotted name goes into nested structs. */
export function resolveUpdateFields(node: UpdateFields, scope: Scope): BoundExpression {
  const input = resolve(node.input, scope);
  const path = node.fieldName.split('.');
  const value = node.value === undefined ? undefined : resolve(node.value, scope);
  const made = value === undefined ? dropField(input, path, scope, node.at) : setField(input, path, value, scope, node.at);
  return named(made, updateText(prettyIn(scope, input), path, value === undefined ? undefined : prettyIn(scope, value)));
}

/** `update_fields(s, WithField(1))`: the update of a struct inside of it is what its field becomes. */
function updateText(struct: string, [name, ...rest]: readonly string[], value: string | undefined): string {
  if (rest.length > 0) return `update_fields(${struct}, WithField(${updateText(`${struct}.${name!}`, rest, value)}))`;
  return `update_fields(${struct}, ${value === undefined ? 'dropfield()' : `WithField(${value})`})`;
}

/** The same call under another name. */
function named(made: BoundExpression, text: string): BoundExpression {
  return made.kind === 'Call' ? { ...made, definition: { ...made.definition, display: () => text } } : made;
}

/** The struct without one field. A field that is not there is no matter. */
export function dropField(input: BoundExpression, path: readonly string[], scope: Scope, at?: Span): BoundExpression {
  const same = sameName(scope);
  const [name, ...rest] = path;
  const parts = structOf(input, scope, at).fields.flatMap((one): readonly Part[] => {
    if (!same(one.name, name!)) return [{ name: one.name, value: extractField(input, one.name, scope, at) }];
    return rest.length === 0 ? [] : [{ name: one.name, value: dropField(extractField(input, one.name, scope, at), rest, scope, at) }];
  });
  if (parts.length === 0) fail('DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS', { sqlExpr: `"${prettyIn(scope, input)}"` }, { at });
  return rebuild(input, parts, scope);
}

/** A struct of the fields that are left, made of them even where the struct was NULL: `* EXCEPT (s.a)`. */
export function withoutFields(input: BoundExpression, dropped: readonly (readonly string[])[], scope: Scope, at?: Span): BoundExpression {
  const same = sameName(scope);
  const parts = structOf(input, scope, at).fields.flatMap((one): readonly Part[] => {
    const inside = dropped.filter(([name]) => same(one.name, name!)).map((path) => path.slice(1));
    if (inside.some((path) => path.length === 0)) return [];
    const value = extractField(input, one.name, scope, at);
    return [{ name: one.name, value: inside.length === 0 ? value : withoutFields(value, inside, scope, at) }];
  });
  return structOfParts(parts);
}

interface Part { readonly name: string; readonly value: BoundExpression }

function setField(input: BoundExpression, path: readonly string[], value: BoundExpression, scope: Scope, at: Span | undefined): BoundExpression {
  const same = sameName(scope);
  const [name, ...rest] = path;
  const type = structOf(input, scope, at);
  const replace = (current: BoundExpression): BoundExpression => (rest.length === 0 ? value : setField(current, rest, value, scope, at));
  const parts = type.fields.map((one): Part => {
    const current = extractField(input, one.name, scope, at);
    return same(one.name, name!) ? { name: name!, value: replace(current) } : { name: one.name, value: current };
  });
  if (!type.fields.some((one) => same(one.name, name!))) {
    if (rest.length > 0) extractField(input, name!, scope, at);
    parts.push({ name: name!, value });
  }
  return rebuild(input, parts, scope);
}

function rebuild(input: BoundExpression, parts: readonly Part[], scope: Scope): BoundExpression {
  const made = structOfParts(parts);
  return input.nullable ? callFunction('if', [isNull(input), nullOf(made.type), made], scope, input.at) : made;
}

function structOfParts(parts: readonly Part[]): Call {
  const type = structType(parts.map(({ name, value }) => ({ name, type: value.type, nullable: value.nullable })));
  return callOf('struct', parts.map((one) => one.value), type, false);
}

function structOf(input: BoundExpression, scope: Scope, at: Span | undefined): StructType {
  if (input.type.kind === 'struct') return input.type;
  return fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: `"${prettyIn(scope, input)}"`, paramIndex: 'first', requiredType: '"STRUCT"', inputSql: `"${prettyIn(scope, input)}"`, inputType: `"${typeToSql(input.type)}"`,
  }, { at });
}
