import type { Value } from '../../columnar/value.ts';
import { conditionOf } from '../../errors/stream-error.ts';
import type { AggregateCallShape, BoundCall, EvaluationSettings } from '../../functions/function.ts';
import type { AggregateCall, BoundExpression, GeneratorCall, RankingCall } from '../../plan/bound.ts';
import { evaluateConstant } from '../../plan/evaluate.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { prettySql } from '../../plan/pretty-sql.ts';

/** An aggregate or window call as its kernel is told of it. Values of WITHIN GROUP keys stand behind the arguments. */
export function bindAggregate(call: AggregateCall | RankingCall, settings: EvaluationSettings): AggregateCallShape {
  const { ignoreNulls } = call;
  if (call.kind === 'RankingCall') return { ...bindArguments(call, settings), ignoreNulls, distinct: false };
  const orderBy = call.orderBy?.map(({ descending, nullsFirst, type }) => ({ descending, nullsFirst, type }));
  return { ...bindArguments(call, settings), ignoreNulls, distinct: call.distinct, ...(orderBy === undefined ? {} : { orderBy }) };
}

export function bindGenerator(call: GeneratorCall, settings: EvaluationSettings): BoundCall {
  return bindArguments(call, settings);
}

function bindArguments(call: AggregateCall | RankingCall | GeneratorCall, around: EvaluationSettings): BoundCall {
  const settings = call.settings ?? around;
  return {
    name: call.written, returnType: call.type, settings, at: call.at,
    sql: `${call.written}(${call.arguments.map((one) => prettySql(one)).join(', ')})`,
    argumentTypes: call.arguments.map((argument) => argument.type),
    argumentNullable: call.arguments.map((argument) => argument.nullable),
    literals: call.arguments.map((argument) => literalOf(argument, settings)),
  };
}

function literalOf(argument: BoundExpression, settings: EvaluationSettings): Value | undefined {
  if (!isFoldable(argument)) return undefined;
  try {
    return evaluateConstant(argument, settings);
  } catch (error) {
    if (conditionOf(error) === 'TIDEMARK_KNOWN_WHEN_RUN') return undefined;
    throw error;
  }
}
