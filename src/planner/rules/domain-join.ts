import { fail, invariant } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression, BoundSort } from '../../plan/bound.ts';
import type { Aggregate, Join, Limit, LogicalPlan } from '../../plan/logical.ts';
import { asNullable, attributeOf, outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { mapExpressions, transformUp } from '../../plan/walk.ts';
import { booleanType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { firstRows } from '../row-number.ts';
import { aliasOf, allOf, callOf, isNull, literalOf, nullSafeEqual } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { outerReferencesOf } from '../references.ts';
import { freshCopy } from '../refresh.ts';
import { valueOnEmptyInput } from './empty-input.ts';

/**
 * Correlation of any shape, the general way: the distinct values D of the outer columns are joined *into* the subquery, which then computes its answer
 * for all of them at once, and the result is joined back by those values. For every node: P(d) for each d in D, with d as extra columns.
 */
export interface Domained {
  readonly plan: LogicalPlan;
  /** The columns of D in the plan's output, in the order of the outer columns. */
  readonly domain: readonly Attribute[];
}

export interface DomainJoin {
  readonly outer: readonly Attribute[];
  readonly type: 'inner' | 'left';
  /** Aggregations below others, joins and limits give nothing for values without rows, as old Spark had it. */
  readonly losesInnerCounts?: boolean;
}

/** `input` and the subquery side by side: for each row of `input` the rows the subquery gives for it. */
export function joinByDomain(input: LogicalPlan, subquery: LogicalPlan, how: DomainJoin, context: PlanningContext): LogicalPlan | undefined {
  const { outer, type } = how;
  const offered = new Set(outputOf(input).map((one) => one.id));
  if (outer.some((one) => !offered.has(one.id))) return undefined;
  if (isStreaming(input)) fail('TIDEMARK_STREAM_CORRELATED_SUBQUERY', { columns: outer.map((one) => quoteIdentifier(one.name)).join(', ') });
  const domained = new DomainRewrite(input, how, context).rewrite(subquery);
  if (domained === undefined) return undefined;
  const condition = allOf(outer.map((one, index) => nullSafeEqual(one, domained.domain[index]!)));
  return { kind: 'Join', left: input, right: domained.plan, type, ...(condition === undefined ? {} : { condition }) };
}

class DomainRewrite {
  readonly #input: LogicalPlan;
  readonly #outer: readonly Attribute[];
  readonly #ids: ReadonlySet<number>;
  readonly #context: PlanningContext;
  readonly #losesInnerCounts: boolean;
  #isInner = false;

  constructor(input: LogicalPlan, { outer, losesInnerCounts = false }: DomainJoin, context: PlanningContext) {
    this.#input = input;
    this.#outer = outer;
    this.#ids = new Set(outer.map((one) => one.id));
    this.#losesInnerCounts = losesInnerCounts;
    this.#context = context;
  }

  rewrite(plan: LogicalPlan): Domained | undefined {
    if (!outerReferencesOf(plan).some((one) => this.#ids.has(one.id))) return this.#besides(plan);
    if (plan.kind === 'Join' || plan.kind === 'Limit' || plan.kind === 'Union') this.#isInner = true;
    switch (plan.kind) {
      case 'Filter': case 'Sort': case 'Generate': case 'Distinct': case 'SubqueryAlias': case 'Window': return this.#over(plan);
      case 'Project': {
        const below = this.rewrite(plan.input);
        return below && { ...below, plan: { ...this.#seen(plan, below.domain), input: below.plan, expressions: [...this.#seen(plan, below.domain).expressions, ...below.domain] } };
      }
      case 'Aggregate': return this.#aggregate(plan);
      case 'Join': return this.#join(plan);
      case 'Union': return this.#union(plan);
      case 'Limit': return this.#limit(plan);
      case 'TableGenerator': {
        const { plan: input, domain } = this.#values();
        const node = this.#seen(plan, domain);
        return { domain, plan: { kind: 'Generate', input, generator: node.generator, outer: node.outer, generated: node.generated } };
      }
      default: return undefined;
    }
  }

  /** D itself, each time with ids of its own. */
  #values(): Domained {
    const { copy, fresh } = freshCopy(this.#input, this.#context.nextId);
    const byId = new Map(outputOf(copy).map((one) => [one.id, one]));
    const domain = this.#outer.map((one) => {
      const column = byId.get(fresh.get(one.id) ?? one.id);
      invariant(column !== undefined, 'a correlated column belongs to the outer query');
      return column;
    });
    return { domain, plan: { kind: 'Aggregate', input: copy, grouping: domain, output: domain } };
  }

  #besides(plan: LogicalPlan): Domained {
    const { plan: values, domain } = this.#values();
    return { domain, plan: { kind: 'Join', left: plan, right: values, type: 'cross' } };
  }

  /** Nodes that pass their input's columns on. */
  #over(plan: Extract<LogicalPlan, { readonly input: LogicalPlan }>): Domained | undefined {
    const below = this.rewrite(plan.input);
    if (below === undefined) return undefined;
    const node = this.#seen(plan, below.domain);
    if (node.kind === 'SubqueryAlias') return below;
    if (node.kind !== 'Window') return { ...below, plan: { ...node, input: below.plan } as LogicalPlan };
    const calls = node.calls.map((call) => ({ ...call, input: { ...call.input, partitionBy: [...call.input.partitionBy, ...below.domain] } }));
    return { ...below, plan: { ...node, input: below.plan, calls } };
  }

  /** Groups per value of D. Without keys a value whose rows are all gone still has a row: what the aggregates give for nothing. */
  #aggregate(plan: Aggregate): Domained | undefined {
    const isLost = this.#losesInnerCounts && this.#isInner;
    this.#isInner = true;
    const below = this.rewrite(plan.input);
    if (below === undefined) return undefined;
    const node = this.#seen(plan, below.domain);
    const grouped: Aggregate = { ...node, input: below.plan, grouping: [...node.grouping, ...below.domain], output: [...node.output, ...below.domain] };
    if (plan.grouping.length > 0 || isLost) return { domain: below.domain, plan: grouped };
    const { plan: values, domain } = this.#values();
    const marker = aliasOf(literalOf(booleanType, true), 'found', this.#context.nextId());
    const marked: LogicalPlan = { kind: 'Project', input: grouped, expressions: [...outputOf(grouped), marker] };
    const condition = allOf(domain.map((one, index) => nullSafeEqual(one, below.domain[index]!)));
    const joined: LogicalPlan = { kind: 'Join', left: values, right: marked, type: 'left', ...(condition === undefined ? {} : { condition }) };
    const missing = isNull({ ...attributeOf(marker), nullable: true });
    const expressions: (Attribute | BoundAlias)[] = [];
    for (const one of plan.output) {
      const onEmpty = valueOnEmptyInput(plan, one.id);
      if (onEmpty === undefined) return undefined;
      const value = callOf('if', [missing, this.#replace(onEmpty, domain), asNullable(attributeOf(one))], one.type, true);
      expressions.push({ ...aliasOf(value, one.name, one.id), nullable: one.nullable });
    }
    return { domain, plan: { kind: 'Project', input: joined, expressions: [...expressions, ...domain] } };
  }

  /** The side that every row comes from carries D; the other one too, where it needs it, and then both must agree. */
  #join(plan: Join): Domained | undefined {
    if (plan.type === 'full') return undefined;
    const mentions = (side: LogicalPlan): boolean => outerReferencesOf(side).some((one) => this.#ids.has(one.id));
    const inner = plan.type === 'inner' || plan.type === 'cross';
    const carrier = plan.type === 'right' || (inner && mentions(plan.right) && !mentions(plan.left)) ? 'right' : 'left';
    const other = carrier === 'left' ? 'right' : 'left';
    const carried = this.rewrite(plan[carrier]);
    const followed = mentions(plan[other]) ? this.rewrite(plan[other]) : undefined;
    if (carried === undefined || (followed === undefined && mentions(plan[other]))) return undefined;
    const agree = followed === undefined ? [] : carried.domain.map((one, index) => nullSafeEqual(one, followed.domain[index]!));
    const condition = allOf([...(plan.condition === undefined ? [] : [this.#replace(plan.condition, carried.domain)]), ...agree]);
    const { condition: _, ...rest } = plan;
    const sides = { ...rest, [carrier]: carried.plan, [other]: followed?.plan ?? plan[other] } as Join;
    return { domain: carried.domain, plan: { ...sides, type: plan.type === 'cross' && condition !== undefined ? 'inner' : plan.type, ...(condition === undefined ? {} : { condition }) } };
  }

  #union(plan: Extract<LogicalPlan, { kind: 'Union' }>): Domained | undefined {
    const inputs = plan.inputs.map((input) => {
      const made = this.rewrite(input);
      return made && { made, columns: outputOf(input) };
    });
    if (inputs.some((one) => one === undefined)) return undefined;
    const domain = this.#outer.map((one): Attribute => ({ ...one, id: this.#context.nextId() }));
    const aligned = inputs.map((one): LogicalPlan => ({ kind: 'Project', input: one!.made.plan, expressions: [...one!.columns, ...one!.made.domain] }));
    return { domain, plan: { ...plan, inputs: aligned, output: [...plan.output, ...domain] } };
  }

  /** The first rows for each value of D, by number. */
  #limit(plan: Limit): Domained | undefined {
    const { input } = plan;
    if (input.kind === 'SubqueryAlias') return this.#limit({ ...plan, input: input.input });
    if (input.kind === 'Project') return this.rewrite({ ...input, input: { ...plan, input: input.input } });
    const below = this.rewrite(plan.input);
    if (below === undefined) return undefined;
    const orderBy = (input.kind === 'Sort' ? input.order : []).map((one) => this.#replace(one, below.domain) as BoundSort);
    return { ...below, plan: firstRows(below.plan, below.domain, orderBy, plan.count, this.#context.nextId()) };
  }

  #seen<P extends LogicalPlan>(plan: P, domain: readonly Attribute[]): P {
    return mapExpressions(plan, (expression) => this.#replace(expression, domain));
  }

  /** Outer references as columns of D. */
  #replace(expression: BoundExpression, domain: readonly Attribute[]): BoundExpression {
    const byId = new Map(this.#outer.map((one, index) => [one.id, domain[index]!]));
    return transformUp(expression, (node) => (node.kind === 'OuterReference' ? (byId.get(node.attribute.id) ?? node) : node));
  }
}
