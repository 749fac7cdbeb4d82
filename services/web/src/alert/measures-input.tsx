import { useState } from 'react'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MeasureKind } from '@jianwei/events/alert/joint-events.ts'

const KINDS = ['inspection', 'penalty', 'case'] as const satisfies readonly MeasureKind[]

interface Measure {
  readonly kind: MeasureKind
  readonly number: string
}

export interface MeasuresInputProps {
  readonly id: string
  /** Each as JSON. */
  readonly value: readonly string[]
  readonly change: (value: readonly string[]) => void
}

/** Numbers of inspections, penalties and cases for which the alert will wait. */
export function MeasuresInput({ id, value, change }: MeasuresInputProps) {
  const { t } = useTranslation('alert')
  const { t: word } = useTranslation('words')
  const [kind, setKind] = useState<MeasureKind>('inspection')
  const [number, setNumber] = useState('')
  const add = (): void => {
    if (number.trim() === '') return
    const measure: Measure = { kind, number: number.trim() }
    change([...value, JSON.stringify(measure)])
    setNumber('')
  }
  return (
    <div>
      <ul>
        {value.map((text) => {
          // Written by `add`.
          const measure = JSON.parse(text) as Measure
          return (
            <li key={text}>
              {word(`measure.${measure.kind}`)} {measure.number}{' '}
              <Button size="small" onClick={() => change(value.filter((one) => one !== text))}>
                {t('form.remove')}
              </Button>
            </li>
          )
        })}
      </ul>
      <div className="measures-add">
        <Select
          aria-label={t('field.kind')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((one) => ({ value: one, label: word(`measure.${one}`) }))}
        />
        <Input
          id={id}
          placeholder={t('field.number')}
          maxLength={100}
          value={number}
          onChange={({ target }) => setNumber(target.value)}
          onPressEnter={(event) => {
            event.preventDefault()
            add()
          }}
          // Whoever goes on to the next field has said it.
          onBlur={add}
        />
        <Button disabled={number.trim() === ''} onClick={add}>
          {t('form.add')}
        </Button>
      </div>
    </div>
  )
}
