import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import { instantOfTyped } from '#/parts/typed-time.ts'

export interface TimeInputProps {
  readonly id: string
  readonly value: string
  readonly change: (typed: string) => void
}

/** A time that is typed as digits; says how it was understood. */
export function TimeInput({ id, value, change }: TimeInputProps) {
  const { t } = useTranslation('words')
  const instant = instantOfTyped(value)
  const isFault = value.trim() !== '' && instant === undefined
  return (
    <>
      <Input
        id={id}
        value={value}
        placeholder="20260301 0930"
        autoComplete="off"
        aria-invalid={isFault}
        aria-describedby={`${id}-said`}
        onChange={({ target }) => change(target.value)}
      />
      <small id={`${id}-said`} role="status">
        {instant !== undefined && `${minuteOf(instant)} ${t('time.zone')}`}
        {isFault && t('time.unreadable')}
      </small>
    </>
  )
}
