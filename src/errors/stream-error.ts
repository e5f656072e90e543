import type { Condition } from './conditions/condition.ts';
import { conditions, type ConditionName, type ParametersOf } from './conditions/index.ts';

/** A range of the SQL text an error points at. Offsets count UTF-16 code units; `end` is exclusive. */
export interface Span {
  /** The whole text. */
  readonly sql: string;
  /** Where the range begins. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
}

/** Who has to act: the author of the query, an outside system, or us. */
export type ErrorDomain = 'user' | 'external' | 'internal';

export interface StreamErrorOptions {
  readonly at?: Span | undefined;
  readonly cause?: unknown;
  readonly domain?: ErrorDomain;
  /** True when the same call may succeed later (a broker that is down), false when it never will. */
  readonly retry?: boolean;
}

/**
 * Every error a user can meet. `condition` and `sqlState` are Spark's and stable; the words are not.
 *
 * @example
 * try { spark.sql('SELECT nope FROM t') } catch (error) {
 *   if (error instanceof StreamError && error.condition === 'UNRESOLVED_COLUMN.WITH_SUGGESTION') { … }
 * }
 */
export class StreamError extends Error {
  /** Always `StreamError`. */
  override readonly name = 'StreamError';
  /** Spark's name of what happened, such as `DIVIDE_BY_ZERO`; those of tidemark begin with `TIDEMARK_`. */
  readonly condition: string;
  /** Five characters of the SQL standard. */
  readonly sqlState: string;
  /** What the message is about, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** The place in the SQL text. */
  readonly at: Span | undefined;
  /** Who has to act. */
  readonly domain: ErrorDomain;
  /** Whether the same call may succeed later. */
  readonly retry: boolean;

  constructor(condition: string, parameters: Readonly<Record<string, string>>, options: StreamErrorOptions = {}) {
    const row: Condition = conditions[condition as ConditionName] ?? { sqlState: 'XX000', message: condition };
    const hint = row.hint === undefined ? undefined : fillIn(row.hint, parameters);
    super(describe(condition, row, parameters, hint, options.at), { cause: options.cause });
    this.condition = condition;
    this.sqlState = row.sqlState;
    this.parameters = row.constants === undefined ? parameters : { ...row.constants, ...parameters };
    this.hint = hint;
    this.at = options.at;
    this.domain = options.domain ?? 'user';
    this.retry = options.retry ?? false;
  }

  /** The same error, told of another place. */
  movedTo(at: Span): StreamError {
    return new StreamError(this.condition, this.parameters, { at, cause: this.cause, domain: this.domain, retry: this.retry });
  }

  /** The line of `at`, from 1. */
  get line(): number | undefined { return this.at === undefined ? undefined : lineOf(this.at); }

  /** Where in that line `at` begins, from 1. */
  get column(): number | undefined { return this.at === undefined ? undefined : columnOf(this.at); }
}

/**
 * Raises a condition of the catalogue. Parameters are checked at compile time against the message text.
 *
 * @example fail('DIVIDE_BY_ZERO', {}, { at: node.span })
 */
export function fail<N extends ConditionName>(name: N, parameters: ParametersOf<N>, options: StreamErrorOptions = {}): never {
  throw new StreamError(name, parameters as Readonly<Record<string, string>>, options);
}

/** Our own mistakes. A user who sees one has found a bug of tidemark. */
export function invariant(holds: unknown, what: string): asserts holds {
  if (holds) return;
  throw new StreamError('INTERNAL_ERROR', { what }, { domain: 'internal' });
}

/** The condition of an error of ours, undefined for anything else. */
export function conditionOf(error: unknown): string | undefined {
  return error instanceof StreamError ? error.condition : undefined;
}

function describe(name: string, row: Condition, parameters: Readonly<Record<string, string>>, hint: string | undefined, at: Span | undefined): string {
  const head = `[${name}] ${fillIn(row.message, parameters).replace(/\.$/, '')}. SQLSTATE: ${row.sqlState}`;
  return [head, ...(hint === undefined ? [] : [`hint: ${hint}`]), ...(at === undefined ? [] : [pointAt(at)])].join('\n');
}

function fillIn(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parameters[name] ?? whole);
}

const lineOf = ({ sql, start }: Span): number => sql.slice(0, start).split('\n').length;
const columnOf = ({ sql, start }: Span): number => start - sql.slice(0, start).lastIndexOf('\n');

/** `== SQL (line 2, position 8) ==`, the line itself and carets below the range. */
function pointAt(at: Span): string {
  const { sql, start, end } = at;
  const column = columnOf(at);
  const lineEnd = sql.indexOf('\n', start) < 0 ? sql.length : sql.indexOf('\n', start);
  const width = Math.max(1, Math.min(end, lineEnd) - start);
  return `== SQL (line ${lineOf(at)}, position ${column}) ==\n${sql.slice(start - column + 1, lineEnd)}\n${' '.repeat(column - 1)}${'^'.repeat(width)}`;
}
