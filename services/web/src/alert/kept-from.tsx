import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import type { Explained } from '#/alert/alert-queries.ts'
import { numberOrTimeSaid } from '#/alert/measured.ts'
import { useEventNames } from '#/parts/event-names.ts'
import { said } from '#/parts/said.ts'
import { minuteOf } from '#/parts/times.ts'

type Change = Explained['smallest_changes'][number]

/** What would have kept the warning from being: each by itself. */
export function KeptFrom({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('alert')
  const eventName = useEventNames()
  if (changes.length === 0) return <p>{t('why.nothing_keeps')}</p>
  return (
    <div className="alert-kept">
      <p>{t('why.kept_from')}:</p>
      <ul>
        {changes.map((change) => (
          <li key={`${change.change} ${change.text.en}`}>{changeSaid(change, eventName, t)}</li>
        ))}
      </ul>
    </div>
  )
}

function changeSaid(
  { text, fact_ids, from, to, events, until }: Change,
  eventName: (type: string) => string,
  t: TFunction<'alert'>,
): string {
  const sentence = said(text).replace(/[.。]$/, '')
  if (fact_ids !== null) return t('why.kept_facts', { text: sentence, count: fact_ids.length })
  if (from !== null && to !== null)
    return t('why.kept_by', {
      text: sentence,
      from: numberOrTimeSaid(from),
      to: numberOrTimeSaid(to),
    })
  const named = events?.map(eventName).join('、') ?? ''
  if (until !== null)
    return t('why.kept_until', { text: sentence, events: named, until: minuteOf(until) })
  return t('why.kept_events', { text: sentence, events: named })
}
