import { useState } from 'react'
import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { momentOfTyped, momentSaid, type Moment } from '#/subject/moment.ts'

export interface MomentFieldProps {
  readonly label: string
  readonly moment: Moment | undefined
  /** Of nothing typed: now. */
  readonly choose: (moment: Moment | undefined) => void
}

/** A day or a time in digits, taken when the field is left or with Enter. */
export function MomentField({ label, moment, choose }: MomentFieldProps) {
  const { t } = useTranslation('subject')
  // Undefined while nobody types: it then says the moment that is looked at.
  const [typed, type] = useState<string>()
  const isWrong = typed !== undefined && typed.trim() !== '' && momentOfTyped(typed) === undefined

  function take(): void {
    if (typed === undefined || isWrong) return
    type(undefined)
    const chosen = typed.trim() === '' ? undefined : momentOfTyped(typed)
    if (chosen !== moment) choose(chosen)
  }

  return (
    <span className="moment-field">
      <Input
        aria-label={label}
        value={typed ?? (moment === undefined ? '' : momentSaid(moment))}
        placeholder={t('moment.now')}
        title={t('moment.typed_hint')}
        status={isWrong ? 'error' : ''}
        aria-invalid={isWrong}
        autoComplete="off"
        onChange={({ target }) => type(target.value)}
        onBlur={take}
        onPressEnter={take}
      />
      {isWrong && <small role="alert">{t('moment.wrong')}</small>}
    </span>
  )
}
