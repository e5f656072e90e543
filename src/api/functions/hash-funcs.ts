// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** The CRC-32 checksum. In SQL: `SELECT crc32('Spark')` */
export function crc32(...args: readonly ColumnLike[]): Column { return callNamed('crc32', args); }
/** A 32-bit hash (Murmur3) of the arguments; NULLs are skipped. In SQL: `SELECT hash('Spark', array(123), 2)` */
export function hash(...args: readonly ColumnLike[]): Column { return callNamed('hash', args); }
/** The MD5 digest as hexadecimal digits. In SQL: `SELECT md5('Spark')` */
export function md5(...args: readonly ColumnLike[]): Column { return callNamed('md5', args); }
/** The SHA-1 digest as hexadecimal digits. In SQL: `SELECT sha1('Spark')` */
export function sha(...args: readonly ColumnLike[]): Column { return callNamed('sha', args); }
/** The SHA-1 digest as hexadecimal digits. In SQL: `SELECT sha1('Spark')` */
export function sha1(...args: readonly ColumnLike[]): Column { return callNamed('sha1', args); }
/** A digest of the SHA-2 family with 224, 256, 384 or 512 bits (0 = 256) as hexadecimal digits; NULL for other lengths. In SQL: `SELECT sha2('Spark', 256)` */
export function sha2(...args: readonly ColumnLike[]): Column { return callNamed('sha2', args); }
/** A 64-bit hash (xxHash) of the arguments; NULLs are skipped. In SQL: `SELECT xxhash64('Spark', array(123), 2)` */
export function xxhash64(...args: readonly ColumnLike[]): Column { return callNamed('xxhash64', args); }
