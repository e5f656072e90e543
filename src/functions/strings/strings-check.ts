import { isUtf8 } from 'node:buffer';
import { constantColumn } from '../../columnar/builder.ts';
import { buildText, forEachRow, textReader } from '../../columnar/text.ts';
import { makeColumn } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';
import { INDETERMINATE, collatedType, collationOf, expectCollation } from '../../types/collation.ts';
import { type DataType, doubleType, stringType } from '../../types/data-type.ts';
import { expectConstant, expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { functionName } from '../mismatch.ts';
import { sentencesKernel } from './sentences-column.ts';
import { booleanColumnOf, mapText, mapToBoolean, textInput } from './text-kernels.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { jaroWinkler } from './text-similarity.ts';
import { fitText } from './fit-text.ts';
import { typeToSql } from '../../types/print.ts';

const group = 'string_funcs';
const since = '0.1';

/** Text tested, compared and quoted. */
export const stringCheckFunctions: readonly ScalarFunction[] = [
  fitText,
  {
    kind: 'scalar', name: 'quote', group, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Returns the text in single quotes, with a backslash before those inside.', examples: [["SELECT quote('Don\\'t')", "'Don\\'t'"]],
    kernel: mapText(([text]) => `'${(text as string).replaceAll("'", "\\'")}'`),
  },
  {
    kind: 'scalar', name: 'to_base32', group, since, signatures: ['(binary) -> string'],
    doc: 'Returns the bytes in base 32.', examples: [["SELECT to_base32('abc')", 'MFRGG===']], kernel: bytesKernel((bytes) => Buffer.from(toBase32(bytes))),
  },
  {
    kind: 'scalar', name: 'from_base32', group, since, signatures: ['(string) -> binary'],
    doc: 'Returns the bytes of text in base 32. Characters that are not of base 32 are skipped.', examples: [["SELECT CAST(from_base32('MFRGG===') AS STRING)", 'abc']],
    kernel: mapText(([text]) => fromBase32(text as string)),
  },
  {
    kind: 'scalar', name: 'is_valid_utf8', group, since, signatures: ['(string) -> boolean'], nullable: 'always',
    doc: 'Whether the bytes of the text are valid UTF-8.', examples: [["SELECT is_valid_utf8('Spark')", 'true'], ["SELECT is_valid_utf8(x'80')", 'false']],
    kernel: () => (args, rows, { arena }) => {
      const { bytes, offsets, mask } = textInput(args[0]!);
      return booleanColumnOf(args, rows, arena, (row) => isUtf8(bytes.subarray(offsets[row & mask]!, offsets[(row & mask) + 1]!)));
    },
  },
  {
    kind: 'scalar', name: 'make_valid_utf8', group, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Returns the text with U+FFFD in the place of what is no UTF-8.', examples: [["SELECT make_valid_utf8('Spark')", 'Spark']],
    kernel: bytesKernel((bytes) => (isUtf8(bytes) ? bytes : Buffer.from(lenient.decode(bytes.slice())))),
  },
  {
    kind: 'scalar', name: 'validate_utf8', group, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Returns the text; an error when it is no valid UTF-8.', examples: [["SELECT validate_utf8('Spark')", 'Spark']],
    kernel: bytesKernel((bytes, call) => (isUtf8(bytes) ? bytes : fail('INVALID_UTF8_STRING', { str: [...bytes].map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('') }, { at: call.at }))),
  },
  {
    kind: 'scalar', name: 'try_validate_utf8', group, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Returns the text, NULL when it is no valid UTF-8.', examples: [["SELECT try_validate_utf8(x'80')", 'NULL']], kernel: bytesKernel((bytes) => (isUtf8(bytes) ? bytes : null)),
  },
  {
    kind: 'scalar', name: 'luhn_check', group, since, signatures: ['(string) -> boolean'], nullable: 'always',
    doc: 'Whether a text of digits has the right check digit of Luhn.', examples: [["SELECT luhn_check('8112189876')", 'true'], ["SELECT luhn_check('79927398714')", 'false']],
    kernel: mapToBoolean(([text]) => passesLuhn(text as string)),
  },
  {
    kind: 'scalar', name: 'jaro_winkler_similarity', group, since, signatures: ['(string, string) -> double'], nullable: 'always',
    doc: 'Returns how alike two texts are, from 0 (not at all) to 1 (equal), by Jaro and Winkler.', examples: [["SELECT jaro_winkler_similarity('a', 'a')", '1.0']], kernel: similarityKernel,
  },
  {
    kind: 'scalar', name: 'sentences', group, since, signatures: ['(string, [string], [string]) -> array<array<string>>'], nulls: 'custom', nullable: 'always',
    doc: 'Splits text into sentences, and those into words. Language and country are optional.', examples: [["SELECT sentences('Hi there! Good morning.')", '[[Hi, there], [Good, morning]]']],
    display: ([text, language = '', country = '']) => `sentences(${text}, ${language}, ${country})`, kernel: sentencesKernel,
  },
  {
    kind: 'scalar', name: 'collation', group, since, signatures: ['(string!) -> string'], nulls: 'custom', nullable: 'never',
    doc: 'Returns the name of the collation of a text.', examples: [["SELECT collation('a')", 'SYSTEM.BUILTIN.UTF8_BINARY']],
    kernel: ({ argumentTypes: [type] }) => (_, rows, { arena }) => constantColumn(stringType, collationName(type!), rows.rowCount, arena),
  },
  {
    kind: 'scalar', name: 'collate', group, since, signatures: ['(string!, string!) -> string'],
    doc: 'Returns the text with a collation, which decides how it compares: UTF8_BINARY by its bytes, UTF8_LCASE in lower case, UNICODE and locales in dictionary order.',
    examples: [["SELECT 'a' COLLATE UTF8_BINARY < 'B'", 'false'], ["SELECT 'a' COLLATE UTF8_LCASE = 'A'", 'true']],
    resolve: resolveCollate, kernel: ({ returnType }) => ([text]) => ({ ...text!, type: returnType }), display: ([text, name = '']) => `collate(${text}, ${name.replace(/^.*[.]/, '')})`,
  },
];

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

