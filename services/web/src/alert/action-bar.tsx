import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { CLOSING, COMPANY, HANDING, LIFE, PRESSING, whyNot } from '#/alert/offers.ts'
import type { FormStep } from '#/alert/step-fields.ts'
import type { StepName } from '#/parts/send-step.ts'

export interface ActionBarProps {
  readonly alert: AlertRead
  readonly actor: string
  readonly opened: FormStep | undefined
  readonly choose: (step: StepName) => void
}

const KEYS: Partial<Record<StepName, string>> = { sign: 's', verify: 'v', close: 'c' }

/**
 * Steps by what they are for. One that is not possible now can still be pressed, and says why: a
 * disabled button tells nothing to who comes by keyboard.
 */
export function ActionBar({ alert, actor, opened, choose }: ActionBarProps) {
  const { t } = useTranslation('alert')
  const now = Date.now()
  const ways = { alert, actor, opened, choose, now }
  const isPossible = (step: StepName): boolean => whyNot(step, alert, actor, now) === undefined
  const closing = CLOSING.filter(isPossible)
  return (
    <div className="action-bar">
      <Group name={t('actions.life')} steps={LIFE} next={LIFE.find(isPossible)} {...ways} />
      {closing.length > 0 && <Group name={t('actions.closing')} steps={closing} {...ways} />}
      <Group name={t('actions.handing')} steps={HANDING} {...ways} />
      <Group name={t('actions.pressing')} steps={PRESSING} {...ways} />
      <Group name={t('actions.company')} steps={COMPANY} {...ways} />
    </div>
  )
}

interface GroupProps extends ActionBarProps {
  readonly name: string
  readonly steps: readonly StepName[]
  /** The one that is due. */
  readonly next?: StepName | undefined
  readonly now: number
}

function Group({ name, steps, next, alert, actor, opened, choose, now }: GroupProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  return (
    <div className="action-group" role="group" aria-label={name}>
      <span className="action-name" aria-hidden="true">
        {name}
      </span>
      {steps.map((step) => {
        const why = whyNot(step, alert, actor, now)
        const key = KEYS[step]
        return (
          <Button
            key={step}
            size={next === undefined ? 'small' : 'middle'}
            type={step === next ? 'primary' : 'default'}
            className={why === undefined ? '' : 'action-off'}
            aria-disabled={why !== undefined}
            aria-expanded={opened === step}
            aria-keyshortcuts={key}
            title={why === undefined ? undefined : t(`not_now.${why}`)}
            onClick={() => choose(step)}
          >
            {word(`step.${step}`)}
            {key !== undefined && <kbd>{key.toUpperCase()}</kbd>}
          </Button>
        )
      })}
    </div>
  )
}
