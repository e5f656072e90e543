import type { UnavailableFunction } from './function.ts';

/**
 * Functions that Spark has and tidemark does not, by Spark's group: refused by name instead of as unknown. A family that
 * brings one of them takes precedence over its line here.
 */
export const unavailableFunctions: readonly UnavailableFunction[] = Object.entries({
  misc_funcs: [
    'input_file_block_length input_file_block_start java_method reflect try_reflect',
  ].join(' '),
  agg_funcs: [
    'approx_top_k approx_top_k_accumulate approx_top_k_combine count_min_sketch',
    'hll_sketch_agg hll_union_agg kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kll_sketch_agg_bigint kll_sketch_agg_double',
    'kll_sketch_agg_float measure theta_intersection_agg theta_sketch_agg theta_union_agg tuple_intersection_agg_double tuple_intersection_agg_integer',
    'tuple_sketch_agg_double tuple_sketch_agg_integer tuple_union_agg_double tuple_union_agg_integer',
  ].join(' '),
  sketch_funcs: [
    'approx_top_k_estimate hll_sketch_estimate hll_union kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float',
    'kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double kll_sketch_get_quantile_float kll_sketch_get_rank_bigint kll_sketch_get_rank_double',
    'kll_sketch_get_rank_float kll_sketch_merge_bigint kll_sketch_merge_double kll_sketch_merge_float kll_sketch_to_string_bigint',
    'kll_sketch_to_string_double kll_sketch_to_string_float theta_difference theta_intersection theta_sketch_estimate theta_union tuple_difference_double',
    'tuple_difference_integer tuple_difference_theta_double tuple_difference_theta_integer tuple_intersection_double tuple_intersection_integer',
    'tuple_intersection_theta_double tuple_intersection_theta_integer tuple_sketch_estimate_double tuple_sketch_estimate_integer',
    'tuple_sketch_summary_double tuple_sketch_summary_integer tuple_sketch_theta_double tuple_sketch_theta_integer tuple_union_double tuple_union_integer',
    'tuple_union_theta_double tuple_union_theta_integer',
  ].join(' '),
  datetime_funcs: 'timestamp_nanos unix_nanos',
  avro_funcs: 'from_avro schema_of_avro to_avro',
  protobuf_funcs: 'from_protobuf to_protobuf',
  xml_funcs: 'from_xml schema_of_xml to_xml xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short xpath_string',
  st_funcs: 'st_asbinary st_geogfromwkb st_geomfromwkb st_setsrid st_srid',
  table_funcs: 'python_worker_logs',
}).flatMap(([group, names]) => names.split(' ').map((name): UnavailableFunction => ({
  kind: 'unavailable', name, group, since: '0.1', doc: 'Not available in tidemark.', examples: [],
})));
