import { useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { partsOf, type JointPart } from '#/alert/parts-of-joint.ts'
import { StepForm } from '#/alert/step-form.tsx'
import type { Draft } from '#/alert/step-fields.ts'
import { actorSaid } from '#/parts/actor.ts'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useUnitNames } from '#/parts/unit-names.ts'

interface JointSectionProps {
  readonly alert: AlertRead
  readonly mayHandle: boolean
}

type PartStep = 'answer-cooperation' | 'withdraw-cooperation'

/** Joint handling 协同: who was asked for what, and what came of it. */
export function JointSection({ alert, mayHandle }: JointSectionProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const [isAsking, ask] = useState(false)
  const [draft, change] = useState<Draft>({})
  const parts = partsOf(alert.steps)
  const isOpen = alert.state !== 'closed'
  return (
    <Section
      title={t('joint.title')}
      aside={
        mayHandle &&
        isOpen && (
          <Button size="small" aria-expanded={isAsking} onClick={() => ask(!isAsking)}>
            {word('step.ask-cooperation')}
          </Button>
        )
      }
    >
      {isAsking && (
        <StepForm
          alert={alert}
          step="ask-cooperation"
          draft={draft}
          change={change}
          close={() => ask(false)}
        />
      )}
      {parts.length === 0 && <p className="soft">{t('joint.none')}</p>}
      <ul className="duties">
        {parts.map((part) => (
          <PartRow
            key={`${part.unit} ${part.asked_at}`}
            alert={alert}
            part={part}
            mayHandle={mayHandle && isOpen}
          />
        ))}
      </ul>
    </Section>
  )
}

function PartRow({ alert, part, mayHandle }: JointSectionProps & { readonly part: JointPart }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const unitName = useUnitNames()
  const [opened, open] = useState<PartStep>()
  const [draft, change] = useState<Draft>({})
  return (
    <li>
      <strong>{unitName(part.unit)}</strong> {t(`joint.${part.is}`)}
      <blockquote>{part.task}</blockquote>
      <span className="soft">
        {t('joint.asked', { who: actorSaid(part.asked_by, word), at: minuteOf(part.asked_at) })}
        {part.due_at !== null && ` · ${t('duties.due')} ${minuteOf(part.due_at)}`}
      </span>
      {part.feedback !== null && <blockquote>{part.feedback}</blockquote>}
      {mayHandle && part.is === 'open' && (
        <p>
          {(['answer-cooperation', 'withdraw-cooperation'] as const).map((step) => (
            <Button
              key={step}
              size="small"
              aria-expanded={opened === step}
              onClick={() => open(opened === step ? undefined : step)}
            >
              {word(`step.${step}`)}
            </Button>
          ))}
        </p>
      )}
      {opened !== undefined && (
        <StepForm
          key={opened}
          alert={alert}
          step={opened}
          draft={draft}
          change={change}
          close={() => open(undefined)}
          also={{ unit: part.unit }}
        />
      )}
    </li>
  )
}
