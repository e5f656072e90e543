// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns the code point of the first character, 0 for an empty string. In SQL: `SELECT ascii('222')` */
export function ascii(...args: readonly ColumnLike[]): Column { return callNamed('ascii', args); }
/** Returns the bytes in base 64, in lines of 76 letters unless spark.sql.chunkBase64String.enabled is false. In SQL: `SELECT base64('Spark SQL')` */
export function base64(...args: readonly ColumnLike[]): Column { return callNamed('base64', args); }
/** Returns the number of bits of a string (in UTF-8) or binary. In SQL: `SELECT bit_length('Spark SQL')` */
export function bitLength(...args: readonly ColumnLike[]): Column { return callNamed('bit_length', args); }
/** Removes spaces, or the characters of the second argument, from both ends. In SQL: `SELECT btrim(' SparkSQL ')` */
export function btrim(...args: readonly ColumnLike[]): Column { return callNamed('btrim', args); }
/** Returns the character of a code, taken modulo 256; an empty string for negative codes. In SQL: `SELECT chr(65)` */
export function char(...args: readonly ColumnLike[]): Column { return callNamed('char', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function charLength(...args: readonly ColumnLike[]): Column { return callNamed('char_length', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function characterLength(...args: readonly ColumnLike[]): Column { return callNamed('character_length', args); }
/** Returns the character of a code, taken modulo 256; an empty string for negative codes. In SQL: `SELECT chr(65)` */
export function chr(...args: readonly ColumnLike[]): Column { return callNamed('chr', args); }
/** Returns the text with a collation, which decides how it compares: UTF8_BINARY by its bytes, UTF8_LCASE in lower case, UNICODE and locales in dictionary order. */
export function collate(...args: readonly ColumnLike[]): Column { return callNamed('collate', args); }
/** Returns the name of the collation of a text. In SQL: `SELECT collation('a')` */
export function collation(...args: readonly ColumnLike[]): Column { return callNamed('collation', args); }
/** Puts strings and the elements of string arrays together with a separator, leaving out NULLs. NULL when the separator is. */
export function concatWs(...args: readonly ColumnLike[]): Column { return callNamed('concat_ws', args); }
/** Whether the second argument is found inside the first. In SQL: `SELECT contains('Spark SQL', 'SQL')` */
export function contains(...args: readonly ColumnLike[]): Column { return callNamed('contains', args); }
/** Returns the text of bytes in a character set. With more than two arguments: the result after the first search value that is equal to the first argument, or the last argument. */
export function decode(...args: readonly ColumnLike[]): Column { return callNamed('decode', args); }
/** Returns the n-th of the strings that follow. A position out of range is an error under ANSI, else NULL. In SQL: `SELECT elt(1, 'scala', 'java')` */
export function elt(...args: readonly ColumnLike[]): Column { return callNamed('elt', args); }
/** Returns the bytes of text in a character set: US-ASCII, ISO-8859-1, UTF-8, UTF-16(BE|LE), UTF-32. In SQL: `SELECT encode('abc', 'utf-8')` */
export function encode(...args: readonly ColumnLike[]): Column { return callNamed('encode', args); }
/** Whether the first argument ends with the second. In SQL: `SELECT endswith('Spark SQL', 'SQL')` */
export function endswith(...args: readonly ColumnLike[]): Column { return callNamed('endswith', args); }
/** Returns the position of the first argument in a comma-separated list, 0 when it is not there or contains a comma. */
export function findInSet(...args: readonly ColumnLike[]): Column { return callNamed('find_in_set', args); }
/** Returns a number with thousands separators and so many decimals, rounded half to even, or by a pattern such as #,##0.00. */
export function formatNumber(...args: readonly ColumnLike[]): Column { return callNamed('format_number', args); }
/** Returns text by a format of java.util.Formatter: %s, %5d, %.2f, %x, %2$s … In SQL: `SELECT format_string('Hello World %d %s', 100, 'days')` */
export function formatString(...args: readonly ColumnLike[]): Column { return callNamed('format_string', args); }
/** Returns the bytes of text in base 32. Characters that are not of base 32 are skipped. In SQL: `SELECT CAST(from_base32('MFRGG===') AS STRING)` */
export function fromBase32(...args: readonly ColumnLike[]): Column { return callNamed('from_base32', args); }
/** Returns the string with the first letter of each word in upper case and the others in lower case. Words are separated by spaces. */
export function initcap(...args: readonly ColumnLike[]): Column { return callNamed('initcap', args); }
/** Returns the position of the second argument in the first, 0 = none: of the n-th occurrence (fourth argument) from a position on, or up to one counted from the end. */
export function instr(...args: readonly ColumnLike[]): Column { return callNamed('instr', args); }
/** Whether the bytes of the text are valid UTF-8. In SQL: `SELECT is_valid_utf8('Spark')` */
export function isValidUtf8(...args: readonly ColumnLike[]): Column { return callNamed('is_valid_utf8', args); }
/** Returns how alike two texts are, from 0 (not at all) to 1 (equal), by Jaro and Winkler. In SQL: `SELECT jaro_winkler_similarity('a', 'a')` */
export function jaroWinklerSimilarity(...args: readonly ColumnLike[]): Column { return callNamed('jaro_winkler_similarity', args); }
/** Returns the string with all letters in lower case. In SQL: `SELECT lower('SparkSql')` */
export function lcase(...args: readonly ColumnLike[]): Column { return callNamed('lcase', args); }
/** Returns the first characters; an empty string when the length is not above 0. In SQL: `SELECT left('Spark SQL', 3)` */
export function left(...args: readonly ColumnLike[]): Column { return callNamed('left', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function len(...args: readonly ColumnLike[]): Column { return callNamed('len', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function length(...args: readonly ColumnLike[]): Column { return callNamed('length', args); }
/** Returns the number of single-character edits between two strings; with a third argument, -1 when there are more. */
export function levenshtein(...args: readonly ColumnLike[]): Column { return callNamed('levenshtein', args); }
/** Returns the position of the first argument in the second, searching from a position on; 0 = none. In SQL: `SELECT locate('bar', 'foobarbar')` */
export function locate(...args: readonly ColumnLike[]): Column { return callNamed('locate', args); }
/** Returns the string with all letters in lower case. In SQL: `SELECT lower('SparkSql')` */
export function lower(...args: readonly ColumnLike[]): Column { return callNamed('lower', args); }
/** Brings the string to a length by writing a pad (a space when none is given) in front, or by cutting its end. In SQL: `SELECT lpad('hi', 5, '??')` */
export function lpad(...args: readonly ColumnLike[]): Column { return callNamed('lpad', args); }
/** Removes spaces, or the given characters, from the start. In SQL: `SELECT ltrim(' SparkSQL')` */
export function ltrim(...args: readonly ColumnLike[]): Column { return callNamed('ltrim', args); }
/** Whether a text of digits has the right check digit of Luhn. In SQL: `SELECT luhn_check('8112189876')` */
export function luhnCheck(...args: readonly ColumnLike[]): Column { return callNamed('luhn_check', args); }
/** Returns the text with U+FFFD in the place of what is no UTF-8. In SQL: `SELECT make_valid_utf8('Spark')` */
export function makeValidUtf8(...args: readonly ColumnLike[]): Column { return callNamed('make_valid_utf8', args); }
/** Replaces upper-case letters by X, lower-case ones by x and digits by n, or by the characters given; NULL leaves a kind as it is. */
export function mask(...args: readonly ColumnLike[]): Column { return callNamed('mask', args); }
/** Returns the number of bytes of a string (in UTF-8) or binary. In SQL: `SELECT octet_length('Spark SQL')` */
export function octetLength(...args: readonly ColumnLike[]): Column { return callNamed('octet_length', args); }
/** Replaces the part that starts at a position and has the given length (default: that of the replacement). In SQL: `SELECT overlay('Spark SQL' PLACING '_' FROM 6)` */
export function overlay(...args: readonly ColumnLike[]): Column { return callNamed('overlay', args); }
/** Returns the position of the first argument in the second, searching from a position on; 0 = none. In SQL: `SELECT locate('bar', 'foobarbar')` */
export function position(...args: readonly ColumnLike[]): Column { return callNamed('position', args); }
/** Returns text by a format of java.util.Formatter: %s, %5d, %.2f, %x, %2$s … In SQL: `SELECT format_string('Hello World %d %s', 100, 'days')` */
export function printf(...args: readonly ColumnLike[]): Column { return callNamed('printf', args); }
/** Returns the text in single quotes, with a backslash before those inside. In SQL: `SELECT quote('Don\'t')` */
export function quote(...args: readonly ColumnLike[]): Column { return callNamed('quote', args); }
/** Random letters and digits, as many as asked for; the same sequence for the same seed. In SQL: `SELECT randstr(10, 3)` */
export function randstr(...args: readonly ColumnLike[]): Column { return callNamed('randstr', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function regexp(...args: readonly ColumnLike[]): Column { return callNamed('regexp', args); }
/** Returns the number of matches of a Java regular expression. In SQL: `SELECT regexp_count('Steven and Stephen', 'Ste(v|ph)en')` */
export function regexpCount(...args: readonly ColumnLike[]): Column { return callNamed('regexp_count', args); }
/** Returns a group (default 1, 0 = all) of the first match; an empty string when nothing matches. In SQL: `SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 1)` */
export function regexpExtract(...args: readonly ColumnLike[]): Column { return callNamed('regexp_extract', args); }
/** Returns a group (default 1) of every match. In SQL: `SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 1)` */
export function regexpExtractAll(...args: readonly ColumnLike[]): Column { return callNamed('regexp_extract_all', args); }
/** Returns the position (from 1) of the first match, 0 = none. The third argument is read and has no effect, as in Spark. */
export function regexpInstr(...args: readonly ColumnLike[]): Column { return callNamed('regexp_instr', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function regexpLike(...args: readonly ColumnLike[]): Column { return callNamed('regexp_like', args); }
/** Replaces every match of a Java regular expression from a position on; $1 in the replacement stands for a group. */
export function regexpReplace(...args: readonly ColumnLike[]): Column { return callNamed('regexp_replace', args); }
/** Returns the first match of a Java regular expression, NULL when there is none or it is empty. In SQL: `SELECT regexp_substr('Steven Jones', 'Ste(v|ph)en')` */
export function regexpSubstr(...args: readonly ColumnLike[]): Column { return callNamed('regexp_substr', args); }
/** Returns the string repeated; an empty string for counts that are not above 0. In SQL: `SELECT repeat('123', 2)` */
export function repeat(...args: readonly ColumnLike[]): Column { return callNamed('repeat', args); }
/** Replaces every occurrence of the second argument by the third, or removes it. An empty search changes nothing. In SQL: `SELECT replace('ABCabc', 'abc', 'DEF')` */
export function replace(...args: readonly ColumnLike[]): Column { return callNamed('replace', args); }
/** Returns the last characters; an empty string when the length is not above 0. In SQL: `SELECT right('Spark SQL', 3)` */
export function right(...args: readonly ColumnLike[]): Column { return callNamed('right', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function rlike(...args: readonly ColumnLike[]): Column { return callNamed('rlike', args); }
/** Brings the string to a length by writing a pad (a space when none is given) behind, or by cutting its end. In SQL: `SELECT rpad('hi', 5, '??')` */
export function rpad(...args: readonly ColumnLike[]): Column { return callNamed('rpad', args); }
/** Removes spaces, or the given characters, from the end. In SQL: `SELECT rtrim('SparkSQL ')` */
export function rtrim(...args: readonly ColumnLike[]): Column { return callNamed('rtrim', args); }
/** Splits text into sentences, and those into words. Language and country are optional. In SQL: `SELECT sentences('Hi there! Good morning.')` */
export function sentences(...args: readonly ColumnLike[]): Column { return callNamed('sentences', args); }
/** Returns the Soundex code of a word; text that starts with no letter is returned as it is. In SQL: `SELECT soundex('Miller')` */
export function soundex(...args: readonly ColumnLike[]): Column { return callNamed('soundex', args); }
/** Returns as many spaces. In SQL: `SELECT concat(space(2), '1')` */
export function space(...args: readonly ColumnLike[]): Column { return callNamed('space', args); }
/** Splits around matches of a Java regular expression. A limit above 0 bounds the number of parts; the last part holds the rest. */
export function split(...args: readonly ColumnLike[]): Column { return callNamed('split', args); }
/** Splits at a delimiter and returns the n-th part, counted from the end for negative n; an empty string when there is none. 0 is an error. */
export function splitPart(...args: readonly ColumnLike[]): Column { return callNamed('split_part', args); }
/** Whether the first argument starts with the second. In SQL: `SELECT startswith('Spark SQL', 'Spark')` */
export function startswith(...args: readonly ColumnLike[]): Column { return callNamed('startswith', args); }
/** Returns the part that starts at a position and has at most the given length. Positions below 0 count from the end; 0 is taken as 1. */
export function substr(...args: readonly ColumnLike[]): Column { return callNamed('substr', args); }
/** Returns the part that starts at a position and has at most the given length. Positions below 0 count from the end; 0 is taken as 1. */
export function substring(...args: readonly ColumnLike[]): Column { return callNamed('substring', args); }
/** Returns what stands before the n-th occurrence of a delimiter, counted from the left, or for a negative n what stands behind it, counted from the right. */
export function substringIndex(...args: readonly ColumnLike[]): Column { return callNamed('substring_index', args); }
/** Returns the bytes in base 32. In SQL: `SELECT to_base32('abc')` */
export function toBase32(...args: readonly ColumnLike[]): Column { return callNamed('to_base32', args); }
/** Returns the bytes of text written as 'hex' (default), 'utf-8' or 'base64'. Text that does not fit is an error. In SQL: `SELECT to_binary('abc', 'utf-8')` */
export function toBinary(...args: readonly ColumnLike[]): Column { return callNamed('to_binary', args); }
/** Returns a number by a format such as 99,999.9S (# where it has too many digits), a date or timestamp by a pattern, bytes as base64, hex or utf-8. */
export function toChar(...args: readonly ColumnLike[]): Column { return callNamed('to_char', args); }
/** Reads a number by a format such as $99.99; text that does not fit is an error. In SQL: `SELECT to_number('$78.12', '$99.99')` */
export function toNumber(...args: readonly ColumnLike[]): Column { return callNamed('to_number', args); }
/** Returns a number by a format such as 99,999.9S (# where it has too many digits), a date or timestamp by a pattern, bytes as base64, hex or utf-8. */
export function toVarchar(...args: readonly ColumnLike[]): Column { return callNamed('to_varchar', args); }
/** Replaces each character found in the second argument by the one at the same place of the third, or removes it when there is none. */
export function translate(...args: readonly ColumnLike[]): Column { return callNamed('translate', args); }
/** Removes spaces, or the characters of the second argument, from both ends. In SQL: `SELECT trim(' SparkSQL ')` */
export function trim(...args: readonly ColumnLike[]): Column { return callNamed('trim', args); }
/** Like to_binary, but gives NULL for text that does not fit. In SQL: `SELECT try_to_binary('a!', 'base64')` */
export function tryToBinary(...args: readonly ColumnLike[]): Column { return callNamed('try_to_binary', args); }
/** Like to_number, but gives NULL for text that does not fit. In SQL: `SELECT try_to_number('foo', '999')` */
export function tryToNumber(...args: readonly ColumnLike[]): Column { return callNamed('try_to_number', args); }
/** Returns the text, NULL when it is no valid UTF-8. In SQL: `SELECT try_validate_utf8(x'80')` */
export function tryValidateUtf8(...args: readonly ColumnLike[]): Column { return callNamed('try_validate_utf8', args); }
/** Returns the string with all letters in upper case. In SQL: `SELECT upper('SparkSql')` */
export function ucase(...args: readonly ColumnLike[]): Column { return callNamed('ucase', args); }
/** Returns the bytes of text in base 64. Characters that are not of base 64 are skipped; text that ends too early is an error. */
export function unbase64(...args: readonly ColumnLike[]): Column { return callNamed('unbase64', args); }
/** Returns the string with all letters in upper case. In SQL: `SELECT upper('SparkSql')` */
export function upper(...args: readonly ColumnLike[]): Column { return callNamed('upper', args); }
/** Returns the text; an error when it is no valid UTF-8. In SQL: `SELECT validate_utf8('Spark')` */
export function validateUtf8(...args: readonly ColumnLike[]): Column { return callNamed('validate_utf8', args); }
