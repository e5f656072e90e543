// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** How many bits of the number, as a 64-bit one, are set. In SQL: `SELECT bit_count(7)` */
export function bitCount(...args: readonly ColumnLike[]): Column { return callNamed('bit_count', args); }
/** The bit at a position counted from the lowest. A position outside the number is an error. In SQL: `SELECT bit_get(11, 0)` */
export function bitGet(...args: readonly ColumnLike[]): Column { return callNamed('bit_get', args); }
/** The bit at a position counted from the lowest. A position outside the number is an error. In SQL: `SELECT getbit(11, 0)` */
export function getbit(...args: readonly ColumnLike[]): Column { return callNamed('getbit', args); }
/** Bits shifted left. In SQL: `SELECT shiftleft(-8, 1)` */
export function shiftleft(...args: readonly ColumnLike[]): Column { return callNamed('shiftleft', args); }
/** Bits shifted right, the sign kept. In SQL: `SELECT shiftright(-8, 1)` */
export function shiftright(...args: readonly ColumnLike[]): Column { return callNamed('shiftright', args); }
/** Bits shifted right, zeros shifted in. In SQL: `SELECT shiftrightunsigned(-8, 1)` */
export function shiftrightunsigned(...args: readonly ColumnLike[]): Column { return callNamed('shiftrightunsigned', args); }
