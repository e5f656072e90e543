// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns a part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO; with a third argument the value of that key of the query. */
export function parseUrl(...args: readonly ColumnLike[]): Column { return callNamed('parse_url', args); }
/** Like parse_url, but gives NULL for what is no URL. In SQL: `SELECT try_parse_url('http://a b', 'HOST')` */
export function tryParseUrl(...args: readonly ColumnLike[]): Column { return callNamed('try_parse_url', args); }
/** Like url_decode, but gives NULL for malformed text. In SQL: `SELECT try_url_decode('http%3A%2F%2spark.apache.org')` */
export function tryUrlDecode(...args: readonly ColumnLike[]): Column { return callNamed('try_url_decode', args); }
/** Reads application/x-www-form-urlencoded text; malformed text is an error. In SQL: `SELECT url_decode('https%3A%2F%2Fspark.apache.org')` */
export function urlDecode(...args: readonly ColumnLike[]): Column { return callNamed('url_decode', args); }
/** Returns text as application/x-www-form-urlencoded. In SQL: `SELECT url_encode('https://spark.apache.org')` */
export function urlEncode(...args: readonly ColumnLike[]): Column { return callNamed('url_encode', args); }
