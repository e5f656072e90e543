import { conditions as catalogue } from '../../errors/conditions/index.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import type { Compound, CursorDeclaration, Handler, NamedCondition, ScriptStep } from '../../plan/script.ts';
import type { Statement } from '../../plan/statement.ts';

/** What may stand in a body: steps, and declarations that only a block may have. */
export type ScriptPart =
  | ScriptStep | { readonly step: 'condition'; readonly condition: NamedCondition; readonly at: Span } | { readonly step: 'cursor'; readonly cursor: CursorDeclaration; readonly at: Span }
  | { readonly step: 'handler'; readonly handler: Handler; readonly at: Span };

type Parts = Pick<Compound, 'conditions' | 'cursors' | 'handlers' | 'body'>;

/** The parts of a BEGIN … END block in their order: variables and conditions, cursors, handlers, statements. */
export function blockOf(parts: readonly ScriptPart[]): Parts {
  const conditions: NamedCondition[] = [];
  const cursors: CursorDeclaration[] = [];
  const handlers: Handler[] = [];
  const body: ScriptStep[] = [];
  let stage: 'declarations' | 'cursors' | 'handlers' | 'statements' = 'declarations';
  for (const part of parts) {
    if (part.step === 'condition') {
      if (stage !== 'declarations') refuseLateCondition(part.condition, part.at);
      if (conditions.some((one) => one.name === part.condition.name)) fail('DUPLICATE_CONDITION_IN_SCOPE', { condition: part.condition.name }, { at: part.at });
      conditions.push(part.condition);
    } else if (part.step === 'cursor') {
      if (stage !== 'declarations' && stage !== 'cursors') fail('INVALID_CURSOR_DECLARATION', {}, { at: part.at });
      stage = 'cursors';
      cursors.push(part.cursor);
    } else if (part.step === 'handler') {
      if (stage === 'statements') fail('INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION', {}, { at: part.at });
      stage = 'handlers';
      handlers.push(part.handler);
    } else {
      const declared = declaredName(part);
      if (declared === undefined) stage = 'statements';
      else if (stage !== 'declarations') fail('INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING', { varName: declared }, { at: part.at });
      body.push(part);
    }
  }
  for (const handler of handlers) checkHandler(handler, conditions);
  refuseTwins(handlers);
  return { conditions, cursors, handlers, body };
}

/** The steps of a branch or a loop, which declares nothing but cursors: with those it is a block. */
export function stepsOf(parts: readonly ScriptPart[]): readonly ScriptStep[] {
  for (const part of parts) {
    if (part.step === 'condition') refuseLateCondition(part.condition, part.at);
    if (part.step === 'handler') fail('INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION', {}, { at: part.at });
    const declared = part.step === 'cursor' ? undefined : declaredName(part);
    if (declared !== undefined) fail('INVALID_VARIABLE_DECLARATION.NOT_ALLOWED_IN_SCOPE', { varName: declared }, { at: part.at });
  }
  const block = blockOf(parts);
  return block.cursors.length === 0 ? block.body : [{ step: 'compound', ...block, at: parts[0]!.at }];
}

/** DECLARE name CONDITION: without a SQLSTATE that of users' conditions. */
export function namedCondition(name: string, sqlState: string | undefined, at: Span): NamedCondition {
  if (!/^\w+$/.test(name)) fail('INVALID_ERROR_CONDITION_DECLARATION.SPECIAL_CHARACTER_FOUND', { conditionName: name }, { at });
  return { name: name.toUpperCase(), sqlState: checkedState(sqlState ?? '45000', at), at };
}

export function checkedState(text: string, at: Span): string {
  const sqlState = text.toUpperCase();
  return /^(?!00|01|XX)[0-9A-Z]{5}$/.test(sqlState) ? sqlState : fail('INVALID_SQLSTATE', { sqlState: text }, { at });
}

