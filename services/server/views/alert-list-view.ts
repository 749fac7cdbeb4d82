import { z } from 'zod'
import { FACETS } from '@jianwei/projections/desk/filter-sql.ts'
import type { PlacedAlert } from '@jianwei/projections/desk/queries.ts'
import type { OrderKey } from '@jianwei/projections/desk/order-sql.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { pageOf } from '#/server/pages.ts'
import { aboutTimes } from '#/server/asking.ts'
import type { CountedAt } from '#/server/views/duty-view.ts'
import type { AlertSummary } from '#/server/alert-summaries.ts'
import { listedFields, listedView } from '#/server/views/alert-summary-view.ts'
import { AlertView, alertView } from '#/server/views/alert-view.ts'
import type { Withheld } from '#/server/withheld-ids.ts'
import { Title } from '#/server/views/vocabulary.ts'

const DAY_MS = 86_400_000

const UpTo = z.int().meta({
  description:
    'The position of the newest alert that the list can hold: what is raised behind it is on no ' +
    'page of it. Hand it on as `up_to` where neighbours are asked for',
})

const PLACE = /^(-?\d{1,16})\/(-?\d{1,16})$/

export const PlaceField = z
  .string()
  .regex(PLACE)
  .meta({
    description:
      'Where an alert stands in this order. Hand it on where its neighbours are asked for, so ' +
      'that they are those of the place at which it stood',
    examples: ['-41207/0'],
  })

/** Undefined for what is no place. */
export function keyOfPlace(place: string): OrderKey | undefined {
  const [, first, second] = PLACE.exec(place) ?? []
  const key = [Number(first), Number(second)] as const
  return key.every(Number.isSafeInteger) ? key : undefined
}

const ListedAlert = AlertView.extend({
  ...listedFields,
  place: PlaceField,
  waiting_days: z.int().nullable().meta({
    description: 'Whole days since it was raised 已等待天数; null once it is closed',
  }),
  overdue: z.boolean().meta({ description: 'Open, and its limit is over 逾期' }),
}).meta({ id: 'ListedAlert', description: 'An alert 预警单 in a list' })

export const AlertList = pageOf('Alert', ListedAlert).extend({ up_to: UpTo, ...aboutTimes })

export function listedAlert(
  row: PlacedAlert,
  summary: AlertSummary,
  { now, calendars, withheld }: CountedAt & { readonly withheld: Withheld },
): z.infer<typeof ListedAlert> {
  return {
    ...alertView(row, withheld),
    ...listedView(summary, { now, calendars }),
    place: row.place.join('/'),
    ...waitingAt(row, now),
  }
}

/** How long an alert has waited by then, and whether it should be done. */
export function waitingAt(row: PlacedAlert, at: Instant) {
  const isOpen = row.state !== 'closed'
  const waited = Math.floor((msOfInstant(at) - msOfInstant(row.raised_at)) / DAY_MS)
  return {
    waiting_days: isOpen ? Math.max(0, waited) : null,
    overdue: isOpen && row.due_at !== null && row.due_at < at,
  }
}

const FacetView = z.object({
  values: z
    .array(
      z.object({
        value: z.string().meta({ description: 'Empty where an alert has none' }),
        title: Title.nullable().meta({
          description: 'What people call a rule, and a region of the national table',
        }),
        alerts: z.int(),
      }),
    )
    .readonly(),
  more_values: z.int().meta({ description: 'Values that are not told one by one' }),
  more_alerts: z.int().meta({ description: 'Alerts that have one of those' }),
})

export const AlertFacets = z.record(z.enum(FACETS), FacetView).meta({
  id: 'AlertFacets',
  description:
    'How many alerts fit, by what they differ in; each without what the filter says of itself',
})

const count = (description: string) => z.int().meta({ description })

export const AlertCountsView = z
  .object({
    alerts: count('All that fit the filter'),
    open: count('Not closed 未办结'),
    overdue: count('Open, and the limit is over 逾期'),
    due_soon: count('Open, and due within a day 即将到期'),
    unclaimed: count('Waiting for a signature, and claimed by nobody 待认领'),
    unopened: count('Open, and nobody has looked at it 未查阅'),
    urged: count('催办'),
    supervised: count('督办'),
    mine: count('Open, and yours by signature, transfer or claim 我的'),
  })
  .meta({ id: 'AlertCounts', description: 'How many alerts fit, and how many of these want what' })

export const NeighboursView = z
  .object({
    previous: z.uuid().nullable(),
    next: z.uuid().nullable(),
    before: z.int().meta({ description: 'How many stand before it in the whole list' }),
    behind: z.int().meta({ description: 'How many stand behind it' }),
    up_to: UpTo,
  })
  .meta({
    id: 'AlertNeighbours',
    description: 'What stands before and behind an alert in a whole list 上一条与下一条',
  })
