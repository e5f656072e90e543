import type { Span } from '../errors/stream-error.ts';
import type { Expression } from './expression.ts';
import type { Statement } from './statement.ts';

interface Node { readonly at?: Span | undefined }

/** BEGIN … END as a whole text. */
export interface Script extends Node { readonly kind: 'Script'; readonly body: Compound }

/** One step of a script: a statement, or what decides which statements run. */
export type ScriptStep = Leaf | Compound | Conditional | Choice | WhileLoop | RepeatLoop | EndlessLoop | ForLoop | Jump;
export type ScriptBody = readonly ScriptStep[];

/** `spelled`: it holds IDENTIFIER(…), whose names may come from variables of the script, so the text at `at` is parsed again when it runs. */
export interface Leaf { readonly step: 'statement'; readonly statement: Statement; readonly spelled: boolean; readonly at: Span }
export interface Test { readonly expression: Expression; readonly spelled: boolean; readonly at: Span }
/** A block with variables, conditions and handlers of its own. */
export interface Compound extends Node {
  readonly step: 'compound'; readonly label?: string | undefined; readonly conditions: readonly NamedCondition[];
  readonly cursors: readonly CursorDeclaration[]; readonly handlers: readonly Handler[]; readonly body: ScriptBody;
}
/** DECLARE name CURSOR FOR query: the query is looked at when the cursor is opened. */
export interface CursorDeclaration extends Node { readonly name: string; readonly query: Leaf }
/** DECLARE name CONDITION FOR SQLSTATE. */
export interface NamedCondition extends Node { readonly name: string; readonly sqlState: string }
/** What a handler is for: names of conditions and SQLSTATEs in upper case; SQLEXCEPTION and NOT FOUND are names too. */
export interface Handler extends Node { readonly action: 'exit' | 'continue'; readonly conditions: readonly string[]; readonly sqlStates: readonly string[]; readonly body: ScriptBody }
interface Branch { readonly condition: Test; readonly body: ScriptBody }
/** IF, and CASE without an operand. */
export interface Conditional extends Node { readonly step: 'if'; readonly branches: readonly Branch[]; readonly otherwise?: ScriptBody }
/** CASE operand WHEN value. */
export interface Choice extends Node { readonly step: 'choice'; readonly operand: Test; readonly branches: readonly Branch[]; readonly otherwise?: ScriptBody }
interface Loop extends Node { readonly label?: string | undefined; readonly body: ScriptBody }
export interface WhileLoop extends Loop { readonly step: 'while'; readonly condition: Test }
export interface RepeatLoop extends Loop { readonly step: 'repeat'; readonly until: Test }
export interface EndlessLoop extends Loop { readonly step: 'loop' }
/** The columns of each row are variables, in a scope that has the name of the FOR variable. */
export interface ForLoop extends Loop { readonly step: 'for'; readonly variable?: string | undefined; readonly query: Leaf }
export interface Jump extends Node { readonly step: 'leave' | 'iterate'; readonly label: string }
