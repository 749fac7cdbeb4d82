import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CursorUnreadable } from '@jianwei/projections/cursor.ts'

/*
 * A cursor belongs to a list and its filters: with those of another it would skip and repeat rows without a word. So it carries a
 * mark of both, and what has another mark is refused.
 */

const MARK_CHARACTERS = 10

/** Takes the mark off the cursors of all lists that are registered here, before their handlers see them. */
export function bindCursors(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    const { query } = request
    if (typeof query !== 'object' || query === null || !('cursor' in query) || typeof query.cursor !== 'string') return
    const mark = markOf(request)
    if (!query.cursor.startsWith(mark)) throw new CursorUnreadable()
    query.cursor = query.cursor.slice(mark.length)
  })
}

/** The cursor with the mark of the request that it goes on with. */
export function boundCursor(request: FastifyRequest, cursor: string): string {
  return markOf(request) + cursor
}

/** Rows a page may be another number each time. */
function markOf(request: FastifyRequest): string {
  const filters = Object.entries(request.query ?? {})
    .filter(([name]) => name !== 'cursor' && name !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const list = JSON.stringify([request.routeOptions.url, request.params, filters])
  return `${createHash('sha256').update(list).digest('base64url').slice(0, MARK_CHARACTERS)}.`
}
