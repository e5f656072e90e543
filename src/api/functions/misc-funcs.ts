// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Decrypts what aes_encrypt made. Anything else, or another key, is an error. */
export function aesDecrypt(...args: readonly ColumnLike[]): Column { return callNamed('aes_decrypt', args); }
/** Encrypts with AES in mode GCM (default), CBC or ECB. The key has 16, 24 or 32 bytes; a random initialization vector is put in front unless one is given. */
export function aesEncrypt(...args: readonly ColumnLike[]): Column { return callNamed('aes_encrypt', args); }
/** NULL where the condition is true, else an error with the given message. In SQL: `SELECT assert_true(0 < 1)` */
export function assertTrue(...args: readonly ColumnLike[]): Column { return callNamed('assert_true', args); }
/** The bit of a number within its bitmap of 32768 bits. In SQL: `SELECT bitmap_bit_position(123)` */
export function bitmapBitPosition(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_bit_position', args); }
/** The number of the bitmap a number belongs to. In SQL: `SELECT bitmap_bucket_number(123)` */
export function bitmapBucketNumber(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_bucket_number', args); }
/** How many bits of a bitmap are set. In SQL: `SELECT bitmap_count(X'1010')` */
export function bitmapCount(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_count', args); }
/** The current catalog. In SQL: `SELECT current_catalog()` */
export function currentCatalog(...args: readonly ColumnLike[]): Column { return callNamed('current_catalog', args); }
/** The current schema. In SQL: `SELECT current_database()` */
export function currentDatabase(...args: readonly ColumnLike[]): Column { return callNamed('current_database', args); }
/** Where functions are looked for. In SQL: `SELECT current_path()` */
export function currentPath(...args: readonly ColumnLike[]): Column { return callNamed('current_path', args); }
/** The current schema. In SQL: `SELECT current_database()` */
export function currentSchema(...args: readonly ColumnLike[]): Column { return callNamed('current_schema', args); }
/** The user of the session. In SQL: `SELECT current_user() IS NULL` */
export function currentUser(...args: readonly ColumnLike[]): Column { return callNamed('current_user', args); }
/** The digest of a message with a key: SHA-256 (default), SHA-1, SHA-224, SHA-384, SHA-512 or MD5. In SQL: `SELECT hex(hmac('key', 'message', 'MD5'))` */
export function hmac(...args: readonly ColumnLike[]): Column { return callNamed('hmac', args); }
/** The file a row was read from; empty where there is none. In SQL: `SELECT input_file_name()` */
export function inputFileName(...args: readonly ColumnLike[]): Column { return callNamed('input_file_name', args); }
/** Numbers that grow from row to row. In SQL: `SELECT monotonically_increasing_id()` */
export function monotonicallyIncreasingId(...args: readonly ColumnLike[]): Column { return callNamed('monotonically_increasing_id', args); }
/** An error with the given message. In SQL: `SELECT if(true, 1, raise_error('never'))` */
export function raiseError(...args: readonly ColumnLike[]): Column { return callNamed('raise_error', args); }
/** The user of the session. In SQL: `SELECT session_user() IS NULL` */
export function sessionUser(...args: readonly ColumnLike[]): Column { return callNamed('session_user', args); }
/** The partition of a row; there is one, 0. In SQL: `SELECT spark_partition_id()` */
export function sparkPartitionId(...args: readonly ColumnLike[]): Column { return callNamed('spark_partition_id', args); }
/** Decrypts what aes_encrypt made; NULL for anything else. */
export function tryAesDecrypt(...args: readonly ColumnLike[]): Column { return callNamed('try_aes_decrypt', args); }
/** The user of the session. In SQL: `SELECT user() IS NULL` */
export function user(...args: readonly ColumnLike[]): Column { return callNamed('user', args); }
/** A random universally unique identifier; the same ones for the same seed. In SQL: `SELECT length(uuid())` */
export function uuid(...args: readonly ColumnLike[]): Column { return callNamed('uuid', args); }
/** The version of Spark whose answers these are. In SQL: `SELECT version() IS NULL` */
export function version(...args: readonly ColumnLike[]): Column { return callNamed('version', args); }