/** What a handler is for, given once each and in a combination that has a meaning. */
export function handlerTargets(names: readonly string[], sqlStates: readonly string[], at: Span): Pick<Handler, 'conditions' | 'sqlStates'> {
  const conditions = names.map((one) => one.toUpperCase());
  const condition = repeated(conditions);
  if (condition !== undefined) fail('INVALID_HANDLER_DECLARATION.DUPLICATE_CONDITION_IN_HANDLER_DECLARATION', { condition }, { at });
  const sqlState = repeated(sqlStates);
  if (sqlState !== undefined) fail('INVALID_HANDLER_DECLARATION.DUPLICATE_SQLSTATE_IN_HANDLER_DECLARATION', { sqlState }, { at });
  const wide = conditions.filter((one) => anyCondition.has(one)).length;
  if (wide > 0 && wide < conditions.length + sqlStates.length) fail('INVALID_HANDLER_DECLARATION.INVALID_CONDITION_COMBINATION', {}, { at });
  return { conditions, sqlStates };
}

/** Labels of the blocks and loops around a place; names of FOR variables count too. */
export class Labels {
  #around: { readonly name: string; readonly loop: boolean; readonly jumpable: boolean }[] = [];

  clear(): void { this.#around = []; }

  open(name: string | undefined, what: { readonly loop: boolean; readonly jumpable: boolean }, at: Span): void {
    if (name !== undefined) {
      if (reserved.test(name)) fail('LABEL_OR_FOR_VARIABLE_NAME_FORBIDDEN', { label: name }, { at });
      if (this.#around.some((one) => same(one.name, name))) fail('LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS', { label: name }, { at });
    }
    this.#around.push({ name: name ?? '', ...what });
  }

  close(): void { this.#around.pop(); }

  jump(word: 'leave' | 'iterate', name: string, at: Span): void {
    const target = this.#around.find((one) => one.jumpable && same(one.name, name));
    if (target === undefined) fail('INVALID_LABEL_USAGE.DOES_NOT_EXIST', { labelName: name, statementType: word.toUpperCase() }, { at });
    if (word === 'iterate' && !target.loop) fail('INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND', { labelName: name }, { at });
  }
}

export function checkEndLabel(begin: string | undefined, end: string | undefined, at: Span): void {
  if (end === undefined) return;
  if (begin === undefined) fail('END_LABEL_WITHOUT_BEGIN_LABEL', { endLabel: end }, { at });
  if (!same(begin, end)) fail('LABELS_MISMATCH', { beginLabel: begin, endLabel: end }, { at });
}

const reserved = /^(?:builtin|session|sys.*)$/i;
const anyCondition: ReadonlySet<string> = new Set(['SQLEXCEPTION', 'NOT FOUND']);

function refuseLateCondition({ name }: NamedCondition, at: Span): never {
  return fail('INVALID_ERROR_CONDITION_DECLARATION.NOT_AT_START_OF_COMPOUND_STATEMENT', { conditionName: name }, { at });
}

function declaredName(step: ScriptStep): string | undefined {
  const statement: Statement | undefined = step.step === 'statement' ? step.statement : undefined;
  return statement?.kind === 'DeclareVariable' ? statement.names.map((one) => one.join('.')).join(', ') : undefined;
}

/** Its conditions are those of the block, or of the catalogue: a whole name or the part before the point. */
function checkHandler({ conditions, at }: Handler, declared: readonly NamedCondition[]): void {
  const known = Object.keys(catalogue);
  for (const condition of conditions) {
    const isKnown = anyCondition.has(condition) || declared.some((one) => one.name === condition) || known.some((name) => name === condition || name.startsWith(`${condition}.`));
    if (!isKnown) fail('INVALID_HANDLER_DECLARATION.CONDITION_NOT_FOUND', { condition }, { at });
  }
}

function refuseTwins(handlers: readonly Handler[]): void {
  const condition = repeated(handlers.flatMap((one) => one.conditions));
  if (condition !== undefined) fail('DUPLICATE_EXCEPTION_HANDLER.CONDITION', { condition }, { at: handlers.at(-1)!.at });
  const sqlState = repeated(handlers.flatMap((one) => one.sqlStates));
  if (sqlState !== undefined) fail('DUPLICATE_EXCEPTION_HANDLER.SQLSTATE', { sqlState }, { at: handlers.at(-1)!.at });
}

function repeated(names: readonly string[]): string | undefined { return names.find((name, index) => names.indexOf(name) < index); }
function same(left: string, right: string): boolean { return left.toLowerCase() === right.toLowerCase(); }
