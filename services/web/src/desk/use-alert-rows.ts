import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import {
  listQuery,
  readFirst,
  readSome,
  rowsOf,
  withRows,
  type ListedAlert,
  type ListQuestion,
  type Pages,
} from '#/desk/alert-list.ts'
import { isBefore, placeOf } from '#/desk/place.ts'
import { RowFollower, type FollowedList } from '#/desk/row-follower.ts'
import { liveState, onAlertChange, onLive } from '#/live/live.ts'
import { onStepTaken } from '#/parts/send-step.ts'

export interface AlertRows {
  readonly rows: readonly ListedAlert[]
  /** Where each alert stands among the rows. */
  readonly indexOf: ReadonlyMap<string, number>
  /** Undefined before the first page. */
  readonly up_to: number | undefined
  readonly isWhole: boolean
  readonly isReading: boolean
  readonly failure: unknown
  /** Asks again for what failed: the next page, or the list. */
  readonly retry: () => void
  /** Nothing while a page is read, and after one that failed. */
  readonly readMore: () => void
  /** Alerts that belong into the list since it was read. */
  readonly waiting: number
  /** Whether the stream was away for so long that something may have been missed. */
  readonly mayHaveMissed: boolean
  /** Reads the list anew, from its top. */
  readonly readAnew: () => void
  /** Which reading of the list it is. */
  readonly round: number
}

/** Each reading is its own, also when somebody comes back to the page. */
let rounds = 0
const nextRound = (): number => (rounds += 1)

/** Counts follow the stream too, but no faster than this. */
const NUMBERS_PAUSE_MS = 4_000

/** A list whose rows stay where they stand while what they show follows the stream. */
export function useAlertRows(question: ListQuestion): AlertRows {
  const client = useQueryClient()
  const [round, setRound] = useState(nextRound)
  const [news, setNews] = useState({ waiting: 0, missed: false })
  const query = listQuery(question, round)
  const found = useInfiniteQuery({ ...query, placeholderData: keepPreviousData })
  const { data, hasNextPage, isPlaceholderData, fetchNextPage } = found
  // Kept here: a row that is written anew makes the query forget it.
  const [pageFailure, setPageFailure] = useState<unknown>(null)
  const mayReadMore = hasNextPage && !found.isFetching && pageFailure === null
  const rows = useMemo(() => rowsOf(data), [data])
  const indexOf = useMemo(
    () => new Map(rows.map(({ alert_id }, index) => [alert_id, index])),
    [rows],
  )
  const shown = useRef({ indexOf, rows, isWhole: false })
  useEffect(() => {
    shown.current = { indexOf, rows, isWhole: data !== undefined && !hasNextPage }
  })

  const key = JSON.stringify(query.queryKey)
  const asked = useRef({ question, key, queryKey: query.queryKey })
  useEffect(() => {
    asked.current = { question, key, queryKey: query.queryKey }
  })
  useEffect(() => {
    setNews({ waiting: 0, missed: false })
    setPageFailure(null)
    const { queryKey, question: of } = asked.current
    const list: FollowedList = {
      has: (id) => shown.current.indexOf.has(id),
      willCome: ({ place }) => {
        const last = shown.current.rows.at(-1)
        if (shown.current.isWhole || last === undefined) return false
        return isBefore(placeOf(last.place), placeOf(place))
      },
      readRows: (ids) => readSome(ids, { order: 'changed' }),
      readFirst: async () => (await readFirst(of)).items,
      readFitting: (ids) => readSome(ids, of),
      update: (newer) => client.setQueryData<Pages>(queryKey, (pages) => withRows(pages, newer)),
      tell: (waiting) => setNews((before) => ({ ...before, waiting })),
      lose: () => setNews((before) => ({ ...before, missed: true })),
    }
    const follower = new RowFollower(list)
    let isFollowed = liveState().is === 'live'
    const stops = [
      onAlertChange(({ alert_id, position }) => follower.hear(alert_id, { position })),
      onStepTaken(({ alert_id, position, revision }) =>
        follower.hear(alert_id, { position: position ?? 0, revision }),
      ),
      onLive((word) => {
        if (word.kind === 'reset') setNews((before) => ({ ...before, missed: true }))
        if (word.kind !== 'state' || word.state.is !== 'live' || isFollowed) return
        isFollowed = true
        void follower.catchUp()
      }),
      () => follower.end(),
    ]
    return () => stops.forEach((stop) => stop())
  }, [client, key])

  const readNext = useCallback(async () => {
    const of = asked.current.key
    setPageFailure(null)
    const { isFetchNextPageError, error } = await fetchNextPage()
    if (isFetchNextPageError && asked.current.key === of) setPageFailure(error)
  }, [fetchNextPage])
  const readMore = useCallback(() => {
    if (mayReadMore) void readNext()
  }, [mayReadMore, readNext])
  const readAnew = useCallback(() => {
    setRound(nextRound())
    void client.invalidateQueries({ queryKey: ['alerts', 'numbers'] })
  }, [client])

  return {
    rows,
    indexOf,
    up_to: data?.pages[0]?.up_to,
    isWhole: !hasNextPage,
    isReading: found.isFetching || isPlaceholderData,
    failure: pageFailure ?? found.error,
    retry: pageFailure === null ? readAnew : () => void readNext(),
    readMore,
    waiting: news.waiting,
    mayHaveMissed: news.missed,
    readAnew,
    round: isPlaceholderData ? round - 1 : round,
  }
}

/** Has the counts read again when alerts change, a little later. */
export function useFreshNumbers(): void {
  const client = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const later = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ queryKey: ['alerts', 'numbers'] })
      }, NUMBERS_PAUSE_MS)
    }
    const stops = [onAlertChange(later), onStepTaken(later), () => clearTimeout(timer)]
    return () => stops.forEach((stop) => stop())
  }, [client])
}
