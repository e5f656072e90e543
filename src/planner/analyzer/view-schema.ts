import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { CatalogView, ViewWords } from '../../plan/catalog.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { type Field, sameType } from '../../types/data-type.ts';
import { canUpCast } from '../../types/up-cast.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { aliasOf, castTo } from '../build.ts';
import { type Frame, sameName } from './context.ts';
import { visibleOutput } from './visible.ts';

/**
 * The columns of a view over tables that may have changed since: found by the names its query gave them (the n-th of one name is the n-th still),
 * and made what the mode of the view asks for.
 */
export function asWhenMade(plan: LogicalPlan, view: CatalogView, words: ViewWords, frame: Frame): LogicalPlan {
  const output = visibleOutput(plan);
  const { fields, mode } = words;
  if (mode === 'EVOLUTION') return plan;
  const unchanged = output.length === fields.length && output.every((one, index) => one.name === words.output[index] && sameType(one.type, fields[index]!.type));
  if (unchanged && fields.every((one, index) => one.name === words.output[index] && one.comment === output[index]!.comment)) return plan;
  const columns = unchanged ? output : words.output.map((name, index) => columnNamed(name, words.output.slice(0, index), output, view, words, frame));
  const expressions = columns.map((column, index) => {
    const { name, comment } = fields[index]!;
    return aliasOf(fitted(column, fields[index]!, words, frame), name, frame.analysis.context.nextId(), comment === undefined ? {} : { comment });
  });
  return { kind: 'Project', input: plan, expressions };
}

function columnNamed(name: string, before: readonly string[], output: readonly Attribute[], view: CatalogView, words: ViewWords, frame: Frame): Attribute {
  const same = (other: string): boolean => sameName(frame, other, name);
  const found = output.filter((one) => same(one.name));
  const expected = words.output.filter(same).length;
  if (found.length === expected) return found[before.filter(same).length]!;
  return fail('INCOMPATIBLE_VIEW_SCHEMA_CHANGE', {
    viewName: view.name.map(quoteIdentifier).join('.'), colName: name, expectedNum: String(expected), actualCols: `[${found.map((one) => one.name).join(',')}]`,
    suggestion: view.temporary ? 'CREATE OR REPLACE TEMPORARY VIEW' : `CREATE OR REPLACE VIEW ${view.name.join('.')} AS ${words.sql}`,
  });
}

function fitted(column: Attribute, { type }: Field, { mode }: ViewWords, frame: Frame): BoundExpression {
  if (mode === 'TYPE EVOLUTION' || sameType(column.type, type)) return column;
  if (mode === 'BINDING' && !canUpCast(column.type, type)) {
    fail('CANNOT_UP_CAST_DATATYPE', { expression: [...column.qualifier, column.name].join('.'), sourceType: `"${typeToSql(column.type)}"`, targetType: `"${typeToSql(type)}"`, details: '' });
  }
  return castTo(column, type, frame.settings);
}
