// Functions of Spark's API that SQL has under another name, or as syntax of its own.
import { callFunction, callNamed, col, Column, type ColumnLike, namedOrColumn, toExpression } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectInstance } from './expect.ts';
import type { Row } from './row.ts';

/** Any function, built in or of the session, by its name. @example callUdf('plus_one', col('n')) */
export function callUdf(name: string, ...args: readonly ColumnLike[]): Column { return callFunction(name, ...args); }

/**
 * Time windows of a fixed length: one per row, or several when `slide` is shorter than the length.
 *
 * @example clicks.groupBy(window('ts', '1 minute', '10 seconds'), 'page').count()
 */
export function window(time: ColumnLike, length: string, slide?: string, start?: string): Column {
  return callNamed('window', [time, length, ...(slide === undefined && start === undefined ? [] : [slide ?? length]), ...(start === undefined ? [] : [start])]);
}

/** Marks a DataFrame as small enough to be kept whole in a join: the hint `broadcast`. */
export function broadcast<R extends Row>(frame: DataFrame<R>): DataFrame<R> {
  expectInstance(frame, DataFrame, 'broadcast');
  return frame.hint('broadcast');
}

/** Counts the distinct combinations without NULL. */
export function countDistinct(...columns: readonly (string | Column)[]): Column { return distinct('count', columns); }

/** The sum of the distinct values. */
export function sumDistinct(column: string | Column): Column { return distinct('sum', [column]); }

/** The distinct values put together with a separator. */
export function listaggDistinct(column: string | Column, separator?: ColumnLike): Column { return distinct('listagg', [column], separator); }

/** The same as `listaggDistinct`. */
export function stringAggDistinct(column: string | Column, separator?: ColumnLike): Column { return distinct('string_agg', [column], separator); }

function distinct(name: string, columns: readonly (string | Column)[], ...rest: readonly (ColumnLike | undefined)[]): Column {
  const args = [...columns.map((one) => namedOrColumn(one).expression), ...rest.filter((one) => one !== undefined).map(toExpression)];
  return new Column({ kind: 'UnresolvedFunction', name: [name], arguments: args, distinct: true });
}

/** The product of the values as DOUBLE; NULL when there is none. SQL has no such function. */
export function product(column: string | Column): Column { return new Column({ kind: 'UnresolvedFunction', name: ['product'], arguments: [namedOrColumn(column).expression], operator: true }); }

/** Sorts up by a column, NULLs first. For `orderBy` and windows. */
export function asc(column: string): Column { return col(column).asc(); }
/** Sorts up by a column, NULLs first. */
export function ascNullsFirst(column: string): Column { return col(column).ascNullsFirst(); }
/** Sorts up by a column, NULLs last. */
export function ascNullsLast(column: string): Column { return col(column).ascNullsLast(); }
/** Sorts down by a column, NULLs last. */
export function desc(column: string): Column { return col(column).desc(); }
/** Sorts down by a column, NULLs first. */
export function descNullsFirst(column: string): Column { return col(column).descNullsFirst(); }
/** Sorts down by a column, NULLs last. */
export function descNullsLast(column: string): Column { return col(column).descNullsLast(); }

/** The opposite of a BOOLEAN; NULL stays NULL. */
export function not(condition: Column): Column {
  expectInstance(condition, Column, 'not');
  return condition.not();
}
/** The value with the other sign. */
export function negate(column: string | Column): Column { return callFunction('negative', namedOrColumn(column)); }
/** The bits of a whole number turned around. */
export function bitwiseNot(column: string | Column): Column {
  return new Column({ kind: 'UnresolvedFunction', name: ['~'], arguments: [namedOrColumn(column).expression], operator: true });
}
/** The name of the type of a value, as DDL. SQL's `typeof`, a word that JavaScript keeps for itself. */
export function typeOf(column: string | Column): Column { return callFunction('typeof', namedOrColumn(column)); }
/** A map of keys and values in turn. SQL's `map`. @example createMap(lit('a'), col('a'), lit('b'), col('b')) */
export function createMap(...keysAndValues: readonly ColumnLike[]): Column { return callFunction('map', ...keysAndValues); }
/** A time moved by so many units, such as `'DAY'`. */
export function timestampAdd(unit: string, amount: ColumnLike, time: ColumnLike): Column { return unitCall('timestampadd', unit, amount, time); }
/** Whole units, such as `'HOUR'`, from one time to another. */
export function timestampDiff(unit: string, start: ColumnLike, end: ColumnLike): Column { return unitCall('timestampdiff', unit, start, end); }

function unitCall(name: string, unit: string, ...args: readonly ColumnLike[]): Column {
  return new Column({ kind: 'UnresolvedFunction', name: [name], arguments: [toExpression(unit), ...args.map(toExpression)], operator: true });
}
