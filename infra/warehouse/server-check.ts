import { clockFinding, type EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { identifier, NOTHING, sql, type Sql } from '@jianwei/projections/sql.ts'
import type { HttpConnection } from '#/warehouse/clickhouse-client.ts'
import { engineCodeOf, NETWORK_ERROR } from '#/warehouse/engine-error.ts'
import { attempt } from '#/runtime/attempt.ts'

/*
 * What the warehouse needs of its server, asked by doing it once in a table of its own: to make it,
 * to insert, to read, to drop it; to read what the server knows of tables; to stop a query. Then
 * what a cluster has to have, the disks, and the clock.
 */

/** ClickHouse's numbers for who may not. */
const AUTHENTICATION_FAILED = 516
const ACCESS_DENIED = 497
const UNKNOWN_DATABASE = 81

/** The engine of the tests; older ones were not tried. */
const TRIED_MAJOR = 25
const DISK_BYTES_MIN = 1024 ** 3
const DISK_SHARE_ADVICE = 0.1

type Connection = Pick<HttpConnection, 'query' | 'execute'>

export interface WarehouseCheck {
  readonly database: string
  /** Null for a single node. */
  readonly cluster: string | null
  readonly username: string
  /** `http://host:8123`. */
  readonly url: string
  /** The machine's clock, in milliseconds since 1970. */
  readonly now: () => number
}

/**
 * Asks the server for what the warehouse will need of it. Makes its database where it is absent.
 * The connection must not name the database.
 */
export async function checkWarehouseServer(
  connection: Connection,
  options: WarehouseCheck,
): Promise<readonly EngineFinding[]> {
  const asked = options.now()
  const answer = await attempt(() =>
    rows<{ version: string; now_ms: number }>(
      connection,
      sql`SELECT version() AS version, toFloat64(toUnixTimestamp64Milli(now64(3))) AS now_ms`,
    ),
  )
  if ('error' in answer) return [unreachable(answer.error, options)]
  const [told] = answer.value
  const round_trip_ms = options.now() - asked
  return [
    versionFinding(told?.version ?? '', options),
    ...(await rightFindings(connection, options)),
    ...(await clusterFindings(connection, options)),
    ...(await diskFindings(connection)),
    clockFinding('warehouse', { ahead_ms: (told?.now_ms ?? asked) - asked, round_trip_ms }),
  ]
}

async function rows<Row>(connection: Connection, statement: Sql): Promise<readonly Row[]> {
  const text = await connection.query(statement)
  // The statement says what its rows are.
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

function unreachable(error: unknown, { url, username }: WarehouseCheck): EngineFinding {
  const asked = `an answer of ${new URL(url).host}`
  switch (engineCodeOf(error)) {
    case AUTHENTICATION_FAILED:
      return {
        engine: 'warehouse',
        asked,
        came: `the user ${username} or the password is wrong`,
        verdict: 'missing',
        mend:
          'put the right ones into WAREHOUSE_URL: http://user:password@host:8123, escaped as in ' +
          'a URL',
      }
    case ACCESS_DENIED:
      return denied(asked, username, 'SELECT')
    case NETWORK_ERROR:
      return {
        engine: 'warehouse',
        asked,
        came: 'no answer',
        verdict: 'away',
        mend: 'start the server, or set WAREHOUSE_URL to where it is',
      }
    default:
      return {
        engine: 'warehouse',
        asked,
        came: `the engine fails with code ${engineCodeOf(error)}`,
        verdict: 'away',
        mend: "look into the server's log",
      }
  }
}

function versionFinding(version: string, { url }: WarehouseCheck): EngineFinding {
  const asked = `an answer of ${new URL(url).host}`
  const isOld = Number(version.split('.', 1)[0]) < TRIED_MAJOR
  return {
    engine: 'warehouse',
    asked,
    came: `version ${version}`,
    verdict: isOld ? 'advice' : 'fine',
    mend: isOld ? 'use ClickHouse from 25 on: older ones were not tried' : null,
  }
}

/** Rights that are tried on the table that was made. */
const OF_TABLE: ReadonlySet<string> = new Set([
  'INSERT',
  'SELECT',
  'ALTER ADD COLUMN',
  'ALTER MATERIALIZE COLUMN',
  'DROP TABLE',
])

/** Each right by doing it; the first that is refused ends what builds on it. */
async function rightFindings(
  connection: Connection,
  { database, cluster, username }: WarehouseCheck,
): Promise<readonly EngineFinding[]> {
  const onCluster = cluster === null ? NOTHING : sql` ON CLUSTER ${identifier(cluster)}`
  const name = `doctor_${crypto.randomUUID().replaceAll('-', '')}`
  const table = sql`${identifier(database)}.${identifier(name)}`
  const steps: readonly (readonly [right: string, grant: string, statement: Sql])[] = [
    [
      `the database ${database}`,
      'CREATE DATABASE',
      sql`CREATE DATABASE IF NOT EXISTS ${identifier(database)}${onCluster} ENGINE = Atomic`,
    ],
    [
      'the right to make tables',
      'CREATE TABLE',
      sql`CREATE TABLE ${table}${onCluster} (n UInt8) ENGINE = MergeTree ORDER BY n`,
    ],
    ['the right to insert', 'INSERT', sql`INSERT INTO ${table} SELECT 1`],
    ['the right to read', 'SELECT', sql`SELECT n FROM ${table}`],
    [
      'the right to add columns',
      'ALTER ADD COLUMN',
      sql`ALTER TABLE ${table}${onCluster} ADD COLUMN more UInt8 DEFAULT n`,
    ],
    [
      'the right to fill columns',
      'ALTER MATERIALIZE COLUMN',
      sql`ALTER TABLE ${table}${onCluster} MATERIALIZE COLUMN more`,
    ],
    ['the right to drop tables', 'DROP TABLE', sql`DROP TABLE ${table}${onCluster} SYNC`],
    [
      'the right to read what the server knows of its tables',
      'SELECT ON system.*',
      sql`SELECT count() FROM system.tables WHERE database = ${database}`,
    ],
    [
      'the right to stop a query',
      'KILL QUERY ON *.*',
      sql`KILL QUERY WHERE query_id = 'none' ASYNC`,
    ],
  ]
  const findings: EngineFinding[] = []
  let made = false
  for (const [asked, grant, statement] of steps) {
    if (grant === 'CREATE DATABASE' && (await isThere(connection, database))) continue
    if (OF_TABLE.has(grant) && !made) continue
    const got = await attempt(() => connection.execute(statement))
    if (grant === 'CREATE TABLE') made = 'value' in got
    findings.push(
      'value' in got
        ? { engine: 'warehouse', asked, came: 'granted', verdict: 'fine', mend: null }
        : refused(asked, got.error, { grant, username, database }),
    )
    if (grant === 'CREATE DATABASE' && 'error' in got) return findings
  }
  return findings
}

async function isThere(connection: Connection, database: string): Promise<boolean> {
  const found = await attempt(() =>
    connection.query(sql`SELECT 1 FROM system.databases WHERE name = ${database}`),
  )
  return 'value' in found && found.value !== ''
}

interface Refused {
  readonly grant: string
  readonly username: string
  readonly database: string
}

function refused(
  asked: string,
  error: unknown,
  { grant, username, database }: Refused,
): EngineFinding {
  const code = engineCodeOf(error)
  const on = grant.includes(' ON ') ? grant : `${grant} ON ${database}.*`
  if (code === ACCESS_DENIED || code === UNKNOWN_DATABASE) return denied(asked, username, on)
  return {
    engine: 'warehouse',
    asked,
    came: `the engine fails with code ${code}`,
    verdict: code === NETWORK_ERROR ? 'away' : 'missing',
    mend: "look into the server's log",
  }
}

function denied(asked: string, username: string, grant: string): EngineFinding {
  return {
    engine: 'warehouse',
    asked,
    came: `denied to the user ${username}`,
    verdict: 'missing',
    mend: `let an administrator run: GRANT ${grant} TO ${username}`,
  }
}

async function clusterFindings(
  connection: Connection,
  { cluster }: WarehouseCheck,
): Promise<readonly EngineFinding[]> {
  if (cluster === null)
    return [
      {
        engine: 'warehouse',
        asked: 'tables that outlive a kill of the server',
        came: 'a single server without Keeper may lose rows of the insert under way',
        verdict: 'advice',
        mend: 'give it Keeper, if only of one node, and add ?cluster=NAME to WAREHOUSE_URL',
      },
    ]
  const asked = `the cluster ${cluster}`
  const known = await attempt(() =>
    rows<{ nodes: number }>(
      connection,
      sql`SELECT toUInt32(count()) AS nodes FROM system.clusters WHERE cluster = ${cluster}`,
    ),
  )
  const nodes = 'value' in known ? (known.value[0]?.nodes ?? 0) : 0
  return [
    nodes > 0
      ? { engine: 'warehouse', asked, came: `${nodes} nodes`, verdict: 'fine', mend: null }
      : {
          engine: 'warehouse',
          asked,
          came: 'the server knows no cluster of this name',
          verdict: 'missing',
          mend: "name one of the server's remote_servers as ?cluster=NAME in WAREHOUSE_URL",
        },
  ]
}

/** Of a server that does not tell, nothing is said: to read its disks is a right of its own. */
async function diskFindings(connection: Connection): Promise<readonly EngineFinding[]> {
  const disks = await attempt(() =>
    rows<{ name: string; free: number; total: number }>(
      connection,
      sql`
SELECT name, toFloat64(free_space) AS free, toFloat64(total_space) AS total
FROM system.disks
ORDER BY name`,
    ),
  )
  if ('error' in disks) return []
  return disks.value.map(({ name, free, total }) => {
    const came = `${gigabytes(free)} of ${gigabytes(total)} GB are free`
    const asked = `room on the disk ${name}`
    if (free < DISK_BYTES_MIN)
      return { engine: 'warehouse', asked, came, verdict: 'missing', mend: 'make room on it' }
    return free < total * DISK_SHARE_ADVICE
      ? { engine: 'warehouse', asked, came, verdict: 'advice', mend: 'make room on it' }
      : { engine: 'warehouse', asked, came, verdict: 'fine', mend: null }
  })
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1)
}
