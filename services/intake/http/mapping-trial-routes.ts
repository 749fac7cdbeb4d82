import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MappingName } from '@jianwei/events/mapping/events.ts'
import { maskInText } from '#/access/masks.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import { whoReads } from '#/http/who-asks.ts'
import {
  seesAllImports,
  uploadOf,
  type FileRouteOptions,
  type FileRouteParts,
} from '#/intake/http/file-parts.ts'
import { MAPPING_BODY_BYTES_MAX, unknownMapping } from '#/intake/http/mapping-routes.ts'
import {
  PreviewBody,
  PreviewView,
  previewView,
  ProposalBody,
  ProposalView,
} from '#/intake/http/mapping-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import { releaseShown } from '#/intake/http/release-preview-view.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { regionsFor } from '#/intake/mapping/mapping-regions.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { mappingJsonSchema } from '#/intake/mapping/mapping-schema.ts'
import { tryMapping } from '#/intake/mapping-trial.ts'
import { proposeMapping } from '#/intake/proposal/propose-mapping.ts'
import { mappingSent } from '#/intake/published/mapping-text.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** A preview looks no further into a file. */
const PREVIEW_RECORDS_MAX = 20_000
const PREVIEW_MS_MAX = 8_000

/** How a mapping is made: its schema for editors, a proposal, and a look at what it makes. */
export const mappingTrialRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (
  app,
  { files },
) => {
  // A file is read with much work; one at a time leaves room for what else goes on.
  const previews = new Turns()
  let schema: Record<string, unknown> | undefined

  app.get(
    '/v1/mappings/schema',
    {
      // Editors do not sign in, and it says nothing that the documents do not.
      config: { open: true },
      schema: {
        tags: ['intake'],
        summary: 'The JSON Schema of mappings, for editors 映射的 JSON Schema',
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async () => (schema ??= mappingJsonSchema()),
  )

  app.post(
    '/v1/mappings/proposal',
    {
      schema: {
        tags: ['intake'],
        summary: 'Propose a mapping from an upload 映射建议',
        description:
          'Looks at the format of the file, at the names of its columns and at their values. ' +
          'What should be looked at is marked in comments. Who looks is on record.',
        body: ProposalBody,
        response: {
          200: ProposalView,
          400: IntakeProblem,
          404: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
      },
    },
    async (request, reply) => {
      const { upload: uploadId, event_type } = request.body
      const upload = await uploadOf(files, uploadId, request)
      await readingOnRecord(files, request, upload.upload_id)
      const proposal = await previews.take(() =>
        proposeMapping(files.uploads.pathOf(upload), {
          schema: `${request.protocol}://${request.host}/v1/mappings/schema`,
          shown: (text) => maskInText(text),
          ...(event_type === undefined ? {} : { event_type }),
        }),
      )
      reply.header('cache-control', 'no-store')
      return {
        ...proposal,
        columns: proposal.columns.map(({ column, becomes, samples }) => ({
          column,
          becomes: [...becomes],
          samples: [...samples],
        })),
      }
    },
  )

  app.post(
    '/v1/mappings/preview',
    {
      bodyLimit: MAPPING_BODY_BYTES_MAX,
      schema: {
        tags: ['intake'],
        summary: 'Try a mapping on an upload; nothing is written 映射试读',
        description:
          'The first records beside their events, and all that is refused, by reason and column. ' +
          `It looks at ${PREVIEW_RECORDS_MAX} records at the most. A register that is published ` +
          'whole is compared with the log. Who looks is on record.',
        body: PreviewBody,
        response: {
          200: PreviewView,
          400: IntakeProblem,
          404: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
      },
    },
    async (request, reply) => {
      const { upload: uploadId, rows } = request.body
      const upload = await uploadOf(files, uploadId, request)
      const mapping = await mappingAsked(files, request.body)
      await readingOnRecord(files, request, upload.upload_id)
      const regions = await regionsFor(mapping, new RegionBook(files.log))
      const path = files.uploads.pathOf(upload)
      const { trial, release } = await previews.take(async () => {
        const tried = await tryMapping(path, mapping, {
          now: files.now(),
          regions,
          shown_max: rows,
          records_max: PREVIEW_RECORDS_MAX,
          ms_max: PREVIEW_MS_MAX,
        })
        const look = { gone: request.gone, shows_ids: seesAllImports(request) }
        return { trial: tried, release: await releaseShown(files, path, mapping, look) }
      })
      reply.header('cache-control', 'no-store')
      return { ...previewView(trial, mapping, request.asker ?? SHOWN_NOTHING), release }
    },
  )
}

async function mappingAsked(
  { mappings, log }: FileRouteParts,
  { mapping, version, tables }: z.infer<typeof PreviewBody>,
): Promise<Mapping> {
  if (!MappingName.safeParse(mapping).success) return mappingSent({ text: mapping, tables })
  const named = await mappings.find(log, mapping, version)
  if (named === undefined) throw unknownMapping()
  return named.mapping
}

/** Who looks into a file that was sent in is on record, as with refusals. */
export async function readingOnRecord(
  { audit }: Pick<FileRouteParts, 'audit'>,
  request: FastifyRequest,
  uploadId: string,
): Promise<void> {
  await audit.reading(
    {
      type: 'DossierRead',
      data: {
        ...whoReads(request),
        object_kind: 'upload',
        object: uploadId,
        part: null,
        // Nobody knows whom the file is about, nor where that lies.
        subject_ids: [],
      },
    },
    null,
  )
}
