/**
 * Settings of Spark that change answers and have only their default here: another value is refused by name, so that nobody believes it
 * had an effect. Key, default, and what the setting is about.
 */
export const fixedSettings: readonly (readonly [key: string, value: string, doc: string])[] = [
  ['spark.sql.tvf.allowMultipleTableArguments.enabled', 'false', 'Table functions take one table.'],
  ['spark.sql.defaultPath', '', 'Names are looked for where SET PATH and sessionOrder say.'],
  ['spark.sql.stableDerivedColumnAlias.enabled', 'false', 'Columns without a name are called as Spark prints them.'],
  ['spark.sql.optimizer.decorrelateSubqueryLegacyIncorrectCountHandling.enabled', 'false', 'Subqueries over counts without rows.'],
  ['spark.sql.json.enablePartialResults', 'true', 'Records keep the fields that fit.'],
  ['spark.sql.csv.parser.columnPruning.enabled', 'true', 'Columns that nobody reads are not looked at.'],
  ['spark.sql.preserveCharVarcharTypeInfo', 'false', 'Expressions keep CHAR and VARCHAR.'],
  ['spark.sql.legacy.allowNegativeScaleOfDecimal', 'false', '1E10BD has a negative scale.'],
  ['spark.sql.legacy.collationAwareHashFunctions', 'false', 'Equal text under a collation has one hash.'],
  ['spark.sql.legacy.skipTypeValidationOnAlterPartition', 'false', 'Values of partitions need not fit.'],
];
