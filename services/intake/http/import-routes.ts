import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { RequestRefused } from '#/http/problem.ts'
import {
  seesAllImports,
  type FileRouteOptions,
  type FileRouteParts,
} from '#/intake/http/file-parts.ts'
import { ImportState, ImportView, shownAs } from '#/intake/http/import-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import { commandImport } from '#/intake/imports/import-orders.ts'
import type { KnownImport } from '#/intake/imports/import-book.ts'

const PAGE_IMPORTS_MAX = 200

const ImportIdParam = z.strictObject({
  import_id: z.uuid().meta({ description: 'Import id 导入编号' }),
})

export const ImportList = z.object({
  items: z.array(ImportView),
  next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last' }),
})

export const importRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
  bindCursors(app)
  app.get(
    '/v1/imports',
    {
      schema: {
        tags: ['intake'],
        summary: 'Imports, begun last first 导入记录',
        description:
          'Those that were ordered over HTTP and those of the command line. Whose role is ' +
          'limited, and keys, see what they ordered themselves.',
        querystring: z.strictObject({
          state: ImportState.optional(),
          limit: z.coerce
            .number()
            .int()
            .min(1)
            .max(PAGE_IMPORTS_MAX)
            .default(50)
            .meta({ description: 'Rows a page' }),
          cursor: z
            .string()
            .regex(/^[\w-]+\.\d+$/)
            .optional()
            .meta({ description: '`next` of the page before; opaque' }),
        }),
        response: { 200: ImportList, 400: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request) => {
      const { state, limit, cursor } = request.query
      await files.imports.catchUp(files.log)
      const before = cursor === undefined ? Infinity : Number(cursor)
      const shown = files.imports
        .all()
        .filter((one) => one.begun_position < before && isShownTo(request, one))
        .map(async (one) => ({ at: one.begun_position, view: await shownAs(files, one) }))
      const rest = (await Promise.all(shown)).filter(
        ({ view }) => state === undefined || view.state === state,
      )
      const page = rest.slice(0, limit)
      const last = rest.length > limit ? page.at(-1) : undefined
      const next = last === undefined ? null : boundCursor(request, String(last.at))
      return { items: page.map(({ view }) => view), next }
    },
  )

  app.get(
    '/v1/imports/:import_id',
    {
      schema: {
        tags: ['intake'],
        summary: 'How far an import is, and what came of it 导入详情',
        params: ImportIdParam,
        response: { 200: ImportView, 400: IntakeProblem, 404: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request) => {
      await files.imports.catchUp(files.log)
      return shownAs(files, shownImport(files, request, request.params.import_id))
    },
  )

  app.post(
    '/v1/imports/:import_id/stop',
    {
      schema: {
        tags: ['intake'],
        summary: 'Stop an import that was ordered 终止导入',
        description:
          'What it has brought in stays. Ordered again, it goes on from there. An import of the ' +
          'command line is stopped where it runs.',
        params: ImportIdParam,
        body: z.strictObject({
          reason: Passage.meta({ description: 'Why; it is on record 终止理由' }),
        }),
        response: {
          200: ImportView,
          400: IntakeProblem,
          404: IntakeProblem,
          409: IntakeProblem,
          503: IntakeProblem,
        },
      },
    },
    async (request) => {
      const { import_id } = request.params
      await files.imports.catchUp(files.log)
      shownImport(files, request, import_id)
      const data = { import_id, actor: request.principal.actor, reason: request.body.reason }
      const { orders } = await commandImport(files.log, { type: 'StopImport', data }, files.now())
      if (orders.open === null)
        throw new RequestRefused('IMPORT_OVER', 'there is no order of it that could be stopped')
      await files.imports.catchUp(files.log)
      return shownAs(files, files.imports.get(import_id))
    },
  )
}

/** To whom an import is not shown it is not there. */
function shownImport(
  { imports }: FileRouteParts,
  request: FastifyRequest,
  importId: string,
): KnownImport {
  const known = imports.get(importId)
  if (known === undefined || !isShownTo(request, known))
    throw new RequestRefused('IMPORT_UNKNOWN', 'you know of no import with this id')
  return known
}

function isShownTo(request: FastifyRequest, { ordered }: KnownImport): boolean {
  return seesAllImports(request) || ordered?.actor === request.principal.actor
}
