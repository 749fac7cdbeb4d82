import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { keyOfCursor, pageOf as pageOfRows, type Page } from '@jianwei/projections/cursor.ts'
import { boundCursor, isAskedByAddress } from '#/http/bound-cursors.ts'

export const PAGE_ROWS_MAX = 500
const PAGE_ROWS_DEFAULT = 50
const CURSOR_CHARACTERS_MAX = 500

const cursorField = z
  .string()
  .max(CURSOR_CHARACTERS_MAX)
  .optional()
  .meta({ description: '`next` of the page before, with the same filters; opaque' })

/** The query fields of every list. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_ROWS_MAX)
    .default(PAGE_ROWS_DEFAULT)
    .meta({ description: 'Rows a page' }),
  cursor: cursorField,
}

/** The same in a body. */
export const pageFields = {
  limit: z
    .int()
    .min(1)
    .max(PAGE_ROWS_MAX)
    .default(PAGE_ROWS_DEFAULT)
    .meta({ description: 'Rows a page' }),
  cursor: cursorField,
}

/** One page of a list. */
export function pageOf<Item extends z.ZodType>(name: string, item: Item) {
  return z
    .object({
      items: z.array(item),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Cursor of the next page; null on the last' }),
    })
    .meta({ id: `${name}Page` })
}

/**
 * A page of a list that is short enough to be made whole. `keyOf` gives what the list is ordered
 * by.
 */
export function listPage<Row>(
  rows: readonly Row[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  keyOf: (row: Row) => readonly string[],
): Page<Row> {
  const sorted = rows.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)))
  const after = cursor === undefined ? undefined : keyOfCursor(cursor, z.array(z.string()))
  const rest =
    after === undefined ? sorted : sorted.filter((row) => compareKeys(keyOf(row), after) > 0)
  return pageOfRows(rest, limit, keyOf)
}

/** Part by part, as texts. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? ''
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

/** The page as its view, with a `Link` header to the next one. */
export function sendPage<Row, View>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Row>,
  view: (row: Row) => View,
): { items: View[]; next: string | null } {
  const cursor = page.next === null ? null : boundCursor(request, page.next)
  // What a body asked goes on with the next body.
  if (cursor !== null && isAskedByAddress(request)) {
    // Only the path and the query are used; the base is there because URL wants one.
    const next = new URL(request.url, 'http://localhost')
    next.searchParams.set('cursor', cursor)
    reply.header('link', `<${next.pathname}${next.search}>; rel="next"`)
  }
  return { items: page.items.map(view), next: cursor }
}
