import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MappingName } from '@jianwei/events/mapping/events.ts'
import { SHOWN_NOTHING } from '#/access/shown-kinds.ts'
import { RequestRefused } from '#/http/problem.ts'
import { whoReads } from '#/http/who-asks.ts'
import { uploadOf, type FileRouteOptions, type FileRouteParts } from '#/intake/http/file-parts.ts'
import {
  MappingPublication,
  MappingPublishedView,
  MappingSummary,
  MappingView,
  PreviewBody,
  PreviewView,
  previewView,
} from '#/intake/http/mapping-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { regionsFor } from '#/intake/mapping/mapping-regions.ts'
import { MappingRefused } from '#/intake/mapping/read-mapping.ts'
import { tryMapping } from '#/intake/mapping-trial.ts'
import type { KnownMappings } from '#/intake/published/known-mappings.ts'
import { publishedVersion, publishMapping } from '#/intake/published/mapping-aggregate.ts'
import { mappingSent } from '#/intake/published/mapping-text.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { Turns } from '#/lifecycle/turns.ts'

/** A text with its tables, escaped as JSON. */
const MAPPING_BODY_BYTES_MAX = 8 * 1024 * 1024
/** A preview looks no further into a file. */
const PREVIEW_RECORDS_MAX = 20_000
const PREVIEW_MS_MAX = 8_000

const NameParam = z.strictObject({
  name: MappingName.meta({ description: 'Name of the mapping 映射名称' }),
})

export const MappingList = z.object({ items: z.array(MappingSummary) })

export const mappingRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
  // A file is read with much work; one at a time leaves room for what else goes on.
  const previews = new Turns()

  app.get(
    '/v1/mappings',
    {
      schema: {
        tags: ['intake'],
        summary: 'Mappings, by name 映射列表',
        description:
          'Those that were published, and those that lie in files under a name that none of them ' +
          'has.',
        response: { 200: MappingList, 503: IntakeProblem },
      },
    },
    async () => {
      await files.mappings.book.catchUp(files.log)
      return { items: summaries(files.mappings) }
    },
  )

  app.get(
    '/v1/mappings/:name',
    {
      schema: {
        tags: ['intake'],
        summary: 'A mapping with its text and versions 映射详情',
        params: NameParam,
        querystring: z.strictObject({
          version: z.coerce
            .number()
            .int()
            .min(1)
            .optional()
            .meta({ description: 'The newest if not said 版本' }),
        }),
        response: { 200: MappingView, 400: IntakeProblem, 404: IntakeProblem, 503: IntakeProblem },
      },
    },
    async (request) => shownMapping(files, request.params.name, request.query.version),
  )

  app.post(
    '/v1/mappings',
    {
      bodyLimit: MAPPING_BODY_BYTES_MAX,
      schema: {
        tags: ['intake'],
        summary: 'Publish a version of a mapping 发布映射',
        description:
          'The name stands in the text. The same text again is no new version. All that is wrong ' +
          'with a text is in the `reasons` of its refusal.',
        body: MappingPublication,
        response: {
          200: MappingPublishedView,
          201: MappingPublishedView,
          400: IntakeProblem,
          409: IntakeProblem,
          413: IntakeProblem,
          415: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
      },
    },
    async (request, reply) => {
      const { text, tables, reason, seen_version } = request.body
      const mapping = await mappingSent({ text, tables })
      const { published, is_new } = await publishMapping(
        files.log,
        {
          type: 'PublishMapping',
          data: {
            mapping: mapping.mapping,
            text,
            tables,
            hash: mappingHash(mapping),
            actor: request.principal.actor,
            reason,
          },
          ...(seen_version === undefined ? {} : { seen: seen_version }),
        },
        files.now(),
      )
      const { mapping: name, version, hash } = published
      return reply.code(is_new ? 201 : 200).send({ name, version, hash, is_new })
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
          `It looks at ${PREVIEW_RECORDS_MAX} records at the most. Who looks is on record.`,
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
      const trial = await previews.take(() =>
        tryMapping(files.uploads.pathOf(upload), mapping, {
          now: files.now(),
          regions,
          shown_max: rows,
          records_max: PREVIEW_RECORDS_MAX,
          ms_max: PREVIEW_MS_MAX,
        }),
      )
      reply.header('cache-control', 'no-store')
      return previewView(trial, mapping, request.asker ?? SHOWN_NOTHING)
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

function unknownMapping(): RequestRefused {
  return new RequestRefused('MAPPING_UNKNOWN', 'GET /v1/mappings lists those that are there')
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

function summaries(mappings: KnownMappings): z.infer<typeof MappingSummary>[] {
  const published = new Map(mappings.book.all().map((one) => [one.name, one.newest.version]))
  const names = new Set([...published.keys(), ...mappings.files().keys()])
  return [...names].toSorted().map((name) => {
    const version = published.get(name) ?? null
    const mapping = readable(mappings, name)
    return {
      name,
      origin: version === null ? ('folder' as const) : ('published' as const),
      version,
      description: mapping?.description ?? null,
      source: mapping?.source ?? null,
      event_types: [...new Set(mapping?.events.map(({ type }) => type))],
    }
  })
}

/** A file of the folder that is no mapping is listed all the same. */
function readable(mappings: KnownMappings, name: string): Mapping | undefined {
  try {
    return mappings.named(name)
  } catch (error) {
    if (error instanceof MappingRefused) return undefined
    throw error
  }
}

async function shownMapping(
  { mappings, log }: FileRouteParts,
  name: string,
  version: number | undefined,
): Promise<z.infer<typeof MappingView>> {
  await mappings.book.catchUp(log)
  const published = mappings.book.named(name)
  const versions = (published?.versions ?? []).map((one) => ({ ...one })).toReversed()
  const chosen =
    version === undefined ? published?.newest : await publishedVersion(log, name, version)
  if (chosen !== undefined) {
    const { text, tables } = chosen
    return {
      name,
      origin: 'published',
      version: chosen.version,
      text,
      tables: tables.map((table) => ({ ...table })),
      versions,
    }
  }
  const file = version === undefined ? mappings.textOfFile(name) : undefined
  if (file === undefined) throw unknownMapping()
  return { name, origin: 'folder', version: null, text: file.text, tables: [], versions }
}
