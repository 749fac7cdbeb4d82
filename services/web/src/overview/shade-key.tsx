import { useTranslation } from 'react-i18next'
import { countSaid } from '#/overview/count-said.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import type { Shade } from '#/overview/shades.ts'

export interface ShadeKeyProps {
  readonly number: NumberName
  readonly shades: readonly Shade[]
}

/** Which numbers a shade stands for. */
export function ShadeKey({ number, shades }: ShadeKeyProps) {
  const { t } = useTranslation('overview')
  const label = t('legend.label', { number: t(`number.${number}`) })
  return (
    <ul className="shade-key" aria-label={label}>
      <li className="shade-0">{t('legend.none')}</li>
      {shades.map(({ shade, from, to }) => (
        <li key={shade} className={`shade-${shade}`}>
          {from === to
            ? countSaid(from)
            : t('legend.range', { from: countSaid(from), to: countSaid(to) })}
        </li>
      ))}
    </ul>
  )
}
