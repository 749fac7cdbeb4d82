import { memo } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { searchOfView, type View } from '#/desk/views.ts'

export interface ViewTabsProps {
  readonly views: readonly View[]
  readonly current: string | undefined
  /** Whether the list is no more what the view says. */
  readonly isChanged: boolean
}

/** Lists that everybody has, and those that were saved: each is an address. */
export const ViewTabs = memo(function ViewTabs({ views, current, isChanged }: ViewTabsProps) {
  const { t } = useTranslation('desk')
  return (
    <nav className="desk-views" aria-label={t('views.label')}>
      {views.map((view) => (
        <Link
          key={view.id}
          to="/desk"
          search={searchOfView(view)}
          aria-current={view.id === current ? 'page' : undefined}
          className={view.id === current ? 'is-current' : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {view.title === undefined ? view.saved?.name : t(view.title)}
          {view.id === current && isChanged && <span title={t('views.changed')}> *</span>}
        </Link>
      ))}
    </nav>
  )
})
