import { useTranslation } from 'react-i18next'
import { countSaid } from '#/overview/count-said.ts'
import type { WallViewProps } from '#/overview/wall/wall-regions.tsx'
import { wallRow, wallRows } from '#/overview/wall/wall-rows.ts'
import { WallTable } from '#/overview/wall/wall-table.tsx'
import { useDomainWords } from '#/parts/domain-words.ts'
import { HealthMark } from '#/parts/health-mark.tsx'

const ROOM = 10

/** By whose rules, and how sources are. */
export function WallDomains({ overview: { domains, sources }, number }: WallViewProps) {
  const { t } = useTranslation('overview')
  const { t: word } = useTranslation('words')
  const domainName = useDomainWords()
  const rows = domains.map((row) =>
    wallRow(
      row.domain ?? '',
      row.domain === null ? t('domains.none') : domainName(row.domain),
      row,
    ),
  )
  return (
    <>
      <WallTable
        title={t('domains.title')}
        rows={wallRows(rows, { room: ROOM, number })}
        empty={t('wall.none')}
      />
      <section className="wall-block">
        <h2>{t('sources.title')}</h2>
        <ul className="wall-sources">
          {sources.map(({ health, count }) => (
            <li key={health}>
              <HealthMark health={health} />
              <strong>{countSaid(count)}</strong>
              <span>{word(`health_hint.${health}`)}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
