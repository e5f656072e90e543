/** How several watermark operators make one watermark: the slowest decides, or the fastest. */
export type WatermarkPolicy = 'min' | 'max';

/** What a watermark operator saw in a batch: `maxMs` is undefined when no row came. A relation read twice has two operators of one node. */
export interface SeenEventTime { readonly nodeId: number; readonly delayMs: number; readonly maxMs: number | undefined }

/**
 * The global watermark of a query (spark-semantics.md 5.1).
 *
 *   node      =  max over its operators and all batches of (newest event time - delay), 0 while it saw nothing
 *   global    =  max(global, min or max over the nodes)
 *
 * State    one running maximum per node. Only the global one outlives the process: after a restart a node that has seen
 *          nothing yet holds the watermark back under the min policy, as in Spark.
 * Promise  it never goes back.
 */
export class WatermarkTracker {
  readonly #policy: WatermarkPolicy;
  readonly #nodes = new Map<number, number>();
  #globalMs: number;

  constructor(policy: WatermarkPolicy, globalMs: number) {
    this.#policy = policy;
    this.#globalMs = globalMs;
  }

  get globalMs(): number { return this.#globalMs; }

  /** After a batch; operators in plan order. */
  update(seen: readonly SeenEventTime[]): void {
    if (seen.length === 0) return;
    for (const { nodeId, delayMs, maxMs } of seen) {
      const before = this.#nodes.get(nodeId);
      const now = maxMs === undefined ? undefined : maxMs - delayMs;
      this.#nodes.set(nodeId, now === undefined ? before ?? 0 : before === undefined ? now : Math.max(before, now));
    }
    const chosen = this.#policy === 'max' ? Math.max(...this.#nodes.values()) : Math.min(...this.#nodes.values());
    this.#globalMs = Math.max(this.#globalMs, chosen);
  }
}

/** An unknown policy counts as min, Spark's default; the configuration has checked the text before. */
export function policyOf(text: string | undefined): WatermarkPolicy {
  return text?.toLowerCase() === 'max' ? 'max' : 'min';
}
