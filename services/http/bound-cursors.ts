import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'

/*
 * A cursor belongs to a list and its filters: with those of another it would skip and repeat rows
 * without a word. So it carries a mark of both and of itself, and what has another mark is refused:
 * it was given by another list, or changed on the way.
 */

const MARK_CHARACTERS = 10

/**
 * Takes the mark off the cursors of all lists that are registered here, before their handlers see
 * them.
 */
export function bindCursors(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    const asked = askedOf(request)
    if (!('cursor' in asked) || typeof asked.cursor !== 'string') return
    const cursor = asked.cursor.slice(asked.cursor.indexOf('.') + 1)
    if (asked.cursor !== boundCursor(request, cursor)) throw new CursorUnreadable()
    asked.cursor = cursor
  })
}

/** The cursor with the mark of the request that it goes on with. */
export function boundCursor(request: FastifyRequest, cursor: string): string {
  return `${markOf(request, cursor)}.${cursor}`
}

/** Whether its address says what a list is asked; else the body does, which may be personal. */
export function isAskedByAddress({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

function askedOf(request: FastifyRequest): object {
  const asked = isAskedByAddress(request) ? request.query : request.body
  return typeof asked === 'object' && asked !== null ? asked : {}
}

/** Rows a page may be another number each time. */
function markOf(request: FastifyRequest, cursor: string): string {
  const filters = Object.entries(askedOf(request))
    .filter(([name]) => name !== 'cursor' && name !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const list = JSON.stringify([request.routeOptions.url, request.params, filters, cursor])
  return createHash('sha256').update(list).digest('base64url').slice(0, MARK_CHARACTERS)
}
