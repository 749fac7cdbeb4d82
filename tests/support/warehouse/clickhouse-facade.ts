import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { createGzip, createZstdCompress } from 'node:zlib'
import type { ClickHouseServer } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { ChdbSessions, type HeldSession } from '#/support/warehouse/chdb-sessions.ts'
import {
  readClickHouseRequest,
  type ClickHouseRequest,
} from '#/support/warehouse/clickhouse-request.ts'
import {
  oneShard,
  onOneNode,
  shardsAway,
  withoutKeeper,
} from '#/support/warehouse/one-node-cluster.ts'
import { onTwoShards, shardsHere } from '#/support/warehouse/two-shard-cluster.ts'

/*
 * A stand-in for a ClickHouse server: the embedded engine behind the HTTP interface, so that the
 * real client is used where no server can be had. The engine is the same; the interface is ours and
 * copies the server's in what clients see: settings that end with their request, compression,
 * errors by status and header, errors after the first rows, and queries that end when their client
 * goes away. It knows no sessions, users, quotas or clusters, and takes several statements at once,
 * which a server refuses.
 */

const SESSIONS = 10
const KEEP_ALIVE_MS = 10_000
/** With characters that a URL must escape. */
const USER = { name: 'jianwei', password: 'se:cret/見' }
const LISTEN = { host: '127.0.0.1', port: 0 }
const EXCEPTION_TAG = 'facadefacadefaca'
const STATUS_OF_CODE: Readonly<Record<number, number>> = { 60: 404, 62: 400, 81: 404, 516: 403 }

export interface FacadeOptions {
  /** The facade is a node of this cluster. */
  readonly cluster?: string
  /**
   * `one`: the only node. `two`: each sees its own rows. `away`: there are two, and none answers.
   */
  readonly shards?: keyof typeof SHARDS
  /** Where it keeps its rows; given, they stay. A new folder unless given. */
  readonly folder?: string
  /** Where it listens; any free port of this machine alone unless given. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** Who may ask it. */
  readonly user?: { readonly name: string; readonly password: string }
}

const SHARDS = {
  one: { translate: onOneNode, configuration: oneShard },
  two: { translate: onTwoShards, configuration: shardsHere },
  away: { translate: withoutKeeper, configuration: shardsAway },
} as const

export class ClickHouseFacade implements AsyncDisposable {
  readonly requests: ClickHouseRequest[] = []
  /** So many of the next requests lose their connection before anything is done for them. */
  dropped_next = 0
  readonly #folder: string
  readonly #isFolderOurs: boolean
  readonly #user: { readonly name: string; readonly password: string }
  readonly #cluster: string | null
  readonly #translate: (sql: string) => string
  readonly #sessions: ChdbSessions
  readonly #server: Server
  #statements = 0

  private constructor(
    folder: string,
    { cluster, shards = 'one', folder: given, user = USER }: FacadeOptions,
    configFile: string | null,
  ) {
    this.#folder = folder
    this.#isFolderOurs = given === undefined
    this.#user = user
    this.#cluster = cluster ?? null
    const { translate } = SHARDS[shards]
    this.#translate = (sql) => (cluster === undefined ? sql : translate(sql, cluster))
    this.#sessions = new ChdbSessions(join(folder, 'engine'), SESSIONS, configFile)
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS
  }

