import type { WarehouseLane } from '@jianwei/projections/ports/warehouse.ts'
import { QueryAborted, WarehouseError } from '@jianwei/projections/warehouse-error.ts'

/**
 * How many callers may wait in one lane; the next is refused, retryable, so that a storm cannot
 * fill the memory.
 */
export const LANE_WAITING_MAX = 2_000

/** ClickHouse's number for "too many simultaneous queries", used for our own limit too. */
const TOO_MANY_QUERIES = 202

/** A connection that nobody else uses until `release` is called. */
export interface Lease<Connection> {
  readonly connection: Connection
  release(): void
}

interface Waiting<Connection> {
  readonly take: (lease: Lease<Connection>) => void
  readonly refuse: (error: Error) => void
}

/**
 * A few connections and one queue: each caller has a connection for itself, first come, first
 * served.
 */
export class ConnectionLane<Connection> {
  readonly #name: WarehouseLane
  readonly #free: Connection[]
  readonly #waiting = new Set<Waiting<Connection>>()

  constructor(name: WarehouseLane, connections: readonly Connection[]) {
    this.#name = name
    this.#free = [...connections]
  }

  /** A connection that is free now; undefined when there is none. */
  leaseNow(): Lease<Connection> | undefined {
    const connection = this.#free.pop()
    return connection === undefined ? undefined : this.#leaseOf(connection)
  }

  /**
   * Waits for a connection. Throws QueryAborted when the signal fires first, WarehouseError 202
   * when too many wait.
   */
  async lease(purpose: string, signal?: AbortSignal): Promise<Lease<Connection>> {
    if (signal?.aborted === true) throw new QueryAborted(purpose)
    const free = this.leaseNow()
    if (free !== undefined) return free
    if (this.#waiting.size >= LANE_WAITING_MAX) {
      throw new WarehouseError(
        `${purpose}: ${LANE_WAITING_MAX} queries wait in lane ${this.#name}`,
        TOO_MANY_QUERIES,
        {
          retryable: true,
        },
      )
    }
    return this.#wait(purpose, signal)
  }

  /** Everybody who waits is refused with the error; those who hold a connection keep it. */
  refuseWaiting(error: Error): void {
    for (const waiting of this.#waiting) waiting.refuse(error)
    this.#waiting.clear()
  }

  #wait(purpose: string, signal: AbortSignal | undefined): Promise<Lease<Connection>> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiting)
        reject(new QueryAborted(purpose))
      }
      const waiting: Waiting<Connection> = {
        take: (lease) => {
          signal?.removeEventListener('abort', leave)
          resolve(lease)
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave)
          reject(error)
        },
      }
      this.#waiting.add(waiting)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  #leaseOf(connection: Connection): Lease<Connection> {
    let released = false
    const release = (): void => {
      if (released) return
      released = true
      const [next] = this.#waiting
      if (next === undefined) {
        this.#free.push(connection)
        return
      }
      this.#waiting.delete(next)
      next.take(this.#leaseOf(connection))
    }
    return { connection, release }
  }
}
