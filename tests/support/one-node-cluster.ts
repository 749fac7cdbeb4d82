const MAKES_OR_DROPS = /^(?:\/\*.*?\*\/ )?(?:CREATE|DROP) /

/**
 * What a cluster's statements do on a node that is alone and has no Keeper: the same tables under the same names, the whole
 * reading its one local part. Shows that everything finds its table by name; shards and replicas it does not show.
 */
export function onOneNode(sql: string, cluster: string): string {
  if (!MAKES_OR_DROPS.test(sql)) return sql
  return sql
    .replace(
      new RegExp(
        `^((?:/\\*.*?\\*/ )?CREATE TABLE IF NOT EXISTS \\w+) ON CLUSTER ${cluster} AS (\\w+)\\s+ENGINE = Distributed\\(.*\\)$`,
      ),
      "$1 ENGINE = Alias('$2')",
    )
    .replace(` ON CLUSTER ${cluster}`, '')
    .replace(/^ENGINE = Replicated/m, 'ENGINE = ')
    .replace(
      /\breplicated_deduplication_window = (\d+), replicated_deduplication_window_seconds = \d+/,
      'non_replicated_deduplication_window = $1',
    )
}
