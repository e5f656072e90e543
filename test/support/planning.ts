import type { CatalogTable } from '../../src/plan/catalog.ts';
import { evaluateConstant } from '../../src/plan/evaluate.ts';
import type { LogicalPlan } from '../../src/plan/logical.ts';
import type { OutputMode, PhysicalPlan } from '../../src/plan/physical.ts';
import type { Relation } from '../../src/plan/relation.ts';
import { SessionSettings } from '../../src/plan/settings.ts';
import { parseExpression, parseQuery } from '../../src/parser/parse.ts';
import { analyze } from '../../src/planner/analyzer.ts';
import type { AnalysisContext } from '../../src/planner/analyzer/context.ts';
import { optimize } from '../../src/planner/optimizer.ts';
import { planPhysical } from '../../src/planner/physical.ts';
import { parseSchema } from '../../src/types/ddl.ts';

/** Everything of a session that planning needs, without running anything. */
export class PlanningSession {
  readonly settings = new SessionSettings();
  readonly views = new Map<string, CatalogTable>();
  #lastId = 0;

  readonly context: AnalysisContext = {
    settings: this.settings,
    catalog: { table: (name) => this.views.get(name.at(-1)!.toLowerCase()), tableNames: () => [...this.views.keys()] },
    nextId: () => ++this.#lastId,
    drawSeed: () => 7n,
    parseQuery: (sql) => parseQuery(sql),
    parseExpression: (sql) => parseExpression(sql),
    sourceSchema: (read) => (typeof read.schema === 'string' ? parseSchema(read.schema) : read.schema!),
    evaluate: (expression, settings) => evaluateConstant(expression, settings),
  };

  /** A streaming (or static) view over a source of the given columns. */
  source(name: string, schema: string, streaming = true): void {
    this.view(name, { kind: 'Read', format: streaming ? 'memory' : 'json', schema, options: {}, paths: [], streaming });
  }

  view(name: string, query: Relation): void { this.views.set(name.toLowerCase(), { kind: 'view', name: [name], temporary: true, query }); }

  analyze(query: string | Relation): LogicalPlan { return analyze(typeof query === 'string' ? parseQuery(query) : query, this.context); }
  optimize(plan: LogicalPlan): LogicalPlan { return optimize(plan, { ...this.context }); }
  physical(plan: LogicalPlan, mode?: OutputMode): PhysicalPlan { return planPhysical(plan, { ...this.context, streaming: mode !== undefined, ...(mode === undefined ? {} : { mode }) }); }
}
