import type { WarehouseLane } from '@jianwei/projections/ports/warehouse.ts'

/** Settings of the engine under which every statement runs, whichever way it gets there. */
export const SESSION_SETTINGS: Readonly<Record<string, string | number>> = {
  // 64-bit integers exceed what a JSON number keeps exactly.
  output_format_json_quote_64bit_integers: 1,
  date_time_input_format: 'best_effort',
  session_timezone: 'UTC',
  // A misspelt field is an error, not a default value.
  input_format_skip_unknown_fields: 0,
  // Payloads arrive as JSON objects and are kept as the text they are: no escaping on our side, no
  // parsing on theirs.
  input_format_json_read_objects_as_strings: 1,
  // History spans decades; one batch of it may touch every yearly partition.
  max_partitions_per_insert_block: 0,
  // A retried insert must be refused by each view by itself, so that a view that was missed is
  // filled.
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // Joins are written with the smaller side on the right. By its guesses of sizes the engine often
  // turns them round, and hashes all facts.
  query_plan_join_swap_table: 'false',
  // Compiled code takes the times of before 1970 for the latest of all: from its third run on, a
  // query's max was 1925.
  compile_aggregate_expressions: 0,
  compile_expressions: 0,
  compile_sort_description: 0,
  // Values stand in the SQL; a list of ids may be long.
  max_query_size: 16 * 1024 * 1024,
}

/** What differs between lanes. */
export const LANE_SETTINGS: Readonly<
  Record<WarehouseLane, Readonly<Record<string, string | number>>>
> = {
  ingest: {},
  rules: {},
  // A backtest takes one processor of those that people and live rules need, however many there
  // are.
  backtests: { max_threads: 1 },
  interactive: {},
  control: {},
}
