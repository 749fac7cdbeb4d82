import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { entriesOfWarning, evidenceFacts, warnings } from '@jianwei/projections/warnings/queries.ts'
import { readableRules, type RuleRegistry } from '#/rules/rule-book.ts'
import { domainsFilter } from '#/rules/rule-domains.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { unitsBy } from '#/server/units-of-facts.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { RegionOrNone } from '#/server/alert-filters.ts'
import { flag, InstantField, present, ruleField, subjectField } from '#/server/parameters.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'
import { summaryOfRule } from '#/server/views/rule-view.ts'
import { Level } from '#/server/views/vocabulary.ts'
import {
  ledgerEntry,
  WarningDetail,
  WarningView,
  warningView,
  warningWithEvidence,
} from '#/server/views/warning-view.ts'

export interface WarningRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
}

export const WarningPage = pageOf('Warning', WarningView)

export const warningRoutes: FastifyPluginAsyncZod<WarningRoutesOptions> = async (
  app,
  { warehouse, rules, directory },
) => {
  app.get(
    '/v1/warnings',
    {
      schema: {
        tags: ['warnings'],
        summary: 'Warnings, newest first 风险预警列表',
        description: 'Each warning once, in the order in which they were first raised.',
        querystring: z.strictObject({
          ...pageQuery,
          standing: flag
            .optional()
            .meta({ description: 'Only those that hold now, or only those that were withdrawn' }),
          level: Level.optional(),
          rule_id: ruleField,
          subject_id: subjectField,
          alert_id: z
            .uuid()
            .optional()
            .meta({ description: 'Only those that this alert has ever gathered' }),
          domain: z.string().max(100).optional().meta({
            description: 'Whose rules raised it 领域; empty for those of no readable rule',
          }),
          region: RegionOrNone.optional().meta({
            description:
              'Raised last in this region or within it 行政区划; empty for those without a region',
          }),
          region_itself: flag.optional().meta({
            description: 'In the region itself, and in nothing within it 仅本级',
          }),
          since: InstantField.optional().meta({
            description: 'The log took it first at this time or later',
          }),
          until: InstantField.optional().meta({ description: 'The log took it before this time' }),
        }),
        response: { 200: WarningPage, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { domain, ...filter } = present(request.query)
      const domains = await domainsFilter(domain, rules)
      const page = await warnings(askedBy(request, warehouse), present({ ...filter, domains }))
      const [book, withheld] = await Promise.all([
        rules.current(),
        withheldFrom(request, warehouse, page.items),
      ])
      return sendPage(request, reply, page, (row) => warningView(row, book, withheld))
    },
  )

  app.get(
    '/v1/warnings/:warning_id',
    {
      schema: {
        tags: ['warnings'],
        summary: 'One warning with its facts, its rule and its ledger 风险预警详情',
        params: z.strictObject({
          warning_id: z.uuid().meta({ description: 'Warning id 风险预警编号' }),
        }),
        response: { 200: WarningDetail, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const entries = await entriesOfWarning(asking, request.params.warning_id)
      const [first, last] = [entries[0], entries.at(-1)]
      if (first === undefined || last === undefined) {
        throw new RequestRefused('WARNING_UNKNOWN', 'no warning has this id')
      }
      const [facts, book, withheld, known] = await Promise.all([
        evidenceFacts(asking, last.subject_id, [last.warning_id]),
        rules.current(),
        withheldFrom(request, warehouse, entries),
        directory.known(),
      ])
      const unitOf = unitsBy(known.directory)
      return {
        ...warningWithEvidence(last, facts, book, { withheld, unitOf }),
        rule: summaryOfRule(readableRules(book), last),
        ledger: entries.map((entry) => ledgerEntry(entry, withheld)),
      }
    },
  )
}
