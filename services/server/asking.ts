import type { FastifyRequest } from 'fastify'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/**
 * The warehouse as one request sees it: it can only ask, its queries end when the client goes away, and the SQL says that the
 * server asked.
 */
export function askedBy(request: FastifyRequest, warehouse: Warehouse): Warehouse {
  const { signal } = request
  return {
    query: (sql, options) =>
      warehouse.query(sql, { ...options, purpose: `server:${options.purpose}`, lane: 'interactive', signal }),
    stream: (sql, options) =>
      warehouse.stream(sql, { ...options, purpose: `server:${options.purpose}`, lane: 'interactive', signal }),
    insert: refuseToWrite,
    execute: refuseToWrite,
    [Symbol.asyncDispose]: async () => {},
  }
}

function refuseToWrite(): Promise<never> {
  return Promise.reject(new TypeError('the server only asks the warehouse'))
}
