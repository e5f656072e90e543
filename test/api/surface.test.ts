import { describe, expect, test } from 'vitest';
import * as api from '../../src/index.ts';

/**
 * The public methods of Spark 4.3's classes (Scala's and Python's, in camelCase): those that are here under the same name, those that have another name or
 * place here, and those that are not here, each with the reason.
 */
interface Surface {
  readonly here: string;
  readonly elsewhere?: Readonly<Record<string, string>>;
  readonly absent?: Readonly<Record<string, string>>;
  /** Public names that Spark has not. */
  readonly own?: string;
}

const python = 'a spelling or a partner (pandas, Arrow batches) of Python only';
const cluster = 'a cluster, its storage or its Java objects; there is one process';
const connect = 'of Spark Connect clients';
const noReader = 'no reader and writer for this format';

const spark = api.session();
const frame = spark.range(1);
const prototypes: Readonly<Record<string, object>> = {
  DataFrame: frame, Column: api.col('a'), Session: spark, DataFrameReader: spark.read, DataStreamReader: spark.readStream, DataFrameWriter: frame.write, DataFrameWriterV2: frame.writeTo('t'),
  Catalog: spark.catalog, RuntimeConfig: spark.conf, RelationalGroupedDataset: frame.groupBy(), KeyValueGroupedDataset: frame.groupByKey('id'), UdfRegistration: spark.udf, DataFrameNaFunctions: frame.na, DataFrameStatFunctions: frame.stat,
  Window: api.Window, WindowSpecification: api.Window.orderBy('id'), StreamingQueryManager: spark.streams, TableValuedFunction: spark.tvf,
};

