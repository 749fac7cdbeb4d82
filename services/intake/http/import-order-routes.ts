import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MappingName } from '@jianwei/events/mapping/events.ts'
import type { Upload } from '@jianwei/events/ports/upload-store.ts'
import { RequestRefused } from '#/http/problem.ts'
import {
  assertSends,
  uploadOf,
  type FileRouteOptions,
  type FileRouteParts,
} from '#/intake/http/file-parts.ts'
import { ImportView, shownAs } from '#/intake/http/import-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import {
  bodyOf,
  FILE_CONTENT,
  FileName,
  receiveUpload,
  takeAnyBody,
} from '#/intake/http/upload-routes.ts'
import { foreignSources, orderImport } from '#/intake/imports/order-import.ts'
import type { NamedMapping } from '#/intake/published/known-mappings.ts'

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

export const importOrderRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (
  app,
  { files },
) => {
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
      const view = await shownAs(files, files.imports.get(import_id))
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
