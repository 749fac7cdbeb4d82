import { useTranslation } from 'react-i18next'
import { dataRows } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { minuteOf } from '#/parts/times.ts'
import type { Document } from '#/print/document-queries.ts'
import { FieldsSaid } from '#/print/fields-said.tsx'

/** A sheet of its own: the facts on which the alert rests, and what is not shown of them. */
export function DocumentEvidence({ document }: { readonly document: Document }) {
  const { t } = useTranslation('print')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const { facts, object, more_facts, more_warnings, masked } = document
  return (
    <section className="paper-new-sheet">
      <h2>{t('evidence.title')}</h2>
      {facts.length === 0 && <p>{t('evidence.none')}</p>}
      {facts.length > 0 && (
        <table className="paper-list">
          <thead>
            <tr>
              <th scope="col">{t('column.number')}</th>
              <th scope="col">{t('column.occurred')}</th>
              <th scope="col">{t('column.fact')}</th>
              <th scope="col">{t('column.content')}</th>
            </tr>
          </thead>
          <tbody>
            {facts.map((fact, index) => (
              <tr key={fact.event_id}>
                <td>{index + 1}</td>
                <td className="paper-time">{minuteOf(fact.occurred_at)}</td>
                <td>
                  {eventName(fact.type)}
                  {fact.department !== null && <small>{fact.department}</small>}
                  {fact.subject_id !== object.subject_id && <small>{fact.subject_id}</small>}
                </td>
                <td>
                  <FieldsSaid rows={dataRows(fact.data, field)} />
                  <small>{t('evidence.event', { id: fact.event_id })}</small>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more_facts > 0 && <p>{t('evidence.more_facts', { number: more_facts })}</p>}
      {more_warnings && <p>{t('evidence.more_warnings')}</p>}
      {masked.length > 0 && <p>{t('evidence.masked', { number: masked.length })}</p>}
    </section>
  )
}
