import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { MappingName } from '@jianwei/events/mapping/events.ts'
import type { Upload } from '@jianwei/events/ports/upload-store.ts'
import { bindCursors, boundCursor } from '#/http/bound-cursors.ts'
import { RequestRefused } from '#/http/problem.ts'
import {
  assertSends,
  seesAllImports,
  uploadOf,
  type FileRouteOptions,
  type FileRouteParts,
} from '#/intake/http/file-parts.ts'
import { ImportState, ImportView, importView } from '#/intake/http/import-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import {
  bodyOf,
  FILE_CONTENT,
  FileName,
  receiveUpload,
  takeAnyBody,
} from '#/intake/http/upload-routes.ts'
import { commandImport } from '#/intake/imports/import-orders.ts'
import type { KnownImport } from '#/intake/imports/import-book.ts'
import { foreignSources, orderImport } from '#/intake/imports/order-import.ts'
import type { NamedMapping } from '#/intake/published/known-mappings.ts'

const PAGE_IMPORTS_MAX = 200
const ORDER_BYTES_MAX = 64 * 1024

const MappingVersion = z.coerce
  .number()
  .int()
  .min(1)
  .optional()
  .meta({ description: 'Of the mapping that was published; the newest if not said 映射版本' })

export const ImportOrderBody = z.strictObject({
  upload: z.uuid().meta({ description: '`upload_id` of an upload of yours' }),
  mapping: MappingName.meta({ description: 'Name of the mapping 映射名称' }),
  version: z.int().min(1).optional(),
})

/** As in `upload-routes.ts`. */
const ORDER_BODY = {
  'x-request-body': {
    required: true,
    content: {
      'application/json': { schema: z.toJSONSchema(ImportOrderBody, { io: 'input' }) },
      ...FILE_CONTENT,
    },
  },
}

const ImportIdParam = z.strictObject({
  import_id: z.uuid().meta({ description: 'Import id 导入编号' }),
})

export const ImportList = z.object({
  items: z.array(ImportView),
  next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last' }),
})

export const importRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, options) => {
  await app.register(importOrderRoutes, options)
  await app.register(importReadingRoutes, options)
}

const importOrderRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
  takeAnyBody(app)
  app.post(
    '/v1/imports',
    {
      schema: {
        tags: ['intake'],
        summary: 'Import a file in the background 导入文件',
        description:
          'Either a JSON body `{upload, mapping, version?}` that names an upload, or, with ' +
          '`mapping` and `file_name` in the address, the file itself as the body, of whatever ' +
          'type. A file that is not as the mapping expects is refused at once, in one sentence. ' +
          'The same file by the same mapping is one import: ordered again while it is under way, ' +
          'it is answered with as it is. See `Location` for what becomes of it.',
        querystring: z
          .strictObject({
            mapping: MappingName.optional().meta({ description: 'Where the body is the file' }),
            version: MappingVersion,
            file_name: FileName.optional(),
          })
          .refine(
            ({ mapping, file_name }) => (mapping === undefined) === (file_name === undefined),
            'a file as the body takes both mapping and file_name',
          ),
        response: {
          202: ImportView,
          400: IntakeProblem,
          404: IntakeProblem,
          408: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
        ...ORDER_BODY,
      },
    },
    async (request, reply) => {
      assertSends(request)
      const { upload, named } = await orderedBy(files, request)
      const { actor, sends = null } = request.principal
      const import_id = await orderImport(files, { upload, named, actor, sends })
      const view = viewOf(files, files.imports.get(import_id))
      return reply.code(202).header('location', `/v1/imports/${import_id}`).send(view)
    },
  )
}

interface Ordered {
  readonly upload: Upload
  readonly named: NamedMapping
}

/** By an upload that was sent before, or with the file itself. */
async function orderedBy(files: FileRouteParts, request: FastifyRequest): Promise<Ordered> {
  // The schema of the route has read it.
  const { mapping, version, file_name } = request.query as {
    mapping?: string
    version?: number
    file_name?: string
  }
  if (mapping !== undefined && file_name !== undefined) {
    // Before the file is received.
    const named = await mappingFor(files, request, mapping, version)
    return { named, upload: await receiveUpload(files, request, file_name) }
  }
  const order = ImportOrderBody.safeParse(await jsonOf(request))
  if (!order.success) throw new RequestRefused('VALIDATION_FAILED', z.prettifyError(order.error))
  const upload = await uploadOf(files, order.data.upload, request)
  return { upload, named: await mappingFor(files, request, order.data.mapping, order.data.version) }
}

async function mappingFor(
  { mappings, log }: FileRouteParts,
  { principal }: FastifyRequest,
  name: string,
  version: number | undefined,
): Promise<NamedMapping> {
  const named = await mappings.find(log, name, version)
  if (named === undefined)
    throw new RequestRefused('MAPPING_UNKNOWN', 'GET /v1/mappings lists those that are there')
  const { sends } = principal
  const foreign = sends == null ? [] : foreignSources(named.mapping, sends)
  if (foreign.length > 0)
    throw new RequestRefused(
      'ROLE_MISSING',
      `this key may not send events of ${foreign.join(', ')}; an administrator may widen it`,
    )
  return named
}

async function jsonOf(request: FastifyRequest): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length
    if (bytes > ORDER_BYTES_MAX)
      throw new RequestRefused(
        'BODY_TOO_LARGE',
        'an order is short; a file is sent with mapping and file_name in the address',
      )
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new RequestRefused(
      'BODY_UNREADABLE',
      'an order is JSON; a file is sent with mapping and file_name in the address',
    )
  }
}

const importReadingRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
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
      const rest = files.imports
        .all()
        .filter((one) => one.begun_position < before && isShownTo(request, one))
        .map((one) => ({ at: one.begun_position, view: viewOf(files, one) }))
        .filter(({ view }) => state === undefined || view.state === state)
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
      return viewOf(files, shownImport(files, request, request.params.import_id))
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
      return viewOf(files, files.imports.get(import_id))
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

function viewOf(
  { background }: FileRouteParts,
  known: KnownImport | undefined,
): z.infer<typeof ImportView> {
  if (known === undefined) throw new TypeError('what was ordered is in the log')
  return importView(known, background.progressOf(known.import_id))
}
