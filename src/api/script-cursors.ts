import type { Arena } from '../columnar/arena.ts';
import type { Value } from '../columnar/value.ts';
import { fail, type Span } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { CursorDeclaration } from '../plan/script.ts';
import type { SetVariable } from '../plan/statement.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { sessionVariables, targetsOf } from './session-variables.ts';

/** What a cursor reads: the rows as they were when it was opened. */
interface Rows { readonly schema: Schema; readonly rows: Iterator<readonly Value[]>; readonly arena: Arena }

/** A cursor of a block, open or not. */
export class Cursor {
  readonly declaration: CursorDeclaration;
  #rows: Rows | undefined;

  constructor(declaration: CursorDeclaration) { this.declaration = declaration; }

  requireClosed(at: Span | undefined): void {
    if (this.#rows !== undefined) fail('CURSOR_ALREADY_OPEN', { cursorName: this.#shown() }, { at });
  }

  open(rows: Rows): void { this.#rows = rows; }

  close(at: Span | undefined): void {
    this.#opened(at);
    this.release();
  }

  release(): void {
    this.#rows?.arena.release();
    this.#rows = undefined;
  }

  /** The next row into variables: one for each column, or a struct with a field for each. */
  fetch(session: Session, into: readonly (readonly string[])[], at: Span | undefined): void {
    const targets = targetsOf(session, into);
    const { schema, rows } = this.#opened(at);
    const { value: row, done } = rows.next();
    if (done === true) fail('CURSOR_NO_MORE_ROWS', { cursorName: this.#shown() }, { at });
    const columns = schema.fields.map(({ type }, index) => literalOf(row[index]!, type));
    const [only] = targets;
    const fields = targets.length === 1 && only!.type.kind === 'struct' && !(columns.length === 1 && schema.fields[0]!.type.kind === 'struct') ? only!.type.fields : undefined;
    const wanted = fields?.length ?? targets.length;
    if (wanted !== columns.length) fail('ASSIGNMENT_ARITY_MISMATCH', { numTarget: String(wanted), numExpr: String(columns.length) }, { at });
    const values = fields === undefined ? columns : [structOf(fields.map(({ type }, index) => ({ kind: 'Cast', input: columns[index]!, to: type, mode: 'cast' })))];
    const assignments: SetVariable['assignments'] = into.map((name, index) => ({ name, value: values[index]! }));
    sessionVariables.assign(session, { kind: 'SetVariable', assignments });
  }

  #opened(at: Span | undefined): Rows { return this.#rows ?? fail('CURSOR_NOT_OPEN', { cursorName: this.#shown() }, { at }); }
  #shown(): string { return quoteName([this.declaration.name]); }
}

/** The cursors of a block by name, which ignores case. */
export function cursorsOf(declarations: readonly CursorDeclaration[]): ReadonlyMap<string, Cursor> {
  const cursors = new Map<string, Cursor>();
  for (const one of declarations) {
    const key = one.name.toLowerCase();
    if (cursors.has(key)) fail('CURSOR_ALREADY_EXISTS', { cursorName: quoteName([one.name]) }, { at: one.at });
    cursors.set(key, new Cursor(one));
  }
  return cursors;
}

function literalOf(value: Value, type: DataType): Expression {
  if (value !== null || type.kind === 'null') return { kind: 'Literal', type, value };
  return { kind: 'Cast', input: { kind: 'Literal', type: { kind: 'null' }, value }, to: type, mode: 'cast' };
}

function structOf(values: readonly Expression[]): Expression { return { kind: 'UnresolvedFunction', name: ['struct'], arguments: values }; }
