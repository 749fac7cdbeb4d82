import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { alertById, alerts, alertSteps, type AlertRow } from '@jianwei/projections/alerts/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { evidenceFacts, warnings } from '@jianwei/projections/warnings/queries.ts'
import { readableRules, type RuleBook, type RuleShelf } from '#/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { aboutTimes, beyondHead } from '#/server/beyond-head.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { InstantField, present, regionField, ruleField, subjectField } from '#/server/parameters.ts'
import { problems, RequestRefused } from '#/server/problem.ts'
import { AlertDetail, alertStepView, AlertStateView, AlertView, alertView } from '#/server/views/alert-view.ts'
import { summaryOfRule } from '#/server/views/rule-view.ts'
import { Level } from '#/server/views/vocabulary.ts'
import { warningWithEvidence } from '#/server/views/warning-view.ts'

/** More are read page by page at /v1/warnings?alert_id=. */
const WARNINGS_SHOWN_MAX = 100

export interface AlertRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleShelf
}

export const alertRoutes: FastifyPluginAsyncZod<AlertRoutesOptions> = async (app, { warehouse, rules }) => {
  app.get(
    '/v1/alerts',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Alerts, newest first 预警单列表',
        querystring: z.strictObject({
          ...pageQuery,
          state: AlertStateView.optional(),
          level: Level.optional(),
          rule_id: ruleField,
          subject_id: subjectField,
          region: regionField,
          since: InstantField.optional().meta({ description: 'Raised at this time or later' }),
        }),
        response: { 200: pageOf('Alert', AlertView).extend(aboutTimes), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { state, ...filter } = request.query
      const states = state === undefined ? {} : { states: [state] }
      const asking = askedBy(request, warehouse)
      const page = await alerts(asking, { ...present(filter), ...states })
      return { ...sendPage(request, reply, page, alertView), ...(await beyondHead(asking, [filter.since])) }
    },
  )

  app.get(
    '/v1/alerts/:alert_id',
    {
      schema: {
        tags: ['alerts'],
        summary: 'One alert with its warnings, their facts, its rule and its life 预警单详情',
        params: z.strictObject({ alert_id: z.uuid().meta({ description: 'Alert id 预警单编号' }) }),
        response: { 200: AlertDetail, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const alert = await alertById(asking, request.params.alert_id)
      if (alert === undefined) throw new RequestRefused('ALERT_UNKNOWN', 'no alert has this id')
      const book = await rules.current()
      const [gathered, steps] = await Promise.all([
        gatheredWarnings(asking, alert, book),
        alertSteps(asking, alert.alert_id),
      ])
      return {
        ...alertView(alert),
        rule: summaryOfRule(readableRules(book), alert),
        warnings: gathered.warnings,
        more_warnings: gathered.more,
        steps: steps.map(alertStepView),
      }
    },
  )
}

async function gatheredWarnings(asking: Warehouse, alert: AlertRow, book: RuleBook) {
  const page = await warnings(asking, { alert_id: alert.alert_id, limit: WARNINGS_SHOWN_MAX })
  const ids = page.items.map((warning) => warning.warning_id)
  const facts = await evidenceFacts(asking, alert.subject_id, ids)
  return { warnings: page.items.map((warning) => warningWithEvidence(warning, facts, book)), more: page.next !== null }
}
