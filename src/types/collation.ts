import { fail, type Span } from '../errors/stream-error.ts';
import { localeCollations } from './collation-locales.ts';
import type { DataType, StringType } from './data-type.ts';
import { editDistance } from './edit-distance.ts';

/**
 * Collations by name:
 *
 *   name = ["SYSTEM.BUILTIN."] (UTF8_BINARY | UTF8_LCASE) ["_RTRIM"] | (UNICODE | locale) {"_CI" | "_CS" | "_AI" | "_AS" | "_RTRIM"}
 *
 * In any case and order of the endings; each kind once. Types hold the canonical name: the endings that are not the default, in the order CI, AI, RTRIM.
 */
export interface Collation {
  /** As `collation()` shows it behind SYSTEM.BUILTIN. */
  readonly name: string;
  readonly order: 'bytes' | 'lowercase' | 'locale';
  /** For `locale`: what is written in front, UNICODE or a locale. */
  readonly locale: string;
  readonly ignoresCase: boolean;
  readonly ignoresAccents: boolean;
  /** Spaces at the end do not count. */
  readonly trimsRight: boolean;
}

/** The type of texts whose parts ask for two collations, and nobody says which: nothing can be compared by it. */
export const INDETERMINATE = 'null';

export function isIndeterminate(type: DataType): boolean { return type.kind === 'string' && type.collation === INDETERMINATE; }

export function findCollation(written: string): Collation | undefined {
  const upper = written.toUpperCase();
  let found = known.get(upper);
  if (found === undefined && !known.has(upper)) known.set(upper, (found = readName(upper)));
  return found;
}

/** COLLATION_INVALID_NAME, with the names that look like it. `parts` are those between dots. */
export function expectCollation(parts: readonly string[], at?: Span): Collation {
  const name = parts.at(-1)!;
  const qualified = parts.length === 1 || (parts.length === 3 && parts[0]!.toUpperCase() === 'SYSTEM' && parts[1]!.toUpperCase() === 'BUILTIN');
  const found = qualified ? findCollation(name) : undefined;
  return found ?? fail('COLLATION_INVALID_NAME', { collationName: name, proposals: similarNames(name).join(', ') }, { at });
}

/** A text type under a collation; without one it is the default, which is UTF8_BINARY too, but unsaid. */
export function collatedType(name: string | undefined, base: StringType = { kind: 'string' }): StringType {
  const { collation: _, ...plain } = base;
  return name === undefined ? plain : { ...plain, collation: name };
}

export function collationOf(type: StringType): string { return type.collation ?? 'UTF8_BINARY'; }

/** The collation by which values of the type are told apart; undefined where bytes do it. */
export function activeCollation(type: DataType): Collation | undefined {
  if (isIndeterminate(type)) fail('INDETERMINATE_COLLATION', {});
  return type.kind === 'string' && collationOf(type) !== 'UTF8_BINARY' ? findCollation(collationOf(type)) : undefined;
}

/** A text that does not compare by its bytes occurs in the type. */
export function isCollated(type: DataType): boolean {
  return someText(type, (text) => collationOf(text) !== 'UTF8_BINARY');
}

/** A text occurs in the type for which the test holds. */
export function someText(type: DataType, test: (text: StringType) => boolean): boolean {
  switch (type.kind) {
    case 'string': return test(type);
    case 'array': return someText(type.element, test);
    case 'map': return someText(type.key, test) || someText(type.value, test);
    case 'struct': return type.fields.some((one) => someText(one.type, test));
    default: return false;
  }
}

/** The same type with the collations of its texts replaced. */
export function withCollations(type: DataType, replace: (text: StringType) => StringType): DataType {
  switch (type.kind) {
    case 'string': return replace(type);
    case 'array': return { ...type, element: withCollations(type.element, replace) };
    case 'map': return { ...type, key: withCollations(type.key, replace), value: withCollations(type.value, replace) };
    case 'struct': return { ...type, fields: type.fields.map((one) => ({ ...one, type: withCollations(one.type, replace) })) };
    default: return type;
  }
}

