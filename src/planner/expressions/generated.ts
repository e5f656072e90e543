import type { Attribute } from '../../plan/bound.ts';
import type { Scope, SelectItem } from './scope.ts';

/** Columns of a generator, under the names it is given; NULL where it may make a row out of nothing. */
export function generatedBy(
  { generator, names }: Extract<SelectItem, { item: 'generator' }>, scope: { readonly session: Pick<Scope['session'], 'nextId'> }, qualifier: readonly string[] = [], outer = generator.definition.outer,
): readonly Attribute[] {
  const fields = generator.type.kind === 'struct' ? generator.type.fields : [];
  return fields.map((one, index) => ({
    kind: 'Attribute', id: scope.session.nextId(), name: names[index] ?? one.name, type: one.type, nullable: one.nullable || outer, qualifier,
  }));
}
