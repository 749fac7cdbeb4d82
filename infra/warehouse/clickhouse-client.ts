import { BlockUnreadable } from '@jianwei/projections/ports/block-scan.ts'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { FileFormat, WarehouseInsert } from '@jianwei/projections/ports/warehouse.ts'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import { NETWORK_ERROR } from '#/warehouse/engine-error.ts'
import { wholeBlocks } from '#/warehouse/http-blocks.ts'
import { AnswerFailed, wholeLines } from '#/warehouse/http-lines.ts'
import { tagged } from '#/warehouse/statement-tag.ts'
import { columns as columnNames, identifier, sql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * The one file that knows @clickhouse/client: over HTTP to a server, and over whatever connection
 * another driver brings.
 */

export type ClickHouseClient = ReturnType<typeof createClient>
type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>
type Settings = Readonly<Record<string, string | number>>

/** A client on a connection that another driver made, such as chDB's. */
export function clientOver(connection: unknown): ClickHouseClient {
  return createClient({
    // Drivers declare the shape with the older client-common package, whose classes are other types
    // of the same form.
    connection: connection as ClientConnection,
    // The client would log failed statements with their literals in them.
    log: { level: ClickHouseLogLevel.OFF },
  })
}

export interface HttpConnectionOptions {
  /** `http://host:8123`, without user, path or parameters. */
  readonly url: string
  readonly username: string
  readonly password: string
  readonly database: string
  readonly requests_max: number
  /**
   * A request that is silent for longer is given up; the server's own limits must end it before.
   */
  readonly request_timeout_ms: number
  readonly settings: Settings
}

/**
 * An idle socket is closed on our side before a server may close it, which old ones do after 3 s
 * and new ones after 10 s: a request that meets a closing socket fails.
 */
const IDLE_SOCKET_MS_MAX = 2_000

/**
 * The server keeps the answer until it is whole, so that a failure half-way is an error and not
 * half an answer.
 */
const WHOLE: Settings = { wait_end_of_query: 1 }

/**
 * Requests over HTTP. Each carries its settings with it, so none outlives its statement, and up to
 * `requests_max` run at once. What is no answer of the engine (no route, a reset, a proxy's page)
 * is thrown as EngineUnreachable.
 */
export class HttpConnection implements EngineConnection {
  readonly #client: ClickHouseClient

  constructor({
    url,
    username,
    password,
    database,
    requests_max,
    request_timeout_ms,
    settings,
  }: HttpConnectionOptions) {
    this.#client = createClient({
      url,
      username,
      password,
      database,
      application: 'jianwei',
      max_open_connections: requests_max,
      request_timeout: request_timeout_ms,
      // Level 1 shrinks rows to about a fifth for a few milliseconds a batch.
      compression: { request: { codec: 'zstd', level: 1 }, response: { codec: 'zstd' } },
      keep_alive: {
        enabled: true,
        idle_socket_ttl: IDLE_SOCKET_MS_MAX,
        eagerly_destroy_stale_sockets: true,
      },
      clickhouse_settings: { ...settings, default_format: 'JSONEachRow' },
      // As above: what the client logs holds literals.
      log: { level: ClickHouseLogLevel.OFF },
    })
  }

  async query(statement: Sql): Promise<string> {
    return reaching(async () =>
      text(await this.#send({ query: statement.text, clickhouse_settings: WHOLE })),
    )
  }

  async execute(statement: Sql): Promise<void> {
    await this.query(statement)
  }

  async insert({ table, columns, body, token }: WarehouseInsert, tag: Sql): Promise<void> {
    const query = tagged(
      tag,
      sql`INSERT INTO ${identifier(table)} (${columnNames(columns)}) FORMAT JSONCompactEachRow`,
    )
    const clickhouse_settings = { ...WHOLE, insert_deduplication_token: token }
    const values = Readable.from([Buffer.from(body)], { objectMode: false })
    await reaching(async () =>
      text(await this.#send({ query: query.text, values, clickhouse_settings })),
    )
  }

  async *stream(statement: Sql): AsyncGenerator<string> {
    yield* readable(wholeLines(await this.#answer(statement)))
  }

  /** The server works on it beside this process, small or not. */
  async *blocks(statement: Sql, _isSmall: boolean): AsyncGenerator<Uint8Array> {
    yield* readable(wholeBlocks(await this.#answer(statement, { default_format: 'Native' })))
  }

  async *file(statement: Sql, format: FileFormat): AsyncGenerator<Uint8Array> {
    yield* readable(asItComes(await this.#answer(statement, { ...WHOLE, default_format: format })))
  }

  /** Answers share nothing but the socket. */
  async discardLeftovers(): Promise<void> {}

  async close(): Promise<void> {
    await this.#client.close()
  }

  #answer(statement: Sql, clickhouse_settings: Settings = {}): Promise<Readable> {
    return reaching(() => this.#send({ query: statement.text, clickhouse_settings }))
  }

  /** The SQL travels in the body, however long its lists are, except beside an insert's rows. */
  async #send(request: {
    readonly query: string
    readonly values?: Readable
    readonly clickhouse_settings?: Settings
  }): Promise<Readable> {
    const { stream } = await this.#client.exec(request)
    return stream
  }
}

/**
 * Nobody answered, or something that is not the engine did. Carries the engine's own number for
 * network errors.
 */
class EngineUnreachable extends Error {
  override readonly name = 'EngineUnreachable'
  readonly clickhouseCode = NETWORK_ERROR
}

/** Leaving it destroys the answer, which closes its socket, unless it was read to its end. */
async function* readable<Piece>(pieces: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  try {
    for (;;) {
      const piece = await reaching(() => pieces.next())
      if (piece.done === true) return
      yield piece.value
    }
  } finally {
    await pieces.return(undefined)
  }
}

/** The client gives an answer as it came: a stream of buffers. */
async function* asItComes(answer: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  yield* answer
}

async function reaching<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof ClickHouseError || error instanceof AnswerFailed) throw error
    // Asked for wrongly, not answered wrongly.
    if (error instanceof BlockUnreadable) throw error
    // Node's errors have a code; a proxy's page or the client's own time-out has none, and its text
    // may hold anything.
    const code =
      error instanceof Error && 'code' in error ? String(error.code) : 'no answer of the engine'
    throw new EngineUnreachable(`the warehouse cannot be reached: ${code}`)
  }
}