const surfaces: Readonly<Record<string, Surface>> = {
  DataFrame: {
    here: `agg alias apply as cache checkpoint coalesce col colRegex collect columns count createGlobalTempView createOrReplaceGlobalTempView createOrReplaceTempView createTempView crossJoin cube
      describe distinct drop dropDuplicates dropDuplicatesWithinWatermark dtypes except exceptAll exists explain filter first flatMap foreach foreachPartition groupBy groupByKey groupingSets head hint
      inputFiles intersect intersectAll isEmpty isLocal isStreaming join joinWith lateralJoin limit localCheckpoint map mapPartitions melt mergeInto na nearestByJoin observe offset orderBy persist printSchema
      randomSplit reduce repartition repartitionById repartitionByRange rollup sameSemantics sample scalar schema select selectExpr semanticHash show sort sortWithinPartitions sparkSession stat
      subtract summary tail take to toArrow toDF toJSON toLocalIterator transform transpose union unionAll unionByName unpersist unpivot where withColumn withColumnRenamed withColumns
      withColumnsRenamed withWatermark write writeStream writeTo zip zipWithIndex`,
    elsewhere: {
      approxQuantile: 'stat.approxQuantile', corr: 'stat.corr', cov: 'stat.cov', crosstab: 'stat.crosstab', freqItems: 'stat.freqItems', sampleBy: 'stat.sampleBy', dropna: 'na.drop', fillna: 'na.fill',
      replace: 'na.replace', groupby: 'groupBy', metadataColumn: "col('_metadata')", collectAsList: 'collect', takeAsList: 'take', registerTempTable: 'createOrReplaceTempView', queryExecution: 'explain',
      dropDuplicatesList: 'dropDuplicates',
    },
    absent: {
      asTable: 'a table as an argument of a table function is written in SQL: TABLE(t)', executionInfo: connect, mapInArrow: python, mapInPandas: python,
      pandasApi: python, plot: python, rdd: cluster, toJavaRDD: cluster, javaRDD: cluster, storageLevel: cluster, toPandas: python, withMetadata: 'columns have a comment and no other metadata',
      encoder: 'rows are plain objects', sqlContext: 'replaced by the session in Spark too', explode: 'deprecated; functions.explode', ofRows: 'internal',
    },
    own: 'relation showString',
  },
  Column: {
    here: `alias and apply as asc ascNullsFirst ascNullsLast between bitwiseAND bitwiseOR bitwiseXOR cast contains desc descNullsFirst descNullsLast divide dropFields endsWith eqNullSafe equalTo
      geq getField getItem gt ilike isInCollection isNaN isNotNull isNull isin leq like lt minus mod multiply name notEqual or otherwise outer over plus rlike startsWith substr transform
      when withField toString`,
    elsewhere: { astype: 'cast', unaryNot: 'Column.not', unaryMinus: 'negate', explain: 'toString', endswith: 'endsWith', startswith: 'startsWith' },
    own: 'expression eq negate not tryCast',
  },
  Session: {
    here: 'catalog conf createDataFrame emptyDataFrame newSession range read readStream sql stop streams table time tvf udf version',
    elsewhere: { builder: 'session(options)', Builder: 'session(options)', udtf: 'udf.registerTable', close: 'stop', emptyDataset: 'emptyDataFrame', createDataset: 'createDataFrame' },
    absent: {
      active: 'sessions are values: pass them', getActiveSession: 'sessions are values: pass them', getDefaultSession: 'sessions are values: pass them', setActiveSession: 'sessions are values: pass them',
      sparkContext: cluster, sqlContext: cluster, sessionState: cluster, sharedState: cluster, listenerManager: 'streams.addListener', experimental: 'no rules of the program',
      addArtifact: connect, addArtifacts: connect, copyFromLocalToFs: connect, client: connect, profile: python, clearProgressHandlers: connect, registerProgressHandler: connect, removeProgressHandler: connect,
      addTag: 'nothing is interrupted by tag', removeTag: 'nothing is interrupted by tag', getTags: 'nothing is interrupted by tag', clearTags: 'nothing is interrupted by tag',
      interruptAll: 'iterate rows and stop when it is enough', interruptTag: 'nothing is interrupted by tag', interruptOperation: connect, dataSource: 'sources are rows of a table in the engine',
      executeCommand: 'no external catalogs', implicits: 'of Scala',
    },
    own: 'appName engine memoryStream print run write',
  },
  DataFrameReader: {
    here: 'csv format json load option options parquet schema table text textFile',
    absent: { changes: 'tables keep no changes', jdbc: noReader, orc: noReader, xml: noReader },
  },
  DataStreamReader: {
    here: 'csv format json load option options parquet schema table text textFile',
    absent: { changes: 'tables keep no changes', name: 'sources are told apart by their place in the plan', orc: noReader, xml: noReader },
  },
  DataFrameWriter: {
    here: 'bucketBy clusterBy csv format insertInto json mode option options parquet partitionBy save saveAsTable sortBy text',
    absent: { jdbc: noReader, orc: noReader, xml: noReader },
  },
  DataFrameWriterV2: { here: 'append clusterBy create createOrReplace option options overwrite overwritePartitions partitionedBy replace tableProperty using' },
  Catalog: {
    here: `analyzeTable cacheTable clearCache createDatabase createTable currentCatalog currentDatabase databaseExists dropDatabase dropGlobalTempView dropTable dropTempView dropView functionExists
      getCreateTableString getDatabase getFunction getTable getTableProperties isCached listCatalogs listColumns listDatabases listFunctions listPartitions listTables listViews refreshByPath refreshTable
      setCurrentCatalog setCurrentDatabase tableExists truncateTable uncacheTable`,
    elsewhere: { registerFunction: 'spark.udf.register', createExternalTable: 'createTable' },
    absent: { recoverPartitions: 'tables are in memory, not in folders' },
    own: 'registerView',
  },
  RuntimeConfig: { here: 'get getAll getOption isModifiable set unset contains', own: 'isSet' },
  RelationalGroupedDataset: {
    here: 'agg avg count max mean min pivot sum',
    elsewhere: { transformWithState: 'groupByKey(…).transformWithState', as: 'groupByKey' },
    absent: { apply: python, applyInArrow: python, applyInPandas: python, applyInPandasWithState: python, cogroup: python, transformWithStateInPandas: python },
  },
  KeyValueGroupedDataset: {
    here: 'agg cogroup cogroupSorted count flatMapGroups flatMapGroupsWithState flatMapSortedGroups keys mapGroups mapGroupsWithState mapValues reduceGroups transformWithState',
    elsewhere: { keyAs: 'groupByKey', queryExecution: 'explain' },
  },
  UdfRegistration: { here: 'register', absent: { registerJavaFunction: cluster, registerJavaUDAF: cluster, registerJava: cluster }, own: 'registerTable' },
  DataFrameNaFunctions: { here: 'drop fill replace' },
  DataFrameStatFunctions: { here: 'approxQuantile corr cov crosstab freqItems sampleBy', absent: { bloomFilter: 'gives a Java object', countMinSketch: 'gives a Java object' } },
  Window: { here: 'currentRow orderBy partitionBy rangeBetween rowsBetween unboundedFollowing unboundedPreceding' },
  WindowSpecification: { here: 'orderBy partitionBy rangeBetween rowsBetween', own: 'spec' },
  StreamingQueryManager: { here: 'active addListener awaitAnyTermination get listListeners removeListener resetTerminated', own: 'start' },
  TableValuedFunction: {
    here: 'collations explode explodeOuter inline inlineOuter jsonTuple posexplode posexplodeOuter range sqlKeywords stack variantExplode variantExplodeOuter',
    absent: { pythonWorkerLogs: python }, own: 'call',
  },
};

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((one) => one !== '');

