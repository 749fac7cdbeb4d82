import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { EventData, NewEvent } from '@jianwei/events/envelope.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { UsccSchema } from '@jianwei/events/identifiers/uscc.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { RequestRefused } from '#/http/problem.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import { isTaken, type Intake } from '#/intake/intake.ts'
import {
  matterEventId,
  matterNumberOf,
  PUBLIC_SOURCE,
  receiptOf,
} from '#/receipts/receipt-number.ts'

/** A form has few fields: more than this is none. */
const FORM_BYTES_MAX = 64 * 1024
const TITLE_CHARACTERS_MAX = 200
const CONTENT_CHARACTERS_MAX = 5_000
const NAME_CHARACTERS_MAX = 100
const PLACE_CHARACTERS_MAX = 300
const PHONE_CHARACTERS_MAX = 30
const CHANNEL = { code: 'public', text: '公众网上提交' }

const line = (characters: number) => z.string().trim().min(1).max(characters)

const matterFields = {
  uscc: UsccSchema.optional().meta({
    description: 'The unified social credit code of whom it is about, where it is known',
  }),
  region: RegionIdSchema.optional().meta({ description: 'Where it happened 行政区划' }),
  title: line(TITLE_CHARACTERS_MAX),
  content: line(CONTENT_CHARACTERS_MAX),
  place: line(PLACE_CHARACTERS_MAX).optional(),
}

const Complaint = z
  .strictObject({
    ...matterFields,
    respondent_name: line(NAME_CHARACTERS_MAX),
    claim: line(CONTENT_CHARACTERS_MAX).optional(),
    complainant_name: line(NAME_CHARACTERS_MAX),
    complainant_phone: line(PHONE_CHARACTERS_MAX),
    complainant_address: line(PLACE_CHARACTERS_MAX).optional(),
  })
  .meta({ id: 'PublicComplaint' })

const Report = z
  .strictObject({
    ...matterFields,
    reported_name: line(NAME_CHARACTERS_MAX),
    reporter_name: line(NAME_CHARACTERS_MAX).optional().meta({
      description: 'Who gives a name is told the outcome 实名举报; without one it is anonymous',
    }),
    reporter_phone: line(PHONE_CHARACTERS_MAX).optional(),
  })
  .meta({ id: 'PublicReport' })

export const GivenReceipt = z
  .object({
    receipt: z.string().meta({
      description:
        'Keep it: shown now only, and the only way to follow the matter ' +
        '(POST /v1/public/receipts)',
    }),
    number: z.string().meta({ description: 'Of the matter, as departments know it 编号' }),
  })
  .meta({ id: 'PublicReceipt' })

const Headers = z.looseObject({
  'idempotency-key': z
    .uuid()
    .optional()
    .meta({
      description:
        'A random UUID of yours: the same form sent again under it is taken once and gets ' +
        'the same receipt. Keep it as secret as the receipt',
    }),
})

export interface PublicIntakeOptions {
  readonly intake: Intake
  readonly log: Pick<EventLog, 'find'>
  readonly now: () => Instant
}

interface Matter {
  readonly type: 'ComplaintReceived' | 'ReportReceived'
  readonly numbered: 'complaint_number' | 'report_number'
  readonly form: {
    readonly uscc?: string | undefined
    readonly region?: string | undefined
  } & EventData
}

/**
 * Complaints and reports of anybody. They pass through intake as what departments send, from a
 * source of the platform's own, and are durable before the receipt is given.
 */
export const publicIntakeRoutes: FastifyPluginAsyncZod<PublicIntakeOptions> = async (
  app,
  { intake, log, now },
) => {
  const about = (summary: string) => ({
    tags: ['public'],
    summary,
    headers: Headers,
    response: {
      201: GivenReceipt,
      400: IntakeProblem,
      413: IntakeProblem,
      415: IntakeProblem,
      422: IntakeProblem,
      429: IntakeProblem,
      500: IntakeProblem,
      503: IntakeProblem,
    },
  })
  const options = {
    config: { open: true, writes_openly: true },
    bodyLimit: FORM_BYTES_MAX,
  } as const

  app.post(
    '/v1/public/complaints',
    { ...options, schema: { ...about('Complain 投诉登记'), body: Complaint } },
    async ({ body, headers }, reply) => {
      const matter = {
        type: 'ComplaintReceived',
        numbered: 'complaint_number',
        form: body,
      } as const
      return reply.code(201).send(await taken(matter, headers['idempotency-key']))
    },
  )

  app.post(
    '/v1/public/reports',
    { ...options, schema: { ...about('Report a violation 举报登记'), body: Report } },
    async ({ body, headers }, reply) => {
      const form = { ...body, is_named: body.reporter_name !== undefined }
      const matter = { type: 'ReportReceived', numbered: 'report_number', form } as const
      return reply.code(201).send(await taken(matter, headers['idempotency-key']))
    },
  )

  async function taken(
    matter: Matter,
    key: string | undefined,
  ): Promise<z.infer<typeof GivenReceipt>> {
    const receipt = receiptOf(key)
    const number = matterNumberOf(receipt)
    const event = eventOf(matter, number, now())
    const given = { receipt, number }
    if (await isHeld(event)) return given
    const bytes = Buffer.from(JSON.stringify(event.data))
    const [[result] = []] = await intake.take([
      {
        reading: { ok: true, events: [event] },
        origin: { channel: 'http', line: null },
        content_type: 'application/json',
        bytes,
      },
    ])
    if (result !== undefined && isTaken(result)) return given
    // The same form was sent twice at one time, and the other was faster.
    if (await isHeld(event)) return given
    throw new RequestRefused('LOG_UNAVAILABLE', 'it was not taken; send it again')
  }

  /** Throws RequestRefused where another form was sent under the key. */
  async function isHeld(event: NewEvent): Promise<boolean> {
    const [held] = await log.find([event.event_id])
    if (held === undefined) return false
    if (saidBy(held) === saidBy(event)) return true
    throw new RequestRefused(
      'IDEMPOTENCY_KEY_REUSED',
      'another form was sent under this key; choose a new one',
    )
  }
}

/** All but the times, which are others each time that it is sent. */
function saidBy({ type, subject_id, region, data }: NewEvent): string {
  const fields = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([type, subject_id, region, fields])
}

function eventOf({ type, numbered, form }: Matter, number: string, at: Instant): NewEvent {
  const { uscc, region, ...said } = form
  const fields = Object.entries(said).filter(([, value]) => value !== undefined)
  const event_id = matterEventId(number)
  return {
    event_id,
    type,
    schema_version: 1,
    // Who is known by a name only is a subject by itself: names do not tell people apart.
    subject_id: uscc ?? `public:${number}`,
    region: region ?? null,
    department: null,
    occurred_at: at,
    reported_at: at,
    source: PUBLIC_SOURCE,
    source_event_id: number,
    correlation_id: event_id,
    causation_id: null,
    data: { [numbered]: number, channel: CHANNEL, ...Object.fromEntries(fields) },
  }
}
