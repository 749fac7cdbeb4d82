import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import { BULK_ALERTS_MAX, commitBulk, previewBulk } from '#/desk/bulk-steps.ts'
import { takeNextAlert } from '#/desk/next-alert.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { alertFilterBody, AlertOrderField, alertsFilter } from '#/server/alert-filters.ts'
import { namesFoundBy } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { claimMinutes } from '#/server/routes/alert-step.ts'
import { BulkStepField, readBulkStep } from '#/server/bulk-orders.ts'
import { BulkAnswersView, BulkPreviewView, NextAlertView } from '#/server/views/alert-bulk-view.ts'

export interface AlertBulkOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly desk: DeskParts
}

const Which = z.union([
  z.strictObject({
    alerts: z
      .array(
        z.strictObject({
          alert_id: z.uuid(),
          revision: z.int().min(0).optional().meta({
            description: 'As you saw it; where it is left out, as it is now',
          }),
        }),
      )
      .min(1)
      .max(BULK_ALERTS_MAX),
  }),
  z.strictObject({ filter: z.strictObject(alertFilterBody) }),
])

/** One step with many alerts, in two requests, and the next alert that nobody has. */
export const alertBulkRoutes: FastifyPluginAsyncZod<AlertBulkOptions> = async (
  app,
  { warehouse, rules, desk },
) => {
  app.post(
    '/v1/alerts/bulk/preview',
    {
      schema: {
        tags: ['alerts'],
        summary: 'What a step would come to with each of many alerts 批量预览',
        description:
          'Nothing is changed. The token stands for the step and for each alert as it was seen; ' +
          'it is yours alone, and good for a quarter of an hour.',
        body: z.strictObject({ step: BulkStepField, of: Which }),
        response: { 200: BulkPreviewView, ...problems(400, 415, 422, 500, 503) },
      },
    },
    async (request) => {
      const { step, of } = request.body
      const { principal } = request
      const named = 'alerts' in of ? of.alerts : await fitting(of.filter)
      return previewBulk(desk, principal, readBulkStep(step), named)

      async function fitting(filter: Extract<typeof of, { filter: unknown }>['filter']) {
        const asked = await alertsFilter(filter, {
          actor: principal.actor,
          at: desk.now(),
          rules,
          names: namesFoundBy(request),
        })
        const asking = askedBy(request, warehouse)
        const page = await alerts(asking, { ...asked, limit: BULK_ALERTS_MAX })
        if (page.next !== null)
          throw new RequestRefused(
            'BULK_TOO_MANY',
            `more than ${BULK_ALERTS_MAX} alerts fit; narrow the filter`,
          )
        return page.items.map(({ alert_id, revision }) => ({ alert_id, revision }))
      }
    },
  )

  app.post(
    '/v1/alerts/bulk',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Take the step that was previewed 批量办理',
        description:
          'An answer for each alert: one that somebody changed since the preview is answered as ' +
          'changed and left as it is. The same token again gives the same answers.',
        body: z.strictObject({ token: z.uuid() }),
        response: { 200: BulkAnswersView, ...problems(400, 404, 409, 415, 422, 500, 503) },
      },
    },
    async ({ body, principal }) => ({
      items: await commitBulk(desk, principal, body.token, (name, sent) =>
        readBulkStep({ ...sent, name }),
      ),
    }),
  )

  app.post(
    '/v1/alerts/next',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Claim the first alert of a list that nobody has 领取下一条',
        description: 'Two who ask at once get two different ones. A claim ends by itself.',
        headers: z.looseObject(keyHeaders),
        body: z.strictObject({
          order: AlertOrderField,
          minutes: claimMinutes,
          ...alertFilterBody,
        }),
        response: { 200: NextAlertView, ...problems(400, 404, 409, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { order, minutes, ...fields } = request.body
      const { principal } = request
      const keyed = request.headers['idempotency-key'] !== undefined
      const filter = await alertsFilter(fields, {
        actor: principal.actor,
        at: desk.now(),
        rules,
        names: namesFoundBy(request),
      })
      return answerOnce(request, reply, desk, (identity) =>
        takeNextAlert(
          desk,
          askedBy(request, warehouse),
          { principal, request: identity, keyed },
          { filter, order, minutes },
        ),
      )
    },
  )
}
