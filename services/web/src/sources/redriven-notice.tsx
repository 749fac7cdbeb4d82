import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { hasCode } from '#/api/failures.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { ReasonsTable } from '#/sources/reasons-table.tsx'
import type { Redriven } from '#/sources/use-redrive.ts'

/** What came of sending it again, and what was kept. */
export function RedrivenNotice({ redriven }: { readonly redriven: Redriven }) {
  const { t } = useTranslation('sources')
  if (redriven.is === 'taken') {
    const { events } = redriven
    const title = events.length === 0 ? 'repair.skipped' : 'repair.taken'
    return <Alert type="success" showIcon title={t(title, { count: events.length })} />
  }
  const { failure, order } = redriven
  if (hasCode(failure, 'INPUT_QUARANTINED'))
    return (
      <Alert
        type="error"
        showIcon
        title={t(order === undefined ? 'repair.refused_original' : 'repair.refused')}
        description={<ReasonsTable reasons={failure.problem.reasons ?? []} />}
      />
    )
  if (hasCode(failure, 'ALREADY_TAKEN'))
    return <Alert type="info" showIcon title={t('repair.settled')} />
  if (hasCode(failure, 'REPAIR_MASKED'))
    return <Alert type="error" showIcon title={t('repair.masked')} />
  return <FailureNotice failure={failure} />
}
