// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function any(...args: readonly ColumnLike[]): Column { return callNamed('any', args); }
/** Returns some value of a group; with IGNORE NULLS one that is not NULL. In SQL: `SELECT any_value(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function anyValue(...args: readonly ColumnLike[]): Column { return callNamed('any_value', args); }
/** Returns about how many distinct values there are (HyperLogLog++); the second argument is the relative deviation wanted. */
export function approxCountDistinct(...args: readonly ColumnLike[]): Column { return callNamed('approx_count_distinct', args); }
/** Returns a value whose rank is near the given share (0 to 1, or an array) of the rows: off by 1 / accuracy of them at most. */
export function approxPercentile(...args: readonly ColumnLike[]): Column { return callNamed('approx_percentile', args); }
/** Returns an array of the values, NULLs left out but with RESPECT NULLS, in the order they came. */
export function arrayAgg(...args: readonly ColumnLike[]): Column { return callNamed('array_agg', args); }
/** Returns the mean of the values; NULL when there is none. In SQL: `SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function avg(...args: readonly ColumnLike[]): Column { return callNamed('avg', args); }
/** Returns the bitwise AND of the values. In SQL: `SELECT bit_and(x) FROM VALUES (3), (5) AS t(x)` */
export function bitAnd(...args: readonly ColumnLike[]): Column { return callNamed('bit_and', args); }
/** Returns the bitwise OR of the values. In SQL: `SELECT bit_or(x) FROM VALUES (3), (5) AS t(x)` */
export function bitOr(...args: readonly ColumnLike[]): Column { return callNamed('bit_or', args); }
/** Returns the bitwise exclusive OR of the values. In SQL: `SELECT bit_xor(x) FROM VALUES (3), (5) AS t(x)` */
export function bitXor(...args: readonly ColumnLike[]): Column { return callNamed('bit_xor', args); }
/** Returns a bitmap of the bits that are set in every bitmap. In SQL: `SELECT hex(substring(bitmap_and_agg(x), 1, 1)) FROM VALUES (X'10'), (X'20') AS t(x)` */
export function bitmapAndAgg(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_and_agg', args); }
/** Returns a bitmap of 32768 bits with the bits at the given places set. A place outside of it is an error. */
export function bitmapConstructAgg(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_construct_agg', args); }
/** Returns a bitmap of the bits that are set in any bitmap. In SQL: `SELECT hex(substring(bitmap_or_agg(x), 1, 1)) FROM VALUES (X'10'), (X'20') AS t(x)` */
export function bitmapOrAgg(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_or_agg', args); }
/** Returns whether all values are true; NULL when there is none. In SQL: `SELECT bool_and(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function boolAnd(...args: readonly ColumnLike[]): Column { return callNamed('bool_and', args); }
/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function boolOr(...args: readonly ColumnLike[]): Column { return callNamed('bool_or', args); }
/** Returns an array of the values, NULLs left out but with RESPECT NULLS, in the order they came. */
export function collectList(...args: readonly ColumnLike[]): Column { return callNamed('collect_list', args); }
/** Returns an array of the distinct values, NULLs left out but with RESPECT NULLS. In SQL: `SELECT collect_set(x) FROM VALUES (2), (1), (NULL), (2) AS t(x)` */
export function collectSet(...args: readonly ColumnLike[]): Column { return callNamed('collect_set', args); }
/** Returns the distinct elements of all arrays, NULLs left out. In SQL: `SELECT collect_union(x) FROM VALUES (array(1, 2)), (array(2, 3)) AS t(x)` */
export function collectUnion(...args: readonly ColumnLike[]): Column { return callNamed('collect_union', args); }
/** Returns Pearson's correlation of two columns; NULL when there is nothing to tell it from. */
export function corr(...args: readonly ColumnLike[]): Column { return callNamed('corr', args); }
/** Returns the number of rows, of `count(x, …)` those in which no argument is NULL. In SQL: `SELECT count(*), count(x) FROM VALUES (1), (NULL) AS t(x)` */
export function count(...args: readonly ColumnLike[]): Column { return callNamed('count', args); }
/** Returns the number of rows in which the condition is true. In SQL: `SELECT count_if(x > 1) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function countIf(...args: readonly ColumnLike[]): Column { return callNamed('count_if', args); }
/** Returns the population covariance of two columns; NULL when there is nothing to tell it from. */
export function covarPop(...args: readonly ColumnLike[]): Column { return callNamed('covar_pop', args); }
/** Returns the sample covariance of two columns; NULL when there is nothing to tell it from. */
export function covarSamp(...args: readonly ColumnLike[]): Column { return callNamed('covar_samp', args); }
/** Returns whether all values are true; NULL when there is none. In SQL: `SELECT bool_and(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function every(...args: readonly ColumnLike[]): Column { return callNamed('every', args); }
/** Returns the first value of a group; with IGNORE NULLS the first that is not NULL. In SQL: `SELECT first(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function first(...args: readonly ColumnLike[]): Column { return callNamed('first', args); }
/** Returns the first value of a group; with IGNORE NULLS the first that is not NULL. In SQL: `SELECT first(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function firstValue(...args: readonly ColumnLike[]): Column { return callNamed('first_value', args); }
/** Returns 1 when the grouping column is aggregated away in this row of GROUPING SETS, ROLLUP or CUBE, else 0. */
export function grouping(...args: readonly ColumnLike[]): Column { return callNamed('grouping', args); }
/** Returns the grouping() of all grouping columns as the bits of one number. In SQL: `SELECT grouping_id() FROM VALUES (1) t(a) GROUP BY CUBE(a) ORDER BY ALL` */
export function groupingId(...args: readonly ColumnLike[]): Column { return callNamed('grouping_id', args); }
/** Returns about how the values are spread, as so many bins {x, y}: y values lie around x. */
export function histogramNumeric(...args: readonly ColumnLike[]): Column { return callNamed('histogram_numeric', args); }
/** Returns the excess kurtosis of the values; NULL when all are equal. In SQL: `SELECT kurtosis(x) FROM VALUES (-10), (-20), (100), (1000) AS t(x)` */
export function kurtosis(...args: readonly ColumnLike[]): Column { return callNamed('kurtosis', args); }
/** Returns the last value of a group; with IGNORE NULLS the last that is not NULL. In SQL: `SELECT last(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function last(...args: readonly ColumnLike[]): Column { return callNamed('last', args); }
/** Returns the last value of a group; with IGNORE NULLS the last that is not NULL. In SQL: `SELECT last(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function lastValue(...args: readonly ColumnLike[]): Column { return callNamed('last_value', args); }
/** Returns the values that are not NULL, with a delimiter between them. In SQL: `SELECT listagg(x, ', ') FROM VALUES ('a'), ('b') AS t(x)` */
export function listagg(...args: readonly ColumnLike[]): Column { return callNamed('listagg', args); }
/** Returns the greatest value; NULL when there is none. In SQL: `SELECT max(x) FROM VALUES (3), (1), (NULL) AS t(x)` */
export function max(...args: readonly ColumnLike[]): Column { return callNamed('max', args); }
/** Returns the value of the first argument in a row where the second is greatest. In SQL: `SELECT max_by(x, y) FROM VALUES ('a', 1), ('c', 3), ('b', 2) AS t(x, y)` */
export function maxBy(...args: readonly ColumnLike[]): Column { return callNamed('max_by', args); }
/** Returns the mean of the values; NULL when there is none. In SQL: `SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function mean(...args: readonly ColumnLike[]): Column { return callNamed('avg', args); }
/** Returns the median of a column. In SQL: `SELECT median(x) FROM VALUES (0), (10) AS t(x)` */
export function median(...args: readonly ColumnLike[]): Column { return callNamed('median', args); }
/** Returns the least value; NULL when there is none. In SQL: `SELECT min(x) FROM VALUES (3), (1), (NULL) AS t(x)` */
export function min(...args: readonly ColumnLike[]): Column { return callNamed('min', args); }
/** Returns the value of the first argument in a row where the second is least. In SQL: `SELECT min_by(x, y) FROM VALUES ('a', 1), ('c', 3), ('b', 2) AS t(x, y)` */
export function minBy(...args: readonly ColumnLike[]): Column { return callNamed('min_by', args); }
/** Returns the most frequent value. Of equally frequent ones, with true as second argument, or WITHIN GROUP, the first in order; otherwise any, but always the same. */
export function mode(...args: readonly ColumnLike[]): Column { return callNamed('mode', args); }
/** Returns the exact percentile (0 to 1, or an array of them) of a column, interpolated; the third argument counts a row several times. */
export function percentile(...args: readonly ColumnLike[]): Column { return callNamed('percentile', args); }
/** Returns a value whose rank is near the given share (0 to 1, or an array) of the rows: off by 1 / accuracy of them at most. */
export function percentileApprox(...args: readonly ColumnLike[]): Column { return callNamed('percentile_approx', args); }
/** Returns the interpolated percentile of the ordered values. In SQL: `SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY x) FROM VALUES (0), (10) AS t(x)` */
export function percentileCont(...args: readonly ColumnLike[]): Column { return callNamed('percentile_cont', args); }
/** Returns the first of the ordered values whose share of rows reaches the percentile. */
export function percentileDisc(...args: readonly ColumnLike[]): Column { return callNamed('percentile_disc', args); }
/** Returns the mean of the second argument where neither is NULL; NULL when there is nothing to tell it from. */
export function regrAvgx(...args: readonly ColumnLike[]): Column { return callNamed('regr_avgx', args); }
/** Returns the mean of the first argument where neither is NULL; NULL when there is nothing to tell it from. */
export function regrAvgy(...args: readonly ColumnLike[]): Column { return callNamed('regr_avgy', args); }
/** Returns the number of rows where neither argument is NULL. In SQL: `SELECT regr_count(y, x) FROM VALUES (1, 2), (2, NULL) AS t(y, x)` */
export function regrCount(...args: readonly ColumnLike[]): Column { return callNamed('regr_count', args); }
/** Returns where the regression line meets the y axis; NULL when there is nothing to tell it from. */
export function regrIntercept(...args: readonly ColumnLike[]): Column { return callNamed('regr_intercept', args); }
/** Returns the square of the correlation; NULL when there is nothing to tell it from. In SQL: `SELECT regr_r2(a, b) FROM VALUES (3, 2), (3, 3), (6, 4) AS t(a, b)` */
export function regrR2(...args: readonly ColumnLike[]): Column { return callNamed('regr_r2', args); }
/** Returns the slope of the regression line; NULL when there is nothing to tell it from. In SQL: `SELECT regr_slope(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSlope(...args: readonly ColumnLike[]): Column { return callNamed('regr_slope', args); }
/** Returns Σ (x - mean)² of the second argument; NULL when there is nothing to tell it from. In SQL: `SELECT regr_sxx(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSxx(...args: readonly ColumnLike[]): Column { return callNamed('regr_sxx', args); }
/** Returns Σ (x - mean x)(y - mean y); NULL when there is nothing to tell it from. In SQL: `SELECT regr_sxy(a, b) FROM VALUES (3, 2), (3, 3), (6, 4) AS t(a, b)` */
export function regrSxy(...args: readonly ColumnLike[]): Column { return callNamed('regr_sxy', args); }
/** Returns Σ (y - mean)² of the first argument; NULL when there is nothing to tell it from. In SQL: `SELECT regr_syy(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSyy(...args: readonly ColumnLike[]): Column { return callNamed('regr_syy', args); }
/** Returns the skewness of the values; NULL when all are equal. In SQL: `SELECT skewness(x) FROM VALUES (-10), (-20), (100), (1000) AS t(x)` */
export function skewness(...args: readonly ColumnLike[]): Column { return callNamed('skewness', args); }
/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function some(...args: readonly ColumnLike[]): Column { return callNamed('some', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function std(...args: readonly ColumnLike[]): Column { return callNamed('std', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddev(...args: readonly ColumnLike[]): Column { return callNamed('stddev', args); }
/** Returns the population standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev_pop(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddevPop(...args: readonly ColumnLike[]): Column { return callNamed('stddev_pop', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddevSamp(...args: readonly ColumnLike[]): Column { return callNamed('stddev_samp', args); }
/** Returns the values that are not NULL, with a delimiter between them. In SQL: `SELECT listagg(x, ', ') FROM VALUES ('a'), ('b') AS t(x)` */
export function stringAgg(...args: readonly ColumnLike[]): Column { return callNamed('string_agg', args); }
/** Returns the sum of the values; NULL when there is none. In SQL: `SELECT sum(x) FROM VALUES (5), (10), (NULL) AS t(x)` */
export function sum(...args: readonly ColumnLike[]): Column { return callNamed('sum', args); }
/** Returns the mean of the values; NULL when there is none or when their sum overflows. In SQL: `SELECT try_avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function tryAvg(...args: readonly ColumnLike[]): Column { return callNamed('try_avg', args); }
/** Returns the sum of the values; NULL when there is none or when it overflows. In SQL: `SELECT try_sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)` */
export function trySum(...args: readonly ColumnLike[]): Column { return callNamed('try_sum', args); }
/** Returns the population variance of the values; NULL when there are too few. In SQL: `SELECT var_pop(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function varPop(...args: readonly ColumnLike[]): Column { return callNamed('var_pop', args); }
/** Returns the sample variance of the values; NULL when there are too few. In SQL: `SELECT variance(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function varSamp(...args: readonly ColumnLike[]): Column { return callNamed('var_samp', args); }
/** Returns the sample variance of the values; NULL when there are too few. In SQL: `SELECT variance(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function variance(...args: readonly ColumnLike[]): Column { return callNamed('variance', args); }
