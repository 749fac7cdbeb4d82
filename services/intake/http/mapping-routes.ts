import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { MappingName } from '@jianwei/events/mapping/events.ts'
import { RequestRefused } from '#/http/problem.ts'
import { type FileRouteOptions, type FileRouteParts } from '#/intake/http/file-parts.ts'
import {
  MappingPublication,
  MappingPublishedView,
  MappingSummary,
  MappingView,
} from '#/intake/http/mapping-views.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { MappingRefused } from '#/intake/mapping/read-mapping.ts'
import type { KnownMappings } from '#/intake/published/known-mappings.ts'
import { publishedVersion, publishMapping } from '#/intake/published/mapping-aggregate.ts'
import { mappingSent } from '#/intake/published/mapping-text.ts'

/** A text with its tables, escaped as JSON. */
export const MAPPING_BODY_BYTES_MAX = 8 * 1024 * 1024
const NameParam = z.strictObject({
  name: MappingName.meta({ description: 'Name of the mapping 映射名称' }),
})

export const MappingList = z.object({ items: z.array(MappingSummary) })

export const mappingRoutes: FastifyPluginAsyncZod<FileRouteOptions> = async (app, { files }) => {
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
}

export function unknownMapping(): RequestRefused {
  return new RequestRefused('MAPPING_UNKNOWN', 'GET /v1/mappings lists those that are there')
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
