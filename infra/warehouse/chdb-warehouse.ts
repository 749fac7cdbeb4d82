import { setTimeout as sleep } from 'node:timers/promises'
import type { QueryOptions, Warehouse, WarehouseInsert, WarehouseLane } from '@jianwei/projections/ports/warehouse.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { text } from '@jianwei/projections/sql.ts'
import { ChdbEngine, defaultEngineLimits, type ChdbConnection, type EngineLimits } from '#/warehouse/chdb-engine.ts'
import { ConnectionLane, type Lease } from '#/warehouse/connection-lanes.ts'
import {
  engineCodeOf,
  insertFailed,
  NO_ENGINE_CODE,
  queryFailed,
  QUERY_WAS_CANCELLED,
} from '#/warehouse/engine-error.ts'
import { assertEnoughThreads } from '#/warehouse/thread-pool.ts'
import type { WarehouseCapabilities } from '#/warehouse/warehouse-capabilities.ts'

export const CHDB_CAPABILITIES: WarehouseCapabilities = {
  many_processes: false,
  cluster: null,
}

/** Connections per lane, together 6. Control carries only short statements: it is what stops the others. */
const CONNECTIONS: Readonly<Record<WarehouseLane, number>> = { ingest: 1, rules: 1, interactive: 3, control: 1 }
export const CHDB_CONNECTIONS = Object.values(CONNECTIONS).reduce((sum, count) => sum + count, 0)

const LANES: readonly WarehouseLane[] = ['ingest', 'rules', 'interactive', 'control']
/** Between two attempts to stop a query that has not started yet, or stops slowly. */
const KILL_PAUSE_MS_MIN = 5
const KILL_PAUSE_MS_MAX = 250
/** About a minute; a query that still runs then ends by itself and frees its connection. */
const KILL_ATTEMPTS_MAX = 250
/** How long `close` waits for running queries before it stops them. */
const CLOSE_GRACE_MS = 5_000

export interface ChdbWarehouseOptions extends Partial<EngineLimits> {
  /** Made when it is absent. One process at a time. */
  readonly folder: string
}

/** A statement that runs: its tag finds it in the engine, `ended` resolves when its connection is free again. */
interface Running {
  readonly tag: string
  readonly ended: Promise<void>
  readonly lane: WarehouseLane
}

/** chDB, the ClickHouse engine in this process, on one folder and with a few connections. Contract: tests/contracts. */
export class ChdbWarehouse implements Warehouse {
  readonly #engine: ChdbEngine
  readonly #connections: readonly ChdbConnection[]
  readonly #lanes: Readonly<Record<WarehouseLane, ConnectionLane<ChdbConnection>>>
  readonly #running = new Set<Running>()
  #statements = 0
  #closing: Promise<void> | undefined

