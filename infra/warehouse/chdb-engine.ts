import { readFile, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { drainPending, Session } from 'chdb'
import { createChdbConnection } from 'chdb/connection'
import { blocksIn } from '@jianwei/projections/ports/block-scan.ts'
import type { FileFormat, WarehouseInsert } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseError, WarehouseLocked } from '@jianwei/projections/warehouse-error.ts'
import { makeFolder } from '#/runtime/make-folder.ts'
import { clientOver, type ClickHouseClient } from '#/warehouse/clickhouse-client.ts'
import { letCrashesEnd } from '#/warehouse/crash-signals.ts'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import { engineCodeOf } from '#/warehouse/engine-error.ts'
import { emptyStandardInput } from '#/warehouse/standard-input.ts'
import { SESSION_SETTINGS } from '#/warehouse/session-settings.ts'
import { forgetTokensWithoutPart, hasTokensWithoutPart } from '#/warehouse/token-notes.ts'
import { identifier, joined, sql, type Sql } from '@jianwei/projections/sql.ts'

/**
 * The one file that knows chDB. An engine is one folder opened by one process; it stays open while
 * its first session does. A connection runs one query at a time and remembers every SET, so
 * settings are given once, at open.
 */

export interface EngineLimits {
  /** Memory of the whole engine: queries, inserts, merges and caches together. */
  readonly server_memory_bytes_max: number
  /** Memory of one query. */
  readonly query_memory_bytes_max: number
}

const MARK_CACHE_BYTES_MAX = 256 * 1024 * 1024
/**
 * Part of the machine's memory that the engine may take; the log, intake and the page cache need
 * the rest.
 */
const SERVER_MEMORY_SHARE = 0.5
const QUERY_MEMORY_SHARE = 0.25

/** Limits from the memory of the machine or, where it is smaller, of the container. */
export function defaultEngineLimits(): EngineLimits {
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return {
    server_memory_bytes_max: Math.floor(memory * SERVER_MEMORY_SHARE),
    query_memory_bytes_max: Math.floor(memory * QUERY_MEMORY_SHARE),
  }
}

/** Keeps the folder open; connections are made from it. */
export class ChdbEngine implements AsyncDisposable {
  readonly #session: Session
  readonly #folder: string
  readonly #limits: EngineLimits

  private constructor(session: Session, folder: string, limits: EngineLimits) {
    this.#session = session
    this.#folder = folder
    this.#limits = limits
  }

  /**
   * Throws WarehouseLocked when another process has the folder, WarehouseError when this process
   * has another folder.
   */
  static async open(folder: string, limits: EngineLimits): Promise<ChdbEngine> {
    emptyStandardInput()
    const path = resolve(folder)
    makeFolder(path)
    const configFile = join(path, 'jianwei-engine.xml')
    await writeFile(configFile, engineConfig(limits))
    return new ChdbEngine(await openSession(path, [`--config-file=${configFile}`]), path, limits)
  }

  /**
   * A new connection with its settings made, in the given database, which is created when it is
   * absent.
   */
  async connect(
    database: string,
    more: Readonly<Record<string, string | number>> = {},
  ): Promise<ChdbConnection> {
    const connection = new ChdbConnection(this.#folder)
    const given: Readonly<Record<string, string | number>> = {
      ...SESSION_SETTINGS,
      ...more,
      max_memory_usage: this.#limits.query_memory_bytes_max,
    }
    const settings = Object.entries(given).map(
      ([name, value]) => sql`${identifier(name)} = ${value}`,
    )
    await connection.execute(sql`SET ${joined(settings)}`)
    const name = identifier(database)
    await connection.execute(sql`CREATE DATABASE IF NOT EXISTS ${name} ENGINE = Atomic`)
    await connection.execute(sql`USE ${name}`)
    return connection
  }

  /**
   * After a failed insert: whether the same insert again would be taken for a duplicate although
   * its rows are missing.
   */
  mustBeReopened(): Promise<boolean> {
    return hasTokensWithoutPart(this.#folder)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#session.close()
    await drainPending()
  }
}

/** One connection. It runs one thing at a time. */
export class ChdbConnection implements EngineConnection {
  readonly #connection: ReturnType<typeof createChdbConnection>
  readonly #client: ClickHouseClient

  constructor(folder: string) {
    this.#connection = createChdbConnection({ path: folder })
    this.#client = clientOver(this.#connection)
  }

  async query(statement: Sql): Promise<string> {
    const result = await this.#client.query({ query: statement.text, format: 'JSONEachRow' })
    return result.text()
  }

  async execute(statement: Sql): Promise<void> {
    await this.#client.command({ query: statement.text })
  }

  /**
   * The token stands in the statement: as a setting of the request it would stay on the connection
   * and swallow later inserts. The body is handed over beside the statement, which leaves no place
   * for a tag.
   */
  async insert({ table, columns, body, token }: WarehouseInsert): Promise<void> {
    await this.#connection.chdb.rawInsert({
      table,
      columns,
      values: body,
      format: 'JSONCompactEachRow',
      settings: { insert_deduplication_token: token },
    })
  }

