import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { agoOf } from '#/parts/times.ts'
import { TimeSaid } from '#/parts/time-said.tsx'
import { DelaySaid, RefusedSaid, VolumeSaid } from '#/sources/source-figures.tsx'
import type { SourceRead } from '#/sources/source-queries.ts'
import { SourceTitle } from '#/sources/source-title.tsx'
import { HealthMark } from '#/parts/health-mark.tsx'

/** On a phone each row is a card, whose cells say what they are. */
export function SourcesTable({ rows }: { readonly rows: readonly SourceRead[] }) {
  const { t } = useTranslation('sources')
  const heads = [
    t('source'),
    t('health'),
    t('last_recorded'),
    t('events'),
    t('lateness'),
    t('refused'),
    t('imports'),
  ]
  return (
    <table className="plain-table sources-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <SourceRow key={row.source} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function SourceRow({ row }: { readonly row: SourceRead }) {
  const { t } = useTranslation('sources')
  return (
    <tr>
      <th scope="row">
        <Link to="/sources/source" search={{ source: row.source }}>
          <SourceTitle source={row} />
        </Link>
        {row.department !== null && <small className="soft">{row.department}</small>}
      </th>
      <td data-head={t('health')}>
        <HealthMark health={row.health} />
      </td>
      <td data-head={t('last_recorded')}>
        {row.last_recorded_at === null ? (
          t('never')
        ) : (
          <>
            {agoOf(row.last_recorded_at)}
            <small className="soft">
              <TimeSaid at={row.last_recorded_at} />
            </small>
          </>
        )}
      </td>
      <td data-head={t('events')}>
        <VolumeSaid source={row} />
      </td>
      <td data-head={t('lateness')}>
        <DelaySaid mean={row.recording_delay_s_mean} max={row.recording_delay_s_max} />
      </td>
      <td data-head={t('refused')}>
        <RefusedSaid source={row} />
      </td>
      <td data-head={t('imports')}>
        {row.imports.map(({ import_id, file }) => (
          <span key={import_id}>{t('import_running', { file })}</span>
        ))}
        {row.warnings_waiting > 0 && (
          <small>{t('warnings_waiting', { count: row.warnings_waiting })}</small>
        )}
        {row.imports.length === 0 && row.last_import === null && t('import_none')}
        {row.imports.length === 0 && row.last_import !== null && (
          <>
            {t(`state.${row.last_import.state}`)}
            <small className="soft">{row.last_import.file}</small>
          </>
        )}
      </td>
    </tr>
  )
}
