import type { Expression, FrameBound, SortOrder, WindowSpec } from '../../src/plan/expression.ts';
import type { GroupingElement, Relation } from '../../src/plan/relation.ts';

/** Expressions as s-expressions, relations from the root down with `<` before the input: short enough to be read in a test. */
export function show(node: Expression): string {
  switch (node.kind) {
    case 'Literal': return typeof node.value === 'string' ? `'${node.value}'` : `${String(node.value)}${suffixes[node.type.kind] ?? (node.type.kind === 'decimal' ? `:${node.type.precision},${node.type.scale}` : '')}`;
    case 'TypedLiteral': return `${node.typeName}'${node.text}'`;
    case 'IntervalLiteral': return `<${node.negative === true ? '-' : ''}${node.text ?? ''}${(node.units ?? []).map(({ value, unit }) => `${show(value)} ${unit}`).join(' ')}${node.from === undefined ? '' : ` ${node.from} to ${node.to}`}>`;
    case 'Parameter': return node.name === undefined ? `?${node.position}` : `:${node.name}`;
    case 'UnresolvedAttribute': return node.name.join('.');
    case 'UnresolvedStar': return `${node.target === undefined ? '' : `${node.target.join('.')}.`}*${node.except === undefined ? '' : ` except ${node.except.map((name) => name.join('.')).join(' ')}`}`;
    case 'Alias': return `${show(node.input)} as ${node.names.join(',')}`;
    case 'Cast': return `(${node.mode === 'try' ? 'try_' : ''}cast ${show(node.input)} ${typeof node.to === 'string' ? node.to : node.to.kind})`;
    case 'ExtractValue': return `${show(node.input)}[${show(node.extraction)}]`;
    case 'NamedArgument': return `${node.name}=>${show(node.value)}`;
    case 'Lambda': return `(${node.parameters.join(' ')} -> ${show(node.body)})`;
    case 'SortOrder': return `${show(node.input)}${node.descending ? ' desc' : ''}${node.nullOrdering === undefined ? '' : ` nulls ${node.nullOrdering}`}`;
    case 'Window': return `(${show(node.function)} over ${'reference' in node.window ? node.window.reference : showWindow(node.window)})`;
    case 'Subquery': return `{${node.subquery}${node.values === undefined ? '' : ` ${node.values.map(show).join(' ')}`}: ${showPlan(node.plan)}}`;
    case 'UnresolvedFunction': {
      const words = [node.name.join('.'), ...(node.distinct === true ? ['distinct'] : []), ...node.arguments.map(show)];
      if (node.orderBy !== undefined) words.push(`within ${node.orderBy.map(show).join(' ')}`);
      if (node.filter !== undefined) words.push(`filter ${show(node.filter)}`);
      if (node.ignoreNulls !== undefined) words.push(node.ignoreNulls ? 'ignore' : 'respect');
      return `(${words.join(' ')})`;
    }
    default: return node.kind;
  }
}

const suffixes: Readonly<Record<string, string>> = { long: 'L', short: 'S', byte: 'Y', float: 'F', double: 'D' };

function showWindow({ base, partitionBy, orderBy, frame }: WindowSpec): string {
  const bound = (one: FrameBound): string => ('distance' in one ? `${show(one.distance)} ${one.bound}` : one.bound);
  const parts = [base, partitionBy.length > 0 ? `by ${partitionBy.map(show).join(' ')}` : undefined, orderBy.length > 0 ? `order ${sorts(orderBy)}` : undefined];
  if (frame !== undefined) parts.push(`${frame.unit} ${bound(frame.start)}..${bound(frame.end)}`);
  return `[${parts.filter((part) => part !== undefined).join(' ')}]`;
}

const sorts = (order: readonly SortOrder[]): string => order.map(show).join(' ');
const list = (nodes: readonly Expression[]): string => nodes.map(show).join(', ');

function grouping(element: GroupingElement): string {
  switch (element.grouping) {
    case 'expression': return show(element.expression);
    case 'all': return 'ALL';
    case 'sets': return `sets(${element.sets.map((set) => `[${set.map(grouping).join(' ')}]`).join(' ')})`;
    default: return `${element.grouping}(${element.sets.map((set) => `[${set.map(show).join(' ')}]`).join(' ')})`;
  }
}

