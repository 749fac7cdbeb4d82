import { infiniteQueryOptions, type InfiniteData } from '@tanstack/react-query'
import type { AlertList } from '@jianwei/services/server/views/alert-list-view.ts'
import { read, send, type Answer } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import type { AlertOrder, DeskFilter } from '#/desk/desk-search.ts'

export type AlertPage = Answer<typeof AlertList>
export type ListedAlert = AlertPage['items'][number]
/** All that was read of a list. */
export type Pages = InfiniteData<AlertPage>

/** What a list is asked; the text is what somebody typed and goes into a body. */
export interface ListQuestion {
  readonly filter: DeskFilter
  readonly order: AlertOrder
  readonly text: string
}

const PAGE_ROWS = 200
/** What was asked for early and looked at by nobody is old by then. */
const BEGUN_MS = 5_000
/** First pages that were asked for before somebody looked. */
const begun = new Map<string, Promise<AlertPage>>()

/**
 * All pages of a list. It is read once: what changes meanwhile is written into its rows, and only
 * who looks at the list has it read anew, as another round.
 */
export function listQuery(question: ListQuestion, round: number) {
  return infiniteQueryOptions({
    queryKey: ['desk-rows', question, round],
    queryFn: ({ pageParam, signal }) =>
      (pageParam === null ? takeBegun(question) : undefined) ??
      readPage(question, { cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: nextOf,
    staleTime: Infinity,
    // A view that is opened again is read again: nobody has written into its rows meanwhile.
    gcTime: 0,
    // Pages that were read stay the same objects: comparing ten thousand rows would be felt.
    structuralSharing: false,
  })
}

/** Asks for a first page early, for whoever reads the list next. */
export function beginReading(question: ListQuestion): void {
  const key = JSON.stringify(question)
  const page = readFirst(question)
  // Whoever reads the list hears of the failure.
  page.catch(() => undefined)
  begun.set(key, page)
  setTimeout(() => begun.delete(key), BEGUN_MS)
}

/** The first page as it is now. */
export function readFirst(question: ListQuestion, signal?: AbortSignal): Promise<AlertPage> {
  return readPage(question, { cursor: null, signal })
}

/** Those of some alerts that fit the question, whatever page they are on. At most 500 ids. */
export async function readSome(
  alert_id: readonly string[],
  { filter, order, text }: Partial<ListQuestion>,
): Promise<readonly ListedAlert[]> {
  const { items } = await send<typeof AlertList>('/v1/alerts/search', {
    body: {
      ...filter,
      alert_id,
      limit: alert_id.length,
      ...(order === undefined ? {} : { order }),
      ...(text === undefined || text === '' ? {} : { text }),
    },
  })
  return items
}

/** The rows of all pages, each alert once: in an order of changes one may come again. */
export function rowsOf(pages: Pages | undefined): readonly ListedAlert[] {
  const rows = new Map<string, ListedAlert>()
  for (const page of pages?.pages ?? [])
    for (const row of page.items) if (!rows.has(row.alert_id)) rows.set(row.alert_id, row)
  return [...rows.values()]
}

/**
 * With newer readings of some rows, each where it stood. A page without such a row, and a row
 * without a newer reading, stay the same objects, so that only what changed is drawn.
 */
export function withRows(
  pages: Pages | undefined,
  newer: ReadonlyMap<string, ListedAlert>,
): Pages | undefined {
  if (pages === undefined) return undefined
  return {
    ...pages,
    pages: pages.pages.map((page) => {
      if (!page.items.some(({ alert_id }) => newer.has(alert_id))) return page
      return { ...page, items: page.items.map((row) => newerOf(row, newer.get(row.alert_id))) }
    }),
  }
}

function newerOf(row: ListedAlert, read: ListedAlert | undefined): ListedAlert {
  if (read === undefined || read.revision < row.revision) return row
  return { ...read, place: row.place }
}

function takeBegun(question: ListQuestion): Promise<AlertPage> | undefined {
  const key = JSON.stringify(question)
  const page = begun.get(key)
  begun.delete(key)
  return page
}

async function readPage(
  { filter, order, text }: ListQuestion,
  { cursor, signal }: { readonly cursor: string | null; readonly signal: AbortSignal | undefined },
): Promise<AlertPage> {
  const how = signal === undefined ? {} : { signal }
  const page = { order, limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) }
  if (text === '')
    return read<typeof AlertList>('/v1/alerts', { query: { ...filter, ...page }, ...how })
  return send<typeof AlertList>('/v1/alerts/search', {
    body: { ...filter, ...page, text },
    ...how,
  })
}
