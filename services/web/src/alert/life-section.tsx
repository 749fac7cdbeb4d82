import { useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead, AlertStepRead } from '#/alert/alert-queries.ts'
import { changesSaid } from '#/alert/changes-said.ts'
import { CommentForm } from '#/alert/comment-form.tsx'
import { isQuiet, stepSentence, writtenIn } from '#/alert/step-sentence.ts'
import { useStepWords } from '#/alert/step-words.ts'
import { Section } from '#/parts/section.tsx'
import { TimeSaid } from '#/parts/time-said.tsx'

/** The work so far, newest first: who did what when, old and new value, and why. */
export function LifeSection({
  alert,
  mayHandle,
}: {
  readonly alert: AlertRead
  readonly mayHandle: boolean
}) {
  const words = useStepWords()
  const { t } = words
  const [showsAll, showAll] = useState(false)
  const quiet = alert.steps.filter(isQuiet).length
  const shown = alert.steps.filter((step) => showsAll || !isQuiet(step)).toReversed()
  return (
    <Section
      title={t('life.title')}
      aside={
        quiet > 0 && (
          <Button size="small" aria-pressed={showsAll} onClick={() => showAll(!showsAll)}>
            {t(showsAll ? 'life.hide_views' : 'life.show_views', { count: quiet })}
          </Button>
        )
      }
    >
      {mayHandle && <CommentForm alertId={alert.alert_id} />}
      <ol className="life">
        {shown.map((step) => (
          <LifeRow key={step.event_id} step={step} />
        ))}
      </ol>
    </Section>
  )
}

function LifeRow({ step }: { readonly step: AlertStepRead }) {
  const words = useStepWords()
  const { t } = words
  const { t: record } = useTranslation('record')
  const written = writtenIn(step)
  const changes = changesSaid(step.changes, words)
  return (
    <li>
      <TimeSaid at={step.occurred_at} /> <strong>{stepSentence(step, words)}</strong>
      {written !== undefined && <blockquote>{written}</blockquote>}
      {step.reason !== '' && <div>{t('life.reason', { reason: step.reason })}</div>}
      {changes.map((one) => (
        <div key={one} className="soft">
          {one}
        </div>
      ))}
      {step.withheld > 0 && (
        <div className="soft">{record('withheld', { count: step.withheld })}</div>
      )}
      {(step.masked ?? []).length > 0 && <em className="record-masked">{record('masked')}</em>}
    </li>
  )
}
