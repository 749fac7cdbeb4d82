import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { AskFailed, mayPass, Unreachable, type Problem } from '#/api/failures.ts'

export interface FailureNoticeProps {
  readonly failure: unknown
  readonly retry?: (() => void) | undefined
}

/** What happened and what was kept, with the code and number by which an engineer finds it. */
export function FailureNotice({ failure, retry }: FailureNoticeProps) {
  const { t } = useTranslation()
  const problem = failure instanceof AskFailed ? failure.problem : undefined
  const reasons = problem?.reasons ?? []
  return (
    <Alert
      type="error"
      showIcon
      title={t(`problem.${meaningOf(failure)}`)}
      description={
        <>
          {problem !== undefined && <p>{saidIn(problem)}</p>}
          {reasons.length > 0 && (
            <ul>
              {reasons.map(({ path, message }) => (
                <li key={path}>
                  <code>{path}</code> {message}
                </li>
              ))}
            </ul>
          )}
          {problem !== undefined && (
            <small>
              {t('problem.code', { code: problem.code, request_id: problem.request_id })}
            </small>
          )}
        </>
      }
      action={
        retry !== undefined && (
          <Button size="small" onClick={retry}>
            {t('problem.retry')}
          </Button>
        )
      }
    />
  )
}

function saidIn({ title, detail }: Problem): string {
  return detail === undefined ? title : `${title}: ${detail}`
}

function meaningOf(
  failure: unknown,
): 'unreachable' | 'busy' | 'forbidden' | 'changed' | 'refused' | 'page' {
  if (failure instanceof Unreachable) return 'unreachable'
  if (mayPass(failure)) return 'busy'
  if (!(failure instanceof AskFailed)) return 'page'
  if (failure.problem.status === 403) return 'forbidden'
  return failure.problem.status === 409 ? 'changed' : 'refused'
}
