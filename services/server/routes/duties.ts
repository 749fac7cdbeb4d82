import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { ZodTypeProvider } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { DUTY_STATES } from '@jianwei/events/duty/duty.ts'
import {
  Amount,
  DUTY_MARKS,
  ExtensionGroundSchema,
  PauseGroundSchema,
} from '@jianwei/events/duty/terms.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import { queuedDuties } from '@jianwei/projections/duties/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { calendarsOf } from '#/calendars/notice-book.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import {
  dutiesOfAlert,
  readDuty,
  takeDutyStep,
  type PersonsDutyCommand,
} from '#/duties/duty-steps.ts'
import { etagOf, ifMatchOf, missingIfMatch, revisionIn } from '#/http/if-match.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { domainsFilter } from '#/rules/rule-domains.ts'
import { problems } from '#/http/problem.ts'
import { askedBy } from '#/server/asking.ts'
import { pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { RegionOrNone } from '#/server/alert-filters.ts'
import { flag, InstantField, present } from '#/server/parameters.ts'
import { AlertIdParam, reasonField } from '#/server/routes/alert-step.ts'
import {
  DutiesOfAlert,
  DutyAbout,
  DutyChangedProblem,
  type CountedAt,
  DutyView,
  dutyRowView,
  dutyView,
} from '#/server/views/duty-view.ts'
import { Level } from '#/server/views/vocabulary.ts'

const DutyIdParam = z.strictObject({ duty_id: z.uuid().meta({ description: 'Duty id 时限编号' }) })

export interface DutyRoutesOptions {
  readonly desk: DeskParts
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
}

/** The clocks of duties, and what people do with them. */
export const dutyRoutes: FastifyPluginAsync<DutyRoutesOptions> = async (
  server,
  { desk, warehouse, rules },
) => {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const countedAt = async (): Promise<CountedAt> => ({
    now: desk.now(),
    calendars: await calendarsOf(desk.log),
  })
  app.get(
    '/v1/duties',
    {
      schema: {
        tags: ['alerts'],
        summary: 'The due queue: duties by when they are due, earliest first 到期队列',
        description:
          'Open duties where no state is asked for. Those whose days cannot be counted come first.',
        querystring: z.strictObject({
          ...pageQuery,
          due_before: InstantField.optional().meta({ description: 'Due before this time' }),
          unit: Code.optional().meta({ description: 'Of this unit 责任单位' }),
          owner: Words.optional().meta({ description: 'Of this person 责任人' }),
          region: RegionOrNone.optional().meta({
            description: 'A region and everything within it 行政区划; empty for those without one',
          }),
          region_itself: flag.optional().meta({
            description: 'Of the region itself, and of nothing within it 仅本级',
          }),
          level: Level.optional().meta({ description: 'About an alert of this level 级别' }),
          domain: z
            .string()
            .max(100)
            .optional()
            .meta({
              description:
                'About an alert that rules of this domain raised 领域; empty for duties about ' +
                'facts and for alerts of no readable rule',
            }),
          state: z.enum(DUTY_STATES).optional().meta({ description: 'In this state 状态' }),
          kind: Code.optional().meta({ description: 'What is owed 事项', examples: ['sign_for'] }),
          about: DutyAbout.optional(),
          about_id: z.uuid().optional().meta({ description: 'About this alert or fact' }),
          breached: flag.optional().meta({ description: 'Its end passed while it was open 逾期' }),
          mark: z.enum(DUTY_MARKS).optional().meta({ description: 'With this mark 亮牌' }),
        }),
        response: { 200: pageOf('Duty', DutyView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { state, domain, ...filter } = present(request.query)
      const domains = await domainsFilter(domain, rules)
      const page = await queuedDuties(
        askedBy(request, warehouse),
        present({ ...filter, states: state && [state], domains }),
      )
      const at = await countedAt()
      return sendPage(request, reply, page, (row) => dutyRowView(row, at))
    },
  )
  app.get(
    '/v1/alerts/:alert_id/duties',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Duties of an alert, in the order in which they began 预警单时限',
        params: AlertIdParam,
        response: {
          200: DutiesOfAlert,
          ...problems(400, 404, 500, 503),
        },
      },
    },
    async ({ params, principal }) => {
      const seen = await dutiesOfAlert(desk, principal, params.alert_id)
      const at = await countedAt()
      return { items: seen.map((one) => dutyView(one, at)) }
    },
  )
  app.get(
    '/v1/duties/:duty_id',
    {
      schema: {
        tags: ['alerts'],
        summary: 'One duty: its clock and marks 时限详情',
        params: DutyIdParam,
        response: { 200: DutyView, ...problems(400, 404, 500, 503) },
      },
    },
    async ({ params, principal }, reply) => {
      const seen = await readDuty(desk, principal, params.duty_id)
      reply.header('etag', etagOf(seen.revision))
      return dutyView(seen, await countedAt())
    },
  )
  addDutyStep(app, desk, {
    name: 'extend',
    summary: 'Extend a duty, with the approval of somebody else 延长时限',
    body: {
      ground: ExtensionGroundSchema,
      approver: Words.meta({ description: 'Who approved it; nobody approves of their own 批准人' }),
      by: Amount,
      ...reasonField,
    },
    command: (data, at) => ({ type: 'ExtendDuty', data, at }),
  })
  addDutyStep(app, desk, {
    name: 'pause',
    summary: 'Let the clock of a duty stand still 中止计算时限',
    body: { ground: PauseGroundSchema, ...reasonField },
    command: (data, at) => ({ type: 'PauseDuty', data, at }),
  })
  addDutyStep(app, desk, {
    name: 'resume',
    summary: 'Let the clock of a duty run on 恢复计算时限',
    body: reasonField,
    command: (data, at) => ({ type: 'ResumeDuty', data, at }),
  })
}

interface Who {
  readonly duty_id: string
  readonly actor: string
}

interface DutyStepRoute<Shape extends z.core.$ZodLooseShape> {
  /** The last part of its address. */
  readonly name: string
  readonly summary: string
  readonly body: Shape
  readonly command: (
    data: z.infer<z.ZodObject<Shape, z.core.$strict>> & Who,
    at: Instant,
  ) => PersonsDutyCommand
}

/** `POST /v1/duties/{duty_id}/<name>`. */
function addDutyStep<Shape extends z.core.$ZodLooseShape>(
  server: FastifyInstance,
  desk: DeskParts,
  { name, summary, body, command }: DutyStepRoute<Shape>,
): void {
  const app = server.withTypeProvider<ZodTypeProvider>()
  const Body = z.strictObject(body)
  app.post(
    `/v1/duties/:duty_id/${name}`,
    {
      schema: {
        tags: ['alerts'],
        summary,
        params: DutyIdParam,
        headers: z.looseObject({ ...keyHeaders, 'if-match': ifMatchOf('duty') }),
        body: Body,
        response: {
          200: DutyView,
          409: DutyChangedProblem,
          ...problems(400, 404, 415, 422, 428, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { duty_id } = request.params
      const { principal } = request
      const taken = await answerOnce(request, reply, desk, async (identity) => {
        const if_match = revisionIn(request.headers['if-match'])
        if (if_match === null) throw missingIfMatch('duty')
        const at = desk.now()
        // The schema has read the body.
        const said = request.body as z.infer<typeof Body>
        const seen = await takeDutyStep(desk, {
          duty_id,
          principal,
          if_match,
          request: identity,
          command: command({ ...said, duty_id, actor: principal.actor }, at),
        })
        return dutyView(seen, { now: at, calendars: await calendarsOf(desk.log) })
      })
      reply.header('etag', etagOf(taken.revision))
      return taken
    },
  )
}
