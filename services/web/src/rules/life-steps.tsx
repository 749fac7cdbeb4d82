import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleStepTakenView } from '@jianwei/services/server/routes/rule-life.ts'
import type { Answer } from '#/api/ask.ts'
import { client } from '#/api/client.ts'
import { useWho } from '#/api/who.ts'
import { LifeStepForm } from '#/rules/life-step-form.tsx'
import { isShown, versionsAfterQuery, type RuleRead } from '#/rules/rule-queries.ts'
import { whole } from '#/rules/rule-words.ts'
import { stepsOf, type RuleStepName } from '#/rules/steps-of.ts'

type Taken = Answer<typeof RuleStepTakenView>

/** What can be done with a version, one form at a time; each with a reason. */
export function LifeSteps({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const steps = stepsOf(rule.state, useWho())
  const [chosen, setChosen] = useState<RuleStepName>()
  const [taken, setTaken] = useState<Taken>()
  const isAwaited = useAwaited(rule, taken)
  if (steps.length === 0 && taken === undefined) return null
  return (
    <div className="rules-steps">
      {taken !== undefined && <TakenNotice taken={taken} isAwaited={isAwaited} />}
      {chosen === undefined &&
        !isAwaited &&
        steps.map((step) => (
          <Button key={step} danger={step === 'retire'} onClick={() => setChosen(step)}>
            {t(`step.${step}.open`)}
          </Button>
        ))}
      {chosen !== undefined && (
        <LifeStepForm
          key={chosen}
          rule={rule}
          step={chosen}
          close={() => setChosen(undefined)}
          done={(answer) => {
            setChosen(undefined)
            setTaken(answer)
            void client.invalidateQueries({ queryKey: ['rules'] })
          }}
        />
      )}
    </div>
  )
}

function TakenNotice({ taken, isAwaited }: { readonly taken: Taken; readonly isAwaited: boolean }) {
  const { t } = useTranslation('rules')
  const { would_raise, state } = taken
  // What a publication raises is told of one that was done as well as of one that was proposed.
  if (would_raise === null || !would_raise.needs_second_person)
    return (
      <Alert
        type="success"
        showIcon
        title={t('step.taken', { state: t(`state.${state}`) })}
        description={isAwaited ? t('step.awaited') : undefined}
      />
    )
  return (
    <Alert
      type="warning"
      showIcon
      title={t('step.proposed')}
      description={t('step.proposed_why', {
        now: whole(would_raise.alerts_now),
        days: whole(would_raise.alerts_last_90_days),
        limit: whole(would_raise.limit),
      })}
    />
  )
}

/** Looks again until lists show the step: they follow the log a moment later. */
function useAwaited(rule: RuleRead, taken: Taken | undefined): boolean {
  const position = taken?.position ?? undefined
  const isAwaited = position !== undefined && !isShown(rule, position)
  useQuery(versionsAfterQuery(rule.rule_id, position))
  return isAwaited
}
