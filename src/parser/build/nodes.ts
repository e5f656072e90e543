import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression, LiteralExpression, UnresolvedFunction } from '../../plan/expression.ts';
import type { Value } from '../../columnar/value.ts';
import { intType, nullType, stringType, type DataType } from '../../types/data-type.ts';
import { booleanType } from '../../types/data-type.ts';

/** Small constructors for the nodes that many rules make. */
export const literal = (value: Value, type: DataType, at?: Span): LiteralExpression => ({ kind: 'Literal', value, type, at });
export const stringLiteral = (text: string, at?: Span): LiteralExpression => literal(text, stringType, at);
export const intLiteral = (value: number, at?: Span): LiteralExpression => literal(value, intType, at);
export const nullLiteral = (at?: Span): LiteralExpression => literal(null, nullType, at);
export const booleanLiteral = (value: boolean, at?: Span): LiteralExpression => literal(value, booleanType, at);

/** An operator or keyword syntax as the function it stands for. */
export const operation = (name: string, args: readonly Expression[], at?: Span): UnresolvedFunction => ({ kind: 'UnresolvedFunction', name: [name], arguments: args, operator: true, at });
export const negation = (input: Expression, at?: Span): UnresolvedFunction => operation('not', [input], at);
export const negatedIf = (negated: boolean, input: Expression, at?: Span): Expression => (negated ? negation(input, at) : input);

/**
 * A chain of one operator as a tree of logarithmic depth, in order, so that a thousand ANDs do not make the tree a thousand deep.
 * The left half takes the odd one, as Spark does: it shows in column names.
 */
export function balanced(name: string, operands: readonly Expression[]): Expression {
  const [first] = operands;
  if (operands.length === 1 && first !== undefined) return first;
  const middle = Math.ceil(operands.length / 2);
  const left = balanced(name, operands.slice(0, middle));
  const right = balanced(name, operands.slice(middle));
  return operation(name, [left, right], join(left.at, right.at));
}

/** From the start of one span to the end of another. */
export function join(left: Span | undefined, right: Span | undefined): Span | undefined {
  return left === undefined || right === undefined ? left : { sql: left.sql, start: left.start, end: right.end };
}

/** What Spark takes and tidemark does not (yet): refused by name, at its place. */
export const refuse = (feature: string, at: Span): never => fail('TIDEMARK_NOT_SUPPORTED_YET', { feature }, { at });
