import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { dutiesQuery, type DutyRead } from '#/alert/alert-queries.ts'
import { DutyStepForm, type DutyStep } from '#/alert/duty-step-form.tsx'
import { remainingSaid } from '#/alert/remaining.ts'
import { actorSaid } from '#/parts/actor.ts'
import { Asked } from '#/parts/asked.tsx'
import { said } from '#/parts/said.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

export interface DutiesSectionProps {
  readonly alertId: string
  readonly mayHandle: boolean
}

/** Who owes what by when. */
export function DutiesSection({ alertId, mayHandle }: DutiesSectionProps) {
  const { t } = useTranslation('alert')
  const found = useQuery(dutiesQuery(alertId))
  return (
    <Section title={t('duties.title')}>
      <Asked of={found} />
      {found.data?.items.length === 0 && <p>{t('duties.none')}</p>}
      <ul className="duties">
        {found.data?.items.toReversed().map((duty) => (
          <DutyRow key={duty.duty_id} alertId={alertId} duty={duty} mayHandle={mayHandle} />
        ))}
      </ul>
    </Section>
  )
}

function DutyRow({ alertId, duty, mayHandle }: DutiesSectionProps & { readonly duty: DutyRead }) {
  const [opened, open] = useState<DutyStep>()
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const unitName = useUnitNames()
  const { state, marks, part, due_at, unit, owner, extensions, pauses, is_late } = duty
  const isOver = duty.is_breached && duty.ended_at === null
  const steps = stepsOf(duty)
  const who = [unit === null ? '' : unitName(unit), owner === null ? '' : actorSaid(owner, word)]
  return (
    <li className={duty.ended_at === null ? 'duty' : 'duty duty-ended'}>
      <strong>{said(duty.title)}</strong> {t(`duties.state.${state}`)}
      {is_late && ` · ${t('duties.late')}`}{' '}
      {marks.map((mark) => (
        <span key={mark} className={`duty-mark duty-${mark}`}>
          {t(`duties.mark.${mark}`)}
        </span>
      ))}
      <br />
      <span className={isOver ? 'alert-over' : ''}>{remainingSaid(duty, t)}</span>
      {due_at !== null && ` · ${t('duties.due')} ${minuteOf(due_at)}`}
      {part !== null && ` · ${t('duties.part', { unit: unitName(part) })}`}
      {who.some((one) => one !== '') && ` · ${who.filter((one) => one !== '').join(' ')}`}
      {extensions > 0 && ` · ${t('duties.extensions', { count: extensions })}`}
      {pauses > 0 && ` · ${t('duties.pauses', { count: pauses })}`}
      {mayHandle && steps.length > 0 && (
        <div>
          {steps.map((step) => (
            <Button
              key={step}
              size="small"
              aria-expanded={opened === step}
              onClick={() => open(opened === step ? undefined : step)}
            >
              {t(`duties.${step}`)}
            </Button>
          ))}
        </div>
      )}
      {mayHandle && isOver && <div className="soft">{t('duties.breached')}</div>}
      {opened !== undefined && (
        <DutyStepForm
          key={opened}
          alertId={alertId}
          duty={duty}
          step={opened}
          close={() => open(undefined)}
        />
      )}
    </li>
  )
}

/** An approval comes before the end; what stands still can only run on. */
function stepsOf({ state, is_breached }: DutyRead): readonly DutyStep[] {
  if (state === 'paused') return ['resume']
  return state === 'running' && !is_breached ? ['extend', 'pause'] : []
}