function bytesKernel(apply: (bytes: Uint8Array, call: BoundCall) => Uint8Array | null): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[0]!);
    return buildText({
      type: call.returnType, args, rows, arena,
      write: (row, out) => {
        const result = apply(bytes.subarray(offsets[row & mask]!, offsets[(row & mask) + 1]!), call);
        if (result === null) return false;
        out.copy(result, 0, result.length);
        return true;
      },
    });
  };
}

/** From the right every second digit counts double; the digits of all must add up to a multiple of ten. */
function passesLuhn(text: string): boolean {
  if (!/^\d+$/.test(text)) return false;
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(text.length - 1 - index) - 48;
    const counted = index % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}

function similarityKernel(): Kernel {
  return (args, rows, { arena }) => {
    const [left, right] = args.map(textReader);
    const values = arena.float64(rows.rowCount);
    forEachRow(args, rows, arena, (row) => { values[row] = jaroWinkler(left!(row).split(''), right!(row).split('')); });
    return makeColumn(doubleType, rows.rowCount, { values });
  };
}

function collationName(type: DataType): string {
  const name = type.kind === 'string' ? collationOf(type) : 'UTF8_BINARY';
  return name === INDETERMINATE ? name : `SYSTEM.BUILTIN.${name}`;
}

function resolveCollate(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const text = expectInput(call, 0, stringType);
  const { type, literal, sql, foldable } = call.arguments[1]!;
  if (!foldable) fail('NON_FOLDABLE_ARGUMENT', { funcName: functionName(call), paramName: '`collationName`', paramType: '"STRING"' }, { at: call.at });
  if (type.kind !== 'string' || literal === null) {
    fail('UNEXPECTED_INPUT_TYPE', { functionName: functionName(call), paramIndex: 'first', inputSql: `"${sql}"`, inputType: `"${typeToSql(type)}"`, requiredType: '"STRING"' }, { at: call.at });
  }
  const name = String(expectConstant(call, 1, 'collationName', stringType));
  const { name: collation } = expectCollation(name.split('.'), call.at);
  return { argumentTypes: [text, stringType], returnType: collatedType(collation), nullable: call.arguments[0]!.nullable };
}