  private constructor(engine: ChdbEngine, lanes: Readonly<Record<WarehouseLane, readonly ChdbConnection[]>>) {
    this.#engine = engine
    this.#connections = LANES.flatMap((lane) => lanes[lane])
    this.#lanes = {
      ingest: new ConnectionLane('ingest', lanes.ingest),
      rules: new ConnectionLane('rules', lanes.rules),
      interactive: new ConnectionLane('interactive', lanes.interactive),
      control: new ConnectionLane('control', lanes.control),
    }
  }

  /**
   * Throws WarehouseLocked when another process has the folder, WarehouseError when this process has another folder open,
   * and RangeError when UV_THREADPOOL_SIZE leaves no thread for files.
   */
  static async open({ folder, ...limits }: ChdbWarehouseOptions): Promise<ChdbWarehouse> {
    assertEnoughThreads(CHDB_CONNECTIONS, process.env)
    const engine = await ChdbEngine.open(folder, { ...defaultEngineLimits(), ...limits })
    try {
      const connect = (count: number): Promise<ChdbConnection[]> =>
        Promise.all(Array.from({ length: count }, () => engine.connect(DATABASE)))
      const lanes = {
        control: await connect(CONNECTIONS.control),
        ingest: await connect(CONNECTIONS.ingest),
        rules: await connect(CONNECTIONS.rules),
        interactive: await connect(CONNECTIONS.interactive),
      }
      return new ChdbWarehouse(engine, lanes)
    } catch (error) {
      await engine[Symbol.asyncDispose]()
      throw queryFailed('open', error)
    }
  }

  async query<Row>(sql: string, options: QueryOptions): Promise<readonly Row[]> {
    const answer = await this.#run(sql, options, (connection, tagged) => connection.query(tagged), queryFailed)
    // The caller's SQL decides the row's shape; the type is its statement about that SQL.
    return rowsOf(answer) as readonly Row[]
  }

  async execute(sql: string, options: QueryOptions): Promise<void> {
    await this.#run(sql, options, (connection, tagged) => connection.execute(tagged), queryFailed)
  }

  async insert(insert: WarehouseInsert): Promise<void> {
    if (insert.body === '') return
    const options: QueryOptions = { purpose: `insert:${insert.table}`, lane: 'ingest' }
    // The body is handed to the engine beside the statement, which leaves no place for a comment.
    await this.#run('', options, (connection) => connection.insert(insert), insertFailed)
  }

  async *stream<Row>(sql: string, options: QueryOptions): AsyncGenerator<readonly Row[]> {
    const { purpose, signal } = options
    const { lease, running, end } = await this.#begin(options)
    const stop = (): void => void this.#kill(running)
    signal?.addEventListener('abort', stop, { once: true })
    let failure: unknown
    let finished = false
    const pieces = lease.connection.stream(tagged(running.tag, sql))
    try {
      for (;;) {
        const piece = await abortable(pieces.next(), purpose, signal)
        if (piece.done === true) break
        // As in query(): the type is the caller's statement about its SQL.
        yield rowsOf(piece.value) as readonly Row[]
      }
      finished = true
    } catch (error) {
      failure = error
    } finally {
      signal?.removeEventListener('abort', stop)
      if (!finished) void this.#kill(running)
      // Leaving the driver's loop waits for the piece that is being fetched; the caller need not.
      void pieces.return(undefined).then(
        () => end(!finished),
        () => end(true),
      )
    }
    if (failure !== undefined) throw translated(failure, { purpose, signal, sql, failed: queryFailed })
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Runs one statement on a connection of its lane; rejects at once on abort, frees the connection when the engine stopped. */
  async #run<Answer>(
    sql: string,
    options: QueryOptions,
    work: (connection: ChdbConnection, tagged: string) => Promise<Answer>,
    failed: (purpose: string, error: unknown, sql: string) => WarehouseError,
  ): Promise<Answer> {
    const { purpose, signal } = options
    const { lease, running, end } = await this.#begin(options)
    const answer = work(lease.connection, tagged(running.tag, sql))
    void answer.then(
      () => end(false),
      () => end(true),
    )
    const stop = (): void => void this.#kill(running)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await abortable(answer, purpose, signal)
    } catch (error) {
      throw translated(error, { purpose, signal, sql, failed })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  async #begin(options: QueryOptions): Promise<{
    readonly lease: Lease<ChdbConnection>
    readonly running: Running
    readonly end: (failed: boolean) => void
  }> {
    const name = options.lane ?? 'interactive'
    if (this.#closing !== undefined) throw closed(options.purpose)
    if (options.signal?.aborted === true) throw new QueryAborted(options.purpose)
    // A free connection is taken in the caller's own turn: what was asked before `close` is also answered before it.
    const lane = this.#lanes[name]
    const lease = lane.leaseNow() ?? (await lane.lease(options.purpose, options.signal))
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    this.#statements += 1
    const running: Running = { tag: tagOf(options.purpose, this.#statements), ended, lane: name }
    this.#running.add(running)
    const free = (): void => {
      this.#running.delete(running)
      lease.release()
      resolve()
    }
    const end = (failed: boolean): void => {
      if (failed) void lease.connection.discardLeftovers().then(free, free)
      else free()
    }
    return { lease, running, end }
  }

  /** Stops a statement in the engine. It may not have begun there yet, so this asks until it has ended. */
  async #kill(running: Running): Promise<void> {
    let pause = KILL_PAUSE_MS_MIN
    for (let attempt = 0; attempt < KILL_ATTEMPTS_MAX && this.#running.has(running); attempt += 1) {
      const control = await this.#lanes.control.lease('kill')
      try {
        await control.connection.execute(
          `KILL QUERY WHERE position(query, ${text(running.tag)}) > 0 AND NOT startsWith(query, 'KILL') ASYNC`,
        )
      } catch {
        // The query may have ended between being listed and being stopped; the next round sees.
      } finally {
        control.release()
      }
      await Promise.race([running.ended, sleep(pause)])
      pause = Math.min(pause * 2, KILL_PAUSE_MS_MAX)
    }
  }

  async #close(): Promise<void> {
    for (const lane of LANES) if (lane !== 'control') this.#lanes[lane].refuseWaiting(closed('close'))
    const allEnded = Promise.all([...this.#running].map((running) => running.ended))
    await Promise.race([allEnded, sleep(CLOSE_GRACE_MS, undefined, { ref: false })])
    for (const running of this.#running) if (running.lane !== 'ingest') void this.#kill(running)
    await allEnded
    for (const connection of this.#connections) await connection.close()
    await this.#engine[Symbol.asyncDispose]()
  }
}

/** Our own database: the engine's default one cannot hold everything that Atomic can. */
const DATABASE = 'jianwei'

/** Rows of JSONEachRow text. A line feed inside a value is escaped there, so each one that stands ends a row. */
function rowsOf(lines: string): readonly unknown[] {
  if (lines === '') return []
  const end = lines.endsWith('\n') ? lines.length - 1 : lines.length
  // Brackets around the lines make one array of it.
  return JSON.parse(`[${lines.slice(0, end).replaceAll('\n', ',')}]`) as readonly unknown[]
}

/** Says who asks, and finds the statement among those that run. */
function tagOf(purpose: string, statement: number): string {
  return `/* ${purpose.replaceAll(/[^\w:.-]/g, '_')} q:${statement} */`
}

function tagged(tag: string, sql: string): string {
  return `${tag} ${sql}`
}

/** The promise, or a rejection as soon as the signal fires. */
async function abortable<Answer>(
  answer: Promise<Answer>,
  purpose: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (signal === undefined) return answer
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(new QueryAborted(purpose))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

interface Failed {
  readonly purpose: string
  readonly signal: AbortSignal | undefined
  readonly sql: string
  readonly failed: (purpose: string, error: unknown, sql: string) => WarehouseError
}

function translated(error: unknown, { purpose, signal, sql, failed }: Failed): Error {
  if (error instanceof QueryAborted || error instanceof WarehouseError) return error
  if (signal?.aborted === true && engineCodeOf(error) === QUERY_WAS_CANCELLED) return new QueryAborted(purpose)
  return failed(purpose, error, sql)
}

function closed(purpose: string): WarehouseError {
  return new WarehouseError(`${purpose}: the warehouse is closed`, NO_ENGINE_CODE, { retryable: false })
}
