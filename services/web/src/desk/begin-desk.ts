import { defaultParseSearch } from '@tanstack/react-router'
import { client } from '#/api/client.ts'
import { whoQuery } from '#/api/who.ts'
import { beginReading } from '#/desk/alert-list.ts'
import { deskFilterOf, deskSearchOf, isShortened } from '#/desk/desk-search.ts'
import { countsQuery, facetsQuery } from '#/desk/numbers.ts'
import { ownUnitOf } from '#/desk/own-unit.ts'
import { searchOfView, viewsFor, viewsQuery } from '#/desk/views.ts'

const DESK = /^\/desk(\/|$)/

/**
 * Asks for what the desk at the present address shows while its code is still fetched. What fails
 * is asked for again by the page, which says so.
 */
export async function beginDesk({ pathname, search }: Location): Promise<void> {
  if (!DESK.test(pathname)) return
  try {
    const who = await client.ensureQueryData(whoQuery)
    const views = await client.ensureQueryData(viewsQuery)
    const asked = deskSearchOf(defaultParseSearch(search))
    const { view } = viewsFor(views, { unit: ownUnitOf(who), named: asked.view })
    const shown = isShortened(asked) && view !== undefined ? searchOfView(view) : asked
    const filter = deskFilterOf(shown)
    beginReading({ filter, order: shown.order ?? 'raised', text: '' })
    void client.prefetchQuery(countsQuery(filter))
    void client.prefetchQuery(facetsQuery(filter))
  } catch {
    // Nobody is signed in, or the server is away.
  }
}
