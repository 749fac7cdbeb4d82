import { z } from 'zod'
import type { PresentEndpoint } from '@jianwei/events/notice/endpoint.ts'
import { DigestDays, ViewSharing, VIEW_VALUES_MAX } from '@jianwei/events/view/events.ts'
import type { PresentView, Subscription } from '@jianwei/events/view/view.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import { ALERT_ORDERS } from '@jianwei/projections/desk/order-sql.ts'
import { alertFilterQuery } from '#/server/alert-filters.ts'

const AlertsQuery = z.strictObject(alertFilterQuery)

/** A query has one value of a field as it is, and several as a list. */
function queryOf(filters: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(filters).map(([field, values]) => [
      field,
      values.length === 1 ? values[0] : values,
    ]),
  )
}

/** What the list is asked when somebody uses the view. Undefined where it has no such filter. */
export function filterOfView({ filters }: Pick<PresentView, 'filters'>) {
  return AlertsQuery.safeParse(queryOf(filters)).data
}

/** What a person saves. */
export const SavedViewBody = z
  .strictObject({
    name: Words,
    filters: z
      .record(Code, z.array(Words).min(1).max(VIEW_VALUES_MAX))
      .check((context) => {
        const { error } = AlertsQuery.safeParse(queryOf(context.value))
        for (const { path, message } of error?.issues ?? [])
          context.issues.push({ code: 'custom', input: '', path: path.slice(0, 1), message })
      })
      .meta({
        description: 'Fields of the query of /v1/alerts, each with its values 筛选条件',
        examples: [{ level: ['red', 'orange'] }],
      }),
    columns: z.array(Code).max(VIEW_VALUES_MAX).default([]),
    order: z
      .enum(ALERT_ORDERS)
      .nullable()
      .default(null)
      .meta({ description: 'One of the orders of the list; null for the usual one' }),
    shared_with: ViewSharing.default('nobody'),
    unit: Code.nullable().default(null).meta({ description: 'With which unit it is shared' }),
  })
  .check((context) => {
    const { shared_with, unit } = context.value
    if ((shared_with === 'unit') === (unit !== null)) return
    const message = 'name the unit exactly where the view is shared with a unit'
    context.issues.push({ code: 'custom', input: '', path: ['unit'], message })
  })
  .meta({ id: 'SavedViewBody' })

const DigestReachesField = z.enum(['endpoint', 'paused', 'nobody']).meta({
  description:
    'Whether an endpoint of notices takes it: one that is for this person alone, and is told ' +
    'digests. Without one, and while it is paused, the digest is made and reaches nobody',
})

const DigestView = z
  .object({
    every: DigestDays,
    hour: z.int().meta({ description: 'Of the day in China' }),
    weekday: z.int().nullable().meta({ description: '1 Monday … 7 Sunday' }),
    first_day: z.string(),
    last_day: z.string().nullable().meta({ description: 'Of the last digest that was made' }),
    reaches: DigestReachesField,
  })
  .meta({ id: 'ViewDigest' })

export const SavedViewView = z
  .object({
    view_id: z.uuid(),
    revision: z.int().meta({ description: 'What `If-Match` names when it is saved again' }),
    owner: z.string(),
    name: z.string(),
    list: z.literal('alerts'),
    filters: z.record(z.string(), z.array(z.string())),
    columns: z.array(z.string()),
    order: z.string().nullable(),
    shared_with: ViewSharing,
    unit: z.string().nullable(),
    is_mine: z.boolean(),
    digest: DigestView.nullable().meta({
      description: 'When the one who asks gets a digest 订阅',
    }),
  })
  .meta({ id: 'SavedView', description: 'A list as somebody wants to see it 视图' })

export type DigestReaches = z.infer<typeof DigestReachesField>

/** Where digests of a person go, by the endpoints of notices that are for them alone. */
export function digestReaches(endpoints: readonly PresentEndpoint[], actor: string): DigestReaches {
  const theirs = endpoints.filter(
    ({ person, notices }) => person === actor && notices.includes('view_digest'),
  )
  if (theirs.length === 0) return 'nobody'
  return theirs.some(({ paused }) => paused === null) ? 'endpoint' : 'paused'
}

function digestView(
  subscription: Subscription | undefined,
  reaches: DigestReaches,
): z.infer<typeof DigestView> | null {
  return subscription === undefined ? null : { ...subscription, reaches }
}

export function savedView(
  view: PresentView,
  actor: string,
  reaches: DigestReaches,
): z.infer<typeof SavedViewView> {
  return {
    view_id: view.view_id,
    revision: view.revision,
    owner: view.owner,
    name: view.name,
    list: view.list,
    filters: Object.fromEntries(
      Object.entries(view.filters).map(([field, values]) => [field, [...values]]),
    ),
    columns: [...view.columns],
    order: view.order,
    shared_with: view.shared_with,
    unit: view.unit,
    is_mine: view.owner === actor,
    digest: digestView(view.subscriptions.get(actor), reaches),
  }
}
