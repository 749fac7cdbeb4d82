import { isUtf8 } from 'node:buffer'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type {
  InputOrigin,
  Quarantine,
  QuarantineEntry,
  QuarantineFilter,
  QuarantinePage,
} from '@jianwei/events/ports/quarantine.ts'
import { PASSAGE_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { maskedField } from '#/access/masked-answer.ts'
import { maskedInput } from '#/access/masked-input.ts'
import { SHOWN_NOTHING, type Asker } from '#/access/shown-kinds.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { answerProblem, RequestRefused } from '#/http/problem.ts'
import { whoReads } from '#/http/who-asks.ts'
import { IntakeProblem, Reason } from '#/intake/http/problem.ts'
import type { Redrive } from '#/intake/redrive.ts'

const PREVIEW_CHARACTERS_MAX = 2_000
const PAGE_ENTRIES_MAX = 200

const EntryView = z
  .object({
    quarantine_id: z.string(),
    source: z
      .string()
      .meta({ description: 'CloudEvents source where it could be read, else the channel' }),
    channel: z.enum(['http', 'file', 'kafka']),
    file: z.string().nullable(),
    line: z.int().nullable(),
    mapping: z.string().nullable(),
    topic: z.string().nullable(),
    partition: z.int().nullable(),
    offset: z.int().nullable(),
    content_type: z.string(),
    bytes_count: z.int(),
    reasons: z.array(Reason),
    received_at: z.string(),
    state: z.enum(['held', 'redriven']),
    redriven_at: z.string().nullable(),
    event_ids: z.array(z.string()).meta({ description: 'What it became when it was re-driven' }),
  })
  .meta({ id: 'QuarantineEntry', description: 'Input that was refused and kept 隔离的输入' })
const PREVIEW = `The first ${PREVIEW_CHARACTERS_MAX} characters; null where the bytes are not UTF-8`
const FullEntryView = EntryView.extend({
  original: z
    .string()
    .nullable()
    .meta({
      description:
        'The original bytes, untouched, in base64; null where something of them is masked ' +
        'for you: the sender has them, and `npx jianwei quarantine show` on the machine of the log',
    }),
  ...maskedField,
  preview: z.string().nullable().meta({ description: PREVIEW }),
}).meta({ id: 'QuarantineEntryWithOriginal' })

const Id = z.object({ id: z.uuid() })

export interface QuarantineRouteOptions {
  readonly quarantine: Quarantine
  readonly redrive: Redrive
  readonly audit: Pick<AuditTrail, 'reading'>
}

export const quarantineRoutes: FastifyPluginAsyncZod<QuarantineRouteOptions> = async (
  app,
  { quarantine, redrive, audit },
) => {
  bindCursors(app)
  app.get(
    '/v1/quarantine',
    {
      schema: {
        tags: ['intake'],
        summary: 'Refused input, oldest first 隔离列表',
        querystring: z.strictObject({
          source: z.string().optional(),
          state: z.enum(['held', 'redriven']).optional(),
          limit: z.coerce.number().int().min(1).max(PAGE_ENTRIES_MAX).default(50),
          cursor: z.string().min(1).optional(),
        }),
        response: {
          200: z.object({ items: z.array(EntryView), next: z.string().nullable() }),
          400: IntakeProblem,
        },
      },
    },
    async (request) => {
      const { source, state, limit, cursor } = request.query
      const page = await listed(quarantine, {
        limit,
        ...(source === undefined ? {} : { source }),
        ...(state === undefined ? {} : { state }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const next = page.next === null ? null : boundCursor(request, page.next)
      return { items: page.entries.map(entryView), next }
    },
  )

  app.get(
    '/v1/quarantine/:id',
    {
      schema: {
        tags: ['intake'],
        summary: 'One refused input with its original bytes 隔离详情',
        description: 'It is on record in the audit before it is shown.',
        params: Id,
        response: { 200: FullEntryView, 404: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request, reply) => {
      const entry = await quarantine.get(request.params.id)
      if (entry === undefined) return answerProblem(request, reply, 'QUARANTINE_UNKNOWN')
      await audit.reading(
        {
          type: 'DossierRead',
          data: {
            ...whoReads(request),
            object_kind: 'quarantine',
            object: entry.quarantine_id,
            part: null,
            // Nobody knows whom refused input is about, nor where that lies.
            subject_ids: [],
          },
        },
        null,
      )
      return reply.header('cache-control', 'no-store').send({
        ...entryView(entry),
        ...shownBytes(entry, request.asker ?? SHOWN_NOTHING),
      })
    },
  )

  app.post(
    '/v1/quarantine/:id/redrive',
    {
      schema: {
        tags: ['intake'],
        summary: 'Send a refused input through intake again 重新接收',
        description:
          'Reads the original bytes by the schemas and the mapping of now. Who asked, why, ' +
          'and the outcome are recorded. People ask for it, no key does: what a key may not send ' +
          'lies here, too.',
        params: Id,
        body: z
          .strictObject({ reason: z.string().min(1).max(PASSAGE_CHARACTERS_MAX).optional() })
          .nullish(),
        response: {
          200: z.object({
            quarantine_id: z.string(),
            events: z.array(
              z.object({
                status: z.enum(['accepted', 'corrected', 'duplicate']),
                event_id: z.string(),
                position: z.int(),
              }),
            ),
          }),
          404: IntakeProblem,
          409: IntakeProblem,
          422: IntakeProblem,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { actor, sends } = request.principal
      if (sends !== undefined)
        throw new RequestRefused(
          'ROLE_MISSING',
          'no key puts through intake again what was refused',
        )
      const reason = request.body?.reason
      const outcome = await redrive(id, { actor, ...(reason === undefined ? {} : { reason }) })
      switch (outcome.outcome) {
        case 'unknown':
          return answerProblem(request, reply, 'QUARANTINE_UNKNOWN')
        case 'settled':
          return answerProblem(request, reply, 'ALREADY_TAKEN', { quarantine_id: id })
        case 'refused':
          return answerProblem(request, reply, 'INPUT_QUARANTINED', {
            quarantine_id: id,
            reasons: outcome.reasons,
          })
        case 'taken':
          return reply.send({ quarantine_id: id, events: [...outcome.events] })
      }
    },
  )
}

/** A cursor is the quarantine's own text, so only it can tell a wrong one. */
async function listed(quarantine: Quarantine, filter: QuarantineFilter): Promise<QuarantinePage> {
  try {
    return await quarantine.list(filter)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new RequestRefused('CURSOR_UNREADABLE', 'pass the text of next as it was given')
  }
}

function entryView(entry: QuarantineEntry): z.infer<typeof EntryView> {
  return {
    quarantine_id: entry.quarantine_id,
    source: entry.source,
    channel: entry.origin.channel,
    ...originFields(entry.origin),
    content_type: entry.content_type,
    bytes_count: entry.bytes.length,
    reasons: [...entry.reasons],
    received_at: entry.received_at,
    state: entry.state,
    redriven_at: entry.state === 'redriven' ? entry.at : null,
    event_ids: entry.state === 'redriven' ? [...entry.event_ids] : [],
  }
}

function originFields(
  origin: InputOrigin,
): Pick<z.infer<typeof EntryView>, 'file' | 'line' | 'mapping' | keyof typeof ON_NO_BUS> {
  switch (origin.channel) {
    case 'http':
      return { file: null, line: origin.line, mapping: null, ...ON_NO_BUS }
    case 'file':
      return { file: origin.file, line: origin.line, mapping: origin.mapping, ...ON_NO_BUS }
    case 'kafka': {
      const { topic, partition, offset } = origin
      return { file: null, line: null, mapping: null, topic, partition, offset }
    }
  }
}

const ON_NO_BUS = { topic: null, partition: null, offset: null }

/** What is not text cannot be masked: it is shown to nobody. */
function shownBytes({ bytes, origin }: QuarantineEntry, asker: Asker) {
  if (!isUtf8(bytes)) return { original: null, preview: null, masked: ['original'] }
  const text = Buffer.from(bytes).toString('utf8')
  const shown = maskedInput(text, origin.channel === 'file', asker)
  const preview = shown.slice(0, PREVIEW_CHARACTERS_MAX)
  return shown === text
    ? { original: Buffer.from(bytes).toString('base64'), preview }
    : { original: null, preview, masked: ['original', 'preview'] }
}
