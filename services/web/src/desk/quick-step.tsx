import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertStepUse } from '#/parts/alert-steps.ts'
import { actorSaid } from '#/parts/actor.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { minuteOf } from '#/parts/times.ts'

/** Why a step from the list was not taken, with what somebody else did meanwhile. */
export function QuickStep({ step }: { readonly step: AlertStepUse }) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  if (step.failure === null) return null
  return (
    <div role="alert">
      <FailureNotice failure={step.failure} />
      {step.changed !== undefined && (
        <Alert
          type="info"
          title={t('step.others')}
          description={
            <ul>
              {step.changed.changes.map(({ position, actor, type, reason, occurred_at }) => (
                <li key={position}>
                  {t('step.other', {
                    at: minuteOf(occurred_at),
                    who: actorSaid(actor, words),
                    type,
                    reason: reason ?? '',
                  })}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Button size="small" onClick={step.dismiss}>
        {t('step.dismiss')}
      </Button>
    </div>
  )
}
