import { readString } from '../../columnar/read.ts';
import type { Column } from '../../columnar/column.ts';
import { textInput } from '../strings/text-kernels.ts';
import { fail, StreamError } from '../../errors/stream-error.ts';
import { parseTimeByPattern } from '../../types/datetime-parse.ts';
import { compilePattern, type Element } from '../../types/datetime-pattern.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';
import { textToSql } from '../../types/print.ts';
import { textReader } from '../../columnar/text.ts';
import { wordColumn } from './datetime-columns.ts';
import { expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { stringType } from '../../types/data-type.ts';
import { writeNanos } from './time-make.ts';
import { requireTimeType, timeType } from './time-type.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1', signatures: ['(string!, [string!]) -> time'] } as const;

/** Times of day from text, by a datetime pattern or as CAST reads them. All nanoseconds are kept. */
export const timeTextFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'to_time', resolve, kernel: (call) => readTimes(call, false), doc: 'Returns the time of day a text shows, in a datetime pattern if one is given. Text that does not fit is an error in every mode.',
    examples: [["SELECT to_time('10.20', 'HH.mm')", '10:20:00'], ["SELECT to_time('11:15 PM')", '23:15:00']],
  },
  {
    ...words, name: 'try_to_time', resolve, kernel: (call) => readTimes(call, true), doc: 'Like to_time, but gives NULL for text that does not fit, and for a pattern that is none.',
    display: (args) => `try_to_time(to_time(${args.join(', ')}))`, examples: [["SELECT try_to_time('24:00')", 'NULL']],
  },
];

function resolve(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  requireTimeType(call);
  return { argumentTypes: call.arguments.map((_, index) => expectInput(call, index, stringType)), returnType: timeType, nullable: true };
}

function readTimes(call: BoundCall, isTry: boolean): Kernel {
  return (args, rows, { arena }) => {
    const [input, format] = args as [Column, Column | undefined];
    const read = format === undefined ? castReader(input) : patternedReader(input, format, isTry);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const nanos = read(row);
      if (nanos !== undefined) {
        const micros = Math.floor(nanos / 1000);
        writeNanos(out, row, micros, nanos - micros * 1000);
        return true;
      }
      if (isTry) return false;
      return fail('CANNOT_PARSE_TIME', { input: textToSql(readString(input, row & input.mask)), format: `'${format === undefined ? 'HH:mm:ss.SSSSSS' : readString(format, row & format.mask)}'` }, { at: call.at });
    });
  };
}

/** Nanoseconds of the day, exact in a double. */
type ReadTime = (row: number) => number | undefined;

function castReader(input: Column): ReadTime {
  const text = textReader(input);
  return (row) => {
    const nanos = parseTimeOfDay(text(row));
    return nanos === undefined ? undefined : Number(nanos);
  };
}

function patternedReader(input: Column, format: Column, isTry: boolean): ReadTime {
  const { bytes, offsets, mask } = textInput(input);
  const patternText = textReader(format);
  let last: string | undefined;
  let elements: readonly Element[] | undefined;
  const range = { start: 0, end: 0 };
  return (row) => {
    const pattern = patternText(row);
    if (pattern !== last) {
      elements = compiled(pattern, isTry);
      last = pattern;
    }
    if (elements === undefined) return undefined;
    range.start = offsets[row & mask]!;
    range.end = offsets[(row & mask) + 1]!;
    return parseTimeByPattern(elements, bytes, range);
  };
}

function compiled(pattern: string, isTry: boolean): readonly Element[] | undefined {
  try {
    return compilePattern(pattern, { parsing: true, mentionOldVersions: false });
  } catch (error) {
    if (isTry && error instanceof StreamError) return undefined;
    throw error;
  }
}
