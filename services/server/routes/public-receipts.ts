import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { linkedTo } from '@jianwei/events/subject-link/links.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { factsOfMatter } from '@jianwei/projections/publication/queries.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { matterEventId, matterNumberOf, RECEIPT_PATTERN } from '#/receipts/receipt-number.ts'
import { openLinks } from '#/links/link-aggregate.ts'
import { askedForAll } from '#/server/asking.ts'

const OUTCOMES = ['settled', 'terminated', 'substantiated', 'not_substantiated'] as const

export const MatterView = z
  .object({
    number: z.string().meta({ description: 'Of the matter, as departments know it 编号' }),
    kind: z.enum(['complaint', 'report']),
    state: z.enum(['received', 'accepted', 'refused', 'concluded']).meta({
      description: '已收到、已受理、不予受理、已办结',
    }),
    received_at: z.string(),
    decided_at: z.string().nullable().meta({ description: 'When it was taken up or refused' }),
    concluded_at: z.string().nullable(),
    outcome: z.enum(OUTCOMES).nullable(),
  })
  .meta({ id: 'PublicMatter' })

export const publicReceiptRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
  readonly log: EventLog
}> = async (app, { warehouse, log }) => {
  app.post(
    '/v1/public/receipts',
    {
      config: { open: true, writes_openly: true },
      schema: {
        tags: ['public'],
        summary: 'Where a complaint or report is 查询办理进度',
        description:
          'By the receipt that was given for it. A receipt in a body stands in no address and no ' +
          'log. Only the stage is told, and what was found; never what anybody said.',
        body: z.strictObject({
          receipt: z.string().max(100).regex(RECEIPT_PATTERN).meta({ description: '回执号' }),
        }),
        response: { 200: MatterView, ...problems(400, 404, 429, 500, 503) },
      },
    },
    async (request) => {
      const number = matterNumberOf(request.body.receipt)
      const [received] = await log.find([matterEventId(number)])
      if (received === undefined)
        throw new RequestRefused('RECEIPT_UNKNOWN', 'nothing was received under this receipt')
      const { subject_id, type, recorded_at } = received
      const asking = askedForAll(request, warehouse, 'who holds the receipt may know of the matter')
      // Where the party was linked since, what departments say stands with the other subject.
      const linked = linkedTo((await openLinks(log, subject_id)).state)
      const about = [subject_id, ...(linked === undefined ? [] : [linked])]
      const facts = (
        await Promise.all(about.map((one) => factsOfMatter(asking, { subject_id: one, number })))
      ).flat()
      const decided = last(facts, 'ComplaintAcceptanceDecided')
      const concluded = last(facts, 'ComplaintConcluded')
      return {
        number,
        kind: type === 'ReportReceived' ? ('report' as const) : ('complaint' as const),
        state: stateOf(decided, concluded),
        received_at: recorded_at,
        decided_at: decided?.occurred_at ?? null,
        concluded_at: concluded?.occurred_at ?? null,
        outcome: OUTCOMES.find((outcome) => outcome === concluded?.data?.['outcome']) ?? null,
      }
    },
  )
}

function stateOf(
  decided: EventRow | undefined,
  concluded: EventRow | undefined,
): z.infer<typeof MatterView>['state'] {
  if (concluded !== undefined) return 'concluded'
  if (decided === undefined) return 'received'
  return decided.data?.['accepted'] === true ? 'accepted' : 'refused'
}

/** The last that happened. */
function last(facts: readonly EventRow[], type: string): EventRow | undefined {
  return facts
    .filter((fact) => fact.type === type)
    .toSorted((a, b) => (a.occurred_at < b.occurred_at ? -1 : 1))
    .at(-1)
}
