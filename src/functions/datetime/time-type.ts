import { fail } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import type { CallShape, ResolvedCall } from '../function.ts';
import { matchSignatures } from '../signature-match.ts';

/** TIME as functions return it; values still keep nanoseconds. */
export const timeType = { kind: 'time', precision: 6 } as const satisfies DataType;

export const NANOS_PER_DAY = 86_400_000_000_000n;

/** Functions of the TIME type are refused where the session has not turned it on; literals, current_time and text of a time are not. */
export function requireTimeType(call: Pick<CallShape, 'settings' | 'at'>): void {
  if (call.settings.get('spark.sql.timeType.enabled') !== 'true') fail('UNSUPPORTED_TIME_TYPE', {}, { at: call.at });
}

/** A row of the TIME family: may always be NULL. A wrong number of arguments is told first. */
export function resolveTimeCall(signature: string, returnType?: (types: readonly DataType[]) => DataType): (call: CallShape) => ResolvedCall {
  const arity = signature.slice(1, signature.indexOf(') ->')).split(/, (?![^(]*\))/).length;
  return (call) => {
    if (call.arguments.length === arity) requireTimeType(call);
    const match = matchSignatures([signature], call);
    return { ...match, returnType: returnType?.(match.argumentTypes) ?? match.returnType, nullable: true };
  };
}
