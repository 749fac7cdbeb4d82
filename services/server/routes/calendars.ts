import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { NoticeToRecord } from '@jianwei/events/calendar/decider.ts'
import {
  HolidayNoticeRecorded,
  Jurisdiction,
  JURISDICTION_BY_DEFAULT,
} from '@jianwei/events/calendar/events.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { yearOf } from '@jianwei/events/working-days/civil-day.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { knownYears, placeOf } from '#/calendars/known-years.ts'
import { recordedNotices, recordNotices } from '#/calendars/notice-book.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { flag } from '#/server/parameters.ts'

export interface CalendarRoutesOptions {
  readonly log: EventLog
  readonly now: () => Instant
}

const NOTICES_MAX = 50
const { year, off, work, title, number, url, published_on } = HolidayNoticeRecorded.data.shape
const Days = z.array(z.iso.date())

const CalendarsView = z
  .object({
    calendars: z.array(
      z.object({
        jurisdiction: z.string(),
        region: z.string().nullable().meta({ description: 'Null for the whole of it' }),
        years: z.array(
          z.object({
            year: z.int(),
            version: z.int().meta({ description: '0 for what comes with the program' }),
            off: Days.meta({ description: 'Days off 放假' }),
            work: Days.meta({ description: 'Days worked in lieu 调休上班' }),
            title: z.string().nullable(),
            number: z.string().nullable().meta({ description: 'Of the document 文号' }),
            url: z.string().nullable(),
            published_on: z.iso.date().nullable(),
          }),
        ),
        missing: z.array(z.int()).meta({
          description:
            'Years without a notice: nothing that reaches into them is counted 尚无放假安排的年度',
        }),
      }),
    ),
  })
  .meta({ id: 'Calendars', description: 'The notices of holidays that are known 放假安排' })

const NoticeOrder = z.strictObject({
  jurisdiction: Jurisdiction.default(JURISDICTION_BY_DEFAULT),
  region: RegionIdSchema.nullable().default(null).meta({
    description: 'Where the notice adds to that of the country; null for the country’s own',
  }),
  year,
  off: off.default([]),
  work: work.default([]),
  title,
  number: number.default(null),
  url: url.default(null),
  published_on,
})

const RecordedView = z
  .object({
    notices: z.array(
      z.object({
        place: z.string().meta({ examples: ['CN', 'CN 450000'] }),
        year: z.int(),
        was_known: z.boolean().meta({ description: 'The year was announced before' }),
        turned: z.array(
          z.object({
            day: z.iso.date(),
            from: z.enum(['working', 'off']),
            to: z.enum(['working', 'off']),
          }),
        ),
      }),
    ),
    written: z.boolean(),
  })
  .meta({ id: 'NoticesRecorded', description: 'Which days each notice turns 变更的日期' })

/** Notices of holidays, by which working days are counted. */
export const calendarRoutes: FastifyPluginAsyncZod<CalendarRoutesOptions> = async (
  app,
  { log, now },
) => {
  app.get(
    '/v1/calendars',
    {
      schema: {
        tags: ['rules'],
        summary: 'The years of which holidays are known, by jurisdiction, and the missing 放假安排',
        response: { 200: CalendarsView, ...problems(400, 500, 503) },
      },
    },
    async () => {
      const known = knownYears(await recordedNotices(log), yearOf(dayInChina(now())))
      return {
        calendars: known.map(({ years, missing, ...place }) => ({
          ...place,
          years: years.map((one) => ({ ...one, off: [...one.off], work: [...one.work] })),
          missing: [...missing],
        })),
      }
    },
  )

  app.post(
    '/v1/calendars',
    {
      schema: {
        tags: ['rules'],
        summary: 'Record notices of holidays 登记放假安排',
        description:
          'All of them or none. What waited for a notice is judged, and what a changed one turns ' +
          'is judged anew; what was warned before stays explained by what was known then.',
        headers: z.looseObject(keyHeaders),
        querystring: z.strictObject({
          dry_run: flag.optional().meta({ description: 'Say what would change, write nothing' }),
        }),
        body: z
          .strictObject({
            notices: z.array(NoticeOrder).min(1).max(NOTICES_MAX),
            reason: Passage.meta({ description: 'Why; recorded 理由' }),
          })
          .meta({ id: 'NoticesOrder' }),
        response: { 200: RecordedView, ...problems(400, 409, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal
      const { notices, reason } = request.body
      const { dry_run = false } = request.query
      const orders = notices.map((notice): NoticeToRecord => ({ ...notice, actor, reason }))
      const record = async () => {
        const recorded = await recordNotices(log, orders, { now: now(), dry_run })
        return {
          notices: recorded.map(({ notice, was_known, turned }) => ({
            place: placeOf(notice),
            year: notice.year,
            was_known,
            turned: turned.map((one) => ({ ...one })),
          })),
          written: !dry_run,
        }
      }
      return dry_run ? record() : answerOnce(request, reply, { log, now }, record)
    },
  )
}
