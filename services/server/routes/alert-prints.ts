import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { DocumentKind } from '@jianwei/events/document/events.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectNames } from '@jianwei/projections/subjects/queries.ts'
import { evidenceFacts, warnings } from '@jianwei/projections/warnings/queries.ts'
import { readAlert, type DeskParts } from '#/desk/alert-steps.ts'
import { calendarsOf } from '#/calendars/notice-book.ts'
import { dutiesOfAlert } from '#/duties/duty-steps.ts'
import { problems } from '#/http/problem.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import { readableRules, type RuleRegistry } from '#/rules/rule-book.ts'
import { askerOf } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { NameReader } from '#/server/names.ts'
import { alertPrint } from '#/server/prints/alert-print.ts'
import { notePrint, numberOf } from '#/server/prints/document-numbers.ts'
import { occasionOf } from '#/server/prints/occasions.ts'
import { PrintView } from '#/server/views/print-view.ts'
import { summaryOfRule } from '#/server/views/rule-view.ts'

/** As many of the alert's newest warnings say on which facts it rests. */
const WARNINGS_LOOKED_AT_MAX = 100

export interface AlertPrintOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
  readonly regions: RegionBook
  readonly desk: DeskParts
  /** This server as browsers see it; null where nobody said. */
  readonly public_origin: string | null
}

/** What stands on documents about alerts. The number is given with the first print. */
export const alertPrintRoutes: FastifyPluginAsyncZod<AlertPrintOptions> = async (
  app,
  { warehouse, rules, directory, regions, desk, public_origin },
) => {
  const names = new NameReader({ directory, rules, regions })
  app.get(
    '/v1/alerts/:alert_id/print/:document',
    {
      // It gives a number and is on record as a print: nobody gets either without the document.
      exposeHeadRoute: false,
      schema: {
        tags: ['alerts'],
        summary: 'What stands on a document about an alert 预警单、督办函、催办通知书打印数据',
        description:
          'Of a `notice` 预警单, a `supervision-letter` 督办函 or a `reminder` 催办通知书. The ' +
          'first print gives the document its number, which it keeps; a letter and a reminder ' +
          'are about the last 督办 or 催办. Each print is on record.',
        params: z.strictObject({
          alert_id: z.uuid().meta({ description: 'Alert id 预警单编号' }),
          document: DocumentKind.meta({ description: 'Which document 文书种类' }),
        }),
        response: { 200: PrintView, ...problems(400, 404, 409, 500, 503) },
      },
    },
    async (request, reply) => {
      const { alert_id, document } = request.params
      const { principal } = request
      const { actor } = principal
      const seen = await readAlert(desk, principal, alert_id)
      const { alert, subject_id, region } = seen
      const occasion = occasionOf(document, seen.events)
      const asking = askedBy(request, warehouse)
      const at = desk.now()
      const page = await warnings(asking, { alert_id, limit: WARNINGS_LOOKED_AT_MAX })
      const ids = page.items.map(({ warning_id }) => warning_id)
      const [facts, subjects, named, duties, calendars, book] = await Promise.all([
        evidenceFacts(asking, subject_id, ids),
        subjectNames(asking, [subject_id, ...alert.further_subjects]),
        names.at(at),
        dutiesOfAlert(desk, principal, alert_id),
        calendarsOf(desk.log),
        rules.current(),
      ])
      const { rule_id, rule_version } = alert
      const rule =
        rule_id === null || rule_version === null
          ? null
          : summaryOfRule(readableRules(book), { rule_id, rule_version })
      const order = { document, alert_id, occasion: occasion.event_id, actor, region, at }
      const given = await numberOf(desk.log, order)
      const { view, printed } = alertPrint({
        document,
        given,
        occasion_id: occasion.event_id,
        seen,
        facts,
        more_warnings: page.next !== null,
        rule,
        subjects,
        names: named,
        duties,
        calendars,
        public_origin,
        actor,
        asker: askerOf(request, 'print'),
        at,
      })
      await notePrint(desk.log, printed, { region, at })
      reply.header('cache-control', 'no-store')
      return view
    },
  )
}
