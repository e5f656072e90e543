import { childTypes } from '../columnar/builder.ts';
import { fail } from '../errors/stream-error.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';

/** Fails for the first column whose type, or a part of it, files of text have not. */
export function refuseTypes({ fields }: Schema, format: string, isReadable: (type: DataType) => boolean): void {
  const everywhere = (type: DataType, test: (type: DataType) => boolean): boolean => test(type) && childTypes(type).every((one) => everywhere(one, test));
  if (!fields.every((one) => everywhere(one.type, ({ kind }) => kind !== 'time'))) fail('UNSUPPORTED_TIME_TYPE', {});
  const bad = fields.find((one) => !everywhere(one.type, isReadable));
  if (bad !== undefined) fail('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { columnName: `\`${bad.name}\``, columnType: `"${typeToSql(bad.type)}"`, format });
}
