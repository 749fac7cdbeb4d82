import { useEffect, useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Desk } from '#/desk/desk.tsx'
import { isBare, type DeskSearch } from '#/desk/desk-search.ts'
import { useOwnUnit } from '#/desk/own-unit.ts'
import { builtInViews, savedAsView, searchOfView, viewsQuery } from '#/desk/views.ts'
import { Asked } from '#/parts/asked.tsx'
import { Loading } from '#/parts/loading.tsx'
import '#/desk/desk.css'

/** What waits for people. Who names no list sees the default one of their role. */
export function DeskPage() {
  const search = useSearch({ from: '/desk' })
  const navigate = useNavigate()
  const asked = useQuery(viewsQuery)
  const { data } = asked
  const unit = useOwnUnit()
  const views = useMemo(
    () => [...builtInViews(unit), ...(data?.items ?? []).map(savedAsView)],
    [data, unit],
  )
  const named = search.view ?? data?.default_view_id ?? 'open'
  const view = views.find(({ id }) => id === named) ?? views[0]
  // A view by its id alone is all that a notice says of it.
  const isShort = isBare(withoutView(search))
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

function withoutView(search: DeskSearch): DeskSearch {
  const { view: _view, ...asked } = search
  return asked
}
