import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'

/*
 * A cursor belongs to a list and its filters: with those of another it would skip and repeat rows without a word. So it carries a
 * mark of both and of itself, and what has another mark is refused: it was given by another list, or changed on the way.
 */

const MARK_CHARACTERS = 10

/** Takes the mark off the cursors of all lists that are registered here, before their handlers see them. */
export function bindCursors(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    const { query } = request
    if (typeof query !== 'object' || query === null || !('cursor' in query) || typeof query.cursor !== 'string') return
    const cursor = query.cursor.slice(query.cursor.indexOf('.') + 1)
    if (query.cursor !== boundCursor(request, cursor)) throw new CursorUnreadable()
    query.cursor = cursor
  })
}

/** The cursor with the mark of the request that it goes on with. */
export function boundCursor(request: FastifyRequest, cursor: string): string {
  return `${markOf(request, cursor)}.${cursor}`
}

/** Rows a page may be another number each time. */
function markOf(request: FastifyRequest, cursor: string): string {
  const filters = Object.entries(request.query ?? {})
    .filter(([name]) => name !== 'cursor' && name !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const list = JSON.stringify([request.routeOptions.url, request.params, filters, cursor])
  return createHash('sha256').update(list).digest('base64url').slice(0, MARK_CHARACTERS)
}
