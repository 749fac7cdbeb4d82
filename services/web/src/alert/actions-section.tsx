import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ActionBar } from '#/alert/action-bar.tsx'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { OthersChanged } from '#/alert/others-changed.tsx'
import { whyNot } from '#/alert/offers.ts'
import { StepForm } from '#/alert/step-form.tsx'
import { hasForm, type Draft, type FormStep } from '#/alert/step-fields.ts'
import { useAlertStep } from '#/parts/alert-steps.ts'
import { answerAskedStep, useAskedStep } from '#/parts/asked-step.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { useKeys } from '#/parts/keys.ts'
import { Section } from '#/parts/section.tsx'
import type { StepName } from '#/parts/send-step.ts'

export interface ActionsSectionProps {
  readonly alert: AlertRead
  readonly actor: string
  /** Who only reads is told so, and offered no step. */
  readonly mayHandle: boolean
  readonly leave: () => void
}

/** Steps that say nothing more than that they are taken. */
const DIRECT: readonly StepName[] = ['sign', 'release']

/** What can be done with the alert, and the form of the step that somebody chose. */
export function ActionsSection({ alert, actor, mayHandle, leave }: ActionsSectionProps) {
  const { t } = useTranslation('alert')
  const [opened, open] = useState<FormStep>()
  // What was typed for each step, also while its form is closed.
  const [drafts, setDrafts] = useState<Partial<Record<FormStep, Draft>>>({})
  const [refused, refuse] = useState<string>()
  const direct = useAlertStep()
  const asked = useAskedStep(alert.alert_id)

  function choose(step: StepName): void {
    if (!mayHandle) return
    const why = whyNot(step, alert, actor, Date.now())
    refuse(why === undefined ? undefined : t(`not_now.${why}`))
    if (why !== undefined) return
    if (DIRECT.includes(step)) {
      open(undefined)
      const { alert_id, revision } = alert
      void direct.take({ alert_id, step, revision: direct.changed?.revision ?? revision })
    } else if (hasForm(step)) open(opened === step ? undefined : step)
  }

  useEffect(() => {
    if (asked === undefined) return
    choose(asked)
    answerAskedStep()
  })
  useKeys({
    s: () => choose('sign'),
    v: () => choose('verify'),
    c: () => choose('close'),
    Escape: () => (opened === undefined ? leave() : open(undefined)),
  })

  return (
    <Section title={t('actions.title')} className="alert-actions">
      {mayHandle ? (
        <ActionBar alert={alert} actor={actor} opened={opened} choose={choose} />
      ) : (
        <p>{t('actions.reads_only')}</p>
      )}
      {refused !== undefined && <p role="status">{refused}</p>}
      {direct.changed !== undefined && <OthersChanged changed={direct.changed} />}
      {direct.failure !== null && direct.changed === undefined && (
        <FailureNotice failure={direct.failure} />
      )}
      {opened !== undefined && (
        <StepForm
          key={opened}
          alert={alert}
          step={opened}
          draft={drafts[opened] ?? {}}
          change={(draft) => setDrafts((all) => ({ ...all, [opened]: draft }))}
          close={() => open(undefined)}
        />
      )}
    </Section>
  )
}
