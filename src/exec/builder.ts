import type { Attribute } from '../plan/bound.ts';
import type { Chunk } from '../columnar/chunk.ts';
import type { EvaluationSettings } from '../functions/function.ts';
import type { EvaluationOptions } from '../plan/evaluate.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import type { Schema } from '../types/data-type.ts';
import type { BatchContext, ObservedRow } from './context.ts';
import type { GroupedProgram } from './stateful/grouped-program.ts';
import type { ReadMark } from './operators/row-numbers.ts';
import type { Leaf, Receiver, StatefulOperator, WatermarkNode } from './operator.ts';

/**
 * What a builder of operators (a row of the table in build.ts) works with. A row makes the operator of its node and hands it to `build` as
 * the receiver of the node's inputs, in the order in which they must be fed.
 */
export interface Builder {
  readonly options: EvaluationOptions & Pick<BuildOptions, 'groupedPrograms'>;
  build(plan: PhysicalPlan, next: Receiver): void;
  /** A tree of its own, fed by its owner and not by the driver: the step of a recursive query, the right side of an apply. */
  subtree(plan: PhysicalPlan, next: Receiver, more?: { readonly loops?: Loops; readonly userCall?: NonNullable<EvaluationOptions['userCall']> }): Subtree;
  addLeaf(leaf: Leaf): void;
  addStateful(operator: StatefulOperator): void;
  addWatermarkNode(node: WatermarkNode): void;
  addObserver(observer: Observer): void;
  /** Called before the first chunk of every batch. */
  onBegin(begin: (context: BatchContext) => void): void;
  onRelease(release: () => void): void;
  /** Shared by the limit that reads a row number and by who made the number; `id` is that of its column. */
  readMark(id: number): ReadMark;
  /** The rows of the last round of the recursive query around. */
  loopRows(loopId: number): LoopRows;
}

export type LoopRows = () => Iterable<Chunk>;
export type Loops = ReadonlyMap<number, LoopRows>;

export interface Subtree { readonly leaves: readonly Leaf[]; begin(context: BatchContext): void; release(): void }

export interface Observer { observed(): ObservedRow | undefined }

/** What operators depend on besides their plan. */
export interface BuildOptions {
  readonly settings: EvaluationSettings;
  /** The program's own functions. */
  readonly userFunctions?: { readonly kernelOf: NonNullable<EvaluationOptions['userCall']> };
  /** The program's functions over groups, by id. */
  readonly groupedPrograms?: (id: number) => GroupedProgram | undefined;
}

/** The schema of rows inside of the engine, hidden columns included. */
export function rowSchema(output: readonly Attribute[]): Schema {
  return { fields: output.map(({ name, type, nullable }) => ({ name, type, nullable })) };
}
