import type { Decimal } from './decimal.ts';
import type { Row } from './row.ts';
import type { Variant } from './variant.ts';

/**
 * The TypeScript type of rows of a schema written as DDL, worked out by the compiler: columns may be NULL unless they say NOT NULL. A schema that is only
 * known at run time gives `Row`; a type that has no counterpart gives `unknown`.
 *
 * @example
 * type Total = RowOf<'user STRING NOT NULL, n BIGINT, tags ARRAY<STRING>'>; // { user: string; n: bigint | null; tags: (string | null)[] | null }
 */
export type RowOf<D extends string> = string extends D ? Row : Fields<Plain<D>>;

/**
 * Rows that a source reads with a schema given as DDL: each column may be NULL, whatever the schema says, and directories or a source may add others.
 *
 * @example
 * type Click = ReadRow<'user STRING NOT NULL, n BIGINT'>; // { user: string | null; n: bigint | null } and what else there is
 */
export type ReadRow<D extends string> = string extends D ? Row : Row & { readonly [Name in keyof RowOf<D>]: RowOf<D>[Name] | null };

type Fields<Text extends string> = { [Part in Split<Text> as NameOf<Part>]: CellOf<TypeTextOf<Part>> };

/** `name type`, `name: type`, `name:type`; the name may stand in backquotes. */
type NameOf<Part extends string> = Part extends `\`${infer Name}\`${string}` ? Name : Part extends `${Bare<Part>}${string}` ? Bare<Part> : never;
type TypeTextOf<Part extends string> = Part extends `\`${string}\`${infer Type}` ? Typed<Type> : Part extends `${Bare<Part>}${infer Type}` ? Typed<Type> : never;
type Bare<Part extends string> = Part extends `${infer Before} ${string}` ? (Before extends `${infer Name}:${string}` ? Name : Before) : Part extends `${infer Name}:${string}` ? Name : never;
type Typed<Type extends string> = Trim<Type> extends `:${infer Rest}` ? Trim<Rest> : Trim<Type>;

type CellOf<Type extends string> = Type extends `${infer Before} NOT NULL` | `${infer Before} not null` ? TypeOf<Trim<Before>> : TypeOf<Type> | null;

type TypeOf<Type extends string> = Uppercase<Type> extends keyof Simple ? Simple[Uppercase<Type>]
  : Type extends `${infer Outer}<${infer Inner}>` ? Nested<Uppercase<Trim<Outer>>, Inner>
    : Named<Uppercase<Type> extends `${infer Word}(${string}` ? Trim<Word> : Uppercase<Type> extends `${infer Word} ${string}` ? Word : ''>;
type Named<Word extends string> = Word extends keyof Parametric ? Parametric[Word] : unknown;
type Nested<Outer extends string, Inner extends string> = Outer extends 'ARRAY' ? (TypeOf<Trim<Inner>> | null)[]
  : Outer extends 'MAP' ? MapOf<Inner>
    : Outer extends 'STRUCT' ? Fields<Inner> : unknown;
type MapOf<Text extends string, Key extends string = ''> = Text extends `${infer Before},${infer Value}`
  ? Balanced<`${Key}${Before}`> extends true ? Map<TypeOf<Trim<`${Key}${Before}`>>, TypeOf<Trim<Value>> | null> : MapOf<Value, `${Key}${Before},`>
  : Map<unknown, unknown>;

interface Simple {
  BOOLEAN: boolean; TINYINT: number; BYTE: number; SMALLINT: number; SHORT: number; INT: number; INTEGER: number; BIGINT: bigint; LONG: bigint;
  FLOAT: number; REAL: number; DOUBLE: number; DECIMAL: Decimal; DEC: Decimal; NUMERIC: Decimal; STRING: string; BINARY: Uint8Array;
  DATE: Date; TIMESTAMP: Date; TIMESTAMP_LTZ: Date; TIMESTAMP_NTZ: Date; VARIANT: Variant; VOID: null;
}
interface Parametric { DECIMAL: Decimal; DEC: Decimal; NUMERIC: Decimal; VARCHAR: string; CHAR: string; CHARACTER: string; STRING: string; TIMESTAMP: Date }

/** At the commas outside of < > and ( ). */
type Split<Text extends string, Part extends string = '', Done extends string = never> = Text extends `${infer Before},${infer After}`
  ? Balanced<`${Part}${Before}`> extends true ? Split<After, '', Done | Trim<`${Part}${Before}`>> : Split<After, `${Part}${Before},`, Done>
  : Done | Trim<`${Part}${Text}`>;
type Balanced<Text extends string> = Same<Opened<Text>, Closed<Text>>;
type Opened<Text extends string, Seen extends readonly 0[] = []> = Text extends `${string}${'<' | '('}${infer Rest}` ? Opened<Rest, readonly [...Seen, 0]> : Seen['length'];
type Closed<Text extends string, Seen extends readonly 0[] = []> = Text extends `${string}${'>' | ')'}${infer Rest}` ? Closed<Rest, readonly [...Seen, 0]> : Seen['length'];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** Without comments, every gap one blank. */
type Plain<Text extends string> = Text extends `${infer Before}\n${infer After}` ? Plain<`${Before} ${After}`>
  : Text extends `${infer Before}  ${infer After}` ? Plain<`${Before} ${After}`>
    : Text extends `${infer Before} COMMENT '${string}'${infer After}` ? Plain<`${Before}${After}`>
      : Text extends `${infer Before} comment '${string}'${infer After}` ? Plain<`${Before}${After}`> : Text;
type Trim<Text extends string> = Text extends ` ${infer Rest}` ? Trim<Rest> : Text extends `${infer Rest} ` ? Trim<Rest> : Text;
