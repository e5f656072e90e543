import type { JoinType } from './relation.ts';
import type { AggregateCall, Attribute, BoundAlias, BoundExpression, BoundSort, GeneratorCall, WindowCall } from './bound.ts';
import type { GroupedMap, LocalData, Scan } from './logical.ts';

/**
 * Physical plans: logical nouns plus a strategy, still plain data. Expressions refer to attributes by id; the builder of an
 * operator binds them to positions in `input.output`. Every node carries its output.
 *
 * Stateful nodes carry a `stateId`, stable across restarts: their number in the plan counted from the root downwards, left
 * before right, which is also the order progress reports them in.
 */
export type PhysicalPlan =
  | SourceScan | LocalScan | ProjectRows | FilterRows | HashAggregate | HashJoin | NestedLoopJoin | UnionRows | SortRows | LimitRows | TailRows
  | ExpandRows | GenerateRows | WindowRows | SampleRows | ObserveRows | RecursiveRows | RecursiveScan | ApplyRows
  | EventTimeWatermark | StatefulAggregate | SessionAggregate | StatefulDeduplicate | SymmetricHashJoin | StatefulLimit | StatefulGroupedMap | BatchGroupedMap;

export type PhysicalKind = PhysicalPlan['kind'];

interface Node { readonly output: readonly Attribute[] }
interface Unary extends Node { readonly input: PhysicalPlan }
interface Stateful { readonly stateId: number }

/** `rowNumber`: one column more, the number of the row in its chunk, by which a limit above tells how far it has read. */
export interface SourceScan extends Node { readonly kind: 'SourceScan'; readonly scan: Scan; readonly rowNumber?: Attribute; /** the rows are counted where they are read first */ readonly repeated?: true }
export interface LocalScan extends Node { readonly kind: 'LocalScan'; readonly data: LocalData }
export interface ProjectRows extends Unary { readonly kind: 'ProjectRows'; readonly expressions: readonly (Attribute | BoundAlias)[] }
export interface FilterRows extends Unary { readonly kind: 'FilterRows'; readonly condition: BoundExpression }
/** An aggregate call and the attribute its result becomes. */
export interface AggregateSlot { readonly call: AggregateCall; readonly result: Attribute }
/** Output = grouping attributes, then the results. Without grouping: exactly one row, also for no input. */
export interface HashAggregate extends Unary {
  readonly kind: 'HashAggregate'; readonly grouping: readonly (Attribute | BoundAlias)[]; readonly slots: readonly AggregateSlot[];
  /** Rows are grouped by these too, and those groups are put together: calls with DISTINCT take these as arguments and stand behind the others. */
  readonly distinctBy?: readonly (Attribute | BoundAlias)[];
}
/** `nullSafe[i]`: key i is compared with <=>. `residual` sees both sides. Builds a table of the right side (of the left for type right). */
export interface HashJoin extends Node {
  readonly kind: 'HashJoin'; readonly left: PhysicalPlan; readonly right: PhysicalPlan; readonly type: JoinType | 'existence';
  readonly leftKeys: readonly BoundExpression[]; readonly rightKeys: readonly BoundExpression[]; readonly nullSafe: readonly boolean[];
  readonly residual?: BoundExpression;
  /** NOT IN: a NULL on either side of the key makes the answer unknown. */
  readonly nullAware?: boolean;
  /** The rows come in the order of this number of the probe side. */
  readonly inOrder?: Attribute;
}
export interface NestedLoopJoin extends Node {
  readonly kind: 'NestedLoopJoin'; readonly left: PhysicalPlan; readonly right: PhysicalPlan; readonly type: JoinType | 'existence';
  readonly condition?: BoundExpression; readonly inOrder?: Attribute;
}
export interface UnionRows extends Node { readonly kind: 'UnionRows'; readonly inputs: readonly PhysicalPlan[] }
export interface SortRows extends Unary {
  readonly kind: 'SortRows'; readonly order: readonly BoundSort[];
  /** keep only the first rows */
  readonly limit?: number;
  /** What follows asks for the order among rows with equal keys only. */
  readonly amongEquals?: true;
}
/** `rowNumber`: a column of the input that is not given on; the number in the last row that passes is reported to who numbered. */
export interface LimitRows extends Unary { readonly kind: 'LimitRows'; readonly offset: number; readonly count: number | undefined; readonly rowNumber?: Attribute }
export interface TailRows extends Unary { readonly kind: 'TailRows'; readonly count: number }
/** All copies of a row, then those of the next. */
export interface ExpandRows extends Unary { readonly kind: 'ExpandRows'; readonly projections: readonly (readonly BoundExpression[])[] }
export interface GenerateRows extends Unary { readonly kind: 'GenerateRows'; readonly generator: GeneratorCall; readonly outer: boolean }
export interface WindowRows extends Unary { readonly kind: 'WindowRows'; readonly calls: readonly (BoundAlias & { readonly input: WindowCall })[] }
export interface SampleRows extends Unary { readonly kind: 'SampleRows'; readonly lower: number; readonly upper: number; readonly withReplacement: boolean; readonly seed: number }
export interface ObserveRows extends Unary { readonly kind: 'ObserveRows'; readonly name: string; readonly metrics: readonly BoundAlias[]; readonly rowNumber?: Renumbering }
export interface RecursiveRows extends Node {
  readonly kind: 'RecursiveRows';
  readonly loopId: number;
  readonly anchor: PhysicalPlan;
  readonly step: PhysicalPlan;
  readonly all: boolean;
  readonly maxRounds: number;
  readonly maxRows: number;
}
export interface RecursiveScan extends Node { readonly kind: 'RecursiveScan'; readonly loopId: number }
/** What could not be decorrelated: the right side runs once per left row with `outer` as literals. */
export interface ApplyRows extends Node {
  readonly kind: 'ApplyRows';
  readonly left: PhysicalPlan;
  readonly right: PhysicalPlan;
  readonly outer: readonly Attribute[];
  readonly type: 'inner' | 'left' | 'cross';
  readonly condition?: BoundExpression;
}

