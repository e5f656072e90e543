import { readValue } from '../columnar/read.ts';
import { type Chunk, selectedCount } from '../columnar/chunk.ts';
import type { Arena } from '../columnar/arena.ts';
import type { Value } from '../columnar/value.ts';
import { fail, type Span, StreamError } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import type { Choice, Compound, Conditional, ForLoop, Handler, Leaf, Script, ScriptBody, ScriptStep, Test } from '../plan/script.ts';
import type { CursorStatement, Statement } from '../plan/statement.ts';
import { type DataType, type Schema, stringType } from '../types/data-type.ts';
import { runCommand } from './commands.ts';
import { DataFrame } from './data-frame.ts';
import { Effects } from './effects.ts';
import { immediateCursor, withValues } from './function-commands.ts';
import { type Cursor, cursorsOf } from './script-cursors.ts';
import { type ResultRows, ScriptResult } from './script-result.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { holdsQuery, literalOf } from './session-variables.ts';
import { VariableScope } from './variable-scope.ts';

/**
 * BEGIN … END: runs before whatever is asked next, and gives the rows of the last query that ran. A statement is parsed once, and
 * understood each time it runs, with the variables of the blocks around it in reach.
 *
 * What ends a body early travels back as a value (`Jump`). Errors find their handler where they happen: of the innermost block first,
 * there by name before SQLSTATE before SQLEXCEPTION. A CONTINUE handler lets the next step run, an EXIT handler ends its block. An
 * error inside of a handler is for the blocks around that of the handler, and handled or not it ends the handler's block.
 */
export function runScript(session: Session, { body, at }: Script): DataFrame {
  if (!session.engine.settings.flag('spark.sql.scripting.enabled')) fail('UNSUPPORTED_FEATURE.SQL_SCRIPTING', { sqlScriptingEnabled: 'spark.sql.scripting.enabled' }, { at });
  const result = new ScriptResult();
  session.engine.enqueueScript(async () => {
    try {
      result.resolve(await new ScriptRun(session).run(body));
    } catch (error) {
      result.reject(error);
      throw error;
    }
  });
  return new DataFrame(session, result.relation);
}

type Jump = { readonly to: 'leave' | 'iterate'; readonly label: string } | { readonly to: 'end'; readonly block: Block };
interface Block { readonly variables: VariableScope; readonly compound?: Compound; readonly cursors?: ReadonlyMap<string, Cursor>; readonly handling: boolean }
interface Rows { readonly schema: Schema; readonly chunks: readonly Chunk[]; readonly arena: Arena }

