import { useTranslation } from 'react-i18next'
import type { DataRow } from '#/parts/event-data.ts'

/** Fields of a fact as running text, each with its name. */
export function FieldsSaid({ rows }: { readonly rows: readonly DataRow[] }) {
  const { t } = useTranslation('print')
  return (
    <span className="paper-said">
      {rows.map(({ path, name, value }, index) => (
        <span key={path}>
          {index > 0 && t('semicolon')}
          {name}
          {t('colon')}
          {value}
        </span>
      ))}
    </span>
  )
}
