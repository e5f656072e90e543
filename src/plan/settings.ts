import { fail } from '../errors/stream-error.ts';
import type { EvaluationSettings } from '../functions/function.ts';
import { fixedSettings } from './fixed-settings.ts';

/** One session setting. Read by SET, the docs and the code that honours it. */
export interface SettingRow {
  readonly key: string;
  readonly default: string | undefined;
  readonly doc: string;
  /** Refuses a bad value by saying what is needed. */
  readonly check?: (value: string) => string | undefined;
  /** Part of a checkpoint: the value logged with the query wins over the session's. */
  readonly pinned?: true;
  /** Only the default is available. */
  readonly fixed?: true;
}

const booleanValue = (value: string): string | undefined => (/^(true|false)$/i.test(value.trim()) ? undefined : 'a boolean: true or false');
const integerValue = (value: string): string | undefined => (/^[+-]?\d+$/.test(value.trim()) ? undefined : 'an integer');
const lengthValue = (value: string): string | undefined => (/^\+?\d{1,10}b?$/i.test(value.trim()) ? undefined : 'a number of characters');
const positiveInteger = (value: string): string | undefined => (/^\+?\d+$/.test(value.trim()) && Number(value) > 0 ? undefined : 'a positive integer');
/** What Spark calls the types of values. */
const typesOf = new Map<SettingRow['check'], string>();
const optionsOf = new WeakMap<NonNullable<SettingRow['check']>, string>();
/** In any case. */
const oneOf = (...words: readonly string[]): NonNullable<SettingRow['check']> => {
  const check = (value: string): string | undefined => (words.includes(value.trim().toUpperCase()) ? undefined : `one of ${words.join(', ')}`);
  optionsOf.set(check, words.join(', '));
  return check;
};
const durationValue = (value: string): string | undefined => (durationMs(value) === undefined ? 'a duration such as 10ms, 5s or 1m' : undefined);

typesOf.set(booleanValue, 'boolean').set(integerValue, 'int').set(positiveInteger, 'int').set(durationValue, 'time in MILLISECONDS');

const streaming = 'spark.sql.streaming.';
const LIMITS = 'tidemark.limits.';

