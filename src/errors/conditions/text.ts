import type { Condition } from './condition.ts';

/** Text, patterns and encodings that string functions cannot use. */
export const textConditions = {
  'INVALID_FORMAT.ESC_AT_THE_END': { sqlState: '42601', message: 'the pattern {format} ends with its escape character' },
  'INVALID_FORMAT.ESC_IN_THE_MIDDLE': { sqlState: '42601', message: 'the pattern {format} escapes {char}', hint: 'only %, _ and the escape character itself may be escaped' },
  'INVALID_PARAMETER_VALUE.PATTERN': {
    sqlState: '22023',
    message: 'parameter {parameter} of {functionName} is no pattern that can be used: {value}',
    hint: 'regular expressions are those of Java without names of characters; times of day go without dates and zones',
  },
  'INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX': { sqlState: '22023', message: 'parameter {parameter} of {functionName} names group {groupIndex}, the pattern has groups 0 to {groupCount}' },
  TIDEMARK_REGEX_TOO_COSTLY: {
    sqlState: '54000', message: 'the regular expression {pattern} takes too many steps over a text of {length} characters', hint: 'references to groups make a search slow; say what repeats more exactly',
  },
  INVALID_REGEXP_REPLACE: {
    sqlState: '22023', message: 'matches of {pattern} in {source} from position {position} on cannot be replaced by {replacement}',
    hint: 'a dollar sign is followed by the number of a group, a backslash by what it quotes',
  },
  INVALID_ESCAPE_CHAR: { sqlState: '42604', message: 'the escape of LIKE is a string literal of one character, not {sqlExpr}' },
  'INVALID_PARAMETER_VALUE.OCCURRENCE': { sqlState: '22023', message: 'parameter {parameter} of {functionName} must be above 0, but is {actual}' },
  INVALID_UTF8_STRING: { sqlState: '22029', message: 'the text {str} is no valid UTF-8', hint: 'use try_validate_utf8 to get NULL, make_valid_utf8 to repair it' },
  INDETERMINATE_COLLATION: { sqlState: '42P22', message: 'texts of different collations meet, and nobody says which one compares them', hint: 'name one with COLLATE' },
  INDETERMINATE_COLLATION_IN_SCHEMA: { sqlState: '42P22', message: 'the collation of {columnPaths} is open', hint: 'name one with COLLATE' },
  EXCEED_LIMIT_LENGTH: { sqlState: '54006', message: 'the text is longer than the {limit} characters of its column', hint: 'shorten it with substring, or widen the column' },
  'COLLATION_MISMATCH.EXPLICIT': {
    sqlState: '42P21', message: 'the explicit collations {explicitTypes} differ', hint: 'write COLLATE for one of them and leave the others out',
  },
  INDETERMINATE_COLLATION_IN_EXPRESSION: { sqlState: '42P22', message: 'the collation of {expr} is open: its parts have different ones', hint: 'name one with COLLATE' },
  INVALID_ARRAY_INDEX: { sqlState: '22003', message: 'the index {indexValue} is out of bounds: the array has {arraySize} elements', hint: 'use get() to get NULL instead' },
  'INVALID_PARAMETER_VALUE.CHARSET': { sqlState: '22023', message: 'parameter {parameter} of {functionName} is the character set {charset}', hint: 'use one of {charsets}' },
  MALFORMED_CHARACTER_CODING: { sqlState: '22000', message: '{function} met a character that {charset} does not have' },
  CANNOT_DECODE_URL: { sqlState: '22546', message: 'the text {url} is no encoded URL', hint: 'use try_url_decode to get NULL instead' },
  INVALID_URL: { sqlState: '22P02', message: 'the text {url} is no URL', hint: 'use try_parse_url to get NULL instead' },
  INVALID_INDEX_OF_ZERO: { sqlState: '22003', message: 'the index 0 is invalid', hint: 'the first element has index 1, the last one -1' },
} as const satisfies Readonly<Record<string, Condition>>;