function namesOf(value: object): string[] {
  const names = new Set(Object.getOwnPropertyNames(value));
  for (let at = Object.getPrototypeOf(value) as object | null; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  names.delete('constructor');
  return [...names].sort();
}

describe.each(Object.entries(surfaces))('%s', (name, { here, elsewhere = {}, absent = {}, own }) => {
  const names = namesOf(prototypes[name]!);

  test('has what the table says, and nothing else', () => {
    expect(names).toEqual([...new Set([...words(here), ...words(own)])].sort());
  });

  test('what is not here says why', () => {
    for (const [missing, why] of [...Object.entries(absent), ...Object.entries(elsewhere)]) {
      if (why !== missing) expect(names, missing).not.toContain(missing);
      expect(why.length, missing).toBeGreaterThan(3);
    }
  });
});

const sketches = 'a sketch of a Java library (tier 3)';
const absentFunctions: Readonly<Record<string, string>> = {
  'bitmap_construct_agg bitmap_and_agg bitmap_or_agg count_min_sketch histogram_numeric vector_avg vector_sum': 'tier 3 or not in SQL',
  '(hll|kll|theta|tuple)_.*': sketches, 'st_.*': 'geometry (tier 3)', '(xpath.*|(from|schema_of|to)_xml)': 'XML (tier 3)', '(java_method|reflect|try_reflect)': cluster,
  '(years|months|days|hours|bucket)': 'partitions of tables are columns', 'input_file_block_.*|current_path': cluster, '(timestamp|unix)_nanos': 'timestamps have microseconds',
  'typeof': 'typeOf: a word of JavaScript', '.*udt.*|pandas_udf|arrow_udf|arrow_udtf|[A-Z].*|udtf': python,
};

test('every function of Spark has a function here, or a reason', () => {
  const missing = sparkFunctions.filter((one) => !(one.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) in api));
  const unexplained = missing.filter((one) => !Object.keys(absentFunctions).some((pattern) => pattern.split(' ').some((part) => new RegExp(`^(?:${part})$`).test(one))));
  expect(unexplained).toEqual([]);
});

