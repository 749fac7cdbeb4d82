import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import { alertsAt } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { kindredRules } from '@jianwei/projections/similar-alerts/kindred-rules.ts'
import {
  comparedBy,
  raisedAlike,
  similarAlerts,
} from '@jianwei/projections/similar-alerts/queries.ts'
import { whatWasDone } from '@jianwei/projections/similar-alerts/what-was-done.ts'
import { problems } from '#/http/problem.ts'
import { readableRules, type RuleBook, type RuleRegistry } from '#/rules/rule-book.ts'
import { maskedColumn } from '#/access/masking.ts'
import { askerOf } from '#/server/asker.ts'
import { askedBy, askedForAll } from '#/server/asking.ts'
import { AlertIdParam } from '#/server/routes/alert-step.ts'
import { knownAlert } from '#/server/routes/known-alert.ts'
import { alikeAlertView, SimilarAlertsView, summaryOf } from '#/server/views/similar-alerts-view.ts'

const DAY_MS = 86_400_000
const LOOK_BACK_DAYS = 730
const LOOK_BACK_DAYS_MAX = 3_650
const SHOWN_MAX = 100

export interface SimilarAlertRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

export const similarAlertRoutes: FastifyPluginAsyncZod<SimilarAlertRoutesOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/alerts/:alert_id/similar',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Alerts of the past that are like one, and what became of them 相似预警单',
        description:
          'Raised before it and not merged into another, each with the reasons why it is alike, ' +
          'as they stand now. Only those that you may see are counted.',
        params: AlertIdParam,
        querystring: z.strictObject({
          days: z.coerce
            .number()
            .int()
            .min(1)
            .max(LOOK_BACK_DAYS_MAX)
            .default(LOOK_BACK_DAYS)
            .meta({ description: 'How far before it is looked back' }),
          limit: z.coerce
            .number()
            .int()
            .min(0)
            .max(SHOWN_MAX)
            .default(20)
            .meta({ description: 'How many are shown; all are counted' }),
        }),
        response: { 200: SimilarAlertsView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { days, limit } = request.query
      const alert = await knownAlert(asking, request.params.alert_id)
      const since = instantFromMs(msOfInstant(alert.raised_at) - days * DAY_MS)
      const whole = askedForAll(request, warehouse, 'what was raised, of alerts that are seen')
      const kindred = kindredOf(alert, await rules.current())
      const compared = await comparedBy({ asking, whole }, alert, kindred)
      const before = alert.raised_position
      const raised_alike = await raisedAlike(whole, compared, before)
      const similar = await similarAlerts(asking, {
        compared,
        raised_alike,
        since,
        before,
        limit,
      })
      const { subject_ids, kindred_rules } = compared
      return {
        alert_id: alert.alert_id,
        since,
        compared_by: {
          ...compared,
          subject_ids: [...subject_ids],
          kindred_rules: [...kindred_rules],
        },
        alike: similar.alike,
        outcomes: { ...similar.outcomes },
        reasons: { ...similar.reasons },
        summary: summaryOf(similar, days),
        items: await shownOf({ asking, whole }, similar.shown, maskedFor(request)),
        more: similar.alike - similar.shown.length,
      }
    },
  )
}

/** Texts of people can name anybody: they are shown as the alert itself is. */
function maskedFor(request: FastifyRequest) {
  const asker = askerOf(request, 'look_up')
  return (text: string, { region, department, subject_id }: AlertRow): string | null =>
    maskedColumn('text', text, { region, department, subject_id }, asker).value
}

/** In the order given. */
async function shownOf(
  { asking, whole }: { readonly asking: Warehouse; readonly whole: Warehouse },
  shown: readonly { readonly raised_position: number; readonly likeness: number }[],
  masked: ReturnType<typeof maskedFor>,
) {
  const rows = await alertsAt(
    asking,
    shown.map(({ raised_position }) => raised_position),
  )
  // Steps of alerts that were found among those that may be seen.
  const done = await whatWasDone(
    whole,
    rows.map(({ alert_id }) => alert_id),
  )
  const byPosition = new Map(rows.map((row) => [row.raised_position, row]))
  return shown.flatMap(({ raised_position, likeness }) => {
    const row = byPosition.get(raised_position)
    const what = row === undefined ? undefined : done.get(row.alert_id)
    return row === undefined || what === undefined
      ? []
      : [alikeAlertView(row, likeness, what, masked)]
  })
}

function kindredOf({ rule_id, rule_version }: AlertRow, book: RuleBook): readonly string[] {
  const all = readableRules(book)
  const rule = all.find(({ id, version }) => id === rule_id && version === rule_version)
  return rule === undefined ? [] : kindredRules(rule, all)
}