  /** One at a time in a process, as chDB is. Its rows go when it is disposed. */
  static async start(options: FacadeOptions = {}): Promise<ClickHouseFacade> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'jianwei-facade-')))
    await mkdir(join(folder, 'engine'), { recursive: true })
    const { configuration } = SHARDS[options.shards ?? 'one']
    const configFile = options.cluster === undefined ? null : join(folder, 'engine.xml')
    if (configFile !== null) await writeFile(configFile, configuration(options.cluster ?? ''))
    const facade = new ClickHouseFacade(folder, options, configFile)
    facade.#server.listen(options.listen ?? LISTEN)
    await once(facade.#server, 'listening')
    return facade
  }

  get origin(): string {
    // Listening on TCP, so the address is one with a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** As WAREHOUSE_URL has it. */
  get warehouseUrl(): string {
    const parameters = this.#cluster === null ? '' : `?cluster=${this.#cluster}`
    return (
      `http://${this.#user.name}:${encodeURIComponent(this.#user.password)}@` +
      `${new URL(this.origin).host}/jianwei` +
      parameters
    )
  }

  /** As the adapter takes it. */
  get server(): ClickHouseServer {
    return {
      url: this.origin,
      username: this.#user.name,
      password: this.#user.password,
      database: 'jianwei',
      cluster: this.#cluster,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await this.#sessions[Symbol.asyncDispose]()
    if (this.#isFolderOurs) await rm(this.#folder, { recursive: true, force: true })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.dropped_next > 0) {
      this.dropped_next -= 1
      request.socket.destroy()
      return
    }
    if (request.url === '/ping') {
      response.end('Ok.\n')
      return
    }
    const answer = new Answer(request, response)
    try {
      const asked = await readClickHouseRequest(request)
      this.requests.push(asked)
      if (asked.user !== this.#user.name || asked.password !== this.#user.password)
        throw new Error(NO_SUCH_USER)
      const held = await this.#sessions.hold(asked.database, asked.settings)
      try {
        await this.#run(held, asked, answer)
      } catch (error) {
        // What the failed query left behind would begin the next answer of this session.
        await held.session.queryAsync('SELECT 1', { format: 'Null' })
        throw error
      } finally {
        held.release()
      }
    } catch (error) {
      await answer.fail(error)
    }
  }

  async #run({ session }: HeldSession, asked: ClickHouseRequest, answer: Answer): Promise<void> {
    const sql = this.#translate(asked.sql)
    const format = asked.settings.get('default_format') ?? 'TabSeparated'
    if (
      asked.settings.get('wait_end_of_query') === '1' ||
      !/^(\/\*.*?\*\/)?\s*(SELECT|WITH)\b/s.test(sql)
    ) {
      const result = await session.queryAsync(sql, { format })
      answer.begin(asked)
      await answer.write(Buffer.from(result.bytes()))
    } else {
      this.#statements += 1
      const mark = `/* facade:${this.#statements} */`
      const stop = (): void => void this.#kill(mark)
      answer.onLeft(stop)
      for await (const piece of session.queryStream(`${sql}\n${mark}`, { format })) {
        answer.begin(asked)
        if (!(await answer.write(Buffer.from(piece.raw())))) break
      }
      answer.begin(asked)
    }
    await answer.end()
  }

  async #kill(mark: string): Promise<void> {
    const held = await this.#sessions.hold('default', new Map())
    const sql = `KILL QUERY WHERE endsWith(query, '${mark}')
      AND NOT startsWith(query, 'KILL') ASYNC`
    await held.session.queryAsync(sql).catch(() => {})
    held.release()
  }
}

const NO_SUCH_USER =
  'Code: 516. DB::Exception: default: Authentication failed: password is incorrect, or there ' +
  'is no user with such name. ' +
  '(AUTHENTICATION_FAILED) (version facade)'

/**
 * One answer: compressed when the client takes it, and with its error in the status or, when it is
 * too late, at the end.
 */
class Answer {
  readonly #response: ServerResponse
  readonly #request: IncomingMessage
  readonly #closed: Promise<unknown>
  #body: Duplex | ServerResponse | undefined
  #left = false

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request
    this.#response = response
    this.#closed = once(response, 'close').then(() => (this.#left = !response.writableFinished))
  }

  onLeft(stop: () => void): void {
    void this.#closed.then(() => (this.#left ? stop() : undefined))
  }

  begin({ settings, accept_encoding }: ClickHouseRequest): void {
    if (this.#body !== undefined) return
    const compressor =
      settings.get('enable_http_compression') === '1' && accept_encoding !== undefined
        ? compressorOf(accept_encoding)
        : undefined
    this.#response.writeHead(200, {
      'content-type': 'application/x-ndjson',
      'keep-alive': `timeout=${KEEP_ALIVE_MS / 1_000}`,
      'x-clickhouse-exception-tag': EXCEPTION_TAG,
      ...(compressor === undefined ? {} : { 'content-encoding': compressor.encoding }),
    })
    compressor?.stream.pipe(this.#response)
    this.#body = compressor?.stream ?? this.#response
  }

  /** Waits until the client has taken it; false when it has gone away. */
  async write(bytes: Buffer): Promise<boolean> {
    if (this.#left) return false
    if (bytes.length > 0 && this.#body?.write(bytes) === false) {
      await Promise.race([once(this.#body, 'drain'), this.#closed])
    }
    return !this.#left
  }

  async end(): Promise<void> {
    if (this.#left) return
    this.#body?.end()
    await this.#closed
  }

  async fail(error: unknown): Promise<void> {
    if (this.#left) return
    const message = error instanceof Error ? error.message : String(error)
    const code = Number(/^Code: (\d+)/.exec(message)?.[1] ?? 1001)
    if (this.#body !== undefined) {
      const mark = '\r\n__exception__\r\n'
      await this.write(
        Buffer.from(
          `${mark}${EXCEPTION_TAG}\r\n${message}\n${message.length + 1} ${EXCEPTION_TAG}${mark}`,
        ),
      )
      return this.end()
    }
    // A request that is refused before its body was read would leave the rest of it on the
    // connection.
    this.#request.resume()
    this.#response.writeHead(STATUS_OF_CODE[code] ?? 500, { 'x-clickhouse-exception-code': code })
    this.#response.end(message)
  }
}

function compressorOf(
  accepted: string,
): { readonly stream: Duplex; readonly encoding: string } | undefined {
  if (accepted.includes('zstd')) return { stream: createZstdCompress(), encoding: 'zstd' }
  return accepted.includes('gzip') ? { stream: createGzip(), encoding: 'gzip' } : undefined
}
