import { fail, type Span } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { nullType, stringType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';
import { closest } from './suggest.ts';

/** An argument of a call: as written, or a column that a star stood for. */
export type Argument = Expression | { readonly kind: 'Column'; readonly column: Attribute | BoundAlias; readonly at?: Span | undefined };

export function resolveArgument(argument: Argument, scope: Scope): BoundExpression {
  if (argument.kind !== 'Column') return resolve(argument, scope);
  return argument.column.kind === 'Alias' ? argument.column.input : argument.column;
}

/** `f(a, name => b)`: arguments in the order of the parameters. What is left out in between takes its default. */
export function orderArguments(definition: Named, routineName: string, args: readonly Argument[], at?: Span): readonly Argument[] {
  const { parameters, parameterDefaults } = definition;
  const firstNamed = args.findIndex((one) => one.kind === 'NamedArgument');
  if (firstNamed < 0) {
    const missing = args.length === 0 && (definition.kind === 'generator' || parameterDefaults !== undefined) ? parameters?.[0] : undefined;
    return missing === undefined ? args : fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName, parameterName: quoteIdentifier(missing), index: '0' }, { at });
  }
  if (parameters === undefined) return fail('NAMED_PARAMETERS_NOT_SUPPORTED', { functionName: routineName }, { at });
  const placed: (Argument | undefined)[] = args.slice(0, firstNamed);
  let last = '';
  for (const one of args.slice(firstNamed)) {
    if (one.kind !== 'NamedArgument') return fail('UNEXPECTED_POSITIONAL_ARGUMENT', { routineName, parameterName: quoteIdentifier(last) }, { at });
    last = one.name;
    const index = parameters.findIndex((name) => name.toLowerCase() === one.name.toLowerCase());
    const parameterName = quoteIdentifier(one.name);
    if (index < 0) fail('UNRECOGNIZED_PARAMETER_NAME', { routineName, argumentName: parameterName, proposal: closest(one.name, parameters, 3).map(quoteIdentifier).join(' ') }, { at });
    if (placed[index] !== undefined) {
      fail(`DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.${index < firstNamed ? 'BOTH_POSITIONAL_AND_NAMED' : 'DOUBLE_NAMED_ARGUMENT_REFERENCE'}`, { routineName, parameterName }, { at });
    }
    placed[index] = one.value;
  }
  return Array.from(placed, (one, index): Argument => {
    const fallback = parameterDefaults?.[index];
    if (one !== undefined) return one;
    if (fallback === undefined) return fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName, parameterName: quoteIdentifier(parameters[index]!), index: String(index) }, { at });
    return { kind: 'Literal', value: fallback, type: fallback === null ? nullType : stringType };
  });
}

interface Named { readonly kind?: string; readonly parameters?: readonly string[]; readonly parameterDefaults?: readonly (string | null | undefined)[] }
