import type { Arena } from '../columnar/arena.ts';
import type { Rows } from '../columnar/chunk.ts';
import type { Column } from '../columnar/column.ts';
import type { RowStep } from '../columnar/row-step.ts';
import type { GroupState, StateColumnType } from '../columnar/group-state.ts';
import type { BufferField } from '../columnar/state-field.ts';
import type { Value } from '../columnar/value.ts';
import type { Span } from '../errors/stream-error.ts';
import type { DataType, Field } from '../types/data-type.ts';

/**
 * Function rows. A function is one row of a table: name, signature, words, proof (executed examples) and kernel together.
 * The analyzer reads `signatures`/`resolve`, docs and DESCRIBE read the words, exec reads `kernel`.
 */
export type FunctionDefinition = ScalarFunction | AggregateFunction | WindowFunction | GeneratorFunction | TableFunction | UnavailableFunction;

interface Words {
  /** Canonical name, lower case; what generated column names show unless `display` says otherwise. */
  readonly name: string;
  /** Other names of the very same function. A generated column name shows the name that was written only where Spark does (`displayAsWritten`). */
  readonly aliases?: readonly string[];
  readonly displayAsWritten?: boolean;
  /** Spark's group: math_funcs, string_funcs, datetime_funcs, agg_funcs … */
  readonly group: string;
  /** What it returns, null behaviour and errors, in one to three sentences. */
  readonly doc: string;
  /** Statement and what it prints (cells joined by two spaces, rows by newline). Executed by the tests. */
  readonly examples: readonly (readonly [sql: string, result: string])[];
  /** tidemark's version, `0.1`. */
  readonly since: string;
}

/**
 * `(double) -> double`, `(string, int, [string]) -> string`, `(T, T...) -> T`, `(array<T>) -> T`, `(map<K,V>, K) -> V`.
 *
 * Type words: boolean tinyint smallint int bigint float double decimal string binary date timestamp timestamp_ntz interval
 * variant, the families `numeric integral fractional datetime any ordered atomic`, `decimal(p,s)`, `array<…>`, `map<…,…>`,
 * `struct`, single capitals as type variables, `[x]` optional, `x...` one or more, `lambda(T, int?) `; `a|b` = either,
 * `int!` = exactly this, never silently cast (NULL fits). All of it: signature.ts.
 * The first signature that the arguments fit with Spark's implicit casts is taken. `resolve` replaces the matching for the
 * functions whose rule is not expressible.
 */
export type Signature = string;

/** An argument as the analyzer knows it. `foldable` arguments have a `literal` (null is a value too: look at `foldable`). */
export interface CallArgument {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly foldable: boolean;
  readonly literal: Value | undefined;
  /** Written as a literal, not as an expression over literals. */
  readonly isLiteral?: boolean;
  /** A column, alias or field: what it is called. */
  readonly name?: string | undefined;
  /** Written as a call: the name of the function. */
  readonly call?: string | undefined;
  /** Written as array(…): which of the items may be NULL. */
  readonly items?: readonly boolean[] | undefined;
  /** Pretty SQL for messages. */
  readonly sql: string;
}

export interface CallShape {
  /** The name as written, lower case. */
  readonly name: string;
  readonly arguments: readonly CallArgument[];
  readonly settings: EvaluationSettings;
  /** Pretty SQL of the whole call, for messages. */
  readonly sql: string;
  /** The whole call: what is wrong with an argument is told there too, as by Spark. */
  readonly at?: Span | undefined;
}

/** What the analyzer does with a call: cast arguments to these types (same kind = leave alone), then this is the type. */
export interface ResolvedCall {
  readonly argumentTypes: readonly DataType[];
  /** What arguments are cast to on the way to their types: `'1.5' / 2` reads a whole number first. */
  readonly through?: readonly (DataType | undefined)[];
  readonly returnType: DataType;
  readonly nullable: boolean;
  /** The call is really one of another row: `date + 1` is `date_add`. `order` picks its arguments by position; their types are above, in the new order. */
  readonly instead?: {
    readonly name: string;
    readonly order: readonly number[];
    /** Shown under the other row's name too. */
    readonly renamed?: true;
    /** What the result is cast to at last. */
    readonly result?: DataType;
  };
}

