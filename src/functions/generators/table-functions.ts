import { fail, type Span } from '../../errors/stream-error.ts';
import type { Value } from '../../columnar/value.ts';
import { localeWords } from '../../types/collation-locales.ts';
import { allCollations, type Collation } from '../../types/collation.ts';
import { booleanType, field, intType, longType, stringType } from '../../types/data-type.ts';
import { implicitCast } from '../../types/coercion-implicit.ts';
import { keywords, reservedKeywords } from '../../types/keywords.ts';
import { textToSql, typeToSql } from '../../types/print.ts';
import type { CallArgument, TableFunction } from '../function.ts';
import { ordinal } from '../mismatch.ts';

/** Functions that stand in FROM only; generators may stand there too. */
export const tableFunctions: readonly TableFunction[] = [
  {
    kind: 'table', name: 'range', group: 'table_funcs', since: '0.1',
    doc: 'Returns the numbers from start (default 0) up to end, end excluded, by a step (default 1). A fourth argument, the number of partitions, has no effect here.',
    examples: [['SELECT * FROM range(3)', '0\n1\n2'], ['SELECT * FROM range(2, 8, 3)', '2\n5']],
    parameter: (index, count) => rangeParameters[count === 1 ? 1 : index],
    schema: (args, at) => {
      rangeOf(args, at);
      return [field('id', longType, false)];
    },
    rows: (args) => numbers(rangeOf(args)),
  },
  {
    kind: 'table', name: 'collations', group: 'generator_funcs', since: '0.1',
    doc: 'Returns the collations that texts can have, with what they tell apart. Locales follow the ICU library of the machine.',
    examples: [["SELECT name, case_sensitivity FROM collations() WHERE name LIKE 'UTF8%' AND pad_attribute = 'NO_PAD'", 'UTF8_BINARY  CASE_SENSITIVE\nUTF8_LCASE  CASE_INSENSITIVE']],
    schema: (args, at) => {
      if (args.length > 0) fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: '`collations`', expectedNum: '0', actualNum: String(args.length) }, { at });
      return collationColumns;
    },
    rows: () => allCollations().map(collationRow),
  },
  {
    kind: 'table', name: 'sql_keywords', group: 'generator_funcs', since: '0.1',
    doc: 'Returns the words of the SQL grammar, and whether they are reserved: none is, unless spark.sql.ansi.enforceReservedKeywords says so.',
    examples: [["SELECT * FROM sql_keywords() WHERE keyword LIKE 'WH%'", 'WHEN  false\nWHERE  false\nWHILE  false']],
    schema: (args, at) => {
      if (args.length > 0) fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: '`sql_keywords`', expectedNum: '0', actualNum: String(args.length) }, { at });
      return [field('keyword', stringType, false), field('reserved', booleanType, false)];
    },
    rows: (_, __, { ansi, get }) => keywords.map((word) => [word, ansi && get('spark.sql.ansi.enforceReservedKeywords')?.toLowerCase() === 'true' && reservedKeywords.has(word)]),
  },
];

const collationColumns = [
  ...['CATALOG', 'SCHEMA', 'NAME'].map((name) => field(name, stringType, false)), ...['LANGUAGE', 'COUNTRY'].map((name) => field(name, stringType)),
  ...['ACCENT_SENSITIVITY', 'CASE_SENSITIVITY', 'PAD_ATTRIBUTE'].map((name) => field(name, stringType, false)), field('ICU_VERSION', stringType),
];

function collationRow(collation: Collation): readonly Value[] {
  const { name, order, locale, ignoresCase, ignoresAccents, trimsRight } = collation;
  const ofLocale = order === 'locale';
  const { language, country } = ofLocale && locale !== 'UNICODE' ? localeWords(locale) : { language: null, country: null };
  const version = ofLocale ? [...(process.versions['icu'] ?? '').split('.'), '0', '0', '0'].slice(0, 4).join('.') : null;
  return ['SYSTEM', 'BUILTIN', name, language, country, ignoresAccents ? 'ACCENT_INSENSITIVE' : 'ACCENT_SENSITIVE', ignoresCase ? 'CASE_INSENSITIVE' : 'CASE_SENSITIVE', trimsRight ? 'RTRIM' : 'NO_PAD', version];
}

const rangeParameters = [{ name: 'start', type: longType }, { name: 'end', type: longType }, { name: 'step', type: longType }, { name: 'numSlices', type: intType }];

interface NumberRange { readonly start: bigint; readonly end: bigint; readonly step: bigint }

function rangeOf(args: readonly CallArgument[], at?: Span): NumberRange {
  if (args.length === 0 || args.length > 4) {
    fail('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', { functionName: '`range`', expectedNum: '[1, 2, 3, 4]', actualNum: String(args.length) }, { at });
  }
  const values = args.map((one, index) => longOf(one, args.length === 1 ? 1 : index, at));
  const [start, end, step] = args.length === 1 ? [0n, values[0]!, 1n] : [values[0]!, values[1]!, values[2] ?? 1n];
  if (step === 0n) fail('FAILED_FUNCTION_CALL', { funcName: '`range`' }, { at });
  if (args.length === 4 && values[3]! <= 0n) fail('FAILED_FUNCTION_CALL', { funcName: '`range`' }, { at });
  return { start, end, step };
}

/** `position` counts parameters as of `rangeParameters`. */
function longOf(argument: CallArgument, position: number, at: Span | undefined): bigint {
  const { type, literal } = argument;
  const value = literal ?? null;
  const wanted = rangeParameters[position]!.type;
  const targetType = `"${typeToSql(wanted)}"`;
  if (implicitCast(type, wanted, { ansi: true }) === undefined || type.kind === 'null' || value === null) {
    return fail('UNEXPECTED_INPUT_TYPE', { paramIndex: ordinal(position), functionName: '`range`', requiredType: targetType, inputSql: `"${argument.sql}"`, inputType: `"${typeToSql(type)}"` }, { at });
  }
  const text = String(value).trim();
  if (!/^[+-]?\d+(\.\d*)?$/.test(text)) fail('CAST_INVALID_INPUT', { expression: textToSql(text), sourceType: `"${typeToSql(type)}"`, targetType }, { at });
  const whole = type.kind === 'decimal' ? BigInt(value as bigint) / 10n ** BigInt(type.scale) : BigInt(text.replace(/\.\d*$/, ''));
  if (BigInt.asIntN(wanted === intType ? 32 : 64, whole) !== whole) fail('CAST_OVERFLOW', { value: argument.sql, sourceType: `"${typeToSql(type)}"`, targetType }, { at });
  return whole;
}

function* numbers({ start, end, step }: NumberRange): Generator<readonly Value[]> {
  for (let value = start; step > 0n ? value < end : value > end; value += step) yield [value];
}
