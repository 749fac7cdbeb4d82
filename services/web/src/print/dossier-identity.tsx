import { useTranslation } from 'react-i18next'
import { dataRows } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { dayOf, minuteOf } from '#/parts/times.ts'
import type { Dossier } from '#/print/dossier-queries.ts'
import { FieldTable } from '#/print/field-table.tsx'
import { FieldsSaid } from '#/print/fields-said.tsx'
import { isUscc } from '#/print/is-uscc.ts'

/** Who the subject is, as known now, and what there is about it. */
export function DossierIdentity({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useTranslation('print')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const { detail } = dossier
  const code = isUscc(detail.subject_id) ? 'field.uscc' : 'field.subject_id'
  return (
    <>
      <section>
        <h2>{t('identity.title')}</h2>
        <FieldTable
          rows={[
            [t('field.name'), detail.name ?? t('no_name'), 'wide'],
            [t(code), detail.subject_id],
            [t('field.region'), detail.region ?? t('unknown')],
            [t('identity.first'), minuteOf(detail.first_occurred_at)],
            [t('identity.last'), minuteOf(detail.last_occurred_at)],
          ]}
        />
        {detail.facts.length > 0 && (
          <table className="paper-list">
            <thead>
              <tr>
                <th scope="col">{t('column.attribute')}</th>
                <th scope="col">{t('column.since')}</th>
              </tr>
            </thead>
            <tbody>
              {detail.facts.map((fact) => (
                <tr key={`${fact.attribute} ${fact.item ?? ''} ${fact.event_id}`}>
                  <td>
                    <FieldsSaid
                      rows={dataRows({ [fact.attribute]: fact.value ?? t('none') }, field)}
                    />
                    {fact.item !== null && <small>{t('identity.item', { item: fact.item })}</small>}
                    {fact.masked !== undefined && <small>{t('masked')}</small>}
                  </td>
                  <td className="paper-time">{dayOf(fact.occurred_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section>
        <h2>{t('activity.title')}</h2>
        {detail.activity.length === 0 ? (
          <p>{t('activity.none')}</p>
        ) : (
          <table className="paper-list">
            <thead>
              <tr>
                <th scope="col">{t('column.fact')}</th>
                <th scope="col">{t('column.count')}</th>
                <th scope="col">{t('column.first')}</th>
                <th scope="col">{t('column.last')}</th>
              </tr>
            </thead>
            <tbody>
              {detail.activity.map((one) => (
                <tr key={one.type}>
                  <td>{eventName(one.type)}</td>
                  <td>{one.facts}</td>
                  <td>{dayOf(one.first_occurred_at)}</td>
                  <td>{dayOf(one.last_occurred_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  )
}
