import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { Finding } from '@jianwei/events/alert/handling-events.ts'
import { closingsOfRule } from '@jianwei/projections/desk/closings.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { aboutTimes, askedBy, beyondHead } from '#/server/asking.ts'
import { InstantField, present, RuleIdParam } from '#/server/parameters.ts'
import { Time } from '#/server/views/vocabulary.ts'

export interface RuleClosingsOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

const Count = z.int().min(0)

export const RuleClosings = z
  .object({
    rule_id: z.string(),
    since: Time.nullable().meta({ description: 'Of alerts raised from here on; null for all' }),
    until: Time.nullable(),
    versions: z.array(
      z.object({
        rule_version: z.int(),
        open: Count.meta({ description: 'Alerts that are worked on' }),
        closed: Count,
        reasons: z.record(ClosingReason, Count).meta({ description: 'How many for each reason' }),
        without_reason: Count.meta({ description: 'Closed before reasons were asked' }),
        findings: z.record(Finding, Count).meta({
          description: 'By what verification came to last, open or closed 核查结论',
        }),
        not_verified: Count,
        not_judged: z
          .object({
            alerts: Count,
            open: Count,
            duplicate: Count,
            out_of_remit: Count,
            other: Count,
            without_reason: Count,
          })
          .meta({
            description:
              'What says nothing about the rule; with the size of the precision these are all ' +
              '不计入准确率',
          }),
        precision: z
          .object({
            value: z.number().nullable().meta({ description: 'Null where size is 0' }),
            hits: Count.meta({ description: 'True and handled' }),
            size: Count.meta({
              description: 'These, and those that were false by rule or data, or benign',
            }),
            interval: z.object({ low: z.number(), high: z.number() }).nullable().meta({
              description: "Wilson's of 95 %, each alert taken by itself 置信区间; null at size 0",
            }),
          })
          .meta({ description: 'Which share of what was said about it was true 准确率' }),
        merged: Count.meta({
          description: 'Worked on as part of another alert, and counted there and not here',
        }),
      }),
    ),
    ...aboutTimes,
  })
  .meta({ id: 'RuleClosings', description: 'What became of the alerts of a rule 办结情况' })

/** What people say when they close alerts tells how good a rule is. */
export const ruleClosingRoutes: FastifyPluginAsyncZod<RuleClosingsOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/rules/:rule_id/closings',
    {
      schema: {
        tags: ['rules'],
        summary: 'Why alerts of the rule were closed, and its precision 规则准确率',
        description: 'Of alerts that you may see, by when they were raised, as they stand now.',
        params: z.strictObject({ rule_id: RuleIdParam }),
        querystring: z.strictObject({
          since: InstantField.optional().meta({ description: 'Raised at this time or later' }),
          until: InstantField.optional().meta({ description: 'Raised before this time' }),
        }),
        response: { 200: RuleClosings, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const { rule_id } = request.params
      const { versions: known } = await rules.current()
      if (!known.some((version) => version.rule_id === rule_id))
        throw new RequestRefused('RULE_UNKNOWN', `no rule has the id ${rule_id}`)
      const asking = askedBy(request, warehouse)
      const { since, until } = request.query
      const versions = await closingsOfRule(asking, rule_id, present({ since, until }))
      return {
        rule_id,
        since: since ?? null,
        until: until ?? null,
        versions: [...versions],
        ...(await beyondHead(asking, [since])),
      }
    },
  )
}