/** The session settings that answers depend on. Pinned per query. */
export interface EvaluationSettings {
  /** spark.sql.session.timeZone */
  readonly timeZone: string;
  /** spark.sql.ansi.enabled */
  readonly ansi: boolean;
  /** Other settings by Spark's key, for the rare function that asks. */
  readonly get: (key: string) => string | undefined;
}

/** Made once per call site when a plan is compiled. `literals[i]` is the value of a foldable argument, else undefined. */
export interface BoundCall {
  readonly name: string;
  readonly argumentTypes: readonly DataType[];
  readonly argumentNullable: readonly boolean[];
  readonly returnType: DataType;
  readonly literals: readonly (Value | undefined)[];
  readonly settings: EvaluationSettings;
  readonly sql: string;
  readonly at?: Span | undefined;
  /** For a function that `drawsSeed`. */
  readonly seed?: bigint | undefined;
}

/** What a kernel may use while it runs. `arena` holds results and scratch; it is reset after the chunk. */
export interface KernelContext {
  readonly arena: Arena;
  /** Batch time in µs: current_timestamp() and friends. */
  readonly batchTimeMicros: bigint;
  /** Wall clock in µs: now(). */
  readonly nowMicros: () => bigint;
  /** Uniform in [0, 1), from the environment. */
  readonly random: () => number;
  readonly uuid: () => string;
  /** Each batch of a stream draws anew: seeds that the analyzer drew do not count. */
  readonly reseeds?: true;
}

/**
 * Computes a column for the rows that count. Reads arguments at `row & argument.mask`, returns a column of `rows.rowCount` rows
 * (or a constant one when all arguments are constant). Never writes into its arguments.
 */
export type Kernel = (args: readonly Column[], rows: Rows, context: KernelContext) => Column;

/** The rows, ascending, for which a predicate is TRUE (neither FALSE nor NULL): what a filter asks instead of a boolean column. Arguments are not all constant. */
export type SelectKernel = (args: readonly Column[], rows: Rows, context: KernelContext) => Uint32Array;

/** An argument that is evaluated only for the rows asked for: CASE, COALESCE, AND, try_… */
export type Thunk = (rows: Rows) => Column;
export type LazyKernel = (args: readonly Thunk[], rows: Rows, context: KernelContext) => Column;

/**
 * A lambda argument, compiled. `parents[i]` is the row that element `i` belongs to: outer columns are read there.
 * `parameters` are the columns bound to the lambda's parameters, all of `count` rows.
 */
export interface LambdaBody {
  (parameters: readonly Column[], parents: Uint32Array, count: number, context: KernelContext): Column;
  /** The same for one element at a time, where that is possible: for what needs one answer before it can ask for the next. */
  readonly step?: () => RowStep | undefined;
}
export type LambdaKernel = (args: readonly Column[], lambdas: readonly LambdaBody[], rows: Rows, context: KernelContext) => Column;

