import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { dutiesNotJudged } from '@jianwei/projections/evaluation/not-judged.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { RuleIdParam, subjectField, VersionParam } from '#/server/parameters.ts'
import { calendarMissingText, notJudgedText } from '#/server/views/feed-texts.ts'
import { Title } from '#/server/views/vocabulary.ts'

export interface NotJudgedRoutesOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

const NotJudgedView = z
  .object({
    subject_id: z.string(),
    fact_id: z.uuid().meta({ description: 'The fact that opened the duty' }),
    text: Title.meta({ description: 'Why there is no warning' }),
    event_types: z.array(z.string()).meta({
      description: 'What it waits for and nobody feeds',
      examples: [['DecisionPublished']],
    }),
    calendar_missing: z.int().nullable().meta({
      description: 'The year without a holiday notice for which it waits 尚无放假安排的年度',
    }),
    source: z.string().meta({ description: 'That sent the fact' }),
    department: z.string().nullable(),
    region: z.string().nullable(),
  })
  .meta({
    id: 'NotJudgedDuty',
    description: 'A duty that is not judged, for want of a feed or of a notice 不予判定的事项',
  })

export const NotJudgedPage = pageOf('NotJudgedDuty', NotJudgedView)

export const notJudgedRoutes: FastifyPluginAsyncZod<NotJudgedRoutesOptions> = async (
  app,
  { warehouse, rules },
) => {
  app.get(
    '/v1/rules/:rule_id/versions/:version/not-judged',
    {
      schema: {
        tags: ['rules'],
        summary: 'Why a rule does not warn: duties without a feed, or without an end 不予判定',
        description:
          'The duties that would warn if somebody fed what they wait for, by what sources state ' +
          'now (see `statement` at /v1/sources), and those of which the days reach into a year ' +
          'without a holiday notice (/v1/calendars) and that nothing answered; in the order of ' +
          'their facts.',
        params: z.strictObject({ rule_id: RuleIdParam, version: VersionParam }),
        querystring: z.strictObject({ ...pageQuery, subject_id: subjectField }),
        response: { 200: NotJudgedPage, ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const { rule_id, version } = request.params
      const { versions } = await rules.current()
      const booked = versions.find((one) => one.rule_id === rule_id && one.rule_version === version)
      if (booked?.rule === undefined || booked.rule === null)
        throw new RequestRefused(
          'RULE_VERSION_UNKNOWN',
          'no rule in the log with a text that loads has this version',
        )
      const page = await dutiesNotJudged(askedBy(request, warehouse), booked.rule, request.query)
      return sendPage(request, reply, page, ({ event_types, ...duty }) => ({
        ...duty,
        event_types: [...event_types],
        text:
          duty.calendar_missing === null
            ? notJudgedText(event_types)
            : calendarMissingText(duty.calendar_missing),
      }))
    },
  )
}
