import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Upload } from '@jianwei/events/ports/upload-store.ts'
import { watchBodies } from '#/http/received-bodies.ts'
import { RequestRefused } from '#/http/problem.ts'
import {
  assertSends,
  uploadOf,
  type FileRouteOptions,
  type FileRouteParts,
} from '#/intake/http/file-parts.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'

/** Bytes of its name; with what lies around it a path stays short enough for every file system. */
const FILE_NAME_BYTES_MAX = 200

export const FileName = z
  .string()
  .min(1)
  .refine((name) => Buffer.byteLength(name) <= FILE_NAME_BYTES_MAX, {
    error: `expected at most ${FILE_NAME_BYTES_MAX} bytes`,
  })
  .refine((name) => !/[/\\\p{Cc}\p{Cs}]/u.test(name) && !/^\.*$/.test(name), {
    error: 'expected the plain name of a file',
  })
  .meta({ description: 'How the file is called 文件名', examples: ['处罚2026.xlsx'] })

export const UploadView = z
  .object({
    upload_id: z.string(),
    file_name: z.string(),
    bytes_count: z.int().min(0),
    sha256: z.string(),
    received_at: z.string(),
    kept_until: z.string().meta({
      description: 'Removed some time after that, unless an import still reads it 保留至',
    }),
  })
  .meta({ id: 'Upload', description: 'A file that was sent in, to be looked at or imported' })

/** Its sender knows who sent it. */
export function uploadView(upload: Upload): z.infer<typeof UploadView> {
  const { upload_id, file_name, bytes_count, sha256, received_at, kept_until } = upload
  return { upload_id, file_name, bytes_count, sha256, received_at, kept_until }
}

/** The body of a file is read as it comes, whatever type it says it has. */
export const FILE_CONTENT = {
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
}
/** Fastify's schemas know no extensions of the document; `openapi.ts` of the server reads them. */
const FILE_BODY = { 'x-request-body': { required: true, content: FILE_CONTENT } }

export const uploadRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
  takeAnyBody(app)
  app.post(
    '/v1/uploads',
    {
      schema: {
        tags: ['intake'],
        summary: 'Send a file in 上传文件',
        description:
          'The body is the file, of whatever type. Nothing of it becomes events before an import ' +
          'is ordered. Only who sent it may use it, and it is removed after a time.',
        querystring: z.strictObject({ file_name: FileName }),
        response: {
          201: UploadView,
          400: IntakeProblem,
          408: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          503: IntakeProblem,
        },
        ...FILE_BODY,
      },
    },
    async (request, reply) => {
      assertSends(request)
      const upload = await receiveUpload(files, request, request.query.file_name)
      return reply
        .code(201)
        .header('location', `/v1/uploads/${upload.upload_id}`)
        .send(uploadView(upload))
    },
  )

  app.get(
    '/v1/uploads/:upload_id',
    {
      schema: {
        tags: ['intake'],
        summary: 'One upload of yours 上传文件详情',
        params: z.strictObject({ upload_id: z.uuid().meta({ description: 'Of the upload' }) }),
        response: { 200: UploadView, 400: IntakeProblem, 404: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request) => uploadView(await uploadOf(files, request.params.upload_id, request)),
  )
}

/** Bodies of this scope come as streams of bytes, at a minimum rate. */
export function takeAnyBody(app: FastifyInstance): void {
  watchBodies(app, { isStream: () => true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, stream, done) => done(null, stream))
  app.addHook('onRequest', async ({ method, headers }) => {
    const encoding = headers['content-encoding']
    if (method === 'POST' && encoding !== undefined && encoding !== 'identity')
      throw new RequestRefused(
        'CONTENT_ENCODING_UNSUPPORTED',
        'send the file as it is; one that is packed itself (gzip, zip) may be sent so',
      )
  })
}

/** Throws UploadTooLarge, UploadsUnavailable and BodyTooSlow; then nothing of it is left. */
export async function receiveUpload(
  { uploads }: Pick<FileRouteParts, 'uploads'>,
  request: FastifyRequest,
  file_name: string,
): Promise<Upload> {
  const length = Number(request.headers['content-length'])
  return uploads.receive({
    file_name,
    actor: request.principal.actor,
    bytes: bodyOf(request),
    ...(Number.isSafeInteger(length) ? { bytes_expected: length } : {}),
  })
}

/** Without a body there are no bytes. */
export function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return body instanceof Readable ? body : Readable.from([])
}
