import { useTranslation } from 'react-i18next'
import { AskFailed, mayPass, Unreachable } from '#/api/failures.ts'

/** What people can do something about; all else is `failed`. */
const KNOWN = [
  'VALIDATION_FAILED',
  'NAME_TOO_COMMON',
  'RECEIPT_UNKNOWN',
  'RATE_LIMITED',
  'BODY_TOO_LARGE',
] as const

export interface PublicFailureProps {
  readonly failure: unknown
  /** Where it happened, for the words that differ. */
  readonly where: 'search' | 'form' | 'receipt'
}

/** What happened in plain words, what was kept, and what to do. */
export function PublicFailure({ failure, where }: PublicFailureProps) {
  const { t } = useTranslation('public')
  const problem = failure instanceof AskFailed ? failure.problem : undefined
  return (
    <div className="public-failure" role="alert">
      <p>{t(`failure.${meaningOf(failure, where)}`)}</p>
      {problem !== undefined && (
        <small>{t('failure.code', { code: problem.code, request_id: problem.request_id })}</small>
      )}
    </div>
  )
}

function meaningOf(failure: unknown, where: PublicFailureProps['where']) {
  if (failure instanceof Unreachable)
    return where === 'form' ? ('form_unreachable' as const) : ('unreachable' as const)
  const code = failure instanceof AskFailed ? failure.problem.code : ''
  const known = KNOWN.find((one) => one === code)
  if (known === 'VALIDATION_FAILED') return `${where}_refused` as const
  if (known !== undefined) return known
  return mayPass(failure) ? ('busy' as const) : ('failed' as const)
}
