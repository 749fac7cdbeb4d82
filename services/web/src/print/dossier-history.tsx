import { useTranslation } from 'react-i18next'
import { dataRows } from '#/parts/event-data.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { minuteOf } from '#/parts/times.ts'
import { VERSIONS_MAX, type Dossier, type Version } from '#/print/dossier-queries.ts'
import { FieldsSaid } from '#/print/fields-said.tsx'

/** Every version of every fact, newest occurrence first, with what became of it. */
export function DossierHistory({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useTranslation('print')
  const { versions, more_versions } = dossier
  return (
    <section>
      <h2>{t('history.title')}</h2>
      <p>{t('history.about')}</p>
      {versions.length === 0 && <p>{t('history.none')}</p>}
      {versions.length > 0 && (
        <table className="paper-list">
          <thead>
            <tr>
              <th scope="col">{t('column.occurred')}</th>
              <th scope="col">{t('column.fact')}</th>
              <th scope="col">{t('column.content')}</th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow key={version.event_id} version={version} />
            ))}
          </tbody>
        </table>
      )}
      {more_versions && <p>{t('history.more', { number: VERSIONS_MAX })}</p>}
    </section>
  )
}

function VersionRow({ version }: { readonly version: Version }) {
  const { t } = useTranslation('print')
  const { t: field } = useTranslation('fields')
  const eventName = useEventNames()
  const { data, reason, department, unit, withheld } = version
  const masked = version.masked?.length ?? 0
  const who = unit?.name ?? department
  return (
    <tr>
      <td className="paper-time">
        {minuteOf(version.occurred_at)}
        <small>{t('history.reported', { time: minuteOf(version.reported_at) })}</small>
      </td>
      <td>
        {eventName(version.type)}
        {version.version_kind !== 'original' && <small>{t(`kind.${version.version_kind}`)}</small>}
        {version.known_until !== null && (
          <small>{t('history.until', { time: minuteOf(version.known_until.at) })}</small>
        )}
        {who !== null && <small>{who}</small>}
      </td>
      <td>
        {data === null ? t('none') : <FieldsSaid rows={dataRows(data, field)} />}
        {reason !== null && <small>{t('history.reason', { reason })}</small>}
        {masked > 0 && <small>{t('history.masked', { number: masked })}</small>}
        {withheld > 0 && <small>{t('history.withheld', { number: withheld })}</small>}
        <small>{t('evidence.event', { id: version.event_id })}</small>
      </td>
    </tr>
  )
}