export interface ScalarFunction extends Words {
  readonly kind: 'scalar';
  readonly signatures: readonly Signature[];
  readonly resolve?: (call: CallShape) => ResolvedCall;
  /**
   * `propagate` (default): NULL if any argument is NULL; the engine intersects validity first and the kernel is told nothing of it
   * (it may still add NULLs by returning a narrower validity). A kernel that can fail must skip rows whose argument is NULL.
   * `custom`: the kernel looks at validity itself.
   */
  readonly nulls?: 'propagate' | 'custom';
  /** Of the result. Default: `propagate` → any argument nullable; `custom` → always. */
  readonly nullable?: 'never' | 'always' | 'any argument';
  /** False for rand, uuid …: never folded, evaluated once per row. Default true. */
  readonly deterministic?: boolean;
  /** A call gets a seed when it is analyzed, for the case that none is written: the same plan draws the same, run again or read twice. */
  readonly drawsSeed?: true;
  /** False for current_timestamp and the like, which are folded per batch instead of at planning. Default true. */
  readonly foldable?: boolean;
  /** How a generated column name shows the call; default `name(a, b)`. `types` are the arguments', `written` the name as written, lower case. */
  readonly display?: (args: readonly string[], types: readonly DataType[], written: string) => string;
  /** How messages show the call, where column names tell more. */
  readonly displayInMessages?: (args: readonly string[]) => string;
  /** Parameter names for `f(name => value)`. */
  readonly parameters?: readonly string[];
  /** What a parameter is taken for that is left out before a named one, by position: text or NULL. Without it, leaving it out is an error. */
  readonly parameterDefaults?: readonly (string | null | undefined)[];
  /** Types of a lambda argument's parameters, by argument position, given the types of the other arguments. */
  readonly lambdaParameters?: (call: CallShape, argument: number, parameterCount: number) => readonly Field[];
  /** A second way to compute a predicate, used by filters. */
  readonly select?: (call: BoundCall) => SelectKernel | undefined;
  /** Exactly one of the three; `kernel` and `lazyKernel` together: the lazy one answers calls of which an argument behind the first may fail. */
  readonly kernel?: (call: BoundCall) => Kernel;
  readonly lazyKernel?: (call: BoundCall) => LazyKernel;
  readonly lambdaKernel?: (call: BoundCall) => LambdaKernel;
}

export interface AggregateFunction extends Words {
  readonly kind: 'aggregate';
  readonly signatures: readonly Signature[];
  readonly resolve?: (call: CallShape) => ResolvedCall;
  readonly nullable?: 'never' | 'always';
  readonly display?: (args: readonly string[], types: readonly DataType[], written: string) => string;
  readonly parameters?: readonly string[];
  /** Accepts IGNORE NULLS / RESPECT NULLS; WITHIN GROUP (ORDER BY …). */
  readonly ignoreNulls?: boolean;
  /** What RESPECT NULLS makes of it, where NULLs are left out otherwise. */
  readonly respectNulls?: AggregateFunction;
  readonly withinGroup?: boolean;
  /** How many arguments stand before WITHIN GROUP, where only one count will do. */
  readonly argumentCount?: number;
  /** How many keys WITHIN GROUP must have, given the number of arguments; absent = any. Such functions take no DISTINCT. */
  readonly orderings?: (argumentCount: number) => number;
  /** How a column name shows the key of WITHIN GROUP, when not with the place of NULLs. */
  readonly displayOrder?: (key: string, descending: boolean) => string;
  /** Result on no rows at all (global aggregate over nothing) follows from `finish` of a fresh group. */
  readonly aggregate: (call: AggregateCallShape) => AggregateKernel;
}

export interface AggregateCallShape extends BoundCall {
  readonly ignoreNulls: boolean;
  readonly distinct: boolean;
  /** It is computed over the frames of a window, where some errors have other names. */
  readonly overFrames?: boolean;
  /** Present for WITHIN GROUP: direction of each ordering key; their values are appended to the arguments. */
  readonly orderBy?: readonly { readonly descending: boolean; readonly nullsFirst: boolean; readonly type: DataType }[];
}

/**
 * The algebra of an aggregate over column-shaped state. A fresh group is all zero bytes (0, false, empty blob): `state` columns
 * are chosen so that this is the neutral element. `groups[row]` is the state row of a physical row.
 * `update` and `merge` see only selected rows. FILTER and DISTINCT are done before.
 */
