import { useEffect, useState } from 'react'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { NeighboursView } from '@jianwei/services/server/views/alert-list-view.ts'
import { read } from '#/api/ask.ts'
import { deskFilterOf, ofList, type DeskSearch } from '#/desk/desk-search.ts'
import type { AlertRows } from '#/desk/use-alert-rows.ts'

export interface DeskPlace {
  /** The alert that is open beside the list. */
  readonly opened: string | undefined
  /** The row that has the focus, by its index. */
  readonly focus: number
  readonly setFocus: (index: number) => void
  readonly open: (index: number) => void
  /** An alert that need not be in the list. */
  readonly openAlert: (alert_id: string) => void
  /** To the next row or the one before, with the panel where it is open. */
  readonly step: (by: 1 | -1) => void
  readonly close: () => void
}

/** Where somebody is in the list, and what they have open. */
export function useDeskPlace(list: AlertRows, search: DeskSearch): DeskPlace {
  const navigate = useNavigate()
  const { alertId: opened } = useParams({ strict: false })
  const { rows, indexOf, up_to } = list
  const [at, setAt] = useState<{ readonly id: string | undefined; readonly index: number }>({
    id: undefined,
    index: 0,
  })
  // Also where it stands once the list was read anew; where it is gone, whatever took its place.
  const focus = indexOf.get(at.id ?? '') ?? Math.max(0, Math.min(at.index, rows.length - 1))
  const place = opened === undefined ? undefined : indexOf.get(opened)
  useEffect(() => {
    // The panel moves by itself too.
    if (opened !== undefined && place !== undefined) setAt({ id: opened, index: place })
  }, [opened, place])

  const setFocus = (index: number): void => setAt({ id: rows[index]?.alert_id, index })
  const openAlert = (alert_id: string, stood?: string): void => {
    void navigate({
      to: '/desk/$alertId',
      params: { alertId: alert_id },
      search: {
        ...ofList(search),
        ...(up_to === undefined ? {} : { up_to }),
        ...(stood === undefined ? {} : { place: stood }),
      },
      // Back leads to the list, not through everything that was looked at.
      replace: opened !== undefined,
    })
  }
  const open = (index: number): void => {
    const row = rows[index]
    if (row === undefined) return
    setFocus(index)
    openAlert(row.alert_id, row.place)
  }
  const step = (by: 1 | -1): void => {
    if (opened !== undefined && place === undefined) {
      void neighbourOf(opened, by, search).then((id) => id !== null && openAlert(id))
      return
    }
    const to = focus + by
    if (to >= rows.length) list.readMore()
    if (rows[to] === undefined) return
    if (opened === undefined) setFocus(to)
    else open(to)
  }
  const close = (): void => {
    void navigate({ to: '/desk', search: ofList(search) })
  }
  return { opened, focus, setFocus, open, openAlert, step, close }
}

/** Of an alert that stands on no page that was read, as where a link leads to it. */
async function neighbourOf(
  alert_id: string,
  by: 1 | -1,
  search: DeskSearch,
): Promise<string | null> {
  const { order, up_to, place } = search
  const { next, previous } = await read<typeof NeighboursView>(
    `/v1/alerts/${alert_id}/neighbours`,
    { query: { ...deskFilterOf(search), order, up_to, place } },
  )
  return by === 1 ? next : previous
}
