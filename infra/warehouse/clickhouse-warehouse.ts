import type { EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import type { ColumnBlock } from '@jianwei/projections/ports/column-block.ts'
import type {
  FileFormat,
  QueryOptions,
  Warehouse,
  WarehouseInsert,
  WarehouseLane,
} from '@jianwei/projections/ports/warehouse.ts'
import { identifier, NOTHING, sql, type Sql } from '@jianwei/projections/sql.ts'
import { HttpConnection, type HttpConnectionOptions } from '#/warehouse/clickhouse-client.ts'
import { queryFailed } from '#/warehouse/engine-error.ts'
import { checkWarehouseServer } from '#/warehouse/server-check.ts'
import { LaneStatements, type OnEnded } from '#/warehouse/lane-statements.ts'
import { LANE_SETTINGS, SESSION_SETTINGS } from '#/warehouse/session-settings.ts'
import type { WarehouseCapabilities } from '#/warehouse/warehouse-capabilities.ts'

/**
 * One node of a ClickHouse server or cluster. Scratch tables live on the node that made them, and
 * what was asked last is stopped there, so a balancer in front must keep one client at one node.
 *
 * In a cluster the tables are Replicated: a part and its insert token are one transaction in
 * Keeper, so whatever is killed when, the same insert again fills what is missing. A single node
 * without a cluster keeps tokens in files as chDB does (token-notes.ts), which only its host can
 * repair: when the server itself is killed in the middle of an insert, that insert's rows may be
 * missing. Of the events the projector notices it when it next starts, and fills the warehouse
 * again; of the views it does not. Give a server that must survive `kill -9` a cluster of one.
 */
export interface ClickHouseServer {
  /** `http://host:8123`, without user, path or parameters. */
  readonly url: string
  readonly username: string
  readonly password: string
  /** Made when it is absent. */
  readonly database: string
  /** Name of the cluster on which the tables are made; null for a single node. */
  readonly cluster: string | null
}

/**
 * What may run at once in a lane, and for how long; the server refuses and stops what exceeds it.
 */
const LANE_LIMITS: Readonly<
  Record<WarehouseLane, { readonly requests_max: number; readonly seconds_max: number }>
> = {
  ingest: { requests_max: 4, seconds_max: 600 },
  rules: { requests_max: 2, seconds_max: 3_600 },
  backtests: { requests_max: 1, seconds_max: 3_600 },
  interactive: { requests_max: 8, seconds_max: 300 },
  control: { requests_max: 2, seconds_max: 300 },
}
/** The server's own limit comes first; only a server that says nothing any more is given up. */
const SILENCE_GRACE_S = 30

/**
 * How long disposal waits for running queries, and then for a server that was told to stop them and
 * may be away.
 */
const CLOSE_GRACE_MS = 5_000
/** A server that is asked whether it has all that is needed answers each question at once. */
const CHECK_ANSWER_MS_MAX = 15_000
const CLOSE_STOP_MS_MAX = 5_000

const HTTP_SETTINGS: Readonly<Record<string, string | number>> = {
  // When this process dies, its queries end too. Those that write are stopped by their limit of
  // time.
  cancel_http_readonly_queries_on_client_close: 1,
  // Errors stand in the status and the header, never among the rows.
  http_write_exception_in_output_format: 0,
  // An insert that was answered is in the table, not in a buffer.
  async_insert: 0,
}

/**
 * Tables are spread over shards and kept in replicas; every statement must see them as one table.
 */
const CLUSTER_SETTINGS: Readonly<Record<string, string | number>> = {
  // An insert is answered when the shards have the rows, not when the node has noted to send them.
  distributed_foreground_insert: 1,
  // Joined and listed subqueries are evaluated once for all shards. Scratch tables exist on one
  // node only.
  distributed_product_mode: 'global',
  prefer_global_in_and_join: 1,
  // Questions about a few subjects go to the shards that have them.
  optimize_skip_unused_shards: 1,
  // What was inserted is seen by the next query, whichever replica answers it: rules must never
  // look at fewer facts than the projector wrote. It costs that more than half of a shard's
  // replicas must be alive to insert.
  insert_quorum: 'auto',
  insert_quorum_parallel: 0,
  select_sequential_consistency: 1,
  load_balancing: 'in_order',
}

export function clickHouseCapabilities({
  cluster,
  database,
}: ClickHouseServer): WarehouseCapabilities {
  return { many_processes: true, cluster: cluster === null ? null : { name: cluster, database } }
}

/** A ClickHouse server or cluster over HTTP. Contract: tests/contracts. */
export class ClickHouseWarehouse implements Warehouse {
  readonly #statements: LaneStatements

  private constructor(statements: LaneStatements) {
    this.#statements = statements
  }

  /** Throws WarehouseError: retryable with engine code 210 when the server cannot be reached. */
  static async open(server: ClickHouseServer, onEnded?: OnEnded): Promise<ClickHouseWarehouse> {
    await makeDatabase(server)
    const connections = {
      ingest: new HttpConnection(laneOptions(server, 'ingest')),
      rules: new HttpConnection(laneOptions(server, 'rules')),
      backtests: new HttpConnection(laneOptions(server, 'backtests')),
      interactive: new HttpConnection(laneOptions(server, 'interactive')),
      control: new HttpConnection(laneOptions(server, 'control')),
    }
    // One client serves all of its lane: it holds a pool of sockets.
    const poolOf = (lane: WarehouseLane): readonly HttpConnection[] =>
      Array.from({ length: LANE_LIMITS[lane].requests_max }, () => connections[lane])
    const lanes = {
      ingest: poolOf('ingest'),
      rules: poolOf('rules'),
      backtests: poolOf('backtests'),
      interactive: poolOf('interactive'),
      control: poolOf('control'),
    }
    const close = async (): Promise<void> => {
      for (const connection of Object.values(connections)) await connection.close()
    }
    const engine = { grace_ms: CLOSE_GRACE_MS, stop_ms_max: CLOSE_STOP_MS_MAX, close, onEnded }
    return new ClickHouseWarehouse(new LaneStatements(lanes, engine))
  }

  query<Row>(statement: Sql, options: QueryOptions): Promise<readonly Row[]> {
    return this.#statements.query(statement, options)
  }

  stream<Row>(statement: Sql, options: QueryOptions): AsyncGenerator<readonly Row[]> {
    return this.#statements.stream(statement, options)
  }

  blocks(statement: Sql, options: QueryOptions): AsyncGenerator<ColumnBlock> {
    return this.#statements.blocks(statement, options)
  }

  file(statement: Sql, format: FileFormat, options: QueryOptions): AsyncGenerator<Uint8Array> {
    return this.#statements.file(statement, format, options)
  }

  insert(insert: WarehouseInsert): Promise<void> {
    return this.#statements.insert(insert)
  }

  execute(statement: Sql, options: QueryOptions): Promise<void> {
    return this.#statements.execute(statement, options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#statements[Symbol.asyncDispose]()
  }
}

function laneOptions(
  { cluster, ...server }: ClickHouseServer,
  lane: WarehouseLane,
): HttpConnectionOptions {
  const { requests_max, seconds_max } = LANE_LIMITS[lane]
  const clustered = cluster === null ? {} : CLUSTER_SETTINGS
  return {
    ...server,
    requests_max,
    request_timeout_ms: (seconds_max + SILENCE_GRACE_S) * 1_000,
    settings: {
      ...SESSION_SETTINGS,
      ...LANE_SETTINGS[lane],
      ...HTTP_SETTINGS,
      ...clustered,
      max_execution_time: seconds_max,
    },
  }
}

/**
 * Asks a server for what the warehouse will need of it; makes its database where it is absent.
 * `now`: the machine's clock, in milliseconds since 1970.
 */
export async function askClickHouse(
  server: ClickHouseServer,
  now: () => number,
): Promise<readonly EngineFinding[]> {
  const options = laneOptions({ ...server, database: 'default' }, 'control')
  const connection = new HttpConnection({ ...options, request_timeout_ms: CHECK_ANSWER_MS_MAX })
  try {
    return await checkWarehouseServer(connection, { ...server, now })
  } finally {
    await connection.close()
  }
}

/**
 * Asked for before it is made: an account that may not make databases can use one that was made for
 * it.
 */
async function makeDatabase(server: ClickHouseServer): Promise<void> {
  const connection = new HttpConnection(laneOptions({ ...server, database: 'default' }, 'control'))
  try {
    const found = await connection.query(
      sql`SELECT 1 FROM system.databases WHERE name = ${server.database}`,
    )
    if (found !== '') return
    const onCluster =
      server.cluster === null ? NOTHING : sql` ON CLUSTER ${identifier(server.cluster)}`
    await connection.execute(
      sql`CREATE DATABASE IF NOT EXISTS ${identifier(server.database)}${onCluster} ENGINE = Atomic`,
    )
  } catch (error) {
    throw queryFailed('open', error)
  } finally {
    await connection.close()
  }
}