export interface AggregateKernel {
  readonly state: readonly StateColumnType[];
  /** What Spark keeps for it, read from the state columns, for those who look at state. Absent: opaque bytes. */
  readonly buffer?: readonly BufferField[];
  update(state: GroupState, groups: Uint32Array, args: readonly Column[], rows: Rows, context: KernelContext): void;
  /** Folds the rows of `other` into groups: `groups[i]` receives row `i` of `other`. */
  merge(state: GroupState, groups: Uint32Array, other: GroupState, count: number, context: KernelContext): void;
  /** The results of the given state rows, in that order. */
  finish(state: GroupState, groups: Uint32Array, context: KernelContext): Column;
  /** The inverse of update, where there is one (count, sum of integers, avg …): what `weights` of -1 need. */
  retract?(state: GroupState, groups: Uint32Array, args: readonly Column[], rows: Rows, context: KernelContext): void;
  /** Merging the states of neighbouring rows gives what adding these rows one after the other gives, to the last bit and with the same errors. Absent: it may differ. */
  mergesExactly?(args: readonly Column[], rowCount: number): boolean;
  /** The result is the first argument of the first or the last row, with IGNORE NULLS of those that have one. */
  readonly picks?: { readonly place: 'first' | 'last'; readonly ignoreNulls: boolean };
  /** Gives its first argument in the row where argument `by` is the greatest or least, of those that are equal the first or the last; NULLs there do not count. */
  readonly extreme?: { readonly by: number; readonly greatest: boolean; readonly last: boolean };
}

/** One partition of an OVER clause, already sorted. `start`…`end` are rows of the argument columns. */
export interface WindowPartition {
  readonly start: number;
  readonly end: number;
  /** For each row of the partition (minus start): first row of its peer group, and the row after its last. */
  readonly peerStart: Uint32Array;
  readonly peerEnd: Uint32Array;
  /** Frame of each row, absent for functions that do not take one. */
  readonly frameStart: Uint32Array;
  readonly frameEnd: Uint32Array;
}

export interface WindowFunction extends Words {
  readonly kind: 'window';
  readonly signatures: readonly Signature[];
  readonly resolve?: (call: CallShape) => ResolvedCall;
  readonly nullable?: 'never' | 'always';
  readonly display?: (args: readonly string[], types: readonly DataType[], written: string) => string;
  readonly ignoreNulls?: boolean;
  /** A column name shows IGNORE NULLS. */
  readonly ignoreNullsShown?: boolean;
  /** Frame the function forces (rank: rows unbounded preceding … current row), absent when the written frame counts. */
  readonly fixedFrame?: 'rows to current' | 'range to current' | 'whole row';
  readonly orderRequired: boolean;
  /** Writes one value per row of the partition into a builder-like sink. */
  readonly evaluate: (call: AggregateCallShape) => (args: readonly Column[], partitions: readonly WindowPartition[], rowCount: number, context: KernelContext) => Column;
}

/** Rows a generator makes: `parents[i]` is the input row of output row `i`, ascending. */
export interface Generated { readonly columns: readonly Column[]; readonly parents: Uint32Array; readonly count: number }

export interface GeneratorFunction extends Words {
  readonly kind: 'generator';
  /** Stands in FROM only. */
  readonly tableOnly?: true;
  readonly parameters?: readonly string[];
  readonly signatures: readonly Signature[];
  /** `returnType` is the struct of the output columns with their default names. */
  readonly resolve: (call: CallShape) => ResolvedCall;
  /** explode_outer and friends keep rows that yield nothing. */
  readonly outer: boolean;
  readonly generate: (call: BoundCall) => (args: readonly Column[], rows: Rows, context: KernelContext) => Generated;
}

/** `FROM range(…)`: arguments are literals. */
export interface TableFunction extends Words {
  readonly kind: 'table';
  /** Name and type of a parameter where so many arguments are given. */
  readonly parameter?: (index: number, count: number) => { readonly name: string; readonly type: DataType } | undefined;
  /** `at` is where the call stands. */
  readonly schema: (args: readonly CallArgument[], at?: Span) => readonly Field[];
  readonly rows: (args: readonly CallArgument[], context: KernelContext, settings: EvaluationSettings) => Iterable<readonly Value[]>;
}

/** Spark has it, we do not: refused by name instead of as unknown. */
export interface UnavailableFunction extends Words { readonly kind: 'unavailable' }
