import { fail, type Span } from '../../errors/stream-error.ts';
import { canCast, castRefusal, mayAddNulls, suggestedFunctions, type CastMode } from '../../types/cast-rules.ts';
import { containsKind } from '../../types/coercion.ts';
import type { DataType } from '../../types/data-type.ts';
import { parseDataType } from '../../types/ddl.ts';
import { typeToSql } from '../../types/print.ts';
import { withoutLengths } from '../../types/text-length.ts';
import type { BoundExpression, Cast } from '../../plan/bound.ts';
import type { CastExpression } from '../../plan/expression.ts';
import { prettyIn } from './call.ts';
import { resolve } from './resolve.ts';
import { refuseGeneratorArguments } from './clause-check.ts';
import type { Scope } from './scope.ts';

/** CAST, TRY_CAST and `::`. */
export function resolveCast(node: CastExpression, scope: Scope): BoundExpression {
  const input = resolve(node.input, scope);
  refuseGeneratorArguments([input], scope, () => prettyIn(scope, input));
  const to = typeof node.to === 'string' ? parseDataType(node.to) : node.to;
  const { mode, at } = node;
  if (mode !== 'given' && mode !== 'assigned') return explicitCast(input, to, mode, scope, at);
  expectCast(input, to, scope, at, mode === 'assigned');
  return explicitCast(input, to, mode === 'given' ? 'cast' : 'ansi', scope, at);
}

/** A cast that the user wrote, or called by the name of a type, which names of columns do not show. ANSI or not as the session says, but for TRY_CAST and what INSERT stores. */
function explicitCast(input: BoundExpression, to: DataType, written: Exclude<CastExpression['mode'], 'given' | 'assigned'> | 'call', scope: Scope, at?: Span): Cast {
  const { settings } = scope.session;
  const mode: CastMode = written === 'cast' || written === 'call' ? (settings.ansi ? 'ansi' : 'legacy') : written;
  const type = withoutLengths(to);
  if (containsKind(type, 'time') && settings.get('spark.sql.timeType.enabled') !== 'true') fail('UNSUPPORTED_TIME_TYPE', {}, { at });
  const cast: Cast = { kind: 'Cast', input, type, nullable: input.nullable || mayAddNulls(input.type, type, mode), mode, implicit: written === 'call', at };
  return canCast(input.type, type, mode) ? cast : failCast(cast, scope);
}

/** `INT(x)`. */
export function callCast(input: BoundExpression, to: DataType, scope: Scope, at?: Span): Cast {
  return explicitCast(input, to, 'call', scope, at);
}

/** A value that is given where a type is declared: refused as itself, not as a cast that nobody wrote. Where a generator stands is asked elsewhere. */
export function expectCast(input: BoundExpression, type: DataType, scope: Scope, at?: Span, strict = false): void {
  const mode: CastMode = strict || scope.session.settings.ansi ? 'ansi' : 'legacy';
  if (input.kind !== 'GeneratorCall' && !canCast(input.type, type, mode)) failCast({ kind: 'Cast', input, type, nullable: true, mode, implicit: true, at }, scope);
}

function failCast(cast: Cast, scope: Scope): never {
  const { input, type, mode, at } = cast;
  const shown = { sqlExpr: `"${prettyIn(scope, cast)}"`, srcType: `"${typeToSql(input.type)}"`, targetType: `"${typeToSql(type)}"` };
  switch (castRefusal(input.type, type, mode)) {
    case 'CAST_WITH_CONF_SUGGESTION': return fail('DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION', { ...shown, config: '"spark.sql.ansi.enabled"', configVal: "'false'" }, { at });
    case 'CAST_WITH_FUNC_SUGGESTION': return fail('DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION', { ...shown, functionNames: suggestedFunctions(input.type, type) ?? '' }, { at });
    case 'CAST_WITHOUT_SUGGESTION': return fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', shown, { at });
  }
}