class ScriptRun {
  readonly #session: Session;
  readonly #effects = new Effects();
  #blocks: readonly Block[] = [];
  #last: Rows | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(body: Compound): Promise<ResultRows> {
    await this.#compound(body);
    if (this.#last === undefined) return { schema: { fields: [] }, rows: [] };
    return { schema: this.#last.schema, rows: [...rowsOf(this.#last.chunks)] };
  }

  async #compound(compound: Compound): Promise<Jump | undefined> {
    const cursors = cursorsOf(compound.cursors);
    const block: Block = { variables: new VariableScope(compound.label ?? this.#session.engine.environment.random.uuid()), compound, cursors, handling: false };
    const jump = await this.#inside([...this.#blocks, block], () => this.#body(compound.body)).finally(() => { for (const one of cursors.values()) one.release(); });
    if (jump?.to === 'end' && jump.block === block) return undefined;
    return jump?.to === 'leave' && same(jump.label, compound.label) ? undefined : jump;
  }

  async #body(steps: ScriptBody): Promise<Jump | undefined> {
    for (const step of steps) {
      const jump = await this.#guarded(step);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  async #guarded(step: ScriptStep): Promise<Jump | undefined> {
    try {
      return await this.#step(step);
    } catch (error) {
      if (!(error instanceof StreamError) || unhandled.has(error)) throw error;
      return await this.#handle(error);
    }
  }

  async #step(step: ScriptStep): Promise<Jump | undefined> {
    switch (step.step) {
      case 'statement': return await this.#leaf(step);
      case 'compound': return await this.#compound(step);
      case 'if': return await this.#conditional(step);
      case 'choice': return await this.#choice(step);
      case 'for': return await this.#forLoop(step);
      case 'while': return await this.#loop(step, () => this.#isTrue(step.condition), async () => true);
      case 'repeat': return await this.#loop(step, async () => true, async () => !(await this.#isTrue(step.until)));
      case 'loop': return await this.#loop(step, async () => true, async () => true);
      case 'leave': case 'iterate': return { to: step.step, label: step.label };
    }
  }

  // ---- control

  async #conditional({ branches, otherwise }: Conditional): Promise<Jump | undefined> {
    for (const { condition, body } of branches) if (await this.#isTrue(condition)) return await this.#body(body);
    return otherwise === undefined ? undefined : await this.#body(otherwise);
  }

  async #choice({ operand, branches, otherwise }: Choice): Promise<Jump | undefined> {
    const left: Expression = { kind: 'Literal', ...(await this.#valueOf(this.#expressionOf(operand))) };
    for (const { condition, body } of branches) {
      const equals: Expression = { kind: 'UnresolvedFunction', name: ['=='], arguments: [left, this.#expressionOf(condition)], operator: true, at: condition.at };
      if ((await this.#valueOf(equals)).value === true) return await this.#body(body);
    }
    return otherwise === undefined ? undefined : await this.#body(otherwise);
  }

  async #loop(loop: { readonly label?: string | undefined; readonly body: ScriptBody }, before: () => Promise<boolean>, after: () => Promise<boolean>): Promise<Jump | undefined> {
    while (await before()) {
      const jump = await this.#body(loop.body);
      if (jump !== undefined && !continues(jump, loop.label)) return ends(jump, loop.label) ? undefined : jump;
      if (!(await after())) break;
      await this.#session.engine.environment.clock.pause();
    }
    return undefined;
  }

  async #forLoop(loop: ForLoop): Promise<Jump | undefined> {
    const rows = await this.#rowsOf(this.#statementOf(loop.query));
    const label = loop.variable ?? this.#session.engine.environment.random.uuid();
    try {
      for (const row of rowsOf(rows.chunks)) {
        const block: Block = { variables: rowScope(label, rows.schema, row), handling: false };
        const jump = await this.#inside([...this.#blocks, block], () => this.#body(loop.body));
        if (jump !== undefined && !continues(jump, loop.label)) return ends(jump, loop.label) ? undefined : jump;
      }
    } finally {
      rows.arena.release();
    }
    return undefined;
  }

  // ---- handlers

  /** Runs the handler for an error and says where the script goes on; throws it again when there is none. */
  async #handle(error: StreamError): Promise<Jump | undefined> {
    for (let index = this.#blocks.length - 1; index >= 0; index--) {
      const block = this.#blocks[index]!;
      const handler = block.handling ? undefined : findHandler(block.compound, error);
      if (handler === undefined) continue;
      const around = [...this.#blocks.slice(0, index), { ...block, handling: true }];
      const jump = await this.#inside(around, () => this.#body(handler.body));
      if (jump !== undefined && jump.to !== 'end') return jump;
      return handler.action === 'exit' || jump !== undefined ? { to: 'end', block } : undefined;
    }
    if (error.sqlState.startsWith('02')) return undefined; // nothing found is no mistake
    unhandled.add(error);
    throw error;
  }

  // ---- statements

  async #leaf(leaf: Leaf): Promise<undefined> {
    const statement = this.#statementOf(leaf);
    if (statement.kind === 'Query') {
      this.#keep(await this.#rowsOf(statement));
      return;
    }
    const cursor = statement.kind === 'ExecuteImmediate' ? this.#ask(() => immediateCursor(this.#session, statement)) : statement.kind === 'Cursor' ? statement : undefined;
    if (cursor !== undefined) {
      await this.#useCursor(cursor, statement.kind === 'Cursor');
      return;
    }
    const frame = this.#ask(() => runCommand(this.#session, statement));
    await this.#effects.settled();
    if (statement.kind === 'ExecuteImmediate' && frame.relation.kind !== 'LocalRelation') this.#keep(await this.#session.engine.materialize(frame.relation, false));
  }

  /** The query of a cursor is understood where the cursor is opened. @param own whether variables of the script are in reach */
  async #useCursor({ operation, name, into = [], using = [], at }: CursorStatement, own: boolean): Promise<void> {
    const cursor = this.#cursorNamed(name, at);
    if (operation === 'close') cursor.close(at);
    const fetch = (): void => { cursor.fetch(this.#session, into, at); };
    if (operation === 'fetch') this.#ask(() => (own ? fetch() : this.#session.engine.apartFrom(fetch)));
    if (operation !== 'open') return;
    cursor.requireClosed(at);
    const leaf = cursor.declaration.query;
    const query: Relation = { kind: 'Sql', query: blanked(leaf.at), ...this.#ask(() => withValues(this.#session, blanked(leaf.at), using, at)).args };
    const { schema, chunks, arena } = await this.#rowsOf(using.length === 0 ? this.#statementOf(leaf) : { kind: 'Query', query });
    cursor.open({ schema, rows: rowsOf(chunks), arena });
  }

  /** `c` of the innermost block that has one, `label.c` of the block of that label. */
  #cursorNamed(name: readonly string[], at: Span | undefined): Cursor {
    const key = name.at(-1)!.toLowerCase();
    const block = this.#blocks.findLast((one) => one.cursors?.has(key) === true && (name.length === 1 || (name.length === 2 && same(name[0]!, one.compound?.label))));
    return block?.cursors?.get(key) ?? fail('CURSOR_NOT_FOUND', { cursorName: name.join('.') }, { at });
  }

  #keep(rows: Rows): void {
    this.#last?.arena.release();
    this.#last = rows;
  }

  async #rowsOf(statement: Statement): Promise<Rows> {
    const { relation } = this.#ask(() => new DataFrame(this.#session, (statement as Extract<Statement, { kind: 'Query' }>).query));
    return await this.#session.engine.materialize(relation, false);
  }

  /** NULL is not true. */
  async #isTrue(test: Test): Promise<boolean> {
    const { type, value } = await this.#valueOf(this.#expressionOf(test));
    if (type.kind !== 'boolean') fail('INVALID_BOOLEAN_STATEMENT', { invalidStatement: test.at.sql.slice(test.at.start, test.at.end) }, { at: test.at });
    return value === true;
  }

  async #valueOf(expression: Expression): Promise<{ readonly type: DataType; readonly value: Value }> {
    if (!holdsQuery(expression)) return this.#ask(() => literalOf(this.#session, expression, undefined));
    const query: Relation = { kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: expression, names: ['value'] }] };
    const { schema, chunks, arena } = await this.#rowsOf({ kind: 'Query', query });
    const [row] = rowsOf(chunks);
    arena.release();
    return { type: schema.fields[0]!.type, value: row?.[0] ?? null };
  }

  /** Fresh nodes each time: the engine remembers what nodes meant. */
  #statementOf({ statement, spelled, at }: Leaf): Statement {
    if (!spelled) return structuredClone(statement);
    const text = statement.kind === 'SetVariable' ? blanked(at).replace(/\bset\b/i, 'SET VAR') : blanked(at);
    return this.#ask(() => this.#session.engine.parse(text));
  }

  #expressionOf({ expression, spelled, at }: Test): Expression {
    return spelled ? this.#ask(() => this.#session.engine.analysisContext().parseExpression(blanked(at))) : structuredClone(expression);
  }

  #ask<T>(ask: () => T): T {
    return this.#session.engine.asPartOf({ effects: this.#effects, scopes: this.#blocks.map((one) => one.variables) }, ask);
  }

  async #inside<T>(blocks: readonly Block[], run: () => Promise<T>): Promise<T> {
    const around = this.#blocks;
    this.#blocks = blocks;
    try {
      return await run();
    } finally {
      this.#blocks = around;
    }
  }
}

