import type { BoundExpression } from '../../plan/bound.ts';
import { isNumeric } from '../../types/coercion.ts';
import { castTo } from '../build.ts';
import { callFunction } from './call.ts';
import type { Scope } from './scope.ts';

/** Without ANSI a boolean may be compared with a number: with 1 it is the boolean itself, with 0 its negation, else 1 or 0 is compared. */
export function booleanEquality(operator: string, args: readonly BoundExpression[], scope: Scope): BoundExpression | undefined {
  if (operator !== '=' && operator !== '<=>' && operator !== 'equal_null') return undefined;
  const boolean = args.find((one) => one.type.kind === 'boolean');
  const number = args.find((one) => isNumeric(one.type));
  if (args.length !== 2 || boolean === undefined || number === undefined) return undefined;
  const constant = number.kind === 'Literal' ? constantOf(number) : undefined;
  if (operator === 'equal_null' || (constant !== 0 && constant !== 1)) return callFunction(operator, args.map((one) => (one === boolean ? castTo(one, number.type, scope.session.settings) : one)), scope);
  const truth = constant === 1 ? boolean : callFunction('not', [boolean], scope);
  return operator === '=' ? truth : callFunction('and', [callFunction('isnotnull', [boolean], scope), truth], scope);
}

function constantOf({ value, type }: Extract<BoundExpression, { kind: 'Literal' }>): number | undefined {
  if (typeof value === 'bigint') return type.kind === 'decimal' ? Number(value) / 10 ** type.scale : Number(value);
  return typeof value === 'number' ? value : undefined;
}
