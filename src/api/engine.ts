import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import { type Block, readBlocks } from '../columnar/read-blocks.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { Environment } from '../environment/environment.ts';
import { runBatch } from '../exec/batch.ts';
import type { GroupedProgram } from '../exec/stateful/grouped-program.ts';
import { parseExpression, type ParseOptions, parseQuery, parseStatement, placedMarkersIn } from '../parser/parse.ts';
import { withStandIns } from '../parser/placed-markers.ts';
import type { Catalog } from '../plan/catalog.ts';
import { evaluateConstant } from '../plan/evaluate.ts';
import { explainPlans } from '../plan/explain.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { fieldOf, outputOf } from '../plan/output.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import { mentionsOuter } from '../plan/outer-names.ts';
import { planIdOf } from '../plan/plan-id.ts';
import type { Literal } from '../plan/bound.ts';
import type { Expression } from '../plan/expression.ts';
import type { Read, Relation } from '../plan/relation.ts';
import type { SessionSettings } from '../plan/settings.ts';
import type { Statement } from '../plan/statement.ts';
import { isStreaming } from '../plan/streaming.ts';
import { analyze } from '../planner/analyzer.ts';
import type { AnalysisContext } from '../planner/analyzer/context.ts';
import { checkBatch } from '../planner/check-streaming.ts';
import { optimize, type OptimizerOptions } from '../planner/optimizer.ts';
import { planPhysical } from '../planner/physical.ts';
import { rowEstimate } from '../planner/row-estimate.ts';
import { findSource } from '../sources/index.ts';
import { type DataType, type Schema, stringType } from '../types/data-type.ts';
import type { Value } from '../columnar/value.ts';
import { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';
import { parseSchema } from '../types/ddl.ts';
import { simpleString, treeString } from '../types/print.ts';
import { type CollectOptions, type Row, toRows } from './row.ts';
import { Effects } from './effects.ts';
import { mentionsUnfinished } from './script-result.ts';
import { SessionCatalog } from './session-catalog.ts';
import { planMeaning, scansOf } from './plan-meaning.ts';
import { type ShowOptions, showRows, textColumns } from './show.ts';
import type { StatementArguments } from './session.ts';
import { storedTable } from './stored-table.ts';
import { withSettings } from './substitution.ts';
import { runUserFunctions } from './udf.ts';
import type { VariableScope } from './variable-scope.ts';

/** Which kinds of parameters a statement has. */
export interface UsedParameters { readonly names: boolean; readonly positions: boolean }

export type ExplainMode = 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost' | 'logical';

/**
 * The local back end of a session: analyzes, plans and runs relations in this process. The one place that joins parser, planner and exec.
 */
export class LocalEngine {
  readonly settings: SessionSettings;
  readonly environment: Environment;
  readonly catalog: SessionCatalog;
  readonly userFunctions = runUserFunctions();
  /** What makes functions over groups anew for each run, by the id in their plan. */
  readonly groupedPrograms = new Map<number, (timeZone: string) => GroupedProgram>();
  readonly print: (text: string) => void;
  readonly #plans = new WeakMap<Relation, LogicalPlan>();
  readonly #statements = new Map<string, Statement>();
  #lastId = 0;
  /** Scripts that have not finished. */
  #scripts = 0;
  #effects: Effects;

  /** @param shared the engine of a session with the same tables */
  constructor(settings: SessionSettings, environment: Environment, print: (text: string) => void, shared?: LocalEngine) {
    this.catalog = new SessionCatalog(shared?.catalog);
    this.#effects = shared === undefined ? new Effects() : shared.#effects;
    this.settings = settings;
    this.environment = environment;
    this.print = print;
  }

  // ---- text to plans

  /** A statement as data. Texts seen lately are not parsed again: plans are immutable. */
  parse(written: string, args: StatementArguments = {}): Statement {
    const sql = withSettings(written, this.settings);
    const isGiven = args.positional !== undefined || args.named !== undefined;
    if (isGiven && this.needsValues(sql, args)) return parseStatement(sql, { ...this.#parseOptions(), ...args });
    const statement = this.#parseOnce(sql);
    return statement.kind === 'Query' || !isGiven ? statement : parseStatement(sql, { ...this.#parseOptions(), ...args });
  }

  /** A statement whose values come later: names that IDENTIFIER(…) spells with them are not looked at yet, but their parameters count. */
  parseForValues(written: string, parametersOf: (node: unknown) => UsedParameters): { readonly statement: Statement; readonly used: UsedParameters } {
    const sql = withSettings(written, this.settings);
    const spelled: Expression[] = [];
    const options = { ...this.#parseOptions(), spelledText: (expression: Expression) => { spelled.push(expression); return { type: stringType, value: 'name' }; } };
    const placed = placedMarkersIn(sql, options);
    const statement = parseStatement(withStandIns(sql, placed), options);
    return { statement, used: parametersOf([statement, spelled, placed.map(({ name, position }): Expression => (name === undefined ? { kind: 'Parameter', position: position! } : { kind: 'Parameter', name }))]) };
  }

  /** The text cannot be read before the values of its parameters are known: they spell names, or stand where only literals may. */
  needsValues(sql: string, args: StatementArguments): boolean {
    return spellsNames.test(sql) || ((args.positional !== undefined || args.named !== undefined) && placedMarkersIn(sql, this.#parseOptions()).length > 0);
  }


  #parseOnce(sql: string): Statement {
    const options = this.#parseOptions();
    const key = `${Object.values(options).filter((one) => typeof one !== 'function').join()} ${sql}`;
    const known = this.#statements.get(key);
    if (known !== undefined) return known;
    const statement = parseStatement(sql, options);
    if (followsSession.test(sql)) return statement;
    if (this.#statements.size >= 256) this.#statements.delete(this.#statements.keys().next().value!);
    this.#statements.set(key, statement);
    return statement;
  }

  /** The resolved plan of a relation; errors are the user's. Bound once: later changes of views do not reach it. */
  analyze(relation: Relation): LogicalPlan {
    const known = this.#plans.get(relation);
    if (known !== undefined) return known;
    const plan = analyze(relation, this.analysisContext());
    this.#plans.set(relation, plan);
    return plan;
  }

  /** The plan of a relation whose names are looked up in another catalog; it is not kept. */
  analyzeIn(relation: Relation, catalog: Catalog): LogicalPlan { return analyze(relation, { ...this.analysisContext(), catalog }); }

  analysisContext(): AnalysisContext {
    return {
      settings: this.settings,
      catalog: this.catalog,
      nextId: () => ++this.#lastId,
      drawSeed: () => BigInt.asIntN(64, (BigInt(this.anySeed()) << 33n) ^ BigInt(this.anySeed())),
      parseQuery: (sql) => this.#queryOf(sql),
      parseExpression: (sql) => parseExpression(withSettings(sql, this.settings), this.#parseOptions()),
      sourceSchema: (read) => this.#sourceSchema(read),
      evaluate: (expression, settings) => evaluateConstant(expression, settings),
      nowMicros: () => BigInt(Math.round(this.environment.clock.nowMs() * 1000)),
      analyzed: (relation) => this.#plans.get(relation),
    };
  }

  /** Whether what a DataFrame means depends on a query around it, which is not there yet. */
  isDeferred(relation: Relation): boolean { return mentionsOuter(relation) || (this.#scripts > 0 && mentionsUnfinished(relation)); }

  planIdOf(relation: Relation): number { return planIdOf(relation); }
  isStreaming(relation: Relation): boolean { return isStreaming(this.analyze(relation)); }

  /** Ready to run once. Streams are refused. */
  planBatch(relation: Relation): PhysicalPlan {
    const plan = this.analyze(relation);
    checkBatch(plan);
    return this.#planBounded(plan);
  }

  optimizerContext(): { readonly settings: SessionSettings; readonly nextId: () => number; readonly evaluate: AnalysisContext['evaluate'] } {
    return { settings: this.settings, nextId: () => ++this.#lastId, evaluate: (expression, settings) => evaluateConstant(expression, settings) };
  }

  // ---- answers

  /** Chunks of the result; each is good until the next is pulled. Waits for the effects asked for before, unless it is one of them. */
  async *chunks(relation: Relation, wait = true): AsyncGenerator<Chunk> {
    if (wait) await this.ready();
    const physical = this.planBatch(relation);
    if (wait) await this.settled();
    const settings = this.settings.snapshot();
    yield* runBatch(physical, {
      settings, environment: this.environment, userFunctions: this.userFunctions, groupedPrograms: (id) => this.groupedPrograms.get(id)?.(settings.timeZone), planSubquery: (plan) => this.#planBounded(plan),
    });
  }

  async *rows(relation: Relation, options: CollectOptions): AsyncIterableIterator<Row> {
    for await (const rows of this.rowBlocks(relation, options)) for (const row of rows) yield row;
  }

  /** The rows, some at a time: who wants all of them does not wait for each. */
  async *rowBlocks(relation: Relation, options: CollectOptions): AsyncGenerator<readonly Row[]> {
    await this.ready();
    const schema = this.schemaOf(relation);
    for await (const { count, cells } of this.#blocks(relation)) yield toRows(schema, cells, count, options);
  }

  /** Rows as values of the engine, by position. */
  async *cells(relation: Relation): AsyncGenerator<readonly Value[]> {
    for await (const { count, cells } of this.#blocks(relation)) for (let row = 0; row < count; row++) yield cells.map((values) => values[row]!);
  }

  async *#blocks(relation: Relation): AsyncGenerator<Block> {
    const arena = new Arena();
    try {
      for await (const chunk of this.chunks(relation)) yield* readBlocks(chunk, arena);
    } finally {
      arena.release();
    }
  }

  /** A seed for what was given none. */
  anySeed(): number { return Math.floor(this.environment.random.next() * 2 ** 31); }

  async arrow(relation: Relation): Promise<import('apache-arrow').Table> {
    const { chunks } = await this.materialize(relation);
    const { toArrowTable } = await import('../columnar/arrow.ts'); // loading apache-arrow takes longer than most queries
    return toArrowTable(this.schemaOf(relation), chunks, this.settings.timeZone);
  }

  async show(relation: Relation, options: ShowOptions): Promise<string> {
    await this.ready();
    const limited: Relation = { kind: 'Limit', input: relation, limit: { kind: 'Literal', value: options.count + 1, type: { kind: 'int' } } };
    const fields = this.schemaOf(relation).fields;
    const rows: (string | null)[][] = [];
    for await (const row of this.rows(textColumns(limited, fields), {})) rows.push(fields.map((_, index) => row[`c${index}`] as string | null));
    return showRows(fields, rows, options);
  }

  /** All rows, copied into memory of their own, which lives as long as the table that is made of them. */
  async materialize(relation: Relation, wait = true): Promise<{ readonly schema: Schema; readonly chunks: readonly Chunk[]; readonly arena: Arena }> {
    const arena = new Arena();
    const chunks: Chunk[] = [];
    for await (const chunk of this.chunks(relation, wait)) chunks.push(copyChunk(chunk, arena));
    return { schema: this.schemaOf(relation), chunks, arena };
  }

  schemaOf(relation: Relation): Schema {
    return { fields: outputOf(this.analyze(relation)).map((one) => fieldOf(one)) };
  }
  /** With CHAR(n) and VARCHAR(n) where columns were declared so. */
  declaredSchemaOf(relation: Relation): Schema {
    return { fields: outputOf(this.analyze(relation)).map((one) => fieldOf(one, one.declared)) };
  }
  typesOf(relation: Relation): [string, string][] { return this.schemaOf(relation).fields.map(({ name, type }): [string, string] => [name, simpleString(type)]); }
  /** The one value of a relation that reads no table: constants for SET VARIABLE and the like. */
  constantOf(relation: Relation): { readonly type: DataType; readonly value: Value } {
    const plan = optimize(this.analyze(relation), this.optimizerContext());
    const expression = plan.kind === 'Project' ? plan.expressions[0] : undefined;
    if (expression === undefined) return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'a subquery in SET VARIABLE' });
    const micros = BigInt(Math.round(this.environment.clock.nowMs() * 1000));
    return { type: expression.type, value: evaluateConstant(expression, this.settings, { batchTimeMicros: micros, nowMicros: () => micros }) };
  }

  /** The layout of `show()` for chunks at hand. */
  async showChunks(session: Session, schema: Schema, chunks: readonly Chunk[], options: { readonly count: number; readonly truncate: number }): Promise<string> {
    return this.show(this.frameOf(session, schema, chunks).relation, { ...options, vertical: false });
  }

  /** A DataFrame of chunks somebody else owns. */
  frameOf(session: Session, schema: Schema, chunks: readonly Chunk[] | (() => readonly Chunk[])): DataFrame {
    const name = `__batch_${++this.#lastId}`;
    this.catalog.publish(name, schema, typeof chunks === 'function' ? chunks : () => chunks);
    const frame = new DataFrame(session, { kind: 'NamedTable', name: [name], options: {}, streaming: false });
    this.catalog.drop([name], 'view');
    return frame;
  }

  /** @param level how deep nested types are shown; 0 = all */
  treeOf(relation: Relation, level = 0): string { return treeString(this.schemaOf(relation), level === 0 ? undefined : level); }

  /** See plan-meaning.ts. */
  meaningOf(relation: Relation): string { return planMeaning(this.analyze(relation)); }

  /** Addresses of the files that a relation reads. */
  filesOf(relation: Relation): string[] {
    return scansOf(this.analyze(relation)).flatMap(({ format, options, paths }) => findSource(format).files?.(options, paths, this.environment, (key) => this.settings.get(key)) ?? []);
  }

  /** The rows of now, kept as long as the DataFrame is. */
  async kept<R extends Row>(frame: DataFrame<R>): Promise<DataFrame<R>> {
    const { schema, chunks } = await this.materialize(frame.relation);
    return this.frameOf(frame.sparkSession, schema, chunks) as DataFrame<R>;
  }

  explain(relation: Relation, mode: ExplainMode): string { return explainPlans({ parsed: relation, ...this.phasesOf(relation), rowsOf: rowEstimate }, mode); }

  phasesOf(relation: Relation, rules: Pick<OptimizerOptions, 'disabled'> = {}): { readonly analyzed: LogicalPlan; readonly optimized: LogicalPlan; readonly physical: PhysicalPlan } {
    const analyzed = this.analyze(relation);
    const optimized = optimize(analyzed, { ...this.optimizerContext(), ...rules });
    const streaming = isStreaming(analyzed);
    const physical = planPhysical(optimized, { ...this.optimizerContext(), streaming, ...(streaming ? { mode: 'append' as const } : {}) });
    return { analyzed, optimized, physical };
  }

  // ---- effects

  /** Runs after everything asked before; what is asked next waits for it. */
  enqueue(work: () => Promise<void>): void { this.#effects.enqueue(work); }

  /** Resolves when all effects so far are there; rejects with what went wrong in one of them, once. */
  async settled(): Promise<void> { await this.#effects.settled(); }

  /** What is asked in `ask` sees the variables of a script, and leaves its effects to it. */
  asPartOf<T>({ effects, scopes }: { readonly effects: Effects; readonly scopes: readonly VariableScope[] }, ask: () => T): T {
    const outside = { effects: this.#effects, scopes: this.catalog.scopes };
    [this.#effects, this.catalog.scopes] = [effects, scopes];
    try {
      return ask();
    } finally {
      [this.#effects, this.catalog.scopes] = [outside.effects, outside.scopes];
    }
  }

  /** What is asked in `ask` does not see the variables of a script. */
  apartFrom<T>(ask: () => T): T { return this.asPartOf({ effects: this.#effects, scopes: [] }, ask); }

  /** Work whose result later statements name: until it is there, DataFrames over it are not understood yet. */
  enqueueScript(work: () => Promise<void>): void {
    this.#scripts++;
    this.enqueue(async () => {
      try {
        await work();
      } finally {
        this.#scripts--;
      }
    });
  }

  /** Waits until the scripts asked for have run. */
  async ready(): Promise<void> { if (this.#scripts > 0) await this.settled(); }

  /** A table of rows that somebody has read already. */
  addTable(name: readonly string[], schema: Schema, chunks: readonly Chunk[], replace: boolean): void {
    const nullable = { fields: schema.fields.map((one) => ({ ...one, nullable: true })) };
    this.catalog.addTable(storedTable(this.catalog.fullName(name), nullable, { chunks }), replace);
  }

  #planBounded(plan: LogicalPlan): PhysicalPlan {
    const context = this.optimizerContext();
    return planPhysical(optimize(plan, context), { ...context, streaming: false });
  }

  #parseOptions(): ParseOptions {
    return {
      doubleQuotedIdentifiers: this.settings.flag('spark.sql.ansi.doubleQuotedIdentifiers'), escapedStringLiterals: this.settings.get('spark.sql.parser.escapedStringLiterals') === 'true',
      reservedKeywords: this.settings.ansi && this.settings.get('spark.sql.ansi.enforceReservedKeywords')?.toLowerCase() === 'true', regexNames: this.settings.flag('spark.sql.parser.quotedRegexColumnNames'),
      localTimestamps: this.settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ', continueHandlers: this.settings.flag('spark.sql.scripting.continueHandlerEnabled'),
      cursors: this.settings.flag('spark.sql.scripting.cursorEnabled'),
      setOperationsInTurn: this.settings.flag('spark.sql.legacy.setopsPrecedence.enabled'),
      pipeArrowsOnly: !this.settings.flag('spark.sql.parser.singleCharacterPipeOperator.enabled'), bangEqualsNot: this.settings.flag('spark.sql.legacy.bangEqualsNot'),
      pipesOff: !this.settings.flag('spark.sql.operatorPipeSyntaxEnabled'), betweenIsTwo: this.settings.flag('spark.sql.legacy.duplicateBetweenInput'),
      markersInExpressions: this.settings.flag('spark.sql.legacy.parameterSubstitution.constantsOnly'),
      spelledNamesOff: this.settings.flag('spark.sql.legacy.identifierClause'),
      namedArgumentsOff: !this.settings.flag('spark.sql.allowNamedFunctionArguments'),
      partitionIsText: this.settings.flag('spark.sql.legacy.keepPartitionSpecAsStringLiteral'), nullPartitionIsText: this.settings.flag('spark.sql.legacy.parseNullPartitionSpecAsStringLiteral'),
      charIsVarchar: this.settings.flag('spark.sql.charAsVarchar'), reservedLeftOut: this.settings.flag('spark.sql.legacy.notReserveProperties'),
      doubledQuotesPart: this.settings.flag('spark.sql.legacy.consecutiveStringLiterals.enabled'), exponentsAreDecimal: this.settings.flag('spark.sql.legacy.exponentLiteralAsDecimal.enabled'),
      objectCollationsOff: !this.settings.flag('spark.sql.collation.objectLevel.enabled'),
      asOfJoins: this.settings.flag('spark.sql.join.asofJoin.enabled'),
      joinsBeforeCommas: this.settings.ansi && this.settings.flag('spark.sql.ansi.relationPrecedence'), havingIsWhere: this.settings.flag('spark.sql.legacy.parser.havingWithoutGroupByAsWhere'),
      spelledText: (expression) => this.#spelledText(expression),
    };
  }

  /** What IDENTIFIER(…) says: an expression over constants and variables. */
  #spelledText(expression: Expression): Pick<Literal, 'type' | 'value'> {
    try {
      return this.constantOf({ kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: expression, names: ['name'] }] });
    } catch (error) {
      if (!(error instanceof StreamError) || !error.condition.startsWith('UNRESOLVED_COLUMN')) throw error;
      return fail('NOT_A_CONSTANT_STRING.NOT_CONSTANT', { name: 'IDENTIFIER', expr: error.parameters['objectName'] ?? '' }, { at: expression.at, cause: error });
    }
  }

  #queryOf(sql: string): Relation {
    const statement = this.parse(sql);
    return statement.kind === 'Query' ? statement.query : parseQuery(sql, this.#parseOptions());
  }

  #sourceSchema(read: Read): Schema {
    const source = findSource(read.format);
    const given = typeof read.schema === 'string' ? parseSchema(read.schema) : read.schema;
    return source.schema(optionsOf(read), given, this.environment, { paths: read.paths, streaming: read.streaming, setting: (key) => this.settings.get(key) });
  }
}

/** `DATE 'today'`, `TIMESTAMP '12:34'`, names spelled by variables: what they mean is that of the moment they are analyzed. */
const followsSession = /'\s*(?:now|today|tomorrow|yesterday|T?\d{1,2}:)|\bidentifier\s*\(/i;

/** The name of a table may be a parameter. */
const spellsNames = /\bidentifier\s*\(/i;

/** Options by lower-case name, the paths under `path` when there is one. */
export function optionsOf(read: Pick<Read, 'options' | 'paths'>): Readonly<Record<string, string>> {
  const options = Object.fromEntries(Object.entries(read.options).map(([name, value]) => [name.toLowerCase(), value]));
  return read.paths.length === 1 && options['path'] === undefined ? { ...options, path: read.paths[0]! } : options;
}

