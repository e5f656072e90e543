import type { ScalarFunction } from '../../functions/function.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { Expression, UnresolvedFunction } from '../../plan/expression.ts';
import { structType } from '../../types/data-type.ts';
import { resolveArgument } from './arguments.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { explicitName } from './column-name.ts';
import { settleEach } from './late-faults.ts';
import type { Scope } from './scope.ts';
import { expandArguments } from './star.ts';

/** `struct(a, b AS c, 1)`: fields are named after columns and aliases, else `col3` by position. */
export function resolveStruct(definition: ScalarFunction, node: UnresolvedFunction, scope: Scope): Call {
  const written = expandArguments(node, scope);
  const resolved = settleEach(written, (one) => resolveArgument(one, scope));
  const args = resolved.map((one) => (one.kind === 'Alias' ? one.input : one));
  const names = written.map((one, index) => (one.kind === 'Column' ? one.column.name : explicitName(one, resolved[index]!) ?? keyOf(one)) ?? `col${index + 1}`);
  const type = structType(args.map((one, index) => ({ name: names[index]!, type: one.type, nullable: one.nullable })));
  const display = node.operator === true ? { display: showRow(names) } : {
    display: () => `struct(${resolved.map((one) => showField(one, scope)).join(', ')})`, displayInMessages: (texts: readonly string[]) => `struct(${texts.join(', ')})`,
  };
  const row: ScalarFunction = { ...definition, ...display };
  return { kind: 'Call', definition: row, written: 'struct', arguments: args, type, nullable: false, at: node.at };
}

/** `expression.field` and `expression['field']` are named after the field. */
function keyOf(written: Expression): string | undefined {
  const key = written.kind === 'ExtractValue' ? written.extraction : undefined;
  return key?.kind === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

/** `(1, 2)` is a struct whose fields have names by position. */
function showRow(names: readonly string[]): (args: readonly string[]) => string {
  return (args) => `named_struct(${args.map((one, index) => `${names[index]}, ${one}`).join(', ')})`;
}

function showField(one: BoundExpression, scope: Scope): string {
  const shown = prettySql(one, scope.session.settings.timeZone);
  return one.kind === 'Alias' ? `${shown} AS ${one.name}` : shown;
}
