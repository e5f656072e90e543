import { fail } from '../errors/stream-error.ts';
import { commonType, losesValues } from '../types/coercion.ts';
import { accepts, implicitCast, type Expected } from '../types/coercion-implicit.ts';
import { arrayType, mapType, nullType, stringType, type DataType } from '../types/data-type.ts';
import type { CallArgument, CallShape, EvaluationSettings } from './function.ts';
import { failMismatch, type Mismatch } from './mismatch.ts';
import { parseSignature, patternAt, variablesOf, type ParsedSignature, type Pattern } from './signature.ts';

/** A call that fits a signature: what the arguments are cast to, and the type of the result. */
export interface MatchedCall { readonly argumentTypes: readonly DataType[]; readonly returnType: DataType }

/**
 * Finds the signature that a call means: the first that fits as it is, else the first that fits with the fewest implicit casts.
 * Type variables stand for the common type of all arguments they occur in; strings only take part in that where no
 * collection is involved (`coalesce(1, 'a')` yes, `array_contains(array(1), 'a')` no), as in Spark.
 */
export function matchSignatures(signatures: readonly string[], call: CallShape): MatchedCall {
  const count = call.arguments.length;
  const all = signatures.map(parseSignature);
  const candidates = all.filter((one) => count >= one.minimumCount && count <= one.maximumCount);
  if (candidates.length === 0) return failArgumentCount(call, all.flatMap(countsOf));
  for (const one of candidates) {
    const match = matchOne(one, call, false);
    if ('returnType' in match) return match;
  }
  const mismatches: Mismatch[] = [];
  let best: { readonly match: MatchedCall; readonly casts: number } | undefined;
  for (const one of candidates) {
    const match = matchOne(one, call, true);
    if (!('returnType' in match)) { mismatches.push(match); continue; }
    const casts = match.argumentTypes.filter((type, index) => type !== call.arguments[index]!.type).length;
    if (best === undefined || casts < best.casts) best = { match, casts };
  }
  return best?.match ?? failMismatch(call, mismatches);
}

/** Fails when no signature takes so many arguments. */
export function expectSomeSignature(signatures: readonly string[], call: CallShape): void {
  const all = signatures.map(parseSignature);
  const count = call.arguments.length;
  if (!all.some((one) => count >= one.minimumCount && count <= one.maximumCount)) failArgumentCount(call, all.flatMap(countsOf));
}

/** WRONG_NUM_ARGS with the counts that would do; `Infinity` among them means "at least the smallest". */
export function failArgumentCount(call: CallShape, counts: readonly number[]): never {
  const least = Math.min(...counts);
  const finite = [...new Set(counts)].filter(Number.isFinite).sort((a, b) => a - b);
  const expectedNum = countWords[call.name] ?? (counts.includes(Number.POSITIVE_INFINITY) ? `> ${least - 1}` : finite.length === 1 ? String(finite[0]) : `[${finite.join(', ')}]`);
  return fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: `\`${countNames[call.name] ?? call.name}\``, expectedNum, actualNum: String(call.arguments.length) }, { at: call.at });
}

/** Calls that another one has been put in the place of before arguments are counted. */
const countNames: Readonly<Record<string, string>> = { try_parse_url: 'parse_url', try_reflect: 'reflect' };

/** Where Spark has other words for the counts. */
const countWords: Readonly<Record<string, string>> = {
  concat_ws: '> 0', map: '2n (n > 0)', named_struct: '2n (n > 0)', elt: '> 1', make_timestamp_ltz: '[2, 6]', try_make_timestamp_ltz: '6', try_make_timestamp_ntz: '6', ceil: '2', ceiling: '2', floor: '2',
};

function countsOf(signature: ParsedSignature): readonly number[] {
  if (signature.maximumCount === Number.POSITIVE_INFINITY) return [signature.minimumCount, signature.maximumCount];
  return Array.from({ length: signature.maximumCount - signature.minimumCount + 1 }, (_, index) => signature.minimumCount + index);
}

function matchOne(signature: ParsedSignature, call: CallShape, castsAllowed: boolean): MatchedCall | Mismatch {
  const bindings = new Map<string, DataType[]>();
  for (const [index, argument] of call.arguments.entries()) {
    if (!bind(patternAt(signature, index), argument.type, bindings, call.settings)) return { mismatch: 'shape', signature, index };
  }
  const common = new Map<string, DataType>();
  for (const [name, types] of bindings) {
    const type = commonType(types, call.settings, !insideCollection(signature, name));
    if (type === undefined) return { mismatch: 'variable', signature, name, types };
    common.set(name, type);
  }
  const argumentTypes: DataType[] = [];
  for (const [index, argument] of call.arguments.entries()) {
    const type = target(patternAt(signature, index), argument.type, common, call.settings);
    if (type === undefined || (!castsAllowed && type !== argument.type)) return { mismatch: 'input', signature, index };
    argumentTypes.push(type);
  }
  return { argumentTypes, returnType: resultType(signature, call.arguments, argumentTypes, common) };
}

