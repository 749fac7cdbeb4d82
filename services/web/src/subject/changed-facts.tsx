import { useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useEventNames } from '#/parts/event-names.ts'
import { dayOf } from '#/parts/times.ts'
import { attributeName } from '#/parts/attribute-said.ts'
import type { ChangesRead } from '#/subject/subject-queries.ts'

const SHOWN_FIRST = 12

export interface ChangedFactsProps {
  readonly changes: ChangesRead
  readonly open: (eventId: string) => void
}

/** Facts that were added, corrected, retracted or are not there at the second moment. */
export function ChangedFacts({ changes: { changes, more }, open }: ChangedFactsProps) {
  const { t } = useTranslation(['subject', 'fields'])
  const eventName = useEventNames()
  const [isWhole, showWhole] = useState(false)
  const shownFirst = isWhole ? changes : changes.slice(0, SHOWN_FIRST)
  if (changes.length === 0) return null
  return (
    <>
      <h3>{t('changes.facts')}</h3>
      <ol className="history-rows">
        {shownFirst.map(({ fact_id, change, from, to, fields }) => {
          const shown = to ?? from
          return (
            <li key={fact_id} className="version">
              {shown !== null && (
                <time dateTime={shown.occurred_at}>{dayOf(shown.occurred_at)}</time>
              )}
              <div>
                <em className={`version-kind version-${change}`}>{t(`change.${change}`)}</em>{' '}
                {shown !== null && (
                  <button type="button" className="link" onClick={() => open(shown.event_id)}>
                    {eventName(shown.type)}
                  </button>
                )}{' '}
                {from !== null && to !== null && (
                  <button type="button" className="link" onClick={() => open(from.event_id)}>
                    {t('changes.version_before')}
                  </button>
                )}
                {fields.length > 0 && (
                  <p className="version-brief">
                    {t('changes.fields', {
                      fields: fields.map((field) => attributeName(field, t)).join(t('comma')),
                    })}
                  </p>
                )}
              </div>
            </li>
          )
        })}
      </ol>
      {shownFirst.length < changes.length && (
        <Button onClick={() => showWhole(true)}>
          {t('changes.show_all', { count: changes.length })}
        </Button>
      )}
      {more && <p>{t('changes.more', { count: changes.length })}</p>}
    </>
  )
}
