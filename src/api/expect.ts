import { fail } from '../errors/stream-error.ts';
import { type DataType, isSchema, type Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';

// What TypeScript checks for those who write it: programs in JavaScript get an error with a name, not one from deep inside.

/** @param what of the call it is: `a column name` */
export function expectText(value: unknown, call: string, what: string): asserts value is string {
  if (typeof value !== 'string') refuse(call, `${what} is a string`, value);
}

/** A whole number, or a bigint. */
export function expectWhole(value: unknown, call: string): void {
  if (typeof value !== 'bigint') expectCount(value, call);
}

export function expectFunction(value: unknown, call: string): void {
  if (typeof value !== 'function') refuse(call, 'it takes a function', value);
}

export function expectList(value: unknown, call: string, what: string): void {
  if (!Array.isArray(value)) refuse(call, `${what} is an array`, value);
}

/** An array of column names. */
export function expectNames(value: unknown, call: string): void {
  expectList(value, call, 'what it looks at');
  for (const name of value as readonly unknown[]) expectText(name, call, 'the name of a column');
}

/** Arrays, sets and the like; not texts. */
export function expectIterable(value: unknown, call: string, what: string): void {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) refuse(call, `${what} can be iterated`, value);
}

/** An object of names and what they stand for. */
export function expectRecord(value: unknown, call: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(call, 'it takes an object', value);
}

/** What is joined, united and the like. */
export function expectInstance(value: unknown, type: abstract new (...args: never[]) => unknown, call: string): void {
  if (!(value instanceof type)) refuse(call, `it takes a ${type.name}`, value);
}

/** A whole number; Spark looks at its sign itself. */
export function expectCount(value: unknown, call: string): void {
  if (!Number.isInteger(value)) refuse(call, 'it takes a whole number', value);
}

/** DDL text or a type. */
export function expectType(value: string | DataType, call: string): string | DataType {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'kind' in value) ? value : refuse(call, 'a type is DDL text or an object with a kind', value);
}

/** DDL text or a schema. */
export function toSchema(given: string | Schema, call: string): Schema {
  if (typeof given === 'string') return parseSchema(given);
  return isSchema(given) ? given : refuse(call, 'a schema is DDL text or an object with fields', given);
}

function refuse(call: string, wanted: string, given: unknown): never {
  return fail('TIDEMARK_INVALID_API_CALL', { call, problem: `${wanted}, not ${given === null ? 'null' : Array.isArray(given) ? 'an array' : typeof given}` });
}
