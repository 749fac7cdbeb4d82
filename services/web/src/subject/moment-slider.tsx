import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { dayOfMoment, dayOfNumber, numberOfDay, type Moment } from '#/subject/moment.ts'
import { MomentField } from '#/subject/moment-field.tsx'

export interface MomentSliderProps {
  readonly label: string
  readonly hint: string
  /** Undefined is now, which is the right end. */
  readonly moment: Moment | undefined
  readonly choose: (moment: Moment | undefined) => void
  /** The days at both ends. */
  readonly first: string
  readonly last: string
}

/** Somebody who draws it, or holds a key down, asks once, when they come to rest. */
const REST_MS = 250
const MONTH_DAYS = 30

/** A day between the first fact and now: by hand, by arrows and pages, or typed. */
export function MomentSlider({ label, hint, moment, choose, first, last }: MomentSliderProps) {
  const { t } = useTranslation('subject')
  const id = useId()
  const [min, max] = [numberOfDay(first), numberOfDay(last)]
  const [drawn, draw] = useState<number>()
  const given = moment === undefined ? max : numberOfDay(dayOfMoment(moment))
  const number = Math.min(Math.max(drawn ?? given, min), max)

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // Until the address has followed, the knob stays where it was drawn to.
  useEffect(() => draw(undefined), [moment])

  function drawTo(day: number): void {
    draw(day)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => choose(day >= max ? undefined : dayOfNumber(day)), REST_MS)
  }

  function press(event: KeyboardEvent): void {
    const step = { PageUp: MONTH_DAYS, PageDown: -MONTH_DAYS }[event.key]
    if (step === undefined) return
    event.preventDefault()
    drawTo(Math.min(Math.max(number + step, min), max))
  }

  return (
    <div className="moment-slider">
      <div className="moment-line">
        <label htmlFor={id}>{label}</label>
        <MomentField
          label={t('moment.typed', { label })}
          moment={drawn === undefined ? moment : dayOfNumber(drawn)}
          choose={choose}
        />
      </div>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={1}
        value={number}
        aria-valuetext={number === max ? t('moment.now') : dayOfNumber(number)}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => drawTo(Number(target.value))}
        onKeyDown={press}
      />
      <div className="moment-ends" aria-hidden="true">
        <span>{first}</span>
        <span>{t('moment.now')}</span>
      </div>
      <small id={`${id}-hint`}>{hint}</small>
    </div>
  )
}
