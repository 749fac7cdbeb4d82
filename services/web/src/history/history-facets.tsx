import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  facetsQuery,
  type FacetName,
  type Facets,
  type HistoryQuestion,
} from '#/history/history-queries.ts'
import { toggled, type HistorySearch } from '#/history/history-search.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { Asked } from '#/parts/asked.tsx'
import { spanOfTyped } from '#/parts/typed-date.ts'

const NAMES = ['event_type', 'month', 'source', 'region', 'department'] as const
const SHOWN_FIRST = 8

export interface HistoryFacetsProps {
  readonly question: HistoryQuestion
  readonly narrow: (search: HistorySearch) => void
}

/** What the facts differ in, with how many each value would leave. */
export function HistoryFacets({ question, narrow }: HistoryFacetsProps) {
  const asked = useQuery({ ...facetsQuery(question), placeholderData: keepPreviousData })
  return (
    <>
      <Asked of={asked} />
      {NAMES.map((name) => (
        <Facet
          key={name}
          name={name}
          facet={asked.data?.facets[name]}
          search={question.search}
          narrow={narrow}
        />
      ))}
    </>
  )
}

interface FacetProps {
  readonly name: FacetName
  readonly facet: Facets['facets'][FacetName] | undefined
  readonly search: HistorySearch
  readonly narrow: (search: HistorySearch) => void
}

function Facet({ name, facet, search, narrow }: FacetProps) {
  const { t } = useTranslation('history')
  const eventName = useEventNames()
  const [isWhole, setWhole] = useState(false)
  const chosen = name === 'month' ? [] : (search[name] ?? [])
  const counted = facet?.values ?? []
  // What is chosen can be taken back, also where nothing else fits it.
  const gone = chosen
    .filter((value) => counted.every((one) => one.value !== value))
    .map((value) => ({ value, facts: 0 }))
  const values = [...counted, ...gone]
  const shown = isWhole
    ? values
    : values.filter(({ value }, index) => index < SHOWN_FIRST || chosen.includes(value))

  function labelOf(value: string): string {
    if (value === '') return t(`none.${name}`)
    return name === 'event_type' ? eventName(value) : value
  }

  function choose(value: string): void {
    narrow(name === 'month' ? withMonth(search, value) : toggled(search, name, value))
  }

  if (values.length === 0) return null
  return (
    <details open>
      <summary>{t(`facet.${name}`)}</summary>
      <ul>
        {shown.map(({ value, facts }) => {
          const isChosen = name === 'month' ? isMonth(search, value) : chosen.includes(value)
          return (
            <li key={value}>
              <button
                type="button"
                className={isChosen ? 'facet chosen' : 'facet'}
                aria-pressed={isChosen}
                onClick={() => choose(value)}
              >
                <span>
                  {isChosen && '✓ '}
                  {labelOf(value)}
                </span>
                <span>{facts.toLocaleString('en')}</span>
              </button>
            </li>
          )
        })}
      </ul>
      {values.length > shown.length && (
        <Button size="small" type="link" onClick={() => setWhole(true)}>
          {t('all_values', { count: values.length })}
        </Button>
      )}
      {facet !== undefined && facet.more_values > 0 && (
        <small className="soft">
          {t('more_values', { count: facet.more_values, facts: facet.more_facts })}
        </small>
      )}
    </details>
  )
}

/** The whole of a month, or no time of occurrence where it is chosen already. */
function withMonth(search: HistorySearch, month: string): HistorySearch {
  const { occurred_since: _since, occurred_until: _until, ...rest } = search
  const span = spanOfTyped(month)
  if (span === undefined || isMonth(search, month)) return rest
  return { ...rest, occurred_since: span.from, occurred_until: span.until }
}

function isMonth({ occurred_since, occurred_until }: HistorySearch, month: string): boolean {
  const span = spanOfTyped(month)
  return span !== undefined && span.from === occurred_since && span.until === occurred_until
}