  async *stream(statement: Sql): AsyncGenerator<string> {
    for await (const chunk of this.#connection.chdb.queryStream(statement.text, {
      format: 'JSONEachRow',
    })) {
      if (chunk.numRows > 0) yield chunk.text()
    }
  }

  /**
   * Each piece of a streamed answer is a block. The engine begins with a stream on the thread that
   * asks, up to the first block; a small answer is worked out on a thread of its own.
   */
  async *blocks(statement: Sql, isSmall: boolean): AsyncGenerator<Uint8Array> {
    if (isSmall) {
      const whole = await this.#connection.chdb.queryAsync(statement.text, { format: 'Native' })
      yield* blocksIn(whole.bytes())
      return
    }
    for await (const chunk of this.#connection.chdb.queryStream(statement.text, {
      format: 'Native',
    })) {
      if (chunk.numRows > 0) yield chunk.raw()
    }
  }

  /** Of a streamed answer each piece would be a file of its own, so the engine gives it at once. */
  async *file(statement: Sql, format: FileFormat): AsyncGenerator<Uint8Array> {
    const result = await this.#connection.chdb.queryAsync(statement.text, { format })
    yield result.bytes()
  }

  /**
   * What a failed query had written of its answer stays in the connection, and the next query's
   * answer begins with it: this throws it away.
   */
  async discardLeftovers(): Promise<void> {
    await this.#connection.chdb.queryAsync('SELECT 1', { format: 'Null' })
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}

/**
 * What a killed process left half done is put right while the engine keeps other processes out of
 * the folder. It has read the notes by then, so it is opened once more where they were wrong.
 */
async function openSession(path: string, connectionArgs: readonly string[]): Promise<Session> {
  const session = await started(path, connectionArgs)
  try {
    if (!(await forgetTokensWithoutPart(path))) return session
  } catch (error) {
    session.close()
    throw error
  }
  session.close()
  return started(path, connectionArgs)
}

async function started(path: string, connectionArgs: readonly string[]): Promise<Session> {
  // An engine that was closed a moment ago may still be letting go of its folder.
  await drainPending()
  try {
    return new Session(path, { connectionArgs: [...connectionArgs] })
  } catch (error) {
    throw await openFailed(path, error)
  } finally {
    letCrashesEnd()
  }
}

/**
 * The driver says neither why it cannot open nor with which code; its message holds paths and
 * nothing else.
 */
async function openFailed(path: string, error: unknown): Promise<Error> {
  if (await heldByAnotherProcess(path)) return new WarehouseLocked(path)
  const message = error instanceof Error ? error.message : String(error)
  return new WarehouseError(`cannot open ${path}: ${message}`, engineCodeOf(error), {
    retryable: false,
  })
}

/** The engine notes its process in a status file, which stays behind when it is killed. */
async function heldByAnotherProcess(path: string): Promise<boolean> {
  const status = await readFile(join(path, 'status'), 'utf8').catch(() => '')
  const pid = Number(/^PID: (\d+)$/m.exec(status)?.[1] ?? 0)
  return pid > 0 && pid !== process.pid && isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks and sends nothing.
    return process.kill(pid, 0)
  } catch (error) {
    // A process that we may not signal is there all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function engineConfig(limits: EngineLimits): string {
  return `<clickhouse>
  <max_server_memory_usage>${limits.server_memory_bytes_max}</max_server_memory_usage>
  <mark_cache_size>${MARK_CACHE_BYTES_MAX}</mark_cache_size>
</clickhouse>
`
}