/** Notes what the variables of a pattern stand for in a type. False when a collection is wanted and none is there. */
function bind(pattern: Pattern, type: DataType, bindings: Map<string, DataType[]>, settings: EvaluationSettings): boolean {
  switch (pattern.pattern) {
    case 'variable': {
      const types = bindings.get(pattern.name);
      if (types === undefined) bindings.set(pattern.name, [type]);
      else types.push(type);
      return true;
    }
    case 'array':
      if (type.kind !== 'array' && type.kind !== 'null') return false;
      return bind(pattern.element, type.kind === 'array' ? type.element : nullType, bindings, settings);
    case 'map':
      if (type.kind !== 'map' && type.kind !== 'null') return false;
      return bind(pattern.key, type.kind === 'map' ? type.key : nullType, bindings, settings)
        && bind(pattern.value, type.kind === 'map' ? type.value : nullType, bindings, settings);
    case 'one of': {
      const option = pattern.options.find((one) => fits(one, type)) ?? pattern.options[0]!;
      return variablesOf(pattern).length === 0 || bind(option, type, bindings, settings);
    }
    case 'exactly': return bind(pattern.of, type, bindings, settings);
    case 'lambda': return pattern.result === undefined || bind(pattern.result, type, bindings, settings);
    default: return true;
  }
}

function fits(pattern: Pattern, type: DataType): boolean {
  switch (pattern.pattern) {
    case 'array': return type.kind === 'array';
    case 'map': return type.kind === 'map';
    case 'variable': return true;
    case 'exactly': return fits(pattern.of, type);
    case 'type': return accepts(pattern.type, type);
    case 'family': return accepts({ family: pattern.family }, type);
    default: return false;
  }
}

/** What an argument becomes under a pattern whose variables are known; undefined when no implicit cast leads there. */
function target(pattern: Pattern, type: DataType, common: ReadonlyMap<string, DataType>, settings: EvaluationSettings): DataType | undefined {
  switch (pattern.pattern) {
    case 'type': return implicitCast(type, pattern.type, settings);
    case 'family': return implicitCast(type, { family: pattern.family }, settings);
    case 'variable': return sameOr(type, common.get(pattern.name));
    case 'exactly': return type.kind === 'null' || fits(pattern.of, type) ? target(pattern.of, type, common, settings) : undefined;
    case 'one of': return oneOfTarget(pattern.options, type, common, settings);
    case 'lambda': return pattern.result === undefined ? type : target(pattern.result, type, common, settings);
    case 'array': {
      const source = type.kind === 'array' ? type : arrayType(nullType, true);
      if (pattern.element.pattern === 'exactly' && source.element.kind === 'null') return undefined;
      const element = target(pattern.element, source.element, common, settings);
      return element && rebuilt(type, element === source.element, arrayType(element, source.containsNull || losesValues(source.element, element)));
    }
    case 'map': {
      const source = type.kind === 'map' ? type : mapType(nullType, nullType, true);
      const key = target(pattern.key, source.key, common, settings);
      const value = target(pattern.value, source.value, common, settings);
      return key && value && rebuilt(type, key === source.key && value === source.value, mapType(key, value, source.valueContainsNull || losesValues(source.value, value)));
    }
  }
}

function rebuilt(type: DataType, unchanged: boolean, rebuiltType: DataType): DataType {
  return unchanged && type.kind !== 'null' ? type : rebuiltType;
}

/** Keeps the very type object where nothing changes, so that "no cast" can be told by identity. */
function sameOr(type: DataType, other: DataType | undefined): DataType | undefined {
  return other !== undefined && other !== type && JSON.stringify(other) === JSON.stringify(type) ? type : other;
}

function oneOfTarget(options: readonly Pattern[], type: DataType, common: ReadonlyMap<string, DataType>, settings: EvaluationSettings): DataType | undefined {
  const exact = options.find((one) => fits(one, type));
  if (exact !== undefined) return target(exact, type, common, settings);
  const plain = options.flatMap((one): Expected[] => (one.pattern === 'type' ? [one.type] : one.pattern === 'family' ? [{ family: one.family }] : []));
  return plain.length === 0 && type.kind === 'null' ? target(options[0]!, type, common, settings) : implicitCast(type, { oneOf: plain }, settings);
}

/** The variable occurs inside an array or a map of the parameters. */
export function insideCollection(signature: ParsedSignature, name: string): boolean {
  return signature.parameters.some(({ pattern }) => (pattern.pattern === 'array' || pattern.pattern === 'map') && variablesOf(pattern).includes(name));
}

function resultType(signature: ParsedSignature, args: readonly CallArgument[], types: readonly DataType[], common: ReadonlyMap<string, DataType>): DataType {
  return instantiate(signature.result);

  function instantiate(pattern: Pattern): DataType {
    switch (pattern.pattern) {
      case 'type': return pattern.type;
      case 'variable': return common.get(pattern.name) ?? nullType;
      case 'array': return arrayType(instantiate(pattern.element), elementsMayBeNull(pattern.element));
      case 'map': return mapType(instantiate(pattern.key), instantiate(pattern.value), elementsMayBeNull(pattern.value));
      case 'family': return types[signature.parameters.findIndex((one) => one.pattern.pattern === 'family' && one.pattern.family === pattern.family)] ?? nullType;
      default: return stringType;
    }
  }

  /** Elements of a result hold NULL when they can come from a nullable place of the arguments. */
  function elementsMayBeNull(element: Pattern): boolean {
    if (element.pattern !== 'variable') return true;
    return args.some((argument, index) => {
      const pattern = patternAt(signature, index);
      const type = types[index]!;
      if (pattern.pattern === 'variable') return pattern.name === element.name && (argument.nullable || losesValues(argument.type, type));
      if (pattern.pattern === 'array') return type.kind === 'array' && variablesOf(pattern).includes(element.name) && type.containsNull;
      if (pattern.pattern !== 'map' || type.kind !== 'map') return false;
      return variablesOf(pattern.value).includes(element.name) && type.valueContainsNull;
    });
  }
}
