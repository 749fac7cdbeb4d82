import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { AlertEvidenceAttached } from '@jianwei/events/alert/joint-events.ts'
import { Sha256 } from '@jianwei/events/alert/joint-events.ts'
import type { EvidenceStore } from '@jianwei/events/ports/evidence-store.ts'
import { WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { readAlert, takeAlertStep, type DeskParts } from '#/desk/alert-steps.ts'
import { assertOfItsType, EVIDENCE_TYPES } from '#/desk/evidence-types.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { etagOf } from '#/http/if-match.ts'
import { AlertIdParam } from '#/server/routes/alert-step.ts'
import { AlertStepTakenView } from '#/server/views/alert-step-view.ts'

export interface AlertEvidenceOptions {
  readonly desk: DeskParts
  readonly evidence: EvidenceStore
  /** Of one file. */
  readonly bytes_max: number
}

const FILE_NAME = /filename\*=UTF-8''([^;\s]+)/i
const BINARY = { schema: { type: 'string', format: 'binary' } }

/** Fastify's schemas know no extensions of the document; `openapi.ts` reads them. */
const FILE_BODY = {
  'x-request-body': {
    required: true,
    content: Object.fromEntries(EVIDENCE_TYPES.map((type) => [type, BINARY])),
  },
}
const FILE_ANSWER = { 'x-media-type': 'application/octet-stream' }

/** Sent as they are: no schema stands between a file and whoever asked. */
const FileBytes = z.unknown().meta({ type: 'string', format: 'binary' })

export const AlertEvidenceTaken = AlertStepTakenView.extend({
  sha256: z.string(),
  size: z.int(),
}).meta({ id: 'AlertEvidenceTaken' })

/** Files that prove what was found. They are kept beside the log; the event holds the hash. */
export const alertEvidenceRoutes: FastifyPluginAsyncZod<AlertEvidenceOptions> = async (
  app,
  { desk, evidence, bytes_max },
) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    [...EVIDENCE_TYPES],
    { parseAs: 'buffer', bodyLimit: bytes_max },
    (_request, body, done) => done(null, body),
  )

  app.post(
    '/v1/alerts/:alert_id/evidence',
    {
      bodyLimit: bytes_max,
      schema: {
        tags: ['alerts'],
        summary: 'Attach a file 附加证据材料',
        description:
          'The body is the file, `Content-Type` says what it is, and `Content-Disposition` how ' +
          "it is called: `attachment; filename*=UTF-8''` and the name, percent-encoded. The " +
          'same file is kept once.',
        params: AlertIdParam,
        headers: z.looseObject({
          ...keyHeaders,
          'content-disposition': z
            .string()
            .regex(FILE_NAME, "expected attachment; filename*=UTF-8''<name, percent-encoded>")
            .meta({ description: "`attachment; filename*=UTF-8''<name, percent-encoded>`" }),
        }),
        response: {
          200: AlertEvidenceTaken,
          ...problems(400, 404, 409, 413, 415, 422, 500, 503),
        },
        ...FILE_BODY,
      },
    },
    async (request, reply) => {
      const { alert_id } = request.params
      const { principal } = request
      const bytes = request.body
      if (!(bytes instanceof Buffer) || bytes.length === 0)
        throw new RequestRefused('BODY_UNREADABLE', 'the body is the file, and is not empty')
      const media_type = String(request.headers['content-type']).split(';')[0]?.trim() ?? ''
      assertOfItsType(bytes, media_type)
      const name = nameIn(request.headers['content-disposition'])
      // Nothing is kept for an alert that is not there, or not for this person.
      await readAlert(desk, principal, alert_id)
      const file = await evidence.keep(bytes)
      const said = [file.sha256, media_type, name].join('\n')
      const answer = await answerOnce(
        request,
        reply,
        desk,
        async (identity) => {
          const data: AlertEvidenceAttached = {
            alert_id,
            actor: principal.actor,
            ...file,
            media_type,
            name,
          }
          const taken = await takeAlertStep(desk, {
            alert_id,
            principal,
            if_match: null,
            request: identity,
            commands: ({ decide }) => {
              decide({ type: 'AttachEvidence', data })
            },
          })
          return { ...taken, ...file }
        },
        said,
      )
      reply.header('etag', etagOf(answer.revision))
      return answer
    },
  )

  app.get(
    '/v1/alerts/:alert_id/evidence/:sha256',
    {
      schema: {
        tags: ['alerts'],
        summary: 'An attached file, as it was attached 证据材料原件',
        params: AlertIdParam.extend({
          sha256: Sha256.meta({ description: 'Of the file 文件摘要值' }),
        }),
        response: { 200: FileBytes, ...problems(400, 404, 500, 503) },
        ...FILE_ANSWER,
      },
    },
    async (request, reply) => {
      const { alert_id, sha256 } = request.params
      const { events } = await readAlert(desk, request.principal, alert_id)
      const attached = events.find(
        ({ type, data }) => type === 'AlertEvidenceAttached' && data['sha256'] === sha256,
      )
      if (attached === undefined)
        throw new RequestRefused('EVIDENCE_UNKNOWN', 'no such file is attached to the alert')
      // The catalogue parsed it.
      const { name } = attached.data as unknown as AlertEvidenceAttached
      const bytes = await evidence.read(sha256)
      reply.header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      )
      // Never shown by the browser as a page of ours, whatever it holds.
      reply.type('application/octet-stream')
      return Buffer.from(bytes)
    },
  )
}

function nameIn(disposition: string): string {
  const [, encoded = ''] = FILE_NAME.exec(disposition) ?? []
  let name: string
  try {
    name = decodeURIComponent(encoded)
  } catch {
    throw new RequestRefused('REQUEST_UNREADABLE', 'the name of the file cannot be decoded')
  }
  if (name.length > WORDS_CHARACTERS_MAX || /[/\\\p{Cc}]/u.test(name))
    throw new RequestRefused('REQUEST_UNREADABLE', 'the name of the file is no plain name')
  return name
}
