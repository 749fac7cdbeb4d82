import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertStepUse } from '#/parts/alert-steps.ts'
import { actorSaid } from '#/parts/actor.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { minuteOf } from '#/parts/times.ts'

export interface QuickStepProps {
  readonly step: AlertStepUse
  /** Of what was asked besides. */
  readonly failure: unknown
}

/** Why a step from the list was not taken, with what somebody else did meanwhile. */
export function QuickStep({ step, failure }: QuickStepProps) {
  const { t } = useTranslation('desk')
  const words = useTranslation('words').t
  const eventName = useEventNames()
  if (step.failure === null) return failure === null ? null : <FailureNotice failure={failure} />
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
                    what: eventName(type),
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
