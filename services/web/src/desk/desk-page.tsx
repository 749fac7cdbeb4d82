import { useEffect, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Desk } from '#/desk/desk.tsx'
import { isShortened } from '#/desk/desk-search.ts'
import { useOwnUnit } from '#/desk/own-unit.ts'
import { searchOfView, viewsFor, viewsQuery, type Views } from '#/desk/views.ts'
import { Asked } from '#/parts/asked.tsx'
import { Loading } from '#/parts/loading.tsx'
import '#/desk/desk.css'

const NO_VIEWS: Views = { items: [], default_view_id: null }

/** What waits for people. Who names no list sees the default one of their role. */
export function DeskPage() {
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  const asked = useQuery(viewsQuery)
  const { data } = asked
  const unit = useOwnUnit()
  const { views, view } = useMemo(
    () => viewsFor(data ?? NO_VIEWS, { unit, named: search.view }),
    [data, unit, search.view],
  )
  const isShort = isShortened(search)
  useEffect(() => {
    if (!isShort || data === undefined || view === undefined) return
    void navigate({ to: '.', search: { ...search, ...searchOfView(view) }, replace: true })
  }, [isShort, data, view, navigate, search])
  if (data === undefined) return <Asked of={asked} />
  if (isShort) return <Loading />
  return (
    <>
      <Asked of={asked} />
      <Desk search={search} views={views} view={view} />
    </>
  )
}