/** A row number that takes the place of the one below. */
export interface Renumbering { readonly own: Attribute; readonly below: Attribute }

/** Observes event time and feeds the watermark; passes rows through. */
export interface EventTimeWatermark extends Unary {
  readonly kind: 'EventTimeWatermark'; readonly eventTime: Attribute; readonly delayMs: number; readonly nodeId: number;
  /** A limit above says how far it read, by a number that takes the place of the one below: rows after that were not seen. */
  readonly rowNumber?: Renumbering;
  /** The same rows are read before: operators above take this side for one without a watermark, as Spark does. */
  readonly repeated?: true;
}
/** `eventTimeKey`: the grouping attribute (a timestamp or a window struct) that closes groups; undefined = never evicted. */
export interface StatefulAggregate extends Unary, Stateful {
  readonly kind: 'StatefulAggregate'; readonly grouping: readonly (Attribute | BoundAlias)[]; readonly slots: readonly AggregateSlot[];
  readonly outputMode: OutputMode; readonly eventTimeKey?: Attribute;
  /** A limit above takes the first groups: they leave in the order of Spark's store. */
  readonly inStoreOrder?: true;
}
export interface SessionAggregate extends Unary, Stateful {
  readonly kind: 'SessionAggregate'; readonly grouping: readonly (Attribute | BoundAlias)[]; /** the session_window struct [ts, ts + gap) of each row, one of the grouping expressions */ readonly session: Attribute;
  readonly slots: readonly AggregateSlot[]; readonly outputMode: OutputMode; readonly watermarked: boolean; readonly streaming: boolean;
  readonly inStoreOrder?: true;
}
export interface StatefulDeduplicate extends Unary, Stateful {
  readonly kind: 'StatefulDeduplicate'; readonly keys: readonly Attribute[];
  /** Late rows are dropped by it when present in the input. */
  readonly eventTime?: Attribute;
  /** State dies when the key's time passes the watermark (`keyTime`) or `withinDelayMs` after the first row. */
  readonly keyTime?: Attribute; readonly withinDelayMs?: number;
}
export interface SymmetricHashJoin extends Node, Stateful {
  readonly kind: 'SymmetricHashJoin'; readonly left: PhysicalPlan; readonly right: PhysicalPlan; readonly type: JoinType;
  readonly leftKeys: readonly BoundExpression[]; readonly rightKeys: readonly BoundExpression[]; readonly nullSafe: readonly boolean[];
  /** Conjuncts over one side only, then the whole condition. */
  readonly leftOnly?: BoundExpression; readonly rightOnly?: BoundExpression; readonly residual?: BoundExpression;
  readonly leftEviction?: JoinEviction; readonly rightEviction?: JoinEviction;
  /** Event-time column of a side, when it survives pruning: late rows of that side are dropped by it. */
  readonly leftEventTime?: Attribute; readonly rightEventTime?: Attribute;
}
/**
 * by key: rows whose key `keyIndex` (its end, for a window) is ≤ watermark go; by value: rows whose event time is ≤ watermark + `offsetMicros`, and
 * never beyond the moment `limitMicros` (a condition that compares the side with a constant).
 */
export type JoinEviction = { readonly by: 'key'; readonly keyIndex: number } | { readonly by: 'value'; readonly eventTime: Attribute; readonly offsetMicros: bigint; readonly limitMicros?: bigint };
export interface StatefulLimit extends Unary, Stateful { readonly kind: 'StatefulLimit'; readonly count: number }
export interface StatefulGroupedMap extends Unary, Stateful { readonly kind: 'StatefulGroupedMap'; readonly map: GroupedMap; readonly eventTime?: Attribute; readonly initial?: PhysicalPlan }
export interface BatchGroupedMap extends Unary { readonly kind: 'BatchGroupedMap'; readonly map: GroupedMap; readonly initial?: PhysicalPlan }

export type OutputMode = 'append' | 'update' | 'complete';
