import { Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ImportRead } from '#/imports/import-queries.ts'

/** How much of a file that is being read was read; nothing for others. */
export function ImportProgress({ of }: { readonly of: ImportRead }) {
  const { t } = useTranslation('imports')
  const { state, bytes_read: read, bytes_total: total } = of
  if (state !== 'running' || read === null || total === null || total === 0) return null
  const percent = Math.min(100, Math.floor((100 * read) / total))
  return <Progress percent={percent} size="small" aria-label={t('progress', { percent })} />
}
