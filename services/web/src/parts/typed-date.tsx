import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minuteOf } from '#/parts/times.ts'
import { spanOfTyped } from '#/parts/typed-date.ts'
import '#/parts/typed-date.css'

export interface TypedDateProps {
  readonly label: string
  /** The instant that holds now; undefined for none. */
  readonly value: string | undefined
  /** Which end of what was typed is meant: of a day its first instant, or the one behind it. */
  readonly edge: 'from' | 'until'
  readonly change: (instant: string | undefined) => void
}

/**
 * A time that is typed as digits, `20260301 0930`, and taken with Enter or when the field is left.
 * What cannot be read stays in the field, and nothing is changed.
 */
export function TypedDate({ label, value, edge, change }: TypedDateProps) {
  const { t } = useTranslation('words')
  const id = useId()
  // Undefined while nobody types.
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? (value === undefined ? '' : minuteOf(value))
  const isWrong = typed !== undefined && typed.trim() !== '' && spanOfTyped(typed) === undefined

  function take(): void {
    if (typed === undefined || isWrong) return
    const instant = spanOfTyped(typed)?.[edge]
    setTyped(undefined)
    if (instant !== value) change(instant)
  }

  return (
    <div className="typed-date">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="text"
        autoComplete="off"
        placeholder={t('typed_date.example')}
        value={shown}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
      <small id={`${id}-hint`} role={isWrong ? 'alert' : undefined}>
        {isWrong ? t('typed_date.wrong') : t('time.zone')}
      </small>
    </div>
  )
}
