import { fail } from '../errors/stream-error.ts';
import type { JoinType } from '../plan/relation.ts';
import { expectText } from './expect.ts';

const joinTypes: Readonly<Record<string, JoinType>> = {
  inner: 'inner', cross: 'cross', outer: 'full', full: 'full', fullouter: 'full', left: 'left', leftouter: 'left', right: 'right', rightouter: 'right',
  semi: 'left semi', leftsemi: 'left semi', anti: 'left anti', leftanti: 'left anti',
};

/** Spark's names of joins, with underscores or without. */
export function joinTypeOf(name: string): JoinType {
  expectText(name, 'join', 'the type of a join');
  return joinTypes[name.toLowerCase().replaceAll('_', '')] ?? fail('UNSUPPORTED_JOIN_TYPE', { typ: name, supported: Object.keys(joinTypes).join(', ') });
}
