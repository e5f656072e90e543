import type { RowTest } from '../../formats/files/row-test.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { LogicalPlan, Scan } from '../../plan/logical.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { sameType } from '../../types/data-type.ts';
import { conjunctsOf } from '../build.ts';

/** Formats whose files say what is in them. */
const testedFormats: ReadonlySet<string> = new Set(['parquet']);

/**
 * Tells a table of files what a filter above it asks of columns, so that parts without such rows are not read. The filter stays. Where rows are counted in their file
 * (`_metadata`), all are read; so they are on streams, whose progress says how many came.
 */
export function pushIntoScan(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind !== 'Filter' || node.input.kind !== 'Scan' || node.input.tests !== undefined) return node;
    const scan: Scan = node.input;
    if (scan.streaming || scan.fileMetadata === true || !testedFormats.has(scan.format.toLowerCase())) return node;
    const tests = conjunctsOf(node.condition).flatMap((one) => testOf(one, scan) ?? []);
    return tests.length === 0 ? node : { ...node, input: { ...scan, tests } };
  });
}

function testOf(condition: BoundExpression, scan: Scan): RowTest | undefined {
  if (condition.kind !== 'Call') return undefined;
  const { definition: { name }, arguments: args } = condition;
  const column = columnOf(args[0]!, scan);
  if (name === 'isnull' || name === 'isnotnull') return column === undefined ? undefined : { column, is: name === 'isnull' ? 'null' : 'not null', values: [] };
  if (name === 'in') return testOfValues(condition, column, 'any of');
  const is = comparisons[name];
  if (is === undefined) return undefined;
  if (column !== undefined) return testOfValues(condition, column, is);
  const turned = columnOf(args[1]!, scan);
  return testOfValues({ ...condition, arguments: [args[1]!, args[0]!] }, turned, mirrored[is] ?? is);
}

const comparisons: Readonly<Record<string, RowTest['is']>> = { '=': 'any of', '<=>': 'any of', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };
const mirrored: Partial<Readonly<Record<RowTest['is'], RowTest['is']>>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Against NULL nothing is asked: a comparison is never true, and `<=>` is another question. */
function testOfValues({ arguments: [input, ...others] }: Call, column: string | undefined, is: RowTest['is']): RowTest | undefined {
  if (column === undefined || others.length === 0) return undefined;
  const values = others.map((one) => (one.kind === 'Literal' && sameType(one.type, input!.type) ? one.value : null));
  return values.includes(null) ? undefined : { column, is, values };
}

function columnOf(node: BoundExpression, scan: Scan): string | undefined {
  const at = node.kind === 'Attribute' ? scan.output.findIndex((one) => one.id === node.id) : -1;
  return scan.schema.fields[at]?.name;
}
