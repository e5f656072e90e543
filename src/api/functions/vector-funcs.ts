// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns the mean of vectors of one length; NULL when there is none. In SQL: `SELECT vector_avg(x) FROM VALUES (array(1.0F, 2.0F)), (array(3.0F, 4.0F)) AS t(x)` */
export function vectorAvg(...args: readonly ColumnLike[]): Column { return callNamed('vector_avg', args); }
/** The cosine of the angle between two vectors; NULL when one of them is zero. In SQL: `SELECT vector_cosine_similarity(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorCosineSimilarity(...args: readonly ColumnLike[]): Column { return callNamed('vector_cosine_similarity', args); }
/** The inner product of two vectors. In SQL: `SELECT vector_inner_product(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorInnerProduct(...args: readonly ColumnLike[]): Column { return callNamed('vector_inner_product', args); }
/** The Euclidean distance of two vectors. In SQL: `SELECT vector_l2_distance(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorL2Distance(...args: readonly ColumnLike[]): Column { return callNamed('vector_l2_distance', args); }
/** The norm of a vector, of degree 1, 2 (default) or infinity. In SQL: `SELECT vector_norm(array(3.0F, 4.0F))` */
export function vectorNorm(...args: readonly ColumnLike[]): Column { return callNamed('vector_norm', args); }
/** The vector scaled to norm 1; NULL for the zero vector. In SQL: `SELECT vector_normalize(array(3.0F, 4.0F))` */
export function vectorNormalize(...args: readonly ColumnLike[]): Column { return callNamed('vector_normalize', args); }
/** Returns the sum of vectors of one length; NULL when there is none. In SQL: `SELECT vector_sum(x) FROM VALUES (array(1.0F, 2.0F)), (array(3.0F, 4.0F)) AS t(x)` */
export function vectorSum(...args: readonly ColumnLike[]): Column { return callNamed('vector_sum', args); }
