import type { DataType, Field, Schema, StringType } from './data-type.ts';

/** `a INT,b STRUCT<c: STRING NOT NULL> NOT NULL COMMENT 'x'`, as Spark's `StructType.toDDL` prints a schema. */
export function toDdl(schema: Schema): string {
  return schema.fields.map((one) => `${quoteIfNeeded(one.name)} ${typeToSql(one.type)}${constraintsOf(one)}`).join(',');
}

/** `ARRAY<INT>`: a type in SQL, as error messages and casts show it. */
export function typeToSql(type: DataType): string {
  switch (type.kind) {
    case 'array': return `ARRAY<${typeToSql(type.element)}>`;
    case 'map': return `MAP<${typeToSql(type.key)}, ${typeToSql(type.value)}>`;
    case 'struct': return `STRUCT<${type.fields.map((one) => `${quoteIfNeeded(one.name)}: ${typeToSql(one.type)}${constraintsOf(one)}`).join(', ')}>`;
    case 'decimal': return `DECIMAL(${type.precision},${type.scale})`;
    case 'string': return stringToSql(type);
    case 'time': return `TIME(${type.precision})`;
    case 'year_month_interval': return intervalSql(yearMonthFields, type.start, type.end);
    case 'day_time_interval': return intervalSql(dayTimeFields, type.start, type.end);
    default: return sqlNames[type.kind];
  }
}

/** `struct<a:int,b:array<string>>`, lower case and complete. */
export function catalogString(type: DataType): string {
  switch (type.kind) {
    case 'array': return `array<${catalogString(type.element)}>`;
    case 'map': return `map<${catalogString(type.key)},${catalogString(type.value)}>`;
    case 'struct': return `struct<${type.fields.map(catalogField).join(',')}>`;
    case 'null': return 'void';
    case 'string': return type.collation === undefined ? textName(type).toLowerCase() : `${textName(type).toLowerCase()} collate ${type.collation}`;
    default: return typeToSql(type).toLowerCase();
  }
}

/** Like `catalogString`, but a struct shows its first fields only (Spark's spark.sql.debug.maxToStringFields). */
export function simpleString(type: DataType, maximumFields = 25): string {
  switch (type.kind) {
    case 'array': return `array<${simpleString(type.element, maximumFields)}>`;
    case 'map': return `map<${simpleString(type.key, maximumFields)},${simpleString(type.value, maximumFields)}>`;
    case 'struct': {
      const fields = type.fields.map((one) => `${one.name}:${simpleString(one.type, maximumFields)}`);
      if (fields.length <= maximumFields) return `struct<${fields.join(',')}>`;
      const shown = Math.max(0, maximumFields - 1);
      return `struct<${[...fields.slice(0, shown), `... ${fields.length - shown} more fields`].join(',')}>`;
    }
    default: return catalogString(type);
  }
}

/** What `printSchema()` shows, ending with a newline. */
export function treeString(schema: Schema, maximumDepth = Number.MAX_SAFE_INTEGER): string {
  const lines = ['root'];
  for (const one of schema.fields) addField(one, ' |', maximumDepth, lines);
  return `${lines.join('\n')}\n`;
}

/** Back quotes only where a plain identifier would not do. */
export function quoteIfNeeded(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

const sqlNames = {
  null: 'VOID', boolean: 'BOOLEAN', byte: 'TINYINT', short: 'SMALLINT', int: 'INT', long: 'BIGINT', float: 'FLOAT', double: 'DOUBLE',
  binary: 'BINARY', date: 'DATE', timestamp: 'TIMESTAMP', timestamp_ntz: 'TIMESTAMP_NTZ', calendar_interval: 'INTERVAL', variant: 'VARIANT',
} as const;

export const yearMonthFields = ['YEAR', 'MONTH'] as const;
export const dayTimeFields = ['DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

/** Words of printSchema for the kinds whose word is not their catalog string. */
const treeNames: Partial<Record<DataType['kind'], string>> = { byte: 'byte', short: 'short', int: 'integer', long: 'long', null: 'void' };

function intervalSql(names: readonly string[], start: number, end: number): string {
  return start === end ? `INTERVAL ${names[start]}` : `INTERVAL ${names[start]} TO ${names[end]}`;
}

function stringToSql(type: StringType): string {
  return type.collation === undefined ? textName(type) : `${textName(type)} COLLATE ${type.collation.toUpperCase()}`;
}

function textName(type: StringType): string {
  return type.constraint === undefined ? 'STRING' : `${type.constraint.toUpperCase()}(${type.length})`;
}

function constraintsOf(one: Field): string {
  const comment = one.comment === undefined ? '' : ` COMMENT ${textToSql(one.comment)}`;
  return `${one.nullable ? '' : ' NOT NULL'}${comment}`;
}

/** A text as a literal that means it. */
export function textToSql(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function catalogField(one: Field): string {
  return `${one.name}:${catalogString(one.type)}`;
}

function addField(one: Field, prefix: string, depth: number, lines: string[]): void {
  if (depth <= 0) return;
  lines.push(`${prefix}-- ${one.name}: ${treeName(one.type)} (nullable = ${one.nullable})`);
  addChildren(one.type, `${prefix}    |`, depth - 1, lines);
}

function addChildren(type: DataType, prefix: string, depth: number, lines: string[]): void {
  if (depth <= 0) return;
  if (type.kind === 'struct') for (const one of type.fields) addField(one, prefix, depth, lines);
  if (type.kind === 'array') addPart(`element: ${treeName(type.element)} (containsNull = ${type.containsNull})`, type.element, prefix, depth, lines);
  if (type.kind === 'map') {
    addPart(`key: ${treeName(type.key)}`, type.key, prefix, depth, lines);
    addPart(`value: ${treeName(type.value)} (valueContainsNull = ${type.valueContainsNull})`, type.value, prefix, depth, lines);
  }
}

function addPart(text: string, type: DataType, prefix: string, depth: number, lines: string[]): void {
  lines.push(`${prefix}-- ${text}`);
  addChildren(type, `${prefix}    |`, depth - 1, lines);
}

function treeName(type: DataType): string {
  if (type.kind === 'array' || type.kind === 'map' || type.kind === 'struct') return type.kind;
  return treeNames[type.kind] ?? catalogString(type);
}
