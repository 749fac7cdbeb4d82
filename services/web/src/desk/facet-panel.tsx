import { memo, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  deskFilterOf,
  toggled,
  type DeskFilter,
  type FlagField,
  type PersonField,
  type SeveralField,
} from '#/desk/desk-search.ts'
import { useFacetWords } from '#/desk/facet-words.ts'
import { facetsQuery, type FacetName, type Facets } from '#/desk/numbers.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'

/** Counted facets whose values stand in an address. */
const COUNTED = [
  'level',
  'state',
  'rule_id',
  'domain',
  'unit',
  'region',
] as const satisfies readonly (FacetName & SeveralField)[]
const MARKS = ['overdue', 'urged', 'supervised', 'watching'] as const satisfies readonly FlagField[]
const PEOPLE = ['owner', 'claimed'] as const satisfies readonly PersonField[]
const SHOWN = 6

export interface FacetPanelProps {
  readonly filter: DeskFilter
  readonly narrow: (filter: DeskFilter) => void
}

/** What the list differs in, with how many each value would leave. */
export const FacetPanel = memo(function FacetPanel({ filter, narrow }: FacetPanelProps) {
  const { t } = useTranslation('desk')
  const { data, error, refetch } = useQuery(facetsQuery(filter))
  const set = (change: DeskFilter): void => narrow(deskFilterOf({ ...filter, ...change }))
  return (
    <div className="desk-facets">
      {error !== null && <FailureNotice failure={error} retry={() => void refetch()} />}
      <fieldset>
        <legend>{t('facets.marks')}</legend>
        {MARKS.map((mark) => (
          <Checkbox
            key={mark}
            checked={filter[mark] === true}
            onChange={({ target }) => narrow(withFlag(filter, mark, target.checked))}
          >
            {t(`facets.${mark}`)}
          </Checkbox>
        ))}
      </fieldset>
      {PEOPLE.map((field) => (
        <label key={field} className="facet-person">
          <span>{t(`facets.${field}`)}</span>
          <Select
            size="small"
            aria-label={t(`facets.${field}`)}
            value={filter[field] ?? 'all'}
            onChange={(who) =>
              who === 'all' ? narrow(without(filter, field)) : set({ [field]: who })
            }
            options={(['all', 'me', 'nobody', 'anybody'] as const).map((value) => ({
              value,
              label: t(`facets.who.${value}`),
            }))}
          />
        </label>
      ))}
      {COUNTED.map((field) => (
        <Facet
          key={field}
          field={field}
          counted={data?.[field]}
          chosen={filter[field] ?? []}
          toggle={(value) => narrow(toggled(filter, field, value))}
        />
      ))}
    </div>
  )
})

interface FacetProps {
  readonly field: (typeof COUNTED)[number]
  readonly counted: Facets[FacetName] | undefined
  readonly chosen: readonly string[]
  readonly toggle: (value: string) => void
}

function Facet({ field, counted, chosen, toggle }: FacetProps) {
  const { t } = useTranslation('desk')
  const [isWhole, showAll] = useState(false)
  const wordOf = useFacetWords(field)
  const values = counted?.values ?? []
  // What was chosen stays to be taken away, also where nothing has it any more.
  const gone = chosen.filter((value) => values.every((one) => one.value !== value))
  const all = [...gone.map((value) => ({ value, title: null, alerts: 0 })), ...values]
  const shown = isWhole ? all : all.filter((one, at) => at < SHOWN || chosen.includes(one.value))
  if (all.length === 0) return null
  return (
    <fieldset>
      <legend>{t(`facets.${field}`)}</legend>
      {shown.map(({ value, title, alerts }) => (
        <Checkbox key={value} checked={chosen.includes(value)} onChange={() => toggle(value)}>
          <span className="facet-value">{wordOf({ value, title })}</span>
          <span className="facet-count">{alerts}</span>
        </Checkbox>
      ))}
      {all.length > shown.length && (
        <Button type="link" size="small" onClick={() => showAll(true)}>
          {t('facets.more', { count: all.length - shown.length })}
        </Button>
      )}
      {(counted?.more_values ?? 0) > 0 && (
        <small>
          {t('facets.untold', { count: counted?.more_values, alerts: counted?.more_alerts })}
        </small>
      )}
    </fieldset>
  )
}

function withFlag(filter: DeskFilter, flag: FlagField, is: boolean): DeskFilter {
  return is ? deskFilterOf({ ...filter, [flag]: true }) : without(filter, flag)
}

function without(filter: DeskFilter, field: keyof DeskFilter): DeskFilter {
  return deskFilterOf({ ...filter, [field]: undefined })
}
