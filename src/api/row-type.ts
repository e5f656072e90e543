import type { Decimal } from './decimal.ts';
import type { Row } from './row.ts';

/**
 * The TypeScript type of rows of a schema written as DDL, worked out by the compiler: columns may be NULL unless they say NOT NULL. A schema that is only
 * known at run time, or that this cannot read, gives `Row`.
 *
 * @example
 * type Total = RowOf<'user STRING NOT NULL, n BIGINT, tags ARRAY<STRING>'>; // { user: string; n: bigint | null; tags: (string | null)[] | null }
 */
export type RowOf<D extends string> = string extends D ? Row : Fields<Split<D>>;

type Fields<Parts extends readonly string[]> = Flat<FieldsOf<Parts>>;
type FieldsOf<Parts extends readonly string[]> = Parts extends readonly [infer First extends string, ...infer Rest extends readonly string[]] ? FieldOf<Trim<First>> & FieldsOf<Rest> : unknown;
type Flat<T> = { [K in keyof T]: T[K] };

type FieldOf<Text extends string> = Text extends `${infer Name} ${infer Type}` ? { [K in Unquoted<Trim<Name>>]: Nullable<Trim<Type>> } : Row;
type Unquoted<Name extends string> = Name extends `\`${infer Inner}\`` ? Inner : Name extends `${infer Inner}:` ? Inner : Name;
type Nullable<Type extends string> = Uppercase<Type> extends `${string} NOT NULL${string}` ? TypeOf<BeforeNot<Type>> : TypeOf<BeforeComment<Type>> | null;
type BeforeNot<Type extends string> = Type extends `${infer Before} NOT ${string}` ? Trim<Before> : Type extends `${infer Before} not ${string}` ? Trim<Before> : Type;
type BeforeComment<Type extends string> = Type extends `${infer Before} COMMENT ${string}` ? Trim<Before> : Type;

type TypeOf<Type extends string> = Uppercase<Type> extends keyof Simple ? Simple[Uppercase<Type>]
  : Uppercase<Type> extends `DECIMAL${string}` | `DEC${string}` | `NUMERIC${string}` ? Decimal
    : Uppercase<Type> extends `VARCHAR${string}` | `CHAR${string}` ? string
      : Type extends `${infer Outer}<${infer Inner}>` ? Nested<Uppercase<Outer>, Inner> : unknown;
type Nested<Outer extends string, Inner extends string> = Outer extends 'ARRAY' ? (TypeOf<Trim<Inner>> | null)[]
  : Outer extends 'MAP' ? (Split<Inner> extends readonly [infer K extends string, infer V extends string] ? Map<TypeOf<Trim<K>>, TypeOf<Trim<V>> | null> : Map<unknown, unknown>)
    : Outer extends 'STRUCT' ? Fields<Split<Inner>> : unknown;

interface Simple {
  BOOLEAN: boolean; TINYINT: number; BYTE: number; SMALLINT: number; SHORT: number; INT: number; INTEGER: number; BIGINT: bigint; LONG: bigint;
  FLOAT: number; REAL: number; DOUBLE: number; STRING: string; BINARY: Uint8Array; DATE: Date; TIMESTAMP: Date; TIMESTAMP_LTZ: Date; TIMESTAMP_NTZ: Date;
}

/** At the commas outside of < > and ( ). */
type Split<Text extends string> = SplitOn<Text, '', readonly []>;
type SplitOn<Text extends string, Part extends string, Done extends readonly string[]> = Text extends `${infer Before},${infer After}`
  ? Balanced<`${Part}${Before}`> extends true ? SplitOn<After, '', readonly [...Done, `${Part}${Before}`]> : SplitOn<After, `${Part}${Before},`, Done>
  : readonly [...Done, `${Part}${Text}`];
type Balanced<Text extends string> = Same<Opened<Text, readonly []>, Closed<Text, readonly []>>;
type Opened<Text extends string, Seen extends readonly unknown[]> = Text extends `${string}${'<' | '('}${infer Rest}` ? Opened<Rest, readonly [...Seen, 0]> : Seen['length'];
type Closed<Text extends string, Seen extends readonly unknown[]> = Text extends `${string}${'>' | ')'}${infer Rest}` ? Closed<Rest, readonly [...Seen, 0]> : Seen['length'];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Trim<Text extends string> = Text extends ` ${infer Rest}` | `\n${infer Rest}` ? Trim<Rest> : Text extends `${infer Rest} ` | `${infer Rest}\n` ? Trim<Rest> : Text;
