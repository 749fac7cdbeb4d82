import { useTranslation } from 'react-i18next'
import type { ClosingsRead } from '#/rules/rule-queries.ts'
import { percent } from '#/rules/rule-words.ts'

/** Which share of the judged alerts was true, with its interval and of how many. */
export function PrecisionSaid({ precision }: { readonly precision: ClosingsRead['precision'] }) {
  const { t } = useTranslation('rules')
  const { value, interval, hits, size } = precision
  if (value === null || interval === null)
    return <span className="soft">{t('precision.none')}</span>
  const { low, high } = interval
  return (
    <span className="rules-number">
      {percent(value)}{' '}
      <small>
        {t('precision.interval', { low: percent(low), high: percent(high), hits, size })}
      </small>
    </span>
  )
}
