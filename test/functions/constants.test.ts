import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import { resolveCall } from '../../src/functions/define.ts';
import { findFunction, functionNames } from '../../src/functions/index.ts';
import type { BoundExpression, Call, Literal } from '../../src/plan/bound.ts';
import { evaluateConstant, isDeterministic } from '../../src/plan/evaluate.ts';
import { isFoldable } from '../../src/plan/foldable.ts';
import { expressionsOf, visitExpression, visitPlan } from '../../src/plan/walk.ts';
import { PlanningSession } from '../support/planning.ts';
import { column, evaluate, type Input } from './call-function.ts';

/**
 * A constant is a column that has its value once. So a call gives the same whether an argument is a literal, or a column that has the
 * value in every row; and the same NULL, whether the NULL is a literal or stands between values. Checked for every call in every example.
 */

const session = new PlanningSession();
session.settings.set('spark.sql.timeType.enabled', 'true');
const literal = (like: BoundExpression, value: Value): Literal => ({ kind: 'Literal', type: like.type, value, nullable: value === null });

/** The calls of an example whose arguments are all constant, each argument a literal. */
function callsOf(sql: string): Call[] {
  const calls: Call[] = [];
  const visit = (node: BoundExpression): void => {
    visitExpression(node, (one) => {
      if (one.kind !== 'Call' || one.arguments.length === 0 || !one.arguments.every((argument) => argument.kind === 'Lambda' || isFoldable(argument)) || !isDeterministic(one)) return;
      calls.push({ ...one, arguments: one.arguments.map((argument) => (argument.kind === 'Lambda' ? argument : literal(argument, evaluateConstant(argument, session.settings)))) });
    });
  };
  try {
    visitPlan(session.analyze(sql), (plan) => { expressionsOf(plan).forEach(visit); });
  } catch (error) {
    if (!(error instanceof StreamError)) throw error; // an example of an error, or of a statement that is not a query
  }
  return calls;
}

/** May the argument change from row to row? */
function mayBeColumn(call: Call, position: number): boolean {
  if (call.arguments[position]!.kind !== 'Literal') return false;
  const shapes = call.arguments.map((one, index) => {
    const fixed = one.kind === 'Literal' && index !== position;
    return { type: one.type, nullable: true, foldable: fixed, literal: fixed ? one.value : undefined, isLiteral: fixed, sql: '…' };
  });
  try {
    resolveCall(call.definition, { name: call.written, settings: session.settings, sql: '…', arguments: shapes });
    return true;
  } catch (error) {
    if (error instanceof StreamError) return false;
    throw error;
  }
}

function withArguments(call: Call, change: (argument: Literal, index: number) => BoundExpression): Call {
  return { ...call, nullable: true, arguments: call.arguments.map((one, index) => (one.kind === 'Literal' ? change(one, index) : one)) };
}

/** A value, or the name of the error. */
function attempt<T>(work: () => T): T | string {
  try { return work(); } catch (error) {
    if (error instanceof StreamError) return error.condition;
    throw error;
  }
}

function check(call: Call, positions: readonly number[]): void {
  const inputs = positions.map((position): Input => {
    const one = call.arguments[position] as Literal;
    return { type: one.type, values: [one.value, null, one.value] };
  });
  const columns = withArguments(call, (one, index) => (positions.includes(index) ? column(positions.indexOf(index), one.type) : one));
  const nulls = withArguments(call, (one, index) => (positions.includes(index) ? literal(one, null) : one));
  const [asLiteral, asNull] = [call, nulls].map((one) => attempt(() => evaluateConstant(one, session.settings)));
  const rows = attempt(() => evaluate(columns, inputs, session.settings, [0, 2]));
  expect(rows, `${call.written}: arguments ${positions} as columns`).toEqual(typeof rows === 'string' ? asLiteral : [asLiteral, asLiteral]);
  const between = attempt(() => evaluate(columns, inputs, session.settings, [1]));
  expect(between, `${call.written}: arguments ${positions} NULL in a row`).toEqual(typeof between === 'string' ? asNull : [asNull]);
}

describe('constants are columns', () => {
  const rows = new Set(functionNames().flatMap((name) => findFunction(name) ?? []).filter((row) => row.kind !== 'unavailable'));
  for (const row of rows) {
    const calls = row.examples.flatMap(([sql]) => callsOf(sql));
    if (calls.length === 0) continue;
    test(row.name, () => {
      for (const call of calls) {
        const changing = call.arguments.map((_, position) => position).filter((position) => mayBeColumn(call, position));
        for (const position of changing) check(call, [position]);
        if (changing.length > 1 && changing.length === call.arguments.length) check(call, changing);
      }
    });
  }
});