/** Every setting the engine honours. Names and defaults are Spark's; `tidemark.` where Spark has no word. */
export const settingRows: readonly SettingRow[] = [
  { key: 'spark.sql.session.timeZone', default: 'UTC', doc: 'Time zone of timestamps in text, of dates and of datetime functions.' },
  { key: 'spark.sql.ansi.enabled', default: 'true', doc: 'Overflow, bad casts and division by zero are errors instead of NULL.', check: booleanValue },
  { key: 'spark.sql.ansi.doubleQuotedIdentifiers', default: 'false', doc: 'Double quotes name columns instead of starting strings.', check: booleanValue },
  { key: 'spark.sql.caseSensitive', default: 'false', doc: 'Names of columns are told apart by case.', check: booleanValue },
  { key: 'spark.sql.shuffle.partitions', default: '200', doc: 'Reported as the number of state partitions; one process has one.', check: positiveInteger, pinned: true },
  { key: 'spark.sql.timestampType', default: 'TIMESTAMP_LTZ', doc: 'What the type name TIMESTAMP means.', check: oneOf('TIMESTAMP_LTZ', 'TIMESTAMP_NTZ') },
  { key: 'spark.sql.timeType.enabled', default: 'false', doc: 'The TIME type may be used.', check: booleanValue },
  { key: 'spark.sql.timestampNanosTypes.enabled', default: 'false', doc: 'Timestamps with more than six digits are a type of their own: refused here by name, instead of cut off.', check: booleanValue },
  { key: 'spark.sql.legacy.timeParserPolicy', default: 'CORRECTED', doc: 'LEGACY: datetime patterns mean what Java\'s SimpleDateFormat takes them for.', check: oneOf('EXCEPTION', 'LEGACY', 'CORRECTED') },
  { key: 'spark.sql.legacy.ctePrecedencePolicy', default: 'CORRECTED', doc: 'Which of two common tables of one name counts inside of a WITH, LEGACY: the outer one.', check: oneOf('CORRECTED', 'LEGACY', 'EXCEPTION') },
  { key: 'spark.sql.legacy.setopsPrecedence.enabled', default: 'false', doc: 'Set operations run from left to right, INTERSECT too.', check: booleanValue },
  { key: 'spark.sql.parser.singleCharacterPipeOperator.enabled', default: 'true', doc: 'Pipes may be written `|` as well as `|>`.', check: booleanValue },
  { key: 'spark.sql.join.asofJoin.enabled', default: 'false', doc: 'ASOF JOIN is allowed.', check: booleanValue },
  { key: 'spark.sql.ansi.relationPrecedence', default: 'false', doc: 'JOIN binds tighter than a comma between tables.', check: booleanValue },
  { key: 'spark.sql.legacy.bangEqualsNot', default: 'false', doc: '`!` may stand wherever NOT may.', check: booleanValue },
  { key: 'spark.sql.legacy.consecutiveStringLiterals.enabled', default: 'false', doc: 'A doubled quote ends a string and begins another.', check: booleanValue },
  { key: 'spark.sql.legacy.exponentLiteralAsDecimal.enabled', default: 'false', doc: 'Numbers with an exponent are decimals.', check: booleanValue },
  { key: 'spark.sql.legacy.parser.havingWithoutGroupByAsWhere', default: 'false', doc: 'HAVING without GROUP BY filters rows.', check: booleanValue },
  { key: 'spark.sql.chunkBase64String.enabled', default: 'true', doc: 'base64() makes lines of 76 letters.', check: booleanValue },
  { key: 'spark.sql.legacy.statisticalAggregate', default: 'false', doc: 'Statistics of too few values are NaN instead of NULL.', check: booleanValue },
  { key: 'spark.sql.legacy.percentileDiscCalculation', default: 'false', doc: 'percentile_disc takes the value at or below the place that interpolation would take.', check: booleanValue },
  { key: 'spark.sql.legacy.histogramNumericPropagateInputType', default: 'true', doc: 'Bins of histogram_numeric have the type of the values instead of DOUBLE.', check: booleanValue },
  { key: 'spark.sql.legacy.scalarSubqueryCountBugBehavior', default: 'false', doc: 'A count inside another aggregation of a correlated subquery has no row where there are no rows.', check: booleanValue },
  { key: 'spark.sql.optimizer.decorrelateExistsSubqueryLegacyIncorrectCountHandling.enabled', default: 'false', doc: 'EXISTS and IN over a correlated count find nothing where there are no rows.', check: booleanValue },
  { key: 'spark.sql.analyzer.allowSubqueryExpressionsInLambdasOrHigherOrderFunctions', default: 'false', doc: 'Functions that take lambdas may have subqueries.', check: booleanValue },
  { key: 'spark.sql.collation.objectLevel.enabled', default: 'true', doc: 'Tables and views may have a default collation.', check: booleanValue },
  { key: 'spark.sql.legacy.storeAnalyzedPlanForView', default: 'false', doc: 'Names in a temporary view mean what they did when it was made.', check: booleanValue },
  { key: 'spark.sql.maxPlanStringLength', default: '2147483632', doc: 'Characters of a plan that EXPLAIN prints; behind them it says how many are left out.', check: lengthValue },
  { key: 'spark.sql.icu.caseMappings.enabled', default: 'true', doc: 'initcap knows letters whose capital is several letters.', check: booleanValue },
  { key: 'spark.sql.legacy.nullInEmptyListBehavior', default: undefined, doc: 'NULL IN an empty query is NULL. Not set: where ANSI is off.', check: booleanValue },
  { key: 'spark.sql.legacy.negativeIndexInArrayInsert', default: 'false', doc: 'array_insert counts -1 as the place before the last element.', check: booleanValue },
  { key: 'spark.sql.legacy.createEmptyCollectionUsingStringType', default: 'false', doc: 'array() and map() are of strings.', check: booleanValue },
  { key: 'spark.sql.legacy.followThreeValuedLogicInArrayExists', default: 'true', doc: 'exists(array, condition) is NULL where a condition is.', check: booleanValue },
  { key: 'spark.sql.parser.escapedStringLiterals', default: 'false', doc: 'A backslash in a text stands for itself.', check: booleanValue },
  { key: 'spark.sql.ansi.enforceReservedKeywords', default: 'false', doc: 'Reserved words of ANSI SQL are no names.', check: booleanValue },
  { key: 'spark.sql.decimalOperations.allowPrecisionLoss', default: 'true', doc: 'Results of decimals beyond 38 digits lose scale down to 6, false: they are cut at 38 digits.', check: booleanValue },
  { key: 'spark.sql.variant.allowDuplicateKeys', default: 'false', doc: 'Of equal keys in a variant object the last one counts.', check: booleanValue },
  { key: 'spark.sql.legacy.charVarcharAsString', default: 'false', doc: 'CHAR and VARCHAR are STRING.', check: booleanValue },
  { key: 'spark.sql.legacy.allowParameterlessCount', default: 'false', doc: 'count() is 0 rows of nothing instead of an error.', check: booleanValue },
  { key: 'spark.sql.legacy.sizeOfNull', default: 'true', doc: 'Without ANSI, size(NULL) is -1 instead of NULL.', check: booleanValue },
  { key: 'spark.sql.legacy.allowHashOnMapType', default: 'false', doc: 'Maps have a hash.', check: booleanValue },
  { key: 'spark.sql.legacy.allowStarWithSingleTableIdentifierInCount', default: 'false', doc: 'count(t.*) counts columns of t instead of being refused.', check: booleanValue },
  { key: 'spark.sql.function.concatBinaryAsString', default: 'false', doc: 'concat of binaries is a string.', check: booleanValue },
  { key: 'spark.sql.function.eltOutputAsString', default: 'false', doc: 'elt of binaries is a string.', check: booleanValue },
  { key: 'spark.sql.legacy.truncateForEmptyRegexSplit', default: 'false', doc: 'split around nothing drops what is beyond the limit.', check: booleanValue },
  { key: 'spark.sql.legacy.allowNullComparisonResultInArraySort', default: 'false', doc: 'array_sort takes NULL from its comparator for 0.', check: booleanValue },
  { key: 'spark.sql.legacy.javaCharsets', default: 'false', doc: 'encode and decode know the single-byte character sets of Java.', check: booleanValue },
  { key: 'spark.sql.legacy.codingErrorAction', default: 'false', doc: 'encode and decode replace what a character set does not have.', check: booleanValue },
  { key: 'spark.sql.legacy.viewSchemaBindingMode', default: 'true', doc: 'Views have a WITH SCHEMA clause; where false, the types of their columns are cast, whatever their mode.', check: booleanValue },
  { key: 'spark.sql.legacy.viewSchemaCompensation', default: 'true', doc: 'Views without a WITH SCHEMA clause are made in mode COMPENSATION, else BINDING.', check: booleanValue },
  { key: 'spark.sql.legacy.literal.pickMinimumPrecision', default: 'true', doc: 'Whole literals beside decimals take the digits they have, not those of their type.', check: booleanValue },
  { key: 'spark.sql.legacy.decimal.retainFractionDigitsOnTruncate', default: 'false', doc: 'The common type of decimals keeps fractions rather than whole digits.', check: booleanValue },
  { key: 'spark.sql.legacy.typeCoercion.datetimeToString.enabled', default: 'false', doc: 'Without ANSI, dates and timestamps are compared with text as text.', check: booleanValue },
  { key: 'spark.sql.legacy.castComplexTypesToString.enabled', default: 'false', doc: 'Maps and structs as text stand in brackets, NULL inside of them is nothing.', check: booleanValue },
  { key: 'spark.sql.legacy.lpadRpadAlwaysReturnString', default: 'false', doc: 'lpad and rpad take bytes for text.', check: booleanValue },
  { key: 'spark.sql.legacy.interval.enabled', default: 'false', doc: 'All interval literals, and differences of dates and timestamps, are of the one type INTERVAL.', check: booleanValue },
  { key: 'spark.sql.legacy.fromDayTimeString.enabled', default: 'false', doc: 'Interval literals such as \'…\' HOUR TO SECOND may begin with days, and leave out hours.', check: booleanValue },
  { key: 'spark.sql.operatorPipeSyntaxEnabled', default: 'true', doc: 'Pipes are part of SQL.', check: booleanValue },
  { key: 'spark.sql.allowNamedFunctionArguments', default: 'true', doc: 'Arguments may be given by name.', check: booleanValue },
  { key: 'spark.sql.view.maxNestedViewDepth', default: '100', doc: 'How deep views may be nested.', check: positiveInteger },
  { key: 'spark.sql.charAsVarchar', default: 'false', doc: 'Columns that are declared as CHAR are VARCHAR.', check: booleanValue },
  { key: 'spark.sql.legacy.noCharPaddingInPredicate', default: 'false', doc: 'Accepted; changes no answer: values of CHAR are always kept filled up.', check: booleanValue },
  { key: 'spark.sql.legacy.duplicateBetweenInput', default: 'false', doc: 'BETWEEN is written as two comparisons.', check: booleanValue },
  { key: 'spark.sql.legacy.keepCommandOutputSchema', default: 'false', doc: 'SHOW and DESCRIBE name columns as Spark 2 did.', check: booleanValue },
  { key: 'spark.sql.legacy.notReserveProperties', default: 'false', doc: 'Properties of tables and schemas that clauses stand for, such as owner, are left out instead of refused.', check: booleanValue },
  { key: 'spark.sql.legacy.allowAutoGeneratedAliasForView', default: 'false', doc: 'Views that stay may have columns that nobody named.', check: booleanValue },
  { key: 'spark.sql.legacy.nullValueWrittenAsQuotedEmptyStringCsv', default: 'false', doc: 'NULL is written as "" in CSV.', check: booleanValue },
  { key: 'spark.sql.json.enableExactStringParsing', default: 'true', doc: 'Numbers, arrays and objects that JSON files give for text are text as they were written.', check: booleanValue },
  { key: 'spark.sql.legacy.json.allowEmptyString.enabled', default: 'false', doc: 'Empty text in JSON is NULL where it cannot be a value, and no fault, but for fractions, dates and timestamps.', check: booleanValue },
  { key: 'spark.sql.crossJoin.enabled', default: 'true', doc: 'Joins may pair all rows without CROSS JOIN.', check: booleanValue },
  { key: 'spark.sql.legacy.groupingIdWithAppendedUserGroupBy', default: 'false', doc: 'grouping_id() counts what GROUP BY names before GROUPING SETS after what the sets name.', check: booleanValue },
  { key: 'spark.sql.legacy.inSubqueryNullability', default: 'false', doc: 'x IN (query) may be NULL only where x may.', check: booleanValue },
  { key: 'spark.sql.legacy.disableMapKeyNormalization', default: 'false', doc: '-0.0 and 0.0 are two keys of a map.', check: booleanValue },
  { key: 'spark.sql.legacy.useCurrentConfigsForView', default: 'false', doc: 'Views that stay are read under the settings of the reader, not those they were made under.', check: booleanValue },
  { key: 'spark.sql.legacy.parseQueryWithoutEof', default: 'false', doc: 'Accepted; changes no answer to a statement.', check: booleanValue },
  { key: 'spark.sql.legacy.raiseErrorWithoutErrorClass', default: 'false', doc: 'Accepted; raise_error and assert_true keep their condition.', check: booleanValue },
  { key: 'spark.sql.legacy.allowZeroIndexInFormatString', default: 'false', doc: 'Accepted; %0$s names no argument either way, as on the JVMs of today.', check: booleanValue },
  { key: 'spark.sql.legacy.allowSessionVariableInPersistedView', default: 'false', doc: 'Accepted; a view that stays may not name session variables either way, as in Spark.', check: booleanValue },
  { key: 'spark.sql.legacy.identifierClause', default: 'false', doc: 'IDENTIFIER(…) stands for columns, tables and functions, for no other name.', check: booleanValue },
  { key: 'spark.sql.legacy.parameterSubstitution.constantsOnly', default: 'false', doc: 'Parameters may stand for values of expressions only.', check: booleanValue },
  { key: 'spark.sql.path.enabled', default: 'false', doc: 'SET PATH says where functions and tables without a schema are looked for.', check: booleanValue },
  { key: 'spark.sql.legacy.persistentCatalogFirst', default: 'false', doc: 'builtin.f is first looked for in a schema of that name.', check: booleanValue },
  { key: 'spark.sql.functionResolution.sessionOrder', default: 'second', doc: 'When functions of the session are looked for: before built-in ones, behind them, or last.', check: oneOf('FIRST', 'SECOND', 'LAST') },
  { key: 'spark.sql.collation.schemaLevel.enabled', default: 'false', doc: 'Schemas may have a DEFAULT COLLATION, which what is made in them takes.', check: booleanValue },
  { key: 'spark.sql.defaultColumn.enabled', default: 'true', doc: 'Columns may have a DEFAULT.', check: booleanValue },
  { key: 'spark.sql.defaultColumn.useNullsForMissingDefaultValues', default: 'true', doc: 'Columns without a DEFAULT that INSERT leaves out are NULL.', check: booleanValue },
  { key: 'spark.sql.legacy.keepPartitionSpecAsStringLiteral', default: 'false', doc: 'PARTITION (p = 05) means the text \'05\'.', check: booleanValue },
  { key: 'spark.sql.legacy.parseNullPartitionSpecAsStringLiteral', default: 'false', doc: 'PARTITION (p = null) means the text \'null\'.', check: booleanValue },
  { key: 'spark.sql.legacy.integerGroupingId', default: 'false', doc: 'grouping_id() is an INT.', check: booleanValue },
  { key: 'spark.sql.groupByAliases', default: 'true', doc: 'GROUP BY may name aliases of the select list.', check: booleanValue },
  { key: 'spark.sql.groupByOrdinal', default: 'true', doc: 'Numbers in GROUP BY are positions of the select list.', check: booleanValue },
  { key: 'spark.sql.orderByOrdinal', default: 'true', doc: 'Numbers in ORDER BY are positions of the select list.', check: booleanValue },
  { key: 'spark.sql.lateralColumnAlias.enableImplicitResolution', default: 'true', doc: 'A select list may name aliases to the left.', check: booleanValue },
  { key: 'spark.sql.sources.partitionColumnTypeInference.enabled', default: 'true', doc: 'Types of partition columns are inferred from the names of folders.', check: booleanValue },
  {
    key: 'spark.sql.binaryOutputStyle', default: 'HEX_DISCRETE', doc: 'How show() prints bytes: UTF8, BASIC, BASE64, HEX or HEX_DISCRETE.',
    check: oneOf('UTF-8', 'UTF8', 'BASIC', 'BASE64', 'HEX', 'HEX_DISCRETE'),
  },
  { key: 'spark.sql.transposeMaxValues', default: '500', doc: 'Most rows that transpose turns into columns.', check: integerValue },
  { key: 'spark.sql.pivotMaxValues', default: '10000', doc: 'Most distinct values that a pivot without a value list may find.', check: positiveInteger },
  { key: 'spark.sql.cteRecursionLevelLimit', default: '100', doc: 'Rounds after which a recursive query is stopped; -1 = never.', check: integerValue },
  { key: 'spark.sql.cteRecursionRowLimit', default: '1000000', doc: 'Rows after which a recursive query is stopped; -1 = never.', check: integerValue },
  { key: 'spark.sql.mapKeyDedupPolicy', default: 'EXCEPTION', doc: 'What a repeated key of a map literal does.', check: oneOf('EXCEPTION', 'LAST_WIN') },
  { key: 'spark.sql.columnNameOfCorruptRecord', default: '_corrupt_record', doc: 'Column that from_json and readers put malformed records into.' },
  { key: 'spark.sql.jsonGenerator.ignoreNullFields', default: 'true', doc: 'to_json leaves out fields that are NULL.', check: booleanValue },
  { key: 'spark.sql.parser.quotedRegexColumnNames', default: 'false', doc: 'Back-quoted names in a select list are regular expressions.', check: booleanValue },
  { key: 'spark.sql.storeAssignmentPolicy', default: 'ANSI', doc: 'Which values INSERT may convert.', check: oneOf('ANSI', 'LEGACY', 'STRICT') },
  {
    key: 'spark.sql.sources.partitionOverwriteMode', default: 'STATIC', check: oneOf('STATIC', 'DYNAMIC'),
    doc: 'INSERT OVERWRITE of a partitioned table replaces all that PARTITION (…) names, or DYNAMIC: the partitions that get rows.',
  },
  { key: 'spark.sql.scripting.enabled', default: 'true', doc: 'BEGIN … END may be run.', check: booleanValue },
  { key: 'spark.sql.scripting.cursorEnabled', default: 'false', doc: 'Scripts have cursors: DECLARE CURSOR, OPEN, FETCH, CLOSE.', check: booleanValue },
  { key: 'spark.sql.scripting.continueHandlerEnabled', default: 'false', doc: 'Scripts may declare CONTINUE handlers.', check: booleanValue },
  { key: 'spark.sql.variable.substitute', default: 'true', doc: 'Text such as ${key} in statements is replaced.', check: booleanValue },
  { key: 'spark.sql.sources.default', default: 'parquet', doc: 'Format of a read that names none.' },
  { key: 'spark.sql.runSQLOnFiles', default: 'true', doc: 'Queries may name files, as in FROM json.`/data/clicks`.', check: booleanValue },
  { key: 'spark.sql.files.ignoreCorruptFiles', default: 'false', doc: 'Files that cannot be read are skipped; the option of that name wins.', check: booleanValue },
  { key: 'spark.sql.files.ignoreMissingFiles', default: 'false', doc: 'Files that went away are skipped; the option of that name wins.', check: booleanValue },
  {
    key: 'spark.sql.parquet.compression.codec', default: 'snappy', doc: 'How pages of Parquet files are packed.',
    check: oneOf('NONE', 'UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'LZ4_RAW', 'ZSTD'),
  },
  { key: 'spark.sql.parquet.outputTimestampType', default: 'INT96', doc: 'How Parquet files keep TIMESTAMP.', check: oneOf('INT96', 'TIMESTAMP_MICROS', 'TIMESTAMP_MILLIS') },
  { key: 'spark.sql.parquet.filterPushdown', default: 'true', doc: 'Row groups of Parquet files are not read where their statistics say that no row passes the filter.', check: booleanValue },
  { key: 'spark.sql.parquet.mergeSchema', default: 'false', doc: 'The schema of Parquet files is the one of all of them, not of the first.', check: booleanValue },
  { key: 'spark.sql.parquet.binaryAsString', default: 'false', doc: 'Bytes of Parquet files that nothing is said about are text.', check: booleanValue },
  { key: 'spark.sql.parquet.inferTimestampNTZ.enabled', default: 'true', doc: 'Timestamps of Parquet files that are not adjusted to UTC are TIMESTAMP_NTZ.', check: booleanValue },
  { key: `${streaming}noDataMicroBatches.enabled`, default: 'true', doc: 'A batch without data follows when the watermark has moved.', check: booleanValue },
  { key: `${streaming}multipleWatermarkPolicy`, default: 'min', doc: 'How several watermarks become one.', check: (value) => (['min', 'max'].includes(value.toLowerCase()) ? undefined : 'min or max'), pinned: true },
  { key: `${streaming}statefulOperator.allowMultiple`, default: 'true', doc: 'Watermarks are passed on from one stateful operator to the next.', check: booleanValue },
  { key: `${streaming}statefulOperator.checkCorrectness.enabled`, default: 'true', doc: 'Chains of stateful operators that may give wrong answers are refused.', check: booleanValue },
  { key: `${streaming}unsupportedOperationCheck`, default: 'true', doc: 'Operations a stream cannot do are refused at start.', check: booleanValue },
  { key: `${streaming}sessionWindow.merge.sessions.in.local.partition`, default: 'false', doc: 'Sessions of one batch are merged before late rows are dropped.', check: booleanValue },
  { key: `${streaming}pollingDelay`, default: '10ms', doc: 'How long an idle query waits before it asks its sources again.', check: durationValue },
  { key: `${streaming}numRecentProgressUpdates`, default: '100', doc: 'recentProgress keeps one less than that.', check: positiveInteger },
  { key: `${streaming}noDataProgressEventInterval`, default: '10000ms', doc: 'How often an idle query reports progress.', check: durationValue },
  { key: `${streaming}checkpointLocation`, default: undefined, doc: 'Folder below which queries without a checkpointLocation keep theirs.' },
  { key: `${streaming}forceDeleteTempCheckpointLocation`, default: 'false', doc: 'Temporary checkpoints are deleted even after a failure.', check: booleanValue },
  { key: `${streaming}schemaInference`, default: 'false', doc: 'File sources of a stream may infer their schema.', check: booleanValue },
  { key: `${streaming}minBatchesToRetain`, default: '100', doc: 'Batches whose state can still be read and gone back to; whole segments of the log go at once.', check: positiveInteger },
  { key: `${streaming}stopTimeout`, default: '0', doc: 'How long stop() waits before it fails; 0 = until the batch has ended.', check: durationValue },
  { key: `${streaming}stopActiveRunOnRestart`, default: 'true', doc: 'Starting a query that is active elsewhere in the session stops the old run.', check: booleanValue },
  { key: `${streaming}stateStore.providerClass`, default: 'org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider', doc: 'Accepted and logged; tidemark has one state store.', pinned: true },
  {
    key: `${streaming}stateStore.encodingFormat`, default: 'unsaferow', doc: 'avro: schemas of state variables may evolve over restarts.', pinned: true,
    check: (value) => (['unsaferow', 'avro'].includes(value) ? undefined : 'unsaferow or avro'),
  },
  { key: `${streaming}stateStore.skipNullsForStreamStreamJoins.enabled`, default: 'false', doc: 'Accepted; changes no answer.', check: booleanValue },
  { key: `${streaming}stateStore.stateSchemaCheck`, default: 'true', doc: 'A restart whose state would have another schema is refused; where false, one whose state lies in other columns.', check: booleanValue },
  { key: `${streaming}aggregation.stateFormatVersion`, default: '2', doc: 'Accepted and logged.', check: integerValue, pinned: true },
  { key: `${streaming}join.stateFormatVersion`, default: '2', doc: 'Accepted and logged.', check: integerValue, pinned: true },
  {
    key: `${streaming}flatMapGroupsWithState.skipEmittingInitialStateKeys`, default: 'false', check: booleanValue,
    doc: 'Functions over groups are not called for keys that only the initial state has.',
  },
  { key: `${streaming}flatMapGroupsWithState.stateFormatVersion`, default: '2', doc: 'Accepted and logged.', check: integerValue, pinned: true },
  { key: 'tidemark.limits.planDepth', default: '1000', doc: 'Deepest plan or expression.', check: positiveInteger },
];

const rowsByKey = new Map([...settingRows, ...fixedSettings.map(([key, value, doc]): SettingRow => ({ key, default: value, doc, fixed: true }))].map((row) => [row.key.toLowerCase(), row]));

/** The row of a key the engine honours. Spark's keys are case-sensitive; a known one is found in any case. */
export function settingRow(key: string): SettingRow | undefined {
  return rowsByKey.get(key.toLowerCase());
}

/**
 * Settings of one session. Unknown keys are stored as they are, as in Spark.
 *
 * @example
 * const settings = new SessionSettings({ 'spark.sql.session.timeZone': 'Asia/Seoul' });
 * settings.timeZone; // 'Asia/Seoul'
 */
export class SessionSettings implements EvaluationSettings {
  readonly #values = new Map<string, string>();
  readonly #checkTimeZone: ((zone: string) => void) | undefined;

  constructor(initial: Readonly<Record<string, string>> = {}, checkTimeZone?: (zone: string) => void) {
    this.#checkTimeZone = checkTimeZone;
    for (const [key, value] of Object.entries(initial)) this.set(key, value);
  }

  get timeZone(): string { return this.text('spark.sql.session.timeZone'); }
  get ansi(): boolean { return this.flag('spark.sql.ansi.enabled'); }

  /** What is in force; `TRUE` is `true`. */
  readonly get = (key: string): string | undefined => {
    const row = settingRow(key);
    const written = this.#values.get(row?.key ?? key) ?? row?.default;
    return row?.check === booleanValue ? written?.trim().toLowerCase() : written;
  };

  /** As somebody wrote it. */
  written(key: string): string | undefined { return this.#values.get(settingRow(key)?.key ?? key) ?? settingRow(key)?.default; }

  set(key: string, value: string): void {
    const row = settingRow(key);
    if (row === undefined && key.startsWith(LIMITS)) fail('TIDEMARK_UNKNOWN_SETTING', { confName: key, known: settingRows.flatMap((one) => (one.key.startsWith(LIMITS) ? [one.key] : [])).join(', ') });
    const wanted = row?.check?.(value);
    if (row !== undefined && wanted !== undefined) {
      refuseValue(row, value, wanted);
    }
    if (row?.fixed === true && value.trim().toLowerCase() !== row.default) fail('TIDEMARK_SETTING_NOT_AVAILABLE', { confName: row.key, confValue: value, defaultValue: row.default ?? '' });
    if (row?.key === 'spark.sql.session.timeZone') this.#checkTimeZone?.(value);
    this.#values.set(row?.key ?? key, value);
  }

  /** The value of a setting that was set, else empty text; settings that cannot be empty are refused. */
  given(key: string): string {
    const row = settingRow(key);
    const value = this.#values.get(row?.key ?? key);
    const wanted = value === undefined ? row?.check?.('') : undefined;
    return wanted === undefined ? (value ?? '') : refuseValue(row!, '', wanted);
  }

  unset(key: string): void { this.#values.delete(settingRow(key)?.key ?? key); }

  /** Values set in this session, by key. */
  entries(): readonly (readonly [string, string])[] { return [...this.#values].sort(([left], [right]) => (left < right ? -1 : 1)); }

  /** Every setting with a value, defaults included, by key. */
  all(): Readonly<Record<string, string>> {
    return { ...Object.fromEntries(settingRows.flatMap((row) => (row.default === undefined ? [] : [[row.key, row.default]]))), ...Object.fromEntries(this.#values) };
  }

  /** What a view or a SQL function made now keeps: its text means for ever what it means under these. */
  captured(): CapturedSettings {
    const set = this.entries().filter(([key, value]) => isCaptured(key) && value !== settingRow(key)?.default);
    return { 'spark.sql.session.timeZone': this.timeZone, 'spark.sql.ansi.enabled': String(this.ansi), ...Object.fromEntries(set) };
  }

  /** Plans are compared as JSON: expressions bound under other settings differ. */
  toJSON(): CapturedSettings { return this.captured(); }

  /** A known setting as text. */
  text(key: string): string { return this.get(key) ?? ''; }
  flag(key: string): boolean { return isTrue(this, key); }
  number(key: string): number { return Number(this.text(key)); }
  durationMs(key: string): number { return durationMs(this.text(key)) ?? 0; }

  /** A copy that later changes of the session do not reach: what a started query works with. */
  snapshot(overrides: Readonly<Record<string, string>> = {}): SessionSettings {
    return new SessionSettings({ ...Object.fromEntries(this.#values), ...overrides }, this.#checkTimeZone);
  }
}

/** Settings by key that change what a text means; what is not among them has its default. */
export type CapturedSettings = Readonly<Record<string, string>>;

const kept = new WeakMap<CapturedSettings, SessionSettings>();

/** The settings for a text made under `captured`: those around it when nothing differs. */
export function settingsInside(captured: CapturedSettings, around: EvaluationSettings): EvaluationSettings {
  if (around instanceof SessionSettings && JSON.stringify(around.captured()) === JSON.stringify(captured)) return around;
  const known = kept.get(captured) ?? new SessionSettings(captured);
  kept.set(captured, known);
  return known;
}

/** How a query runs is up to the session that runs it. */
function isCaptured(key: string): boolean {
  return key.startsWith('spark.sql.') && !ofTheReader.some((prefix) => key.startsWith(prefix));
}

const ofTheReader: readonly string[] = ['optimizer.', 'codegen.', 'execution.', 'shuffle.', 'adaptive.', 'hive.', 'streaming.', 'scripting.'].map((part) => `spark.sql.${part}`);

/** A boolean setting, wherever the settings come from. */
export function isTrue(settings: Pick<EvaluationSettings, 'get'>, key: string): boolean {
  return (settings.get(key) ?? settingRow(key)?.default ?? 'false').trim().toLowerCase() === 'true';
}

/** An integer setting. */
export function integerSetting(settings: Pick<EvaluationSettings, 'get'>, key: string): number {
  return Number(settings.get(key) ?? settingRow(key)?.default ?? '0');
}

/** `10ms`, `5s`, `1m`, `2h`, `1d`; a bare number is milliseconds. */
export function durationMs(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  const unit = match === null ? undefined : unitMs[match[2]!.toLowerCase()];
  return unit === undefined ? undefined : Math.round(Number(match![1]) * unit);
}

const unitMs: Readonly<Record<string, number>> = { '': 1, us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function refuseValue(row: SettingRow, value: string, confRequirement: string): never {
  const options = row.check === undefined ? undefined : optionsOf.get(row.check);
  if (options !== undefined) fail('INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS', { confName: row.key, confValue: value, confOptions: options });
  const words = { confName: row.key, confValue: value };
  const isRefusedAsNumber = row.check === positiveInteger && integerValue(value) === undefined;
  const confType = isRefusedAsNumber ? undefined : typesOf.get(row.check);
  return confType === undefined ? fail('INVALID_CONF_VALUE.REQUIREMENT', { ...words, confRequirement }) : fail('INVALID_CONF_VALUE.TYPE_MISMATCH', { ...words, confType });
}
