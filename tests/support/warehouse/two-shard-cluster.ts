import { withoutKeeper } from '#/support/warehouse/one-node-cluster.ts'

/*
 * A cluster of two shards in one engine, for what shards do to the answers. The engine takes both
 * shards for itself and asks itself twice; what is a shard's own table in a cluster is here a view
 * that shows only the rows of the shard for which it is asked. So each part of a statement that
 * runs on a shard sees that shard's rows and no others, as it would in a cluster, and rows that
 * come in go to the shard that the sharding key says. Nothing travels between machines, and there
 * are no replicas.
 *
 *   x         what the migrator makes: reads all shards
 *   x_local   the shard's table as the statements know it: a view
 *   x_shard1  the rows of the first shard, and the views that count them
 *   x_sent    where inserts go in: spreads the rows over the shards
 *
 * Tables of one evaluation lie on the node that is asked. On a shard they show nothing here, where
 * a cluster would not know them: a statement that makes a shard look at one finds too little.
 */

const SHARDS = [1, 2]
const OWN_PORT = 9000
const TAG = String.raw`^((?:\/\*.*?\*\/)?\s*`
const LOCAL_TABLE = new RegExp(String.raw`${TAG}CREATE TABLE IF NOT EXISTS )(\w+)_local\b`)
const WHOLE_TABLE = new RegExp(
  String.raw`${TAG}CREATE TABLE IF NOT EXISTS )(\w+) AS \w+_local\s+ENGINE = (Distributed\(.*\))$`,
)
const SHARDING_KEY = /^Distributed\(\w+, \w+, \w+, (.*)\)$/
const COUNTING_VIEW = new RegExp(String.raw`${TAG}CREATE MATERIALIZED VIEW IF NOT EXISTS )(\w+)`)
const ALTERED = new RegExp(String.raw`${TAG}ALTER TABLE )(\w+)_local\b`)
const INSERT = new RegExp(String.raw`${TAG}INSERT INTO )(\w+_v\d+)\b`)
const SCRATCH = new RegExp(
  String.raw`${TAG}(?:CREATE TABLE|INSERT INTO|DROP TABLE IF EXISTS) )` +
    String.raw`(sentinel_[a-z]+_[0-9a-f]+)(?!\w)`,
)

/**
 * What a cluster's statement does in the one engine; several statements where it is a table or a
 * view.
 */
export function onTwoShards(sql: string, cluster: string): string {
  const alone = withoutKeeper(sql, cluster)
  const [, , local] = LOCAL_TABLE.exec(alone) ?? []
  if (local !== undefined) return localTables(alone, local)
  const [, , whole, engine] = WHOLE_TABLE.exec(alone) ?? []
  if (whole !== undefined && engine !== undefined) return wholeTable(whole, engine)
  const [, , altered] = ALTERED.exec(alone) ?? []
  if (altered !== undefined) return alteredTables(alone, altered)
  if (COUNTING_VIEW.test(alone))
    return SHARDS.map((shard) => countingView(alone, shard)).join(';\n')
  const [, , scratch] = SCRATCH.exec(alone) ?? []
  return scratch === undefined ? alone.replace(INSERT, '$1$2_sent') : scratchTable(alone, scratch)
}

/**
 * The engine's configuration of a cluster of two shards that it takes for itself: it listens
 * nowhere, but this would be its port.
 */
export function shardsHere(cluster: string): string {
  const shard = `<shard><replica><host>127.0.0.1</host><port>${OWN_PORT}</port></replica></shard>`
  return (
    `<clickhouse><tcp_port>${OWN_PORT}</tcp_port><remote_servers><${cluster}>${shard}` +
    `${shard}</${cluster}></remote_servers></clickhouse>`
  )
}

function localTables(sql: string, name: string): string {
  const tables = SHARDS.map((shard) => sql.replace(LOCAL_TABLE, `$1$2_shard${shard}`))
  // A view does not hand FINAL on to what it reads; where readers ask for it, it reads so itself.
  const newest = /ENGINE = \w*Replacing/.test(sql) ? ' FINAL' : ''
  return [...tables, viewOfShards(name, newest)].join(';\n')
}

function viewOfShards(name: string, newest = ''): string {
  const parts = SHARDS.map(
    (shard) => `SELECT * FROM ${name}_shard${shard}${newest} WHERE shardNum() = ${shard}`,
  )
  return `CREATE OR REPLACE VIEW ${name}_local AS ${parts.join(' UNION ALL ')}`
}

/** A view shows the columns that there were when it was made. */
function alteredTables(sql: string, name: string): string {
  const shards = SHARDS.map((shard) => sql.replace(ALTERED, `$1$2_shard${shard}`))
  return [...shards, viewOfShards(name)].join(';\n')
}

function wholeTable(name: string, engine: string): string {
  const whole = `CREATE TABLE IF NOT EXISTS ${name} AS ${name}_shard1 ENGINE = ${engine}`
  const [, key] = SHARDING_KEY.exec(engine) ?? []
  // The engine refuses rows for a table of several shards without a key; so does a table that is
  // not there.
  if (key === undefined) return whole
  const spread = SHARDS.map(
    (shard) =>
      `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name}_sent${shard} TO ${name}_shard${shard} AS
       SELECT * FROM ${name}_sent WHERE (${key}) % ${SHARDS.length} = ${shard - 1}`,
  )
  return [
    whole,
    `CREATE TABLE IF NOT EXISTS ${name}_sent AS ${name}_shard1 ENGINE = Null`,
    ...spread,
  ].join(';\n')
}

function countingView(sql: string, shard: number): string {
  return sql
    .replace(COUNTING_VIEW, `$1$2_shard${shard}`)
    .replaceAll(/\b(\w+)_local\b/g, `$1_shard${shard}`)
}

function scratchTable(sql: string, name: string): string {
  const hidden = sql.replace(SCRATCH, '$1$2_here')
  const view = `CREATE VIEW ${name} AS SELECT * FROM ${name}_here WHERE shardNum() = 0`
  if (/CREATE TABLE /.test(sql)) return `${hidden};\n${view}`
  return /DROP TABLE /.test(sql) ? `DROP TABLE IF EXISTS ${name};\n${hidden}` : hidden
}