/** Errors that no handler wants are not looked at again on their way out. */
const unhandled = new WeakSet<StreamError>();

function findHandler(compound: Compound | undefined, { condition, sqlState }: StreamError): Handler | undefined {
  if (compound === undefined) return undefined;
  const { handlers, conditions } = compound;
  const named = (name: string): Handler | undefined => handlers.find((one) => one.conditions.includes(name));
  const declared = conditions.filter((one) => one.name === condition).map((one) => one.sqlState);
  return named(condition) ?? named(condition.split('.')[0]!) ?? handlers.find((one) => one.sqlStates.some((state) => state === sqlState || declared.includes(state)))
    ?? (sqlState.startsWith('02') ? named('NOT FOUND') : named('SQLEXCEPTION'));
}

function continues(jump: Jump, label: string | undefined): boolean { return jump.to === 'iterate' && same(jump.label, label); }
function ends(jump: Jump, label: string | undefined): boolean { return jump.to === 'leave' && same(jump.label, label); }
function same(label: string, other: string | undefined): boolean { return label.toLowerCase() === other?.toLowerCase(); }

function rowScope(label: string, { fields }: Schema, row: readonly Value[]): VariableScope {
  const scope = new VariableScope(label);
  fields.forEach(({ name, type }, index) => {
    if (scope.get(name) !== undefined) fail('VARIABLE_ALREADY_EXISTS', { variableName: quoteName([label, name]) });
    scope.set({ name: ['local', label, name], type: type.kind === 'null' ? stringType : type, value: row[index]! });
  });
  return scope;
}

function* rowsOf(chunks: readonly Chunk[]): Generator<readonly Value[]> {
  for (const chunk of chunks) {
    const count = selectedCount(chunk);
    for (let index = 0; index < count; index++) {
      const row = chunk.selection === undefined ? index : chunk.selection[index]!;
      yield chunk.columns.map((column) => readValue(column, row));
    }
  }
}

/** The text of a place with everything before it blank, so that positions stay as they are. */
function blanked({ sql, start, end }: { readonly sql: string; readonly start: number; readonly end: number }): string {
  return sql.slice(0, start).replace(/[^\n]/g, ' ') + sql.slice(start, end);
}
