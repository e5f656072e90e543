import { arrayType, binaryType, field, intType, longType, type Schema, stringType, structType, timestampType } from '../../types/data-type.ts';

export const headersType = arrayType(structType([field('key', stringType), field('value', binaryType)]));

/** Rows of a topic, as Spark shows them. */
export function kafkaSchema(includeHeaders: boolean): Schema {
  const fields = [
    field('key', binaryType), field('value', binaryType), field('topic', stringType), field('partition', intType),
    field('offset', longType), field('timestamp', timestampType), field('timestampType', intType),
  ];
  return { fields: includeHeaders ? [...fields, field('headers', headersType)] : fields };
}