const sparkFunctions = `broadcast call_function col column lit expr coalesce ifnull nanvl nullif nullifzero nvl nvl2 when zeroifnull equal_null ilike isnan isnotnull isnull like regexp regexp_like rlike asc asc_nulls_first
  asc_nulls_last desc desc_nulls_first desc_nulls_last abs acos acosh asin asinh atan atan2 atanh bin bround cbrt ceil ceiling conv cos cosh cot csc degrees e exp expm1 factorial floor greatest hex
  hypot least ln log log10 log1p log2 negate negative pi pmod positive pow power radians rand randn rint round sec sign signum sin sinh sqrt tan tanh try_add try_divide try_mod try_multiply try_subtract
  unhex uniform width_bucket ascii base64 bit_length btrim char char_length character_length collate collation concat_ws contains decode elt encode endswith find_in_set format_number format_string
  from_base32 initcap instr is_valid_utf8 jaro_winkler_similarity lcase left length levenshtein locate lower lpad ltrim make_valid_utf8 mask octet_length overlay position printf quote randstr
  regexp_count regexp_extract regexp_extract_all regexp_instr regexp_replace regexp_substr repeat replace right rpad rtrim sentences soundex split split_part startswith substr substring substring_index
  to_base32 to_binary to_char to_number to_varchar translate trim try_to_binary try_to_number try_validate_utf8 ucase unbase64 upper validate_utf8 bit_count bit_get bitwise_not getbit shiftleft
  shiftright shiftrightunsigned add_months convert_timezone curdate current_date current_time current_timestamp current_timezone date_add date_diff date_format date_from_unix_date date_part date_sub
  date_trunc dateadd datediff datepart day dayname dayofmonth dayofweek dayofyear extract from_unixtime from_utc_timestamp hour last_day localtimestamp make_date make_dt_interval make_interval make_time
  make_timestamp make_timestamp_ltz make_timestamp_ntz make_ym_interval minute month monthname months_between next_day now quarter second session_window timestamp_add timestamp_diff timestamp_micros
  timestamp_millis timestamp_nanos timestamp_seconds time_bucket time_diff time_from_micros time_from_millis time_from_seconds time_to_micros time_to_millis time_to_seconds time_trunc to_date to_time
  to_timestamp to_timestamp_ltz to_timestamp_ntz to_unix_timestamp to_utc_timestamp trunc try_make_interval try_make_timestamp try_make_timestamp_ltz try_make_timestamp_ntz try_to_time try_to_timestamp
  try_to_date unix_date unix_micros unix_millis unix_nanos unix_seconds unix_timestamp weekday weekofyear window window_time year crc32 hash md5 sha sha1 sha2 xxhash64 aggregate array_sort cardinality
  concat element_at exists filter forall map_filter map_zip_with reduce reverse size transform transform_keys transform_values try_element_at zip_with array array_append array_compact array_contains
  array_distinct array_except array_insert array_intersect array_join array_max array_min array_position array_prepend array_remove array_repeat array_size array_union arrays_overlap arrays_zip flatten
  get sequence shuffle slice sort_array named_struct struct create_map map_concat map_contains_key map_entries map_from_arrays map_from_entries map_keys map_values str_to_map any_value
  approx_count_distinct approx_percentile array_agg avg bit_and bit_or bit_xor bitmap_and_agg bitmap_construct_agg bitmap_or_agg bool_and bool_or collect_list collect_set collect_union corr count
  count_distinct count_if count_min_sketch covar_pop covar_samp every first first_value grouping grouping_id histogram_numeric hll_sketch_agg hll_union_agg kll_sketch_agg_bigint kll_sketch_agg_double
  kll_sketch_agg_float kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kurtosis last last_value listagg listagg_distinct max max_by mean median min min_by mode percentile percentile_approx
  product regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy skewness some std stddev stddev_pop stddev_samp string_agg string_agg_distinct sum sum_distinct
  theta_intersection_agg theta_sketch_agg theta_union_agg tuple_intersection_agg_double tuple_intersection_agg_integer tuple_sketch_agg_double tuple_sketch_agg_integer tuple_union_agg_double
  tuple_union_agg_integer try_avg try_sum var_pop var_samp variance counter_diff cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number explode explode_outer inline inline_outer
  posexplode posexplode_outer stack years months days hours bucket from_csv schema_of_csv to_csv from_json get_json_object json_array_length json_object_keys json_tuple schema_of_json to_json
  is_valid_variant is_variant_null parse_json schema_of_variant schema_of_variant_agg try_variant_get variant_array_append try_variant_array_append variant_delete variant_strip_nulls variant_get
  variant_insert try_variant_insert variant_set try_variant_set try_parse_json to_variant_object from_xml schema_of_xml to_xml xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long
  xpath_number xpath_short xpath_string parse_url try_parse_url url_decode url_encode try_url_decode aes_decrypt aes_encrypt assert_true bitmap_bit_position bitmap_bucket_number bitmap_count
  current_catalog current_database current_path current_schema current_user hmac input_file_block_length input_file_block_start input_file_name java_method monotonically_increasing_id raise_error
  reflect session_user spark_partition_id try_aes_decrypt try_reflect typeof user version AnalyzeArgument AnalyzeResult ArrowUDFType OrderingColumn PandasUDFType PartitioningColumn SelectedColumn
  SkipRestOfInputTableException UserDefinedFunction UserDefinedTableFunction arrow_udf hll_sketch_estimate hll_union kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float
  kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double kll_sketch_get_quantile_float kll_sketch_get_rank_bigint kll_sketch_get_rank_double kll_sketch_get_rank_float kll_sketch_merge_bigint
  kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint kll_sketch_to_string_double kll_sketch_to_string_float theta_difference theta_intersection theta_sketch_estimate theta_union
  tuple_difference_double tuple_difference_integer tuple_difference_theta_double tuple_difference_theta_integer tuple_intersection_double tuple_intersection_integer tuple_intersection_theta_double
  tuple_intersection_theta_integer tuple_sketch_estimate_double tuple_sketch_estimate_integer tuple_sketch_summary_double tuple_sketch_summary_integer tuple_sketch_theta_double
  tuple_sketch_theta_integer tuple_union_double tuple_union_integer tuple_union_theta_double tuple_union_theta_integer st_asbinary st_geogfromwkb st_geomfromwkb st_setsrid st_srid
  vector_cosine_similarity vector_inner_product vector_l2_distance vector_norm vector_normalize vector_avg vector_sum call_udf pandas_udf udf udtf arrow_udtf unwrap_udt`.split(/\s+/);
