import { Readable } from 'node:stream'
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { WarehouseInsert } from '@jianwei/projections/ports/warehouse.ts'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import { NETWORK_ERROR } from '#/warehouse/engine-error.ts'
import { tagged } from '#/warehouse/statement-tag.ts'

/** The one file that knows @clickhouse/client: over HTTP to a server, and over whatever connection another driver brings. */

export type ClickHouseClient = ReturnType<typeof createClient>
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
export type ClientSettings = Readonly<Record<string, string | number>>

/** A client on a connection that another driver made, such as chDB's. */
export function clientOver(connection: unknown): ClickHouseClient {
  return createClient({
    // Drivers declare the shape with the older client-common package, whose classes are other types of the same form.
    connection: connection as ClientConnection,
    // The client would log failed statements with their literals in them.
    log: { level: ClickHouseLogLevel.OFF },
  })
}

/** Where a server is, and as whom. */
export interface ClickHouseServer {
  /** `http://host:8123`, without user, path or parameters. */
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
}

export interface HttpClientOptions extends ClickHouseServer {
  readonly requests_max: number
  /** A request that is silent for longer is given up: the server must have ended it by then. */
  readonly request_timeout_ms: number
  readonly settings: ClientSettings
}

/**
 * An idle socket is closed on our side before a server may close it: servers wait 3 s (old defaults) to 30 s, and a request
 * that meets a closing socket fails.
 */
const IDLE_SOCKET_MS_MAX = 2_000

/**
 * Requests over HTTP. Each carries its settings with it, so none outlives its statement, and up to `requests_max` run at once.
 * What is no answer of the engine (no route, a reset, a proxy's page) is thrown as EngineUnreachable.
 */
export class HttpClient implements EngineConnection {
  readonly #client: ClickHouseClient

  constructor({ url, username, password, database, requests_max, request_timeout_ms, settings }: HttpClientOptions) {
    this.#client = createClient({
      url,
      username,
      password,
      database,
      application: 'jianwei',
      max_open_connections: requests_max,
      request_timeout: request_timeout_ms,
      // Level 1: rows shrink to about a fifth, and a batch costs a few milliseconds.
      compression: { request: { codec: 'zstd', level: 1 }, response: { codec: 'zstd' } },
      keep_alive: { enabled: true, idle_socket_ttl: IDLE_SOCKET_MS_MAX, eagerly_destroy_stale_sockets: true },
      use_multipart_params_auto: true,
      clickhouse_settings: { ...settings },
      // As above: what the client logs holds literals.
      log: { level: ClickHouseLogLevel.OFF },
    })
  }

  /** The server keeps the answer until it is whole, so that a failure half-way is an error and not half an answer. */
  async query(sql: string): Promise<string> {
    return reaching(async () => {
      const result = await this.#client.query({
        query: sql,
        format: 'JSONEachRow',
        clickhouse_settings: { wait_end_of_query: 1 },
      })
      return result.text()
    })
  }

  async execute(sql: string): Promise<void> {
    await reaching(() => this.#client.command({ query: sql, clickhouse_settings: { wait_end_of_query: 1 } }))
  }

  async insert({ table, columns, body, token }: WarehouseInsert, tag: string): Promise<void> {
    const into = `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`
    await reaching(async () => {
      const { stream } = await this.#client.exec({
        query: tagged(tag, into),
        values: Readable.from([Buffer.from(body)], { objectMode: false }),
        clickhouse_settings: { insert_deduplication_token: token, wait_end_of_query: 1 },
      })
      for await (const _ of stream) continue
    })
  }

  async *stream(sql: string): AsyncGenerator<string> {
    const result = await reaching(() => this.#client.query({ query: sql, format: 'JSONEachRow' }))
    const pieces = result.stream()[Symbol.asyncIterator]()
    try {
      for (;;) {
        const piece = await reaching(() => pieces.next())
        if (piece.done === true) return
        yield piece.value.map((row: { readonly text: string }) => row.text).join('\n')
      }
    } finally {
      // Closes the socket, unless the answer was read to its end.
      result.close()
    }
  }

  /** Answers do not share anything but the socket. */
  async discardLeftovers(): Promise<void> {}

  async close(): Promise<void> {
    await this.#client.close()
  }
}

/** Nobody answered, or something that is not the engine did. Carries the engine's own number for network errors. */
class EngineUnreachable extends Error {
  override readonly name = 'EngineUnreachable'
  readonly clickhouseCode = NETWORK_ERROR
}

async function reaching<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof ClickHouseError) throw error
    // Node's errors have a code; a proxy's page or the client's own timeout has none, and its text may hold anything.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer of the engine'
    throw new EngineUnreachable(`the warehouse cannot be reached: ${code}`)
  }
}
