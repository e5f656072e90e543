import type { Chunk } from '../columnar/chunk.ts';
import type { RowTest } from '../formats/files/row-test.ts';
import type { Schema } from '../types/data-type.ts';
import type { Attribute, BoundAlias, BoundExpression, BoundSort, GeneratorCall, WindowCall } from './bound.ts';
import type { GroupedMap as GroupedMapRelation } from './relation.ts';

/**
 * Resolved logical plans. Every node can tell its output attributes (`outputOf`, output.ts) from its own fields.
 * `streaming` of a plan = any Scan below is (`isStreaming`).
 */
export type LogicalPlan =
  | Scan | LocalData | Project | Filter | Aggregate | Join | Union | Sort | Limit | Offset | Tail | Distinct | Expand | Generate | Window
  | Watermark | Deduplicate | Sample | SubqueryAlias | CollectMetrics | GroupedMap | RecursiveLoop | RecursiveRef | LateralJoin | TableGenerator;

export type LogicalKind = LogicalPlan['kind'];

interface Unary { readonly input: LogicalPlan }

/** A source. `scanId` tells two reads of the same source apart; `sourceId` is the same for all reads of one `Read` node. */
export interface Scan {
  readonly kind: 'Scan'; readonly format: string; readonly options: Readonly<Record<string, string>>; readonly paths: readonly string[];
  readonly schema: Schema; readonly output: readonly Attribute[]; readonly streaming: boolean; readonly sourceId: number; readonly name?: string;
  /** Columns that are read, and what the rows that count are like. Filled in by the optimizer. */
  readonly required?: readonly number[];
  readonly tests?: readonly RowTest[];
  /** The last column is the hidden `_metadata` of a source of files. */
  readonly fileMetadata?: boolean;
}
/** Rows at hand: VALUES, createDataFrame, memory tables, foreachBatch. `chunks` are owned by whoever made them. */
/** `version`: 'fixed' = the rows never change; a function tells them apart by value; absent = nobody knows. */
export interface LocalData {
  readonly kind: 'LocalData'; readonly output: readonly Attribute[]; readonly chunks: () => Iterable<Chunk>; readonly rowCount: number; readonly name?: string;
  readonly version?: 'fixed' | (() => unknown);
}
/** `expressions` are Attributes or Aliases. */
export interface Project extends Unary { readonly kind: 'Project'; readonly expressions: readonly (Attribute | BoundAlias)[] }
export interface Filter extends Unary { readonly kind: 'Filter'; readonly condition: BoundExpression }
/** `output` may mix grouping attributes, aggregates and expressions over both until the planner splits them. */
export interface Aggregate extends Unary { readonly kind: 'Aggregate'; readonly grouping: readonly (Attribute | BoundAlias)[]; readonly output: readonly (Attribute | BoundAlias)[] }
export interface Join {
  readonly kind: 'Join';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly type: 'inner' | 'cross' | 'left' | 'right' | 'full' | 'left semi' | 'left anti' | 'existence';
  readonly condition?: BoundExpression;
  /** for 'existence': the boolean column added */
  readonly exists?: Attribute;
  /** What was written: streams have rules of their own for these. */
  readonly setOperation?: 'intersect' | 'except';
  /** It stands for IN or EXISTS: nothing more is inferred from it. */
  readonly subquery?: true;
}
/** Column by position; `output` has fresh ids and the merged nullability. */
export interface Union { readonly kind: 'Union'; readonly inputs: readonly LogicalPlan[]; readonly output: readonly Attribute[]; readonly setOperation?: 'intersect' | 'except' }
export interface Sort extends Unary { readonly kind: 'Sort'; readonly order: readonly BoundSort[]; readonly global: boolean; readonly forGroups?: true }
export interface Limit extends Unary { readonly kind: 'Limit'; readonly count: number }
export interface Offset extends Unary { readonly kind: 'Offset'; readonly count: number }
export interface Tail extends Unary { readonly kind: 'Tail'; readonly count: number }
/** SELECT DISTINCT; the planner turns it into an Aggregate over all columns. */
export interface Distinct extends Unary { readonly kind: 'Distinct' }
/** Each input row once per projection (grouping sets, count distinct). */
export interface Expand extends Unary { readonly kind: 'Expand'; readonly projections: readonly (readonly BoundExpression[])[]; readonly output: readonly Attribute[] }
/** Input columns followed by the generator's. */
export interface Generate extends Unary { readonly kind: 'Generate'; readonly generator: GeneratorCall; readonly outer: boolean; readonly generated: readonly Attribute[] }
/** Input columns followed by one column per window call. All calls of a node share partitioning and order. */
export interface Window extends Unary { readonly kind: 'Window'; readonly calls: readonly (BoundAlias & { readonly input: WindowCall })[] }
/** The event time column of the input gets the tag; `eventTime` is that attribute, tagged. */
export interface Watermark extends Unary { readonly kind: 'Watermark'; readonly eventTime: Attribute; readonly delayMs: number; readonly nodeId: number }
export interface Deduplicate extends Unary { readonly kind: 'Deduplicate'; readonly keys: readonly Attribute[]; readonly withinWatermark: boolean }
export interface Sample extends Unary { readonly kind: 'Sample'; readonly lower: number; readonly upper: number; readonly withReplacement: boolean; readonly seed: number }
export interface SubqueryAlias extends Unary { readonly kind: 'SubqueryAlias'; readonly alias: readonly string[] }
/** `nodeId` is the same wherever a DataFrame that is observed stands. */
export interface CollectMetrics extends Unary { readonly kind: 'CollectMetrics'; readonly nodeId: number; readonly name: string; readonly metrics: readonly BoundAlias[] }
export interface GroupedMap extends Unary {
  readonly kind: 'GroupedMap'; readonly keys: readonly (Attribute | BoundAlias)[];
  readonly operation: GroupedMapRelation['operation']; readonly functionId: number;
  readonly output: readonly Attribute[]; readonly state?: Schema; readonly outputMode: 'append' | 'update'; readonly timeMode: 'none' | 'processingTime' | 'eventTime';
  readonly initialState?: LogicalPlan; readonly initialKeys?: readonly (Attribute | BoundAlias)[]; readonly eventTime?: Attribute;
}
/** WITH RECURSIVE: `anchor`, then `step` again and again over what the last round gave, which `RecursiveRef(loopId)` reads. */
export interface RecursiveLoop {
  readonly kind: 'RecursiveLoop';
  readonly loopId: number;
  readonly anchor: LogicalPlan;
  readonly step: LogicalPlan;
  readonly all: boolean;
  readonly output: readonly Attribute[];
  readonly maxRounds: number;
  readonly maxRows: number;
}
export interface RecursiveRef { readonly kind: 'RecursiveRef'; readonly loopId: number; readonly output: readonly Attribute[] }
/** Right side is run once per left row until the optimizer decorrelates it. */
export interface LateralJoin {
  readonly kind: 'LateralJoin';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly outer: readonly Attribute[];
  readonly type: 'inner' | 'cross' | 'left';
  readonly condition?: BoundExpression;
}
/** FROM explode(…): a generator over one row. */
export interface TableGenerator { readonly kind: 'TableGenerator'; readonly generator: GeneratorCall; readonly outer: boolean; readonly generated: readonly Attribute[] }
