import type { ColumnBlock } from '@jianwei/projections/ports/column-block.ts'
import type {
  FileFormat,
  QueryOptions,
  Warehouse,
  WarehouseInsert,
  WarehouseLane,
} from '@jianwei/projections/ports/warehouse.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import {
  ChdbEngine,
  defaultEngineLimits,
  type ChdbConnection,
  type EngineLimits,
} from '#/warehouse/chdb-engine.ts'
import { CheckedInserts } from '#/warehouse/checked-inserts.ts'
import { LANE_SETTINGS } from '#/warehouse/session-settings.ts'
import { queryFailed } from '#/warehouse/engine-error.ts'
import { LaneStatements, type OnEnded } from '#/warehouse/lane-statements.ts'
import { assertEnoughThreads } from '#/warehouse/thread-pool.ts'
import type { WarehouseCapabilities } from '#/warehouse/warehouse-capabilities.ts'

export const CHDB_CAPABILITIES: WarehouseCapabilities = {
  many_processes: false,
  cluster: null,
}

/** Connections per lane, together 9. Inserts of one range go into tables of their own together. */
const CONNECTIONS: Readonly<Record<WarehouseLane, number>> = {
  ingest: 2,
  rules: 2,
  backtests: 1,
  interactive: 3,
  control: 1,
}
export const CHDB_CONNECTIONS = Object.values(CONNECTIONS).reduce((sum, count) => sum + count, 0)

/** How long disposal waits for running queries before it stops them. */
const CLOSE_GRACE_MS = 5_000

/** Our own database: the engine's default one cannot hold everything that Atomic can. */
const DATABASE = 'jianwei'

export interface ChdbWarehouseOptions extends Partial<EngineLimits> {
  /** Made when it is absent. One process at a time. */
  readonly folder: string
  readonly onEnded?: OnEnded | undefined
}

/**
 * chDB, the ClickHouse engine in this process, on one folder and with a few connections. Contract:
 * tests/contracts.
 */
export class ChdbWarehouse implements Warehouse {
  readonly #statements: LaneStatements
  readonly #inserts: CheckedInserts

  private constructor(engine: ChdbEngine, statements: LaneStatements) {
    this.#statements = statements
    this.#inserts = new CheckedInserts(() => engine.mustBeReopened())
  }

  /**
   * Throws WarehouseLocked when another process has the folder, WarehouseError when this process
   * has another folder open, and RangeError when UV_THREADPOOL_SIZE leaves no thread for files.
   */
  static async open({ folder, onEnded, ...limits }: ChdbWarehouseOptions): Promise<ChdbWarehouse> {
    assertEnoughThreads(CHDB_CONNECTIONS, process.env)
    const engine = await ChdbEngine.open(folder, { ...defaultEngineLimits(), ...limits })
    try {
      const opened: ChdbConnection[] = []
      const connect = async (lane: WarehouseLane): Promise<ChdbConnection[]> => {
        const connecting = Array.from({ length: CONNECTIONS[lane] }, () =>
          engine.connect(DATABASE, LANE_SETTINGS[lane]),
        )
        const connections = await Promise.all(connecting)
        opened.push(...connections)
        return connections
      }
      const lanes = {
        control: await connect('control'),
        ingest: await connect('ingest'),
        rules: await connect('rules'),
        backtests: await connect('backtests'),
        interactive: await connect('interactive'),
      }
      const close = async (): Promise<void> => {
        for (const connection of opened) await connection.close()
        await engine[Symbol.asyncDispose]()
      }
      return new ChdbWarehouse(
        engine,
        new LaneStatements(lanes, { grace_ms: CLOSE_GRACE_MS, stop_ms_max: null, close, onEnded }),
      )
    } catch (error) {
      await engine[Symbol.asyncDispose]()
      throw queryFailed('open', error)
    }
  }

  query<Row>(sql: Sql, options: QueryOptions): Promise<readonly Row[]> {
    return this.#statements.query(sql, options)
  }

  stream<Row>(sql: Sql, options: QueryOptions): AsyncGenerator<readonly Row[]> {
    return this.#statements.stream(sql, options)
  }

  blocks(sql: Sql, options: QueryOptions): AsyncGenerator<ColumnBlock> {
    return this.#statements.blocks(sql, options)
  }

  file(sql: Sql, format: FileFormat, options: QueryOptions): AsyncGenerator<Uint8Array> {
    return this.#statements.file(sql, format, options)
  }

  /**
   * A failure after which a repetition would lose rows is not retryable: the process must end and
   * open the engine again.
   */
  insert(insert: WarehouseInsert): Promise<void> {
    return this.#inserts.run(insert.table, () => this.#statements.insert(insert))
  }

  execute(sql: Sql, options: QueryOptions): Promise<void> {
    return this.#statements.execute(sql, options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#statements[Symbol.asyncDispose]()
  }
}
