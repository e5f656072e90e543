import { binaryType, type DataType, intType, sameType, type Schema, stringType } from '../../types/data-type.ts';
import { headersType } from '../../formats/kafka/kafka-schema.ts';
import { fail } from '../../errors/stream-error.ts';
import { catalogString } from '../../types/print.ts';

/** Positions of the columns that mean something to Kafka, -1 = not there. Other columns are not written. */
export interface SinkColumns { readonly topic: number; readonly key: number; readonly value: number; readonly headers: number; readonly partition: number }

/** Spark's rules: `value` is needed, `topic` too unless an option names it; string or binary for key and value. */
export function findSinkColumns(schema: Schema, topicOption: string | undefined): SinkColumns {
  const find = (name: string, types: readonly DataType[]): number => {
    const index = schema.fields.findIndex((one) => one.name === name);
    const type = schema.fields[index]?.type;
    if (type !== undefined && !types.some((wanted) => sameType(wanted, type))) {
      refuse(`column ${name} has type ${catalogString(type)}, it must be ${types.map(catalogString).join(' or ')}`);
    }
    return index;
  };
  const columns = {
    topic: topicOption === undefined ? find('topic', [stringType]) : -1,
    key: find('key', [stringType, binaryType]),
    value: find('value', [stringType, binaryType]),
    headers: find('headers', [headersType]),
    partition: find('partition', [intType]),
  };
  if (columns.topic < 0 && topicOption === undefined) refuse('there is no column topic; set the option topic, or add the column');
  if (columns.value < 0) refuse('the column value is needed and not there');
  return columns;
}

function refuse(msg: string): never {
  return fail('_LEGACY_ERROR_TEMP_3080', { msg });
}
