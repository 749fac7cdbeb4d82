const MAKES_OR_DROPS = /^(?:\/\*.*?\*\/)?\s*(?:CREATE|DROP|ALTER) /
const WHOLE_TABLE =
  /^((?:\/\*.*?\*\/)?\s*CREATE TABLE IF NOT EXISTS \w+) AS (\w+)\s+ENGINE = Distributed\(.*\)$/

/**
 * What a cluster's statements do on a node that is alone and has no Keeper: the same tables under
 * the same names, the whole reading its one local part. Shows that everything finds its table by
 * name; shards and replicas it does not show.
 */
export function onOneNode(sql: string, cluster: string): string {
  return withoutKeeper(sql, cluster).replace(WHOLE_TABLE, "$1 ENGINE = Alias('$2')")
}

/**
 * The statement without what needs a Keeper: running on every node, and replicas. Tables still
 * reach for their shards.
 */
export function withoutKeeper(sql: string, cluster: string): string {
  if (!MAKES_OR_DROPS.test(sql)) return sql
  return sql
    .replace(` ON CLUSTER ${cluster}`, '')
    .replace(/^ENGINE = Replicated/m, 'ENGINE = ')
    .replace(
      /\breplicated_deduplication_window = (\d+), replicated_deduplication_window_seconds = \d+/,
      'non_replicated_deduplication_window = $1',
    )
}

const SHARD = '<shard><replica><host>127.0.0.1</host><port>1</port></replica></shard>'

/** The engine's configuration of a cluster of one node. Nothing asks it over the network. */
export function oneShard(cluster: string): string {
  return clusterOf(cluster, SHARD)
}

/** The engine's configuration of a cluster of two shards of which none answers. */
export function shardsAway(cluster: string): string {
  return clusterOf(cluster, SHARD + SHARD)
}

function clusterOf(cluster: string, shards: string): string {
  const servers = `<remote_servers><${cluster}>${shards}</${cluster}></remote_servers>`
  return `<clickhouse>${servers}</clickhouse>`
}
