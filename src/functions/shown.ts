import type { DataType } from '../types/data-type.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import type { Value } from '../columnar/value.ts';
import type { ScalarFunction } from './function.ts';

/** What the analyzer wraps values in that column names show as something else. Not callable by name; the optimizer takes `shownAs` away. */
const words = { kind: 'scalar', group: 'internal', signatures: [], examples: [], since: '0.1', nulls: 'custom' } as const;

/** Its argument, which column names show as `text`: calls of SQL functions, session variables. */
export function shownAs(text: string): ScalarFunction {
  return { ...words, name: 'shown_as', doc: 'Its argument.', display: () => text, kernel: () => ([value]) => value! };
}

/** A value that is known when the plan runs, not when it is made. */
export function laterValue(text: string, read: () => Value): ScalarFunction {
  return {
    ...words, name: 'later_value', doc: 'A value that a query before this one finds.', foldable: false, display: () => text,
    kernel: ({ returnType }) => (_, rows, { arena }) => {
      const builder = new ColumnBuilder(returnType, arena, 1);
      builder.append(read());
      return { ...builder.finish(), length: rows.rowCount, mask: 0 };
    },
  };
}

/** A text that stands for an argument left out, in the collation of the one it belongs to. */
export function shownText(text: string, type: DataType | undefined): string {
  return type?.kind === 'string' && type.collation !== undefined ? `'${text}' collate ${type.collation}` : text;
}
