import type { RowStep } from '../columnar/row-step.ts';
import { rowTextOf } from '../columnar/stamp.ts';
import { castKernel } from '../functions/casts/cast.ts';
import { type DataType, sameType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { BoundExpression, Call, LambdaFunction } from './bound.ts';
import type { Scope } from './compile.ts';
import { bindCall } from './compile-call.ts';
import { isFoldable } from './foldable.ts';
import { prettySql } from './pretty-sql.ts';

/** Larger ones are left to columns. */
const NODES_MAX = 60;

/** The body of a lambda as a step of a loop, where every function in it is known row by row and nothing comes from outside. */
export function compileStep(lambda: LambdaFunction, scope: Scope): RowStep | undefined {
  if (!isFixed(lambda.body.type)) return undefined;
  let nodes = 0;
  const visit = (node: BoundExpression): RowStep | undefined => {
    if (++nodes > NODES_MAX || (!isFixed(node.type) && node.type.kind !== 'null')) return undefined;
    switch (node.kind) {
      case 'LambdaParameter': {
        const index = lambda.parameters.findIndex((one) => one.id === node.id);
        return index < 0 ? undefined : { step: 'input', index };
      }
      case 'Literal': return constant(node.value);
      case 'Alias': return visit(node.input);
      case 'Cast': {
        const input = visit(node.input);
        if (input === undefined || input.step === 'stop' || sameType(node.input.type, node.type)) return input;
        const text = rowTextOf(castKernel({
          from: node.input.type, to: node.type, mode: node.mode, settings: node.settings ?? scope.options.settings, at: node.at, foldable: isFoldable(node.input), get sql() { return prettySql(node.input); },
        }));
        return text === undefined ? undefined : { step: 'call', text, arguments: [input] };
      }
      case 'Call': return visitCall(node);
      default: return undefined;
    }
  };
  const visitCall = (node: Call): RowStep | undefined => {
    const args: RowStep[] = [];
    for (const argument of node.arguments) {
      const step = visit(argument);
      if (step === undefined) return undefined;
      args.push(step);
    }
    const control = controls[node.definition.name];
    if (control !== undefined) return control(args);
    const { kernel } = node.definition;
    const text = kernel === undefined || node.definition.deterministic === false ? undefined : rowTextOf(kernel(bindCall(node, scope)));
    return text === undefined || args.some((one) => one.step === 'stop') ? undefined : { step: 'call', text, arguments: args };
  };
  return visit(lambda.body);
}

/** What decides by its arguments which of them are asked. Nothing in a step is NULL. */
const controls: Readonly<Record<string, ((args: readonly RowStep[]) => RowStep) | undefined>> = {
  if: choice, when: choice,
  and: ([left, right]) => ({ step: 'and', left: left!, right: right! }),
  or: ([left, right]) => ({ step: 'or', left: left!, right: right! }),
  not: ([input]) => ({ step: 'choose', branches: [[input!, { step: 'constant', value: 0 }]], otherwise: { step: 'constant', value: 1 } }),
  coalesce: ([first]) => first!, nvl: ([first]) => first!,
};

function choice(args: readonly RowStep[]): RowStep {
  const branches = Array.from({ length: args.length >> 1 }, (_, at) => [args[2 * at]!, args[2 * at + 1]!] as const);
  return { step: 'choose', branches, otherwise: args.length % 2 === 1 ? args.at(-1)! : { step: 'stop' } };
}

function constant(value: unknown): RowStep | undefined {
  if (value === null) return { step: 'stop' };
  if (typeof value === 'boolean') return { step: 'constant', value: Number(value) };
  return typeof value === 'number' || typeof value === 'bigint' ? { step: 'constant', value } : undefined;
}

/** Of one machine word at most. */
function isFixed(type: DataType): boolean {
  const layout = layoutOf(type);
  return layout === 'bool' || layout === 'i8' || layout === 'i16' || layout === 'i32' || layout === 'i64' || layout === 'f32' || layout === 'f64';
}
