import { Alert } from 'antd'
import { changesSaid } from '#/alert/changes-said.ts'
import { shortSentence } from '#/alert/step-sentence.ts'
import { useStepWords } from '#/alert/step-words.ts'
import type { AlertChangedMeanwhile } from '#/parts/alert-steps.ts'
import { minuteOf } from '#/parts/times.ts'

/** What somebody else did meanwhile, in words; what was typed is still in the form. */
export function OthersChanged({ changed }: { readonly changed: AlertChangedMeanwhile }) {
  const words = useStepWords()
  const { t } = words
  return (
    <Alert
      type="warning"
      showIcon
      title={t('form.changed')}
      description={
        <>
          <ul>
            {changed.changes.map((step) => (
              <li key={step.position}>
                {minuteOf(step.occurred_at)} {shortSentence(step, words)}
                {step.reason !== null && ` (${step.reason})`}
                {changesSaid(step.changes, words).map((one) => (
                  <div key={one} className="soft">
                    {one}
                  </div>
                ))}
              </li>
            ))}
          </ul>
          <p>{t('form.kept')}</p>
        </>
      }
    />
  )
}
