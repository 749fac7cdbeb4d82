import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { QUARANTINE_STATES, type Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { RequestRefused } from '#/http/problem.ts'
import { whoReads } from '#/http/who-asks.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import { CellsView, GroupList, GroupView, groupView } from '#/intake/http/quarantine-group-views.ts'
import { EntryView, entryView } from '#/intake/http/quarantine-views.ts'
import { shownBytes } from '#/intake/http/shown-bytes.ts'
import { shownCells } from '#/intake/http/refused-cells-shown.ts'
import { withSigns } from '#/intake/files/readable-text.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { lookedUpOnce } from '#/intake/mapping/mapping-files.ts'

const PAGE_GROUPS_MAX = 200
const PAGE_ROWS_MAX = 100

export interface QuarantineGroupOptions {
  readonly quarantine: Quarantine
  readonly mappingNamed: (name: string) => Mapping | undefined
  readonly audit: Pick<AuditTrail, 'reading'>
}

const params = z.object({ group_id: z.string().regex(/^\d{1,15}$/) })
const state = z.enum(QUARANTINE_STATES).default('held')

export const GroupRows = z.object({
  items: z.array(
    EntryView.extend({
      cells: CellsView,
      preview: z
        .string()
        .nullable()
        .meta({ description: 'Its beginning as text, where it has no cells' }),
    }).meta({ id: 'QuarantineRow' }),
  ),
  next: z.string().nullable(),
})

/** Refused input by source, mapping, reason and place. */
export const quarantineGroupRoutes: FastifyPluginAsyncZod<QuarantineGroupOptions> = async (
  app,
  { quarantine, mappingNamed, audit },
) => {
  bindCursors(app)
  app.get(
    '/v1/quarantine/groups',
    {
      schema: {
        tags: ['intake'],
        summary: 'Refused input by source, mapping, reason and column 隔离分组列表',
        description:
          'The largest first, of those that hold something in this state. An input with several ' +
          'reasons is in the group of each, so the numbers may add up to more than there is.',
        querystring: z.strictObject({
          state,
          source: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(PAGE_GROUPS_MAX).default(50),
          cursor: z.string().min(1).optional(),
        }),
        response: { 200: GroupList, 400: IntakeProblem },
      },
    },
    async (request) => {
      const { cursor, source, ...rest } = request.query
      const page = await quarantine.groups({
        ...rest,
        ...(source === undefined ? {} : { source }),
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const next = page.next === null ? null : boundCursor(request, page.next)
      return { items: page.groups.map(groupView), next, total: page.total }
    },
  )

  app.get(
    '/v1/quarantine/groups/:group_id',
    {
      schema: {
        tags: ['intake'],
        summary: 'One group of refused input 隔离分组',
        params,
        response: { 200: GroupView, 404: IntakeProblem },
      },
    },
    async (request) => groupView(await known(request.params.group_id)),
  )

  app.get(
    '/v1/quarantine/groups/:group_id/rows',
    {
      schema: {
        tags: ['intake'],
        summary: 'The inputs of a group with what they say 分组内的数据',
        description:
          'Oldest first. Cells that name persons are masked by role, and columns that the ' +
          'mapping does not read are hidden. It is on record in the audit before it is shown.',
        params,
        querystring: z.strictObject({
          state,
          limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(20),
          cursor: z.string().min(1).optional(),
        }),
        response: { 200: GroupRows, 400: IntakeProblem, 404: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request, reply) => {
      const { group_id } = await known(request.params.group_id)
      const { cursor, ...rest } = request.query
      await audit.reading(
        {
          type: 'DossierRead',
          data: {
            ...whoReads(request),
            object_kind: 'quarantine',
            object: `group ${group_id}`,
            part: null,
            // Nobody knows whom refused input is about, nor where that lies.
            subject_ids: [],
          },
        },
        null,
      )
      const page = await quarantine.list({
        ...rest,
        group_id,
        ...(cursor === undefined ? {} : { after: cursor }),
      })
      const ids = page.entries.map(({ quarantine_id }) => quarantine_id)
      const redrivings = await quarantine.redrivings(ids)
      const asker = request.asker ?? SHOWN_NOTHING
      const named = lookedUpOnce(mappingNamed)
      const items = page.entries.map((entry) => {
        const found = shownCells(entry, named, asker)
        const cells = found?.map((cell) => ({ ...cell, text: withSigns(cell.text) })) ?? null
        const { bytes, content_type, origin } = entry
        return {
          ...entryView(entry, redrivings.get(entry.quarantine_id) ?? []),
          cells,
          preview: cells === null ? shownBytes(bytes, content_type, origin, asker).preview : null,
        }
      })
      const next = page.next === null ? null : boundCursor(request, page.next)
      return reply.header('cache-control', 'no-store').send({ items, next })
    },
  )

  async function known(groupId: string) {
    const group = await quarantine.group(groupId)
    if (group === undefined)
      throw new RequestRefused('QUARANTINE_GROUP_UNKNOWN', 'no group has this id')
    return group
  }
}
