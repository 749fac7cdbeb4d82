import { Link } from '@tanstack/react-router'
import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'

export interface EmptyListProps {
  readonly isNarrowed: boolean
  readonly view: string | undefined
}

/** Why nothing is listed, and what to do. */
export function EmptyList({ isNarrowed, view }: EmptyListProps) {
  const { t } = useTranslation('desk')
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(`empty.${whyOf(view, isNarrowed)}`)}>
      <Link to="/desk" search={{ view: 'open' }}>
        {t('empty.to_open')}
      </Link>
    </Empty>
  )
}

function whyOf(
  view: string | undefined,
  isNarrowed: boolean,
): 'mine' | 'watched' | 'narrowed' | 'all' {
  if (view === 'mine' || view === 'watched') return view
  return isNarrowed ? 'narrowed' : 'all'
}
