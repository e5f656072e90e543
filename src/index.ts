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
  asc, ascNullsFirst, ascNullsLast, bitwiseNot, broadcast, callUdf, countDistinct, createMap, desc, descNullsFirst, descNullsLast, listaggDistinct, negate, not, stringAggDistinct, sumDistinct,
  timestampAdd, timestampDiff, typeOf,
} from './api/spelled-functions.ts';
export { conditionOf, type ErrorDomain, type Span, StreamError } from './errors/stream-error.ts';
export type { SinkProgress, SourceProgress, StateOperatorProgress, StreamingQueryProgress, StreamingQueryStatus } from './exec/progress.ts';
export type { DataType, Field, Schema } from './types/data-type.ts';
// functions (npm run docs)
export {
  window, abs, acos, acosh, addMonths, aesDecrypt, aesEncrypt, any, anyValue, approxCountDistinct, approxPercentile, array,
  arrayAgg, arrayAppend, arrayCompact, arrayContains, arrayDistinct, arrayExcept, arrayInsert, arrayIntersect, arrayJoin, arrayMax, arrayMin, arrayPosition,
  arrayPrepend, arrayRemove, arrayRepeat, arraySize, arrayUnion, arraysOverlap, arraysZip, ascii, asin, asinh, assertTrue, atan,
  atan2, atanh, avg, base64, between, bin, bitAnd, bitCount, bitGet, bitLength, bitOr, bitXor,
  bitmapBitPosition, bitmapBucketNumber, bitmapCount, boolAnd, boolOr, bround, btrim, cardinality, cbrt, ceil, ceiling, char,
  charLength, characterLength, chr, coalesce, collate, collation, collectList, collectSet, collectUnion, concat, concatWs, contains,
  conv, convertTimezone, corr, cos, cosh, cot, count, countIf, counterDiff, covarPop, covarSamp, crc32,
  csc, cumeDist, curdate, currentCatalog, currentDatabase, currentDate, currentSchema, currentTime, currentTimestamp, currentTimezone, currentUser, dateAdd,
  dateDiff, dateFormat, dateFromUnixDate, datePart, dateSub, dateTrunc, dateadd, datediff, datepart, day, dayname, dayofmonth,
  dayofweek, dayofyear, decode, degrees, denseRank, div, e, elementAt, elt, encode, endswith, equalNull,
  every, exp, explode, explodeOuter, expm1, extract, factorial, findInSet, first, firstValue, flatten, floor,
  formatNumber, formatString, fromBase32, fromCsv, fromJson, fromUnixtime, fromUtcTimestamp, get, getJsonObject, getbit, greatest, grouping,
  groupingId, hash, hex, hmac, hour, hypot, ifnull, ilike, initcap, inline, inlineOuter, inputFileName,
  instr, isValidUtf8, isValidVariant, isVariantNull, isnan, isnotnull, isnull, jaroWinklerSimilarity, jsonArrayLength, jsonObjectKeys, jsonTuple, kurtosis,
  lag, last, lastDay, lastValue, lcase, lead, least, left, len, length, levenshtein, like,
  listagg, ln, localtime, localtimestamp, locate, log, log10, log1p, log2, lower, lpad, ltrim,
  luhnCheck, makeDate, makeDtInterval, makeInterval, makeTime, makeTimestamp, makeTimestampLtz, makeTimestampNtz, makeValidUtf8, makeYmInterval, map, mapConcat,
  mapContainsKey, mapEntries, mapFromArrays, mapFromEntries, mapKeys, mapValues, mask, max, maxBy, md5, mean, median,
  min, minBy, minute, mod, mode, monotonicallyIncreasingId, month, monthname, monthsBetween, namedStruct, nanvl, negative,
  nextDay, now, nthValue, ntile, nullif, nullifzero, nvl, nvl2, octetLength, overlay, parseJson, parseUrl,
  percentRank, percentile, percentileApprox, percentileCont, percentileDisc, pi, pmod, posexplode, posexplodeOuter, position, positive, pow,
  power, printf, quarter, quote, radians, raiseError, rand, randn, random, randstr, rank, regexp,
  regexpCount, regexpExtract, regexpExtractAll, regexpInstr, regexpLike, regexpReplace, regexpSubstr, regrAvgx, regrAvgy, regrCount, regrIntercept, regrR2,
  regrSlope, regrSxx, regrSxy, regrSyy, repeat, replace, reverse, right, rint, rlike, round, rowNumber,
  rpad, rtrim, schemaOfCsv, schemaOfJson, schemaOfVariant, schemaOfVariantAgg, sec, second, sentences, sequence, sessionUser, sessionWindow,
  sha, sha1, sha2, shiftleft, shiftright, shiftrightunsigned, shuffle, sign, signum, sin, sinh, size,
  skewness, slice, some, sortArray, soundex, space, sparkPartitionId, split, splitPart, sqrt, stack, startswith,
  std, stddev, stddevPop, stddevSamp, strToMap, stringAgg, struct, substr, substring, substringIndex, sum, tan,
  tanh, timeBucket, timeDiff, timeFromMicros, timeFromMillis, timeFromSeconds, timeToMicros, timeToMillis, timeToSeconds, timeTrunc, timestampMicros, timestampMillis,
  timestampSeconds, toBase32, toBinary, toChar, toCsv, toDate, toJson, toNumber, toTime, toTimestamp, toTimestampLtz, toTimestampNtz,
  toUnixTimestamp, toUtcTimestamp, toVarchar, toVariantObject, translate, trim, trunc, tryAdd, tryAesDecrypt, tryAvg, tryDivide, tryElementAt,
  tryMakeInterval, tryMakeTimestamp, tryMakeTimestampLtz, tryMakeTimestampNtz, tryMod, tryMultiply, tryParseJson, tryParseUrl, trySubtract, trySum, tryToBinary, tryToDate,
  tryToNumber, tryToTime, tryToTimestamp, tryUrlDecode, tryValidateUtf8, tryVariantArrayAppend, tryVariantGet, tryVariantInsert, tryVariantSet, ucase, unbase64, unhex,
  uniform, unixDate, unixMicros, unixMillis, unixSeconds, unixTimestamp, upper, urlDecode, urlEncode, user, uuid, validateUtf8,
  varPop, varSamp, variance, variantArrayAppend, variantDelete, variantExplode, variantExplodeOuter, variantGet, variantInsert, variantSet, variantStripNulls, vectorCosineSimilarity,
  vectorInnerProduct, vectorL2Distance, vectorNorm, vectorNormalize, version, weekday, weekofyear, widthBucket, windowTime, xxhash64, year, zeroifnull,
} from './api/functions.ts';
// end of functions
