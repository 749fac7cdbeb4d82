import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import {
  QUARANTINE_STATES,
  type Quarantine,
  type QuarantineFilter,
  type QuarantinePage,
} from '@jianwei/events/ports/quarantine.ts'
import { PASSAGE_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { answerProblem, RequestRefused } from '#/http/problem.ts'
import { whoReads } from '#/http/who-asks.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import {
  EntryView,
  entryView,
  FullEntryView,
  HeldView,
  heldView,
  redrivingsShown,
} from '#/intake/http/quarantine-views.ts'
import { refuseMasks, shownBytes } from '#/intake/http/shown-bytes.ts'
import type { Redrive } from '#/intake/redrive.ts'

const PAGE_ENTRIES_MAX = 200
/** The bytes of an event in base64 would be fewer. */
const REPAIRED_CHARACTERS_MAX = 1_500_000
const REPAIR_BODY_BYTES_MAX = 8 * 1024 * 1024
const HELD_ROWS_MAX = 500
const CODE_CHARACTERS_MAX = 100

const Id = z.object({ id: z.uuid() })

export const EntryList = z.object({ items: z.array(EntryView), next: z.string().nullable() })

export const RedriveTaken = z.object({
  quarantine_id: z.string(),
  events: z.array(
    z.object({
      status: z.enum(['accepted', 'corrected', 'duplicate']),
      event_id: z.string(),
      position: z.int(),
    }),
  ),
})

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
          state: z.enum(QUARANTINE_STATES).optional(),
          group_id: z.string().max(20).optional().meta({ description: 'Of this group 分组' }),
          code: z
            .string()
            .max(CODE_CHARACTERS_MAX)
            .optional()
            .meta({ description: 'With a reason of this code, perhaps among others 拒收原因' }),
          limit: z.coerce.number().int().min(1).max(PAGE_ENTRIES_MAX).default(50),
          cursor: z.string().min(1).optional(),
        }),
        response: {
          200: EntryList,
          400: IntakeProblem,
        },
      },
    },
    async (request) => {
      const { source, state, code, group_id, limit, cursor } = request.query
      const page = await listed(quarantine, {
        limit,
        ...(source === undefined ? {} : { source }),
        ...(state === undefined ? {} : { state }),
        ...(code === undefined ? {} : { code }),
        ...(group_id === undefined ? {} : { group_id }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const next = page.next === null ? null : boundCursor(request, page.next)
      const ids = page.entries.map(({ quarantine_id }) => quarantine_id)
      const redrivings = await quarantine.redrivings(ids)
      const items = page.entries.map((one) =>
        entryView(one, redrivings.get(one.quarantine_id) ?? []),
      )
      return { items, next }
    },
  )

  app.get(
    '/v1/quarantine/held',
    {
      schema: {
        tags: ['intake'],
        summary: 'How many refused inputs wait, by source and reason 待处理隔离统计',
        description:
          'The largest numbers first. An input with several reasons counts for each of them, and ' +
          'once for its source.',
        response: { 200: HeldView },
      },
    },
    async () => heldView(await quarantine.held(HELD_ROWS_MAX)),
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
      const { quarantine_id } = entry
      const redrivings = (await quarantine.redrivings([quarantine_id])).get(quarantine_id) ?? []
      const asker = request.asker ?? SHOWN_NOTHING
      return reply.header('cache-control', 'no-store').send({
        ...entryView(entry, redrivings),
        ...shownBytes(entry.bytes, entry.content_type, entry.origin, asker),
        redrivings: await redrivingsShown(quarantine, entry, redrivings, asker),
      })
    },
  )

  app.post(
    '/v1/quarantine/:id/redrive',
    {
      bodyLimit: REPAIR_BODY_BYTES_MAX,
      schema: {
        tags: ['intake'],
        summary: 'Send a refused input through intake again 重新接收',
        description:
          'Reads the original bytes by the schemas and the mapping of now, or a repaired text in ' +
          'their place: the whole input as it should have been, which needs a reason. The ' +
          'original is kept beside it. Who asked, why, and the outcome are recorded. The same ' +
          'repair again gets the same answer; anything else after the input was taken is ' +
          'refused. People ask for it, no key does: what a key may not send lies here, too.',
        params: Id,
        body: RedriveOrderBody,
        response: {
          200: RedriveTaken,
          404: IntakeProblem,
          409: IntakeProblem,
          413: IntakeProblem,
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
      const { reason, repaired } = request.body ?? {}
      if (repaired !== undefined) {
        const entry = await quarantine.get(id)
        if (entry !== undefined) refuseMasks(repaired, entry, request.asker ?? SHOWN_NOTHING)
      }
      const outcome = await redrive(id, {
        actor,
        ...(reason === undefined ? {} : { reason }),
        ...(repaired === undefined ? {} : { repaired }),
      })
      switch (outcome.outcome) {
        case 'unknown':
          return answerProblem(request, reply, 'QUARANTINE_UNKNOWN')
        case 'settled':
          return answerProblem(request, reply, 'ALREADY_TAKEN', {
            quarantine_id: id,
            more: { event_ids: [...outcome.event_ids] },
          })
        case 'dismissed':
          return answerProblem(request, reply, 'INPUT_DISMISSED', { quarantine_id: id })
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

const RedriveOrderBody = z
  .strictObject({
    reason: z.string().min(1).max(PASSAGE_CHARACTERS_MAX).optional(),
    repaired: z
      .string()
      .min(1)
      .max(REPAIRED_CHARACTERS_MAX)
      .optional()
      .meta({ description: 'The whole input, repaired; of a file the row' }),
  })
  .refine(({ reason, repaired }) => repaired === undefined || reason !== undefined, {
    path: ['reason'],
    error: 'say why the input was repaired',
  })
  .nullish()

/** A cursor is the quarantine's own text, so only it can tell a wrong one. */
async function listed(quarantine: Quarantine, filter: QuarantineFilter): Promise<QuarantinePage> {
  try {
    return await quarantine.list(filter)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new RequestRefused('CURSOR_UNREADABLE', 'pass the text of next as it was given')
  }
}
