import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ImportRead } from '#/imports/import-queries.ts'
import { leftOutCells } from '#/imports/imports-table.tsx'
import { reasonName } from '#/parts/reason-name.ts'
import { Section } from '#/parts/section.tsx'

const OUTCOMES = ['accepted', 'corrected', 'duplicate'] as const

/** What the records of the file became, and the cells that could not be read. */
export function ImportCounts({ of }: { readonly of: ImportRead }) {
  const { t } = useTranslation('imports')
  const { t: source } = useTranslation('sources')
  const { counts, fields_left_out: leftOut, fields_left_out_more: more, sources } = of
  const [first] = sources
  return (
    <Section title={t('counts.title')}>
      <dl className="facts">
        <dt>{t('counts.records')}</dt>
        <dd>{counts.records}</dd>
        {OUTCOMES.map((outcome) => (
          <div key={outcome} className="facts-pair">
            <dt>{t(`counts.${outcome}`)}</dt>
            <dd>{counts[outcome]}</dd>
          </div>
        ))}
        <dt>{t('counts.quarantined')}</dt>
        <dd>
          {counts.quarantined}{' '}
          {counts.quarantined > 0 && first !== undefined && (
            <Link to="/sources/quarantine" search={{ source: first, state: 'held' }}>
              {t('counts.look_refused')}
            </Link>
          )}
        </dd>
      </dl>
      {leftOutCells(of) > 0 && (
        <table className="plain-table narrow-table">
          <caption>{t('left_out.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('left_out.column')}</th>
              <th scope="col">{t('left_out.reason')}</th>
              <th scope="col">{t('left_out.cells')}</th>
            </tr>
          </thead>
          <tbody>
            {leftOut.map(({ column, code, cells }) => (
              <tr key={`${column} ${code}`}>
                <td>{column}</td>
                <td>{reasonName(code, source)}</td>
                <td>{cells}</td>
              </tr>
            ))}
            {more.pairs > 0 && (
              <tr>
                <td colSpan={2}>{t('left_out.more', { count: more.pairs })}</td>
                <td>{more.cells}</td>
              </tr>
            )}
          </tbody>
        </table>
      )}
    </Section>
  )
}
