import { useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { linksOf, type LinkedMeasure } from '#/alert/links-of-alert.ts'
import { StepForm } from '#/alert/step-form.tsx'
import type { Draft } from '#/alert/step-fields.ts'
import { Section } from '#/parts/section.tsx'

interface LinksSectionProps {
  readonly alert: AlertRead
  readonly mayHandle: boolean
  readonly open: (eventId: string) => void
}

/** Inspections, penalties and cases of the alert, and whether departments have streamed them. */
export function LinksSection({ alert, mayHandle, open }: LinksSectionProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const [isAdding, add] = useState(false)
  const [draft, change] = useState<Draft>({})
  const links = linksOf(alert.steps)
  const mayLink = mayHandle && alert.state !== 'closed'
  return (
    <Section
      title={t('links.title')}
      aside={
        mayLink && (
          <Button size="small" aria-expanded={isAdding} onClick={() => add(!isAdding)}>
            {word('step.link')}
          </Button>
        )
      }
    >
      {isAdding && (
        <StepForm
          alert={alert}
          step="link"
          draft={draft}
          change={change}
          close={() => add(false)}
        />
      )}
      {links.length === 0 && <p className="soft">{t('links.none')}</p>}
      <ul>
        {links.map((link) => (
          <LinkRow key={link.link_id} alert={alert} link={link} mayHandle={mayLink} open={open} />
        ))}
      </ul>
    </Section>
  )
}

function LinkRow({
  alert,
  link,
  mayHandle,
  open,
}: LinksSectionProps & { readonly link: LinkedMeasure }) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const [isRemoving, remove] = useState(false)
  const [draft, change] = useState<Draft>({})
  const { link_id, kind, number, department, fact_id, is_streamed } = link
  return (
    <li>
      {word(`measure.${kind}`)} <strong>{number}</strong> {department}{' '}
      {fact_id === null ? (
        t(is_streamed ? 'links.streamed' : 'links.waits')
      ) : (
        <button type="button" className="link" onClick={() => open(fact_id)}>
          {t('links.streamed')}
        </button>
      )}{' '}
      {mayHandle && (
        <Button size="small" aria-expanded={isRemoving} onClick={() => remove(!isRemoving)}>
          {word('step.unlink')}
        </Button>
      )}
      {isRemoving && (
        <StepForm
          alert={alert}
          step="unlink"
          draft={draft}
          change={change}
          close={() => remove(false)}
          also={{ link_id }}
        />
      )}
    </li>
  )
}
