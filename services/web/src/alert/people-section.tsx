import { useState } from 'react'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { actorSaid } from '#/parts/actor.ts'
import { useAlertStep } from '#/parts/alert-steps.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'

export interface PeopleSectionProps {
  readonly alert: AlertRead
  readonly actor: string
  readonly mayHandle: boolean
}

/** Tags, who watches, and who has looked. */
export function PeopleSection({ alert, actor, mayHandle }: PeopleSectionProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const { take, isSending, failure } = useAlertStep()
  const [tag, setTag] = useState('')
  const { alert_id, tags, watchers, viewers } = alert
  const watches = watchers.includes(actor)
  const people = (actors: readonly string[]): string =>
    actors.length === 0 ? t('people.nobody') : actors.map((one) => actorSaid(one, word)).join('、')
  return (
    <Section
      title={t('people.title')}
      aside={
        mayHandle && (
          <Button
            size="small"
            aria-pressed={watches}
            loading={isSending}
            onClick={() => void take({ alert_id, step: watches ? 'unwatch' : 'watch' })}
          >
            {word(watches ? 'step.unwatch' : 'step.watch')}
          </Button>
        )
      }
    >
      <dl className="facts">
        <dt>{t('people.tags')}</dt>
        <dd>
          {tags.map((one) => (
            <span key={one} className="alert-tag">
              {one}
              {mayHandle && (
                <button
                  type="button"
                  aria-label={t('people.untag', { tag: one })}
                  onClick={() => void take({ alert_id, step: 'untag', body: { tag: one } })}
                >
                  ×
                </button>
              )}
            </span>
          ))}
          {tags.length === 0 && !mayHandle && t('people.none')}
          {mayHandle && (
            <form
              className="tag-form"
              onSubmit={(event) => {
                event.preventDefault()
                const said = tag.trim()
                if (said === '') return
                void take({ alert_id, step: 'tag', body: { tag: said } }).then(
                  (taken) => taken !== undefined && setTag(''),
                )
              }}
            >
              <Input
                size="small"
                aria-label={word('step.tag')}
                placeholder={word('step.tag')}
                maxLength={100}
                value={tag}
                onChange={({ target }) => setTag(target.value)}
              />
            </form>
          )}
        </dd>
        <dt>{t('people.watchers')}</dt>
        <dd>{people(watchers)}</dd>
        <dt>{t('people.viewers')}</dt>
        <dd>{people(viewers)}</dd>
      </dl>
      {failure !== null && <FailureNotice failure={failure} />}
    </Section>
  )
}
