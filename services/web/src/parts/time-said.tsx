import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'

export type TimeKind = 'occurred' | 'reported' | 'recorded'

export interface TimeSaidProps {
  readonly at: string
  /** Which of the three times of a fact it is; absent where a heading says so. */
  readonly kind?: TimeKind
}

/** A time that says which it is and in which zone. */
export function TimeSaid({ at, kind }: TimeSaidProps) {
  const { t } = useTranslation('words')
  const which = kind === undefined ? '' : `${t(`time.${kind}`)} `
  return (
    <time dateTime={at} title={`${at} · ${t('time.zone')}`}>
      {which}
      {minuteOf(at)}
    </time>
  )
}
