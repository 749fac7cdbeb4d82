import { useTranslation } from 'react-i18next'
import { Link } from '@tanstack/react-router'
import type { Overview } from '#/overview/overview-queries.ts'
import { NumberLink } from '#/overview/number-link.tsx'
import { placed } from '#/overview/places.ts'
import type { NumberName, OverviewSearch } from '#/overview/overview-search.ts'
import { squareName } from '#/overview/region-words.ts'
import { shadeOf, type Shade } from '#/overview/shades.ts'

export interface TileMapProps {
  readonly overview: Pick<Overview, 'squares' | 'regions'>
  readonly number: NumberName
  readonly shades: readonly Shade[]
  readonly search: OverviewSearch
}

/** One square a province, with its name and its number; the colour only repeats the number. */
export function TileMap({ overview, number, shades, search }: TileMapProps) {
  const { t } = useTranslation('overview')
  const what = t(`number.${number}`)
  return (
    <div className="tiles-scroll" tabIndex={0} role="region" aria-label={t('regions.title')}>
      <ul className="tiles" aria-label={what}>
        {placed(overview).squares.map(({ square, row }) => {
          const name = squareName(square)
          const counted = row?.[number]
          return (
            <li
              key={square.code}
              className={`tile shade-${shadeOf(counted?.count ?? 0, shades)}`}
              style={{ gridRow: square.row, gridColumn: square.column }}
            >
              {row === undefined ? (
                <span className="tile-name">{name}</span>
              ) : (
                <Link
                  className="tile-name"
                  to="/overview"
                  search={{ ...search, region: square.code }}
                  aria-label={t('regions.narrow', { region: name })}
                >
                  {name}
                </Link>
              )}
              {counted === undefined ? (
                <span>0</span>
              ) : (
                <NumberLink counted={counted} label={`${name} ${what}`} />
              )}
            </li>
          )
        })}
      </ul>
      <p className="tiles-note">{t('regions.squares_note')}</p>
    </div>
  )
}
