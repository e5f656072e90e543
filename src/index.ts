export { Column, type ColumnLike, callFunction, col, column, expr, lit, when } from './api/column.ts';
export type { Catalog, ColumnInfo, FunctionInfo, TableInfo } from './api/catalog.ts';
export { DataFrame, type JoinTypeName } from './api/data-frame.ts';
export { Decimal } from './api/decimal.ts';
export { Variant } from './api/variant.ts';
export { GroupState, type GroupStateTimeout } from './api/group-state.ts';
export type { KeyValueGroupedDataset } from './api/key-value-grouped.ts';
export type { ListState, MapState, QueryInfo, StatefulProcessor, StatefulProcessorHandle, TimeMode, TimerValues, TTLConfig, ValueState } from './api/stateful-processor.ts';
export type { RowOf } from './api/row-type.ts';
export type { RelationalGroupedDataset } from './api/grouped-data.ts';
export type { LiteralInput } from './api/literal.ts';
export {
  aggregate, arraySort, type ElementFunction, exists, filter, forall, mapFilter, mapZipWith, reduce, transform, transformKeys, transformValues, zipWith,
} from './api/lambda-functions.ts';
export { MemoryStream } from './api/memory-stream.ts';
export type { CollectOptions, Row } from './api/row.ts';
export type { DataFrameNaFunctions } from './api/na-functions.ts';
export type { DataFrameReader, DataStreamReader, OptionValue } from './api/reader.ts';
export type { MadeRow } from './api/row-programs.ts';
export type { RuntimeConfig } from './api/runtime-conf.ts';
export { Session, type SessionOptions, type SqlArguments, session } from './api/session.ts';
export type { DataStreamWriter, ForeachWriter } from './api/stream-writer.ts';
export type { DataFrameStatFunctions } from './api/stat-functions.ts';
export type { StreamingQuery } from './api/streaming-query.ts';
export type { StreamingQueryListener, StreamingQueryManager } from './api/streaming-query-manager.ts';
export type { TableValuedFunction } from './api/table-functions.ts';
export { Timestamp } from './api/timestamp.ts';
export type { TriggerOptions } from './api/trigger.ts';
export { udaf, udf, type UdfRegistration, type UserFunction, type UserFunctionColumn, type UserFunctionOptions } from './api/udf.ts';
export type { Aggregator } from './api/user-aggregate.ts';
export type { UserTableFunction } from './api/user-table-function.ts';
export { Window, WindowSpecification } from './api/window-specification.ts';
export type { DataFrameWriter, SaveMode } from './api/writer.ts';
export type { DataFrameWriterV2 } from './api/writer-v2.ts';
export {
  asc, ascNullsFirst, ascNullsLast, bitwiseNot, broadcast, callUdf, countDistinct, createMap, desc, descNullsFirst, descNullsLast, listaggDistinct, negate, not, product, stringAggDistinct, sumDistinct,
  timestampAdd, timestampDiff, typeOf, window,
} from './api/spelled-functions.ts';
export { conditionOf, type ErrorDomain, type Span, StreamError } from './errors/stream-error.ts';
export type { SinkProgress, SourceProgress, StateOperatorProgress, StreamingQueryProgress, StreamingQueryStatus } from './exec/progress.ts';
export type { DataType, Field, Schema } from './types/data-type.ts';
// functions (npm run docs)
export {
  any, anyValue, approxCountDistinct, approxPercentile, arrayAgg, avg, bitAnd, bitOr, bitXor, bitmapAndAgg, bitmapConstructAgg, bitmapOrAgg,
  boolAnd, boolOr, collectList, collectSet, collectUnion, corr, count, countIf, covarPop, covarSamp, every, first,
  firstValue, grouping, groupingId, histogramNumeric, kurtosis, last, lastValue, listagg, max, maxBy, mean, median,
  min, minBy, mode, percentile, percentileApprox, percentileCont, percentileDisc, regrAvgx, regrAvgy, regrCount, regrIntercept, regrR2,
  regrSlope, regrSxx, regrSxy, regrSyy, skewness, some, std, stddev, stddevPop, stddevSamp, stringAgg, sum,
  tryAvg, trySum, varPop, varSamp, variance,
} from './api/functions/agg-funcs.ts';
export {
  array, arrayAppend, arrayCompact, arrayContains, arrayDistinct, arrayExcept, arrayInsert, arrayIntersect, arrayJoin, arrayMax, arrayMin, arrayPosition,
  arrayPrepend, arrayRemove, arrayRepeat, arraySize, arrayUnion, arraysOverlap, arraysZip, flatten, get, sequence, shuffle, slice,
  sortArray,
} from './api/functions/array-funcs.ts';
export {
  bitCount, bitGet, getbit, shiftleft, shiftright, shiftrightunsigned,
} from './api/functions/bitwise-funcs.ts';
export {
  cardinality, concat, elementAt, reverse, size, tryElementAt,
} from './api/functions/collection-funcs.ts';
export {
  between, coalesce, ifnull, nanvl, nullif, nullifzero, nvl, nvl2, zeroifnull,
} from './api/functions/conditional-funcs.ts';
export {
  fromCsv, schemaOfCsv, toCsv,
} from './api/functions/csv-funcs.ts';
export {
  addMonths, convertTimezone, curdate, currentDate, currentTime, currentTimestamp, currentTimezone, dateAdd, dateDiff, dateFormat, dateFromUnixDate, datePart,
  dateSub, dateTrunc, dateadd, datediff, datepart, day, dayname, dayofmonth, dayofweek, dayofyear, extract, fromUnixtime,
  fromUtcTimestamp, hour, lastDay, localtime, localtimestamp, makeDate, makeDtInterval, makeInterval, makeTime, makeTimestamp, makeTimestampLtz, makeTimestampNtz,
  makeYmInterval, minute, month, monthname, monthsBetween, nextDay, now, quarter, second, sessionWindow, timeBucket, timeDiff,
  timeFromMicros, timeFromMillis, timeFromSeconds, timeToMicros, timeToMillis, timeToSeconds, timeTrunc, timestampMicros, timestampMillis, timestampSeconds, toDate, toTime,
  toTimestamp, toTimestampLtz, toTimestampNtz, toUnixTimestamp, toUtcTimestamp, trunc, tryMakeInterval, tryMakeTimestamp, tryMakeTimestampLtz, tryMakeTimestampNtz, tryToDate, tryToTime,
  tryToTimestamp, unixDate, unixMicros, unixMillis, unixSeconds, unixTimestamp, weekday, weekofyear, windowTime, year,
} from './api/functions/datetime-funcs.ts';
export {
  explode, explodeOuter, inline, inlineOuter, posexplode, posexplodeOuter, stack,
} from './api/functions/generator-funcs.ts';
export {
  crc32, hash, md5, sha, sha1, sha2, xxhash64,
} from './api/functions/hash-funcs.ts';
export {
  fromJson, getJsonObject, jsonArrayLength, jsonObjectKeys, jsonTuple, schemaOfJson, toJson,
} from './api/functions/json-funcs.ts';
export {
  map, mapConcat, mapContainsKey, mapEntries, mapFromArrays, mapFromEntries, mapKeys, mapValues, strToMap,
} from './api/functions/map-funcs.ts';
export {
  abs, acos, acosh, asin, asinh, atan, atan2, atanh, bin, bround, cbrt, ceil,
  ceiling, conv, cos, cosh, cot, csc, degrees, div, e, exp, expm1, factorial,
  floor, greatest, hex, hypot, least, ln, log, log10, log1p, log2, mod, negative,
  pi, pmod, positive, pow, power, radians, rand, randn, random, rint, round, sec,
  sign, signum, sin, sinh, sqrt, tan, tanh, tryAdd, tryDivide, tryMod, tryMultiply, trySubtract,
  unhex, uniform, widthBucket,
} from './api/functions/math-funcs.ts';
export {
  aesDecrypt, aesEncrypt, assertTrue, bitmapBitPosition, bitmapBucketNumber, bitmapCount, currentCatalog, currentDatabase, currentPath, currentSchema, currentUser, hmac,
  inputFileName, monotonicallyIncreasingId, raiseError, sessionUser, sparkPartitionId, tryAesDecrypt, user, uuid, version,
} from './api/functions/misc-funcs.ts';
export {
  equalNull, ilike, isnan, isnotnull, isnull, like,
} from './api/functions/predicate-funcs.ts';
export {
  ascii, base64, bitLength, btrim, char, charLength, characterLength, chr, collate, collation, concatWs, contains,
  decode, elt, encode, endswith, findInSet, formatNumber, formatString, fromBase32, initcap, instr, isValidUtf8, jaroWinklerSimilarity,
  lcase, left, len, length, levenshtein, locate, lower, lpad, ltrim, luhnCheck, makeValidUtf8, mask,
  octetLength, overlay, position, printf, quote, randstr, regexp, regexpCount, regexpExtract, regexpExtractAll, regexpInstr, regexpLike,
  regexpReplace, regexpSubstr, repeat, replace, right, rlike, rpad, rtrim, sentences, soundex, space, split,
  splitPart, startswith, substr, substring, substringIndex, toBase32, toBinary, toChar, toNumber, toVarchar, translate, trim,
  tryToBinary, tryToNumber, tryValidateUtf8, ucase, unbase64, upper, validateUtf8,
} from './api/functions/string-funcs.ts';
export {
  namedStruct, struct,
} from './api/functions/struct-funcs.ts';
export {
  parseUrl, tryParseUrl, tryUrlDecode, urlDecode, urlEncode,
} from './api/functions/url-funcs.ts';
export {
  isValidVariant, isVariantNull, parseJson, schemaOfVariant, schemaOfVariantAgg, toVariantObject, tryParseJson, tryVariantArrayAppend, tryVariantGet, tryVariantInsert, tryVariantSet, variantArrayAppend,
  variantDelete, variantExplode, variantExplodeOuter, variantGet, variantInsert, variantSet, variantStripNulls,
} from './api/functions/variant-funcs.ts';
export {
  vectorAvg, vectorCosineSimilarity, vectorInnerProduct, vectorL2Distance, vectorNorm, vectorNormalize, vectorSum,
} from './api/functions/vector-funcs.ts';
export {
  counterDiff, cumeDist, denseRank, lag, lead, nthValue, ntile, percentRank, rank, rowNumber,
} from './api/functions/window-funcs.ts';
// end of functions
