import type { Expression } from '../../plan/expression.ts';
import type { GroupingElement } from '../../plan/relation.ts';

type Whole = 'rollup' | 'cube' | Extract<GroupingElement, { grouping: 'sets' }> | undefined;

/** `GROUP BY a, b WITH ROLLUP`, `GROUP BY a, b GROUPING SETS (…)` and `GROUP BY ALL` as grouping elements of their own. */
export function groupingAll(elements: readonly GroupingElement[], whole: Whole): GroupingElement[] {
  if (whole === 'rollup' || whole === 'cube') return [{ grouping: whole, sets: elements.flatMap((element) => (element.grouping === 'expression' ? [[element.expression]] : [])) }];
  if (whole !== undefined) return [{ ...whole, listed: elements.flatMap((element) => (element.grouping === 'expression' ? [element.expression] : [])) }];
  const [only] = elements;
  if (elements.length === 1 && only?.grouping === 'expression' && isAll(only.expression)) return [{ grouping: 'all' }];
  return [...elements];
}

function isAll(expression: Expression): boolean {
  return expression.kind === 'UnresolvedAttribute' && expression.name.length === 1 && expression.name[0]?.toUpperCase() === 'ALL';
}
