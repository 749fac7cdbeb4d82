import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ColumnBlock } from '@jianwei/projections/ports/column-block.ts'
import type {
  EndedStatement,
  FileFormat,
  QueryOptions,
  Warehouse,
  WarehouseInsert,
  WarehouseLane,
} from '@jianwei/projections/ports/warehouse.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { NOTHING, sql, type Sql } from '@jianwei/projections/sql.ts'
import { ConnectionLane, type Lease } from '#/warehouse/connection-lanes.ts'
import type { EngineConnection } from '#/warehouse/engine-connection.ts'
import {
  engineCodeOf,
  insertFailed,
  NO_ENGINE_CODE,
  queryFailed,
  QUERY_WAS_CANCELLED,
} from '#/warehouse/engine-error.ts'
import { tagged, tagOf } from '#/warehouse/statement-tag.ts'

const LANES: readonly WarehouseLane[] = ['ingest', 'rules', 'backtests', 'interactive', 'control']
/** Between two attempts to stop a query that has not started yet, or stops slowly. */
const KILL_PAUSE_MS_MIN = 5
const KILL_PAUSE_MS_MAX = 250
/** About a minute; a query that still runs then ends by itself and frees its connection. */
const KILL_ATTEMPTS_MAX = 250
export type Lanes = Readonly<Record<WarehouseLane, readonly EngineConnection[]>>

/** What the connections stand on, and how it is left. */
export interface LaneEngine {
  /** How long disposal waits for running statements before it stops them. */
  readonly grace_ms: number
  /**
   * How long it then waits for them to stop; null where the engine can only be closed when nothing
   * runs in it.
   */
  readonly stop_ms_max: number | null
  /** Runs once, last. What still runs fails by it. */
  readonly close: () => Promise<void>
  /** Told of each statement that the engine is done with. */
  readonly onEnded?: OnEnded | undefined
}

export type OnEnded = (statement: EndedStatement) => void

/**
 * A statement that runs: its tag finds it in the engine, `ended` resolves when its connection is
 * free again.
 */
interface Running {
  readonly tag: Sql
  readonly ended: Promise<void>
  readonly lane: WarehouseLane
}

/**
 * What every adapter of the warehouse does the same: statements wait in lanes, carry who asks, are
 * stopped in the engine when their caller aborts, and fail by code. Adapters bring the connections;
 * the control lane carries short statements alone (in a cluster a column is waited for up to half a
 * minute), because it is what stops the others.
 */
export class LaneStatements implements Warehouse {
  readonly #lanes: Readonly<Record<WarehouseLane, ConnectionLane<EngineConnection>>>
  readonly #engine: LaneEngine
  readonly #running = new Set<Running>()
  readonly #run = randomUUID().slice(0, 8)
  #statements = 0
  #closing: Promise<void> | undefined

