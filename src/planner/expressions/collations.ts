import { fail, type Span } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import { isFoldableEarly } from '../../plan/foldable.ts';
import { containsKind } from '../../types/coercion.ts';
import { INDETERMINATE, activeCollation, isIndeterminate, type Collation, collatedType, collationOf, someText, withCollations } from '../../types/collation.ts';
import { sameType, type DataType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { castTo } from '../build.ts';
import type { Scope } from './scope.ts';

/**
 * Which collation a call works in. An expression wants its collation more or less:
 *
 *   explicit (COLLATE)  >  implicit (columns, casts, subqueries)  >  default (literals, functions that make text of other things)
 *
 * The strongest wins and the other arguments take it over. Two explicit ones that differ are an error; two implicit ones leave the collation open,
 * which is one only where somebody compares.
 */
type Strength = 'explicit' | 'implicit' | 'default';
interface Wish { readonly strength: Strength; readonly collation: string | undefined }

/** Arguments in one collation where the function wants that. Nothing is done unless a collation is named somewhere. */
export function unifyCollations(name: string, args: readonly BoundExpression[], scope: Scope, place: { readonly sql: string; readonly at?: Span | undefined }): readonly BoundExpression[] {
  if (!args.some((one) => someText(one.type, (text) => text.collation !== undefined))) return args;
  let unified = args;
  for (const positions of groupsOf(name, args.length)) {
    const wishes = positions.flatMap((index) => (unified[index] === undefined ? [] : wishOf(unified[index]))).filter((one) => one !== undefined);
    const winner = strongest(wishes, place.at);
    if (winner === undefined) continue;
    if (winner.collation === INDETERMINATE && comparing.has(name)) fail('INDETERMINATE_COLLATION_IN_EXPRESSION', { expr: `"${place.sql}"` }, { at: place.at });
    unified = unified.map((one, index) => (positions.includes(index) ? inCollation(one, winner.collation, scope, !unfolded.has(name)) : one));
  }
  return unified;
}

/**
 * The first argument in a collation that the function cannot work in, -1 = none. Patterns know bytes and lower case, and work in the collation of the text that they
 * are matched with; nobody finds texts regardless of accents alone; inference takes plain text only.
 */
export function refusedArgument(name: string, args: readonly BoundExpression[]): number {
  const refuses = matching.has(name) ? (one: Collation): boolean => one.order === 'locale' || one.trimsRight
    : inferring.has(name) ? (): boolean => true : searching.has(name) ? (one: Collation): boolean => (one.ignoresAccents && !one.ignoresCase) || (one.trimsRight && name === 'str_to_map') : undefined;
  if (refuses === undefined) return -1;
  if (inferring.has(name) && args[0] !== undefined && !isFoldableEarly(args[0])) return -1;
  return args.findIndex(({ type }, index) => {
    if (isIndeterminate(type)) return matching.has(name) && index === 0;
    const collation = activeCollation(type);
    return collation !== undefined && (matching.has(name) && index > 0 ? collation.trimsRight : refuses(collation));
  });
}

/** The type of a result that is said to be plain text, in the collation of the arguments where the function keeps it. */
export function keptCollation(name: string, args: readonly BoundExpression[], type: DataType): DataType {
  if (!keepers.has(name) || !containsKind(type, 'string')) return type;
  const from = (ownCollation.has(name) ? args.slice(0, 1) : args).find((one) => containsKind(one.type, 'string') && someText(one.type, (text) => text.collation !== undefined));
  const collation = from && wishCollation(from.type);
  return collation === undefined ? type : withCollations(type, (text) => (text.collation === undefined ? collatedType(collation, text) : text));
}

function strongest(wishes: readonly Wish[], at: Span | undefined): Wish | undefined {
  const explicit = distinct(wishes, 'explicit');
  if (explicit.length > 1) {
    const types = explicit.map((one) => `"${typeToSql(collatedType(one.collation ?? 'UTF8_BINARY'))}"`).join(', ');
    fail('COLLATION_MISMATCH.EXPLICIT', { explicitTypes: types }, { at });
  }
  if (explicit.length === 1) return explicit[0];
  const implicit = distinct(wishes, 'implicit');
  return implicit.length > 1 ? { strength: 'implicit', collation: INDETERMINATE } : implicit[0];
}

function distinct(wishes: readonly Wish[], strength: Strength): readonly Wish[] {
  const own = wishes.filter((one) => one.strength === strength);
  return own.filter((one, index) => own.findIndex((other) => (other.collation ?? 'UTF8_BINARY') === (one.collation ?? 'UTF8_BINARY')) === index);
}

/** How much an expression wants which collation; undefined when no text is in it. */
function wishOf(node: BoundExpression): Wish | undefined {
  if (!containsKind(node.type, 'string')) return undefined;
  return { strength: strengthOf(node), collation: wishCollation(node.type) };
}

function strengthOf(node: BoundExpression): Strength {
  switch (node.kind) {
    case 'Literal': return 'default';
    case 'Cast':
      if (node.implicit || !containsKind(node.input.type, 'string')) return !node.implicit && someText(node.type, (text) => text.collation !== undefined) ? 'implicit' : strengthOfPart(node.input);
      return 'implicit';
    case 'Alias': case 'Sort': return strengthOf(node.input);
    case 'Lambda': return strengthOf(node.body);
    case 'WindowCall': return node.function.arguments.map((one) => strengthOfPart(one)).reduce(stronger, 'default');
    case 'AggregateCall': case 'Call':
      if (ofNames.has(node.written)) return 'implicit';
      return node.definition.name === 'collate' ? 'explicit' : node.arguments.map((one) => strengthOfPart(one)).reduce(stronger, 'default');
    default: return 'implicit';
  }
}

function strengthOfPart(node: BoundExpression): Strength {
  return containsKind(node.type, 'string') ? strengthOf(node) : 'default';
}

function stronger(left: Strength, right: Strength): Strength {
  return left === 'explicit' || right === 'explicit' ? 'explicit' : left === 'implicit' || right === 'implicit' ? 'implicit' : 'default';
}

/** The first collation that is named in a type. */
function wishCollation(type: DataType): string | undefined {
  let found: string | undefined;
  someText(type, (text) => { found = text.collation; return found !== undefined; });
  return found;
}

function inCollation(node: BoundExpression, collation: string | undefined, scope: Scope, retype: boolean): BoundExpression {
  if (!containsKind(node.type, 'string')) return node;
  const type = withCollations(node.type, (text) => (collationOf(text) === (collation ?? 'UTF8_BINARY') ? text : collatedType(collation, text)));
  if (sameType(type, node.type)) return node;
  if (retype && node.kind === 'Literal' && type.kind === 'string') return { ...node, type };
  if (node.kind === 'Cast' && retype) return { ...node, type, implicit: true };
  return castTo(node, type, scope.session.settings);
}

/** A variable, and the result of a SQL function. */
const ofNames: ReadonlySet<string> = new Set(['shown_as', 'later_value']);

type Positions = readonly (readonly number[])[];

/** Which arguments share a collation, by function. The others take text as it comes, or ask for equal types and then find that they differ. */
function groupsOf(name: string, count: number): Positions {
  const all = Array.from({ length: count }, (_, index) => index);
  return sharing.has(name) ? [all] : (someShare[name]?.(all) ?? []);
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const sharing = words(`
  = == <=> < <= > >= in between nullif equal_null contains startswith endswith instr find_in_set replace translate trim ltrim rtrim btrim levenshtein
  concat concat_ws mask coalesce nvl ifnull greatest least str_to_map
  array array_join array_contains array_position array_remove array_append array_union array_intersect array_except arrays_overlap
`);

const pick = (...positions: readonly number[]) => (): Positions => [positions];

const someShare: Readonly<Record<string, (all: readonly number[]) => Positions>> = {
  locate: pick(0, 1), substring_index: pick(0, 1), split_part: pick(0, 1), overlay: pick(0, 1), lpad: pick(0, 2), rpad: pick(0, 2), regexp_replace: pick(0, 1, 2),
  if: pick(1, 2), nvl2: pick(1, 2), lag: pick(0, 2), lead: pick(0, 2),
  elt: (all) => [all.slice(1)],
  decode: (all) => (all.length < 3 ? [] : [all.filter((index) => index === 0 || (index % 2 === 1 && index + 1 < all.length)), all.filter((index) => index > 0 && (index % 2 === 0 || index + 1 === all.length))]),
  when: (all) => [all.filter((index) => index % 2 === 1 || (all.length % 2 === 1 && index === all.length - 1))],
  map: (all) => [all.filter((index) => index % 2 === 0), all.filter((index) => index % 2 === 1)],
};

/** Cannot do without one collation. */
const comparing = words(`
  = == <=> < <= > >= in between nullif equal_null contains startswith endswith instr locate find_in_set replace translate trim ltrim rtrim btrim substring_index
`);

const matching = words('like ilike likeall likeany notlikeall notlikeany rlike regexp_replace regexp_extract regexp_extract_all regexp_substr regexp_count regexp_instr split');
const inferring = words('schema_of_json schema_of_csv');
const searching = words('contains startswith endswith instr locate replace translate trim ltrim rtrim btrim split_part str_to_map substring_index');

/** What unfolds into other calls shows its literals as they were written. */
const unfolded = words('between nullif nvl nvl2 ifnull btrim decode equal_null');

/** Of these, those that keep that of their first argument only. */
const ownCollation = words('format_string printf split regexp_substr regexp_extract regexp_extract_all');

/** Functions whose text keeps the collation of the text that it was made of. */
const keepers = words(`
  btrim trim ltrim rtrim concat concat_ws elt format_string printf initcap lower upper left right lpad rpad mask overlay regexp_replace regexp_substr regexp_extract
  regexp_extract_all repeat replace reverse sentences split split_part str_to_map substring substring_index translate hex make_valid_utf8 validate_utf8 try_validate_utf8 conv
  json_tuple array_join
`);