export function showPlan(plan: Relation): string {
  const below = 'input' in plan ? ` < ${showPlan(plan.input)}` : '';
  switch (plan.kind) {
    case 'NamedTable': return `${plan.streaming ? 'stream ' : ''}${plan.name.join('.')}${Object.keys(plan.options).length > 0 ? ` ${JSON.stringify(plan.options)}` : ''}${plan.sourceName === undefined ? '' : ` identified by ${plan.sourceName}`}`;
    case 'TableFunction': return `${plan.streaming ? 'stream ' : ''}${plan.name.join('.')}(${list(plan.arguments)})`;
    case 'Values': return `Values ${plan.rows.map((row) => `(${list(row)})`).join(' ')}`;
    case 'OneRow': return 'OneRow';
    case 'Project': return `Project${plan.pipe === undefined ? '' : ` ${plan.pipe}`} ${list(plan.expressions)}${below}`;
    case 'Filter': return `${plan.clause ?? 'filter'} ${show(plan.condition)}${below}`;
    case 'Aggregate': return `Aggregate${plan.pipe === true ? ' pipe' : ''} [${plan.grouping.map(grouping).join(' ')}] ${list(plan.aggregates)}${below}`;
    case 'SubqueryAlias': return `as ${plan.alias.join('.')}${plan.columns === undefined ? '' : `(${plan.columns.join(' ')})`}${below}`;
    case 'Join': case 'LateralJoin':
      return `(${showPlan(plan.left)} ${plan.kind === 'LateralJoin' ? 'lateral ' : ''}${plan.natural === true ? 'natural ' : ''}${plan.type} ${showPlan(plan.right)}${plan.condition === undefined ? '' : ` on ${show(plan.condition)}`}${plan.using === undefined ? '' : ` using ${plan.using.join(' ')}`})`;
    case 'SetOperation': return `(${showPlan(plan.left)} ${plan.operation}${plan.all ? ' all' : ''} ${showPlan(plan.right)})`;
    case 'Sort': return `${plan.global ? 'Order' : 'Sort'} ${plan.all === undefined ? sorts(plan.order) : `ALL${plan.all.descending ? ' desc' : ''}`}${below}`;
    case 'Limit': return `Limit ${show(plan.limit)}${below}`;
    case 'Offset': return `Offset ${show(plan.offset)}${below}`;
    case 'Deduplicate': return `Distinct${below}`;
    case 'WithCtes': return `With${plan.recursive ? ' recursive' : ''} ${plan.ctes.map((cte) => `${cte.name}${cte.columns === undefined ? '' : `(${cte.columns.join(' ')})`}${cte.maxRecursion === undefined ? '' : ` max ${cte.maxRecursion}`} = {${showPlan(cte.query)}}`).join(' ')}${below}`;
    case 'WithWatermark': return `Watermark ${show(plan.eventTime)} ${typeof plan.delay === 'string' ? plan.delay : show(plan.delay)}${below}`;
    case 'WithWindows': return `Windows ${Object.entries(plan.windows).map(([name, spec]) => `${name}${showWindow(spec)}`).join(' ')}${below}`;
    case 'WithColumns': return `Set ${list(plan.columns)}${below}`;
    case 'Generate': return `${plan.outer ? 'outer ' : ''}Generate ${show(plan.generator)} ${plan.alias}(${plan.columns.join(' ')})${below}`;
    case 'Pivot': return `Pivot ${list(plan.aggregates)} for ${list(plan.columns)} in ${list(plan.values)}${below}`;
    case 'Unpivot': return `Unpivot${plan.includeNulls ? ' nulls' : ''} ${plan.valueColumns.join(' ')} for ${plan.variableColumn} in ${(plan.values ?? []).map(({ expressions, alias }) => `${list(expressions)}${alias === undefined ? '' : ` as ${alias}`}`).join('; ')}${below}`;
    case 'Sample': return `Sample ${plan.fraction ?? (plan.bucket === undefined ? `${show(plan.rows!)} rows` : plan.bucket.join('/'))}${plan.seed === undefined ? '' : ` seed ${plan.seed}`}${below}`;
    case 'Repartition': return `Repartition ${list(plan.expressions)}${below}`;
    case 'Hint': return `Hint ${plan.name}(${list(plan.parameters)})${below}`;
    default: return `${plan.kind}${below}`;
  }
}
