import { useTranslation } from 'react-i18next'
import { countSaid } from '#/overview/count-said.ts'
import type { Overview } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { placed } from '#/overview/places.ts'
import { squareName } from '#/overview/region-words.ts'
import { shadeOf, type Shade } from '#/overview/shades.ts'

export interface WallTilesProps {
  readonly overview: Overview
  readonly number: NumberName
  readonly shades: readonly Shade[]
}

/** The squares of a laptop's overview, to be read from afar. */
export function WallTiles({ overview, number, shades }: WallTilesProps) {
  const { t } = useTranslation('overview')
  return (
    <ul className="wall-tiles" aria-label={t(`number.${number}`)}>
      {placed(overview).squares.map(({ square, row }) => {
        const count = row?.[number].count ?? 0
        return (
          <li
            key={square.code}
            className={`shade-${shadeOf(count, shades)}`}
            style={{ gridRow: square.row, gridColumn: square.column }}
          >
            <span>{squareName(square)}</span>
            <strong>{countSaid(count)}</strong>
          </li>
        )
      })}
    </ul>
  )
}
