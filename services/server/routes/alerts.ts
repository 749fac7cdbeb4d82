import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { alertSteps } from '@jianwei/projections/alerts/queries.ts'
import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { evidenceFacts, warnings } from '@jianwei/projections/warnings/queries.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import { readableRules, type RuleBook, type RuleRegistry } from '#/rules/rule-book.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy } from '#/server/asking.ts'
import { alertSummaries } from '#/server/alert-summaries.ts'
import { AlertIdParam } from '#/server/routes/alert-step.ts'
import { knownAlert } from '#/server/routes/known-alert.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { problems } from '#/http/problem.ts'
import { AlertDetail, alertStepViews, alertView } from '#/server/views/alert-view.ts'
import { summaryView } from '#/server/views/alert-summary-view.ts'
import { etagOf } from '#/http/if-match.ts'
import { summaryOfRule } from '#/server/views/rule-view.ts'
import { warningWithEvidence } from '#/server/views/warning-view.ts'

/** More are read page by page at /v1/warnings?alert_id=. */
const WARNINGS_SHOWN_MAX = 100

export interface AlertRoutesOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly regions: RegionBook
  readonly directory: DirectoryReader
}

export const alertRoutes: FastifyPluginAsyncZod<AlertRoutesOptions> = async (
  app,
  { log, warehouse, rules, regions, directory },
) => {
  app.get(
    '/v1/alerts/:alert_id',
    {
      schema: {
        tags: ['alerts'],
        summary: 'One alert with its warnings, their facts, its rule and its life 预警单详情',
        params: AlertIdParam,
        response: { 200: AlertDetail, ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const alert = await knownAlert(asking, request.params.alert_id)
      const [book, known, gathered, steps, summaryOf] = await Promise.all([
        rules.current(),
        directory.known(),
        gatheredWarnings(asking, alert),
        alertSteps(asking, alert.alert_id),
        alertSummaries(request, { log, warehouse, rules, regions }, [alert]),
      ])
      const withheld = await withheldFrom(request, warehouse, [alert, gathered.page.items, steps])
      const unitOf = unitsBy(known.directory)
      reply.header('etag', etagOf(alert.revision))
      return {
        ...alertView(alert, withheld),
        ...summaryView(summaryOf(alert)),
        rule: ruleOf(alert, book),
        warnings: gathered.page.items.map((warning) =>
          warningWithEvidence(warning, gathered.facts, book, { withheld, unitOf }),
        ),
        more_warnings: gathered.page.next !== null,
        steps: [...alertStepViews(steps, withheld)],
      }
    },
  )
}

function ruleOf({ rule_id, rule_version }: AlertRow, book: RuleBook) {
  if (rule_id === null || rule_version === null) return null
  return summaryOfRule(readableRules(book), { rule_id, rule_version })
}

async function gatheredWarnings(asking: Warehouse, alert: AlertRow) {
  const page = await warnings(asking, { alert_id: alert.alert_id, limit: WARNINGS_SHOWN_MAX })
  const ids = page.items.map((warning) => warning.warning_id)
  return { page, facts: await evidenceFacts(asking, alert.subject_id, ids) }
}