  constructor(lanes: Lanes, engine: LaneEngine) {
    this.#engine = engine
    this.#lanes = {
      ingest: new ConnectionLane('ingest', lanes.ingest),
      rules: new ConnectionLane('rules', lanes.rules),
      backtests: new ConnectionLane('backtests', lanes.backtests),
      interactive: new ConnectionLane('interactive', lanes.interactive),
      control: new ConnectionLane('control', lanes.control),
    }
  }

  async query<Row>(statement: Sql, options: QueryOptions): Promise<readonly Row[]> {
    const answer = await this.#answer(options, queryFailed, statement, (connection, tag) =>
      connection.query(tagged(tag, statement)),
    )
    // The caller's SQL decides the row's shape; the type is its statement about that SQL.
    return rowsOf(answer) as readonly Row[]
  }

  async execute(statement: Sql, options: QueryOptions): Promise<void> {
    await this.#answer(options, queryFailed, statement, (connection, tag) =>
      connection.execute(tagged(tag, statement)),
    )
  }

  async insert(insert: WarehouseInsert): Promise<void> {
    if (insert.body === '') return
    const options: QueryOptions = { purpose: `insert:${insert.table}`, lane: 'ingest' }
    await this.#answer(options, insertFailed, NOTHING, (connection, tag) =>
      connection.insert(insert, tag),
    )
  }

  async *stream<Row>(statement: Sql, options: QueryOptions): AsyncGenerator<readonly Row[]> {
    const pieces = this.#pieces(statement, options, (connection, tag) =>
      connection.stream(tagged(tag, statement)),
    )
    // As in query(): the type is the caller's statement about its SQL.
    for await (const piece of pieces) yield rowsOf(piece) as readonly Row[]
  }

  async *blocks(statement: Sql, options: QueryOptions): AsyncGenerator<ColumnBlock> {
    const pieces = this.#pieces(statement, options, (connection, tag) =>
      connection.blocks(tagged(tag, statement), options.is_small === true),
    )
    for await (const bytes of pieces) yield new ColumnBlock(bytes)
  }

  file(statement: Sql, format: FileFormat, options: QueryOptions): AsyncGenerator<Uint8Array> {
    return this.#pieces(statement, options, (connection, tag) =>
      connection.file(tagged(tag, statement), format),
    )
  }

  async *#pieces<Piece>(
    statement: Sql,
    options: QueryOptions,
    open: (connection: EngineConnection, tag: Sql) => AsyncGenerator<Piece>,
  ): AsyncGenerator<Piece> {
    const { purpose, signal } = options
    const { lease, running, end } = await this.#begin(options)
    const stop = (): void => void this.#kill(running)
    signal?.addEventListener('abort', stop, { once: true })
    let failure: unknown
    let finished = false
    const pieces = open(lease.connection, running.tag)
    try {
      for (;;) {
        const piece = await abortable(pieces.next(), purpose, signal)
        if (piece.done === true) break
        yield piece.value
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
    if (failure !== undefined)
      throw translated(failure, { purpose, signal, statement, failed: queryFailed })
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * Runs one statement on a connection of its lane; rejects at once on abort, frees the connection
   * when the engine stopped.
   */
  async #answer<Answer>(
    options: QueryOptions,
    failed: Failed['failed'],
    statement: Sql,
    work: (connection: EngineConnection, tag: Sql) => Promise<Answer>,
  ): Promise<Answer> {
    const { purpose, signal } = options
    const { lease, running, end } = await this.#begin(options)
    const answer = work(lease.connection, running.tag)
    void answer.then(
      () => end(false),
      () => end(true),
    )
    const stop = (): void => void this.#kill(running)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      return await abortable(answer, purpose, signal)
    } catch (error) {
      throw translated(error, { purpose, signal, statement, failed })
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  async #begin(options: QueryOptions): Promise<{
    readonly lease: Lease<EngineConnection>
    readonly running: Running
    readonly end: (failed: boolean) => void
  }> {
    const name = options.lane ?? 'interactive'
    if (this.#closing !== undefined) throw closed(options.purpose)
    if (options.signal?.aborted === true) throw new QueryAborted(options.purpose)
    // A free connection is taken in the caller's own turn: what was asked before `close` is also
    // answered before it.
    const lane = this.#lanes[name]
    const asked = performance.now()
    const lease = lane.leaseNow() ?? (await lane.lease(options.purpose, options.signal))
    const began = performance.now()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    this.#statements += 1
    const running: Running = {
      tag: tagOf(options.purpose, this.#run, this.#statements),
      ended,
      lane: name,
    }
    this.#running.add(running)
    const free = (): void => {
      this.#running.delete(running)
      lease.release()
      resolve()
    }
    const end = (failed: boolean): void => {
      this.#engine.onEnded?.({
        purpose: options.purpose,
        ...(options.about === undefined ? {} : { about: options.about }),
        waited_ms: began - asked,
        ran_ms: performance.now() - began,
        failed,
      })
      if (failed) void lease.connection.discardLeftovers().then(free, free)
      else free()
    }
    return { lease, running, end }
  }

  /**
   * Stops a statement in the engine. It may not have begun there yet, so this asks until it has
   * ended.
   */
  async #kill(running: Running): Promise<void> {
    let pause = KILL_PAUSE_MS_MIN
    for (let attempt = 0; attempt < KILL_ATTEMPTS_MAX && this.#running.has(running); attempt += 1) {
      const control = await this.#lanes.control.lease('kill')
      try {
        await control.connection.execute(
          sql`KILL QUERY
WHERE position(query, ${running.tag.text}) > 0 AND NOT startsWith(query, 'KILL')
ASYNC`,
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
    for (const lane of LANES)
      if (lane !== 'control') this.#lanes[lane].refuseWaiting(closed('close'))
    const { grace_ms, stop_ms_max, close } = this.#engine
    const allEnded = Promise.all([...this.#running].map((running) => running.ended))
    await Promise.race([allEnded, sleep(grace_ms, undefined, { ref: false })])
    for (const running of this.#running) if (running.lane !== 'ingest') void this.#kill(running)
    await (stop_ms_max === null
      ? allEnded
      : Promise.race([allEnded, sleep(stop_ms_max, undefined, { ref: false })]))
    await close()
  }
}

/**
 * Rows of JSONEachRow text. A line feed inside a value is escaped there, so each one that stands
 * ends a row.
 */
function rowsOf(lines: string): readonly unknown[] {
  if (lines === '') return []
  const end = lines.endsWith('\n') ? lines.length - 1 : lines.length
  // Brackets around the lines make one array of it.
  return JSON.parse(`[${lines.slice(0, end).replaceAll('\n', ',')}]`) as readonly unknown[]
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
  readonly statement: Sql
  readonly failed: (purpose: string, error: unknown, sql: string) => WarehouseError
}

function translated(error: unknown, { purpose, signal, statement, failed }: Failed): Error {
  if (error instanceof QueryAborted || error instanceof WarehouseError) return error
  if (signal?.aborted === true && engineCodeOf(error) === QUERY_WAS_CANCELLED)
    return new QueryAborted(purpose)
  return failed(purpose, error, statement.text)
}

function closed(purpose: string): WarehouseError {
  return new WarehouseError(`${purpose}: the warehouse is closed`, NO_ENGINE_CODE, {
    retryable: false,
  })
}