/** The same type where texts without a collation of their own have this one. */
export function spelledCollations(type: DataType, name: string): DataType {
  return withCollations(type, (text) => (text.collation === undefined ? { ...text, collation: name } : text));
}

export function withoutCollations(type: DataType): DataType {
  return someText(type, (text) => text.collation !== undefined) ? withCollations(type, (text) => collatedType(undefined, text)) : type;
}

/** All of them, the four of UTF-8 first. */
export function allCollations(): readonly Collation[] {
  const endings = ['', '_AI', '_AI_RTRIM', '_CI', '_CI_AI', '_CI_AI_RTRIM', '_CI_RTRIM', '_RTRIM'];
  const names = ['UTF8_BINARY', 'UTF8_LCASE', 'UTF8_BINARY_RTRIM', 'UTF8_LCASE_RTRIM', ...['UNICODE', ...localeCollations].flatMap((locale) => endings.map((ending) => locale + ending))];
  return names.map((name) => findCollation(name)!);
}

const known = new Map<string, Collation | undefined>();

const locales: ReadonlyMap<string, string> = new Map(['UNICODE', ...localeCollations].map((name) => [name.toUpperCase(), name]));

function readName(upper: string): Collation | undefined {
  const utf8 = /^UTF8_(BINARY|LCASE)(_RTRIM)?$/.exec(upper);
  if (utf8 !== null) {
    const lowercase = utf8[1] === 'LCASE';
    return { name: upper, order: lowercase ? 'lowercase' : 'bytes', locale: '', ignoresCase: lowercase, ignoresAccents: false, trimsRight: utf8[2] !== undefined };
  }
  const { root, endings } = splitEndings(upper);
  const locale = locales.get(root);
  const kinds = endings.map((one) => endingKinds[one]);
  if (locale === undefined || new Set(kinds).size < kinds.length) return undefined;
  const [ignoresCase, ignoresAccents, trimsRight] = ['CI', 'AI', 'RTRIM'].map((ending) => endings.includes(ending)) as [boolean, boolean, boolean];
  return { name: `${locale}${ignoresCase ? '_CI' : ''}${ignoresAccents ? '_AI' : ''}${trimsRight ? '_RTRIM' : ''}`, order: 'locale', locale, ignoresCase, ignoresAccents, trimsRight };
}

const endingKinds: Readonly<Record<string, string>> = { CI: 'case', CS: 'case', AI: 'accent', AS: 'accent', RTRIM: 'trim' };

function splitEndings(upper: string): { readonly root: string; readonly endings: readonly string[] } {
  const endings: string[] = [];
  let root = upper;
  for (let found = /_(CI|CS|AI|AS|RTRIM)$/.exec(root); found !== null; found = /_(CI|CS|AI|AS|RTRIM)$/.exec(root)) {
    endings.unshift(found[1]!);
    root = root.slice(0, found.index);
  }
  return { root, endings };
}

/** The nearest roots, with the endings that were written: always one, others only when hardly anything is wrong. */
function similarNames(name: string): readonly string[] {
  const upper = name.toUpperCase();
  const ofUtf8 = upper.startsWith('UTF8_');
  const { root, endings } = splitEndings(upper);
  const kept = [...new Set(endings)].filter((one) => !ofUtf8 || one === 'RTRIM').filter((one) => !(one === 'CI' && endings.includes('CS')) && !(one === 'AI' && endings.includes('AS')));
  const ranked = (ofUtf8 ? ['UTF8_BINARY', 'UTF8_LCASE'] : [...locales.values()])
    .map((one) => ({ one, distance: editDistance(one.toUpperCase(), root) })).sort((a, b) => a.distance - b.distance).slice(0, 3).map(({ one }) => one + kept.map((ending) => `_${ending}`).join(''));
  return ranked.filter((one, index) => index === 0 || editDistance(one.toUpperCase(), upper) < 3);
}
