import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import {
  RegionCodeSchema,
  regionPrefix,
  type RegionCode,
} from '@jianwei/events/identifiers/region-code.ts'
import { REGION_KINDS } from '@jianwei/events/identifiers/region-spans.ts'
import { CivilDateSchema, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { parentCode } from '@jianwei/events/region/decider.ts'
import { regionTableWith } from '@jianwei/events/region/stated-regions.ts'
import { Passage } from '@jianwei/events/vocabulary.ts'
import { answerOnce, keyHeaders } from '#/http/keyed-requests.ts'
import { problems } from '#/http/problem.ts'
import { statedBy, type RegionBook } from '#/regions/region-book.ts'
import { readRegionFile } from '#/regions/region-file.ts'
import { searchRegions, type FoundRegion } from '#/regions/region-search.ts'
import { stateRegions } from '#/regions/region-steps.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { InstantField } from '#/server/parameters.ts'

export interface RegionRoutesOptions {
  readonly log: EventLog
  readonly now: () => Instant
  readonly regions: RegionBook
}

const FILE_CHARACTERS_MAX = 4_000_000

const RegionView = z
  .object({
    code: z.string().meta({ examples: ['370171'] }),
    parent: z.string().nullable().meta({ description: 'In which it lies, by its digits 上级' }),
    kind: z.enum(REGION_KINDS).meta({ description: 'division: of GB/T 2260 类别' }),
    names: z.array(
      z.object({
        name: z.string(),
        valid_from: z.string().nullable().meta({ description: 'Null: not known since when' }),
        valid_to: z.string().nullable().meta({ description: 'The first day without it' }),
        successors: z.array(z.string()).meta({ description: 'Where its territory went' }),
      }),
    ),
    is_added: z.boolean().meta({ description: 'Stated in the log, beside the program 本单位登记' }),
    notice: z.string().nullable().meta({ description: 'The document that says so 依据' }),
  })
  .meta({ id: 'Region', description: 'A region code with its names by day 行政区划' })

const StatedView = z
  .object({
    dry_run: z.boolean(),
    changed: z.array(z.string()).meta({ description: 'Codes of which something else holds now' }),
    same: z.array(z.string()).meta({ description: 'Codes of which the same held before' }),
  })
  .meta({ id: 'RegionsStated', description: 'What a file changes 区划登记结果' })

/** The table of regions, and what an office adds to it. */
export const regionRoutes: FastifyPluginAsyncZod<RegionRoutesOptions> = async (app, parts) => {
  app.get(
    '/v1/regions',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Region codes with their names 区划代码查询',
        description: 'In the order of their codes: GB/T 2260, further regions, and those added.',
        querystring: z.strictObject({
          ...pageQuery,
          text: z
            .string()
            .max(100)
            .optional()
            .meta({ description: 'In a name, or the first digits of a code' }),
          within: RegionCodeSchema.optional().meta({ description: 'Those that lie in it' }),
          as_of: CivilDateSchema.optional().meta({
            description: 'Those in force on that day',
            format: 'date',
          }),
          as_known_at: InstantField.optional().meta({
            description: 'By what was known at that time; now where it is left out',
          }),
        }),
        response: { 200: pageOf('Region', RegionView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { text, within, as_of, as_known_at } = request.query
      const stated = await parts.regions.statements(as_known_at)
      const table = regionTableWith(statedBy(stated.values()))
      const prefix = within === undefined ? '' : regionPrefix(within)
      const found = searchRegions(table, { text, prefix, on: as_of })
      const page = listPage(found, request.query, ({ code }) => [code])
      return sendPage(request, reply, page, (one) => {
        const said = stated.get(one.code)?.said
        return regionView(one, said?.periods.length === 0 ? undefined : said?.notice)
      })
    },
  )

  app.post(
    '/v1/regions',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Add regions from a file, or say them anew 登记区划代码',
        description:
          'CSV with code, name, kind, and parent, valid_from, valid_to, successors, notice where ' +
          'they are known. What it says of a code takes the place of all that was said before. ' +
          'It is taken whole or refused with all that is wrong. With dry_run nothing is written.',
        headers: z.looseObject(keyHeaders),
        body: z
          .strictObject({
            csv: z.string().min(1).max(FILE_CHARACTERS_MAX),
            notice: Passage.optional().meta({ description: 'For rows without one 依据' }),
            dry_run: z.boolean().default(false),
            reason: Passage.meta({ description: 'Why; recorded 理由' }),
          })
          .meta({ id: 'RegionsOrder' }),
        response: { 200: StatedView, ...problems(400, 409, 413, 415, 422, 500, 503) },
      },
    },
    async (request, reply) => {
      const { csv, notice, dry_run, reason } = request.body
      const { actor } = request.principal
      const regions = readRegionFile(csv, { notice, actor, reason })
      const state = () => stateRegions(parts.log, { regions, now: parts.now(), dry_run })
      const taken = dry_run ? await state() : await answerOnce(request, reply, parts, state)
      return { dry_run, changed: [...taken.changed], same: [...taken.same] }
    },
  )
}

/** `notice`: of a region that the log has stated. */
function regionView({ code, spans }: FoundRegion, notice: string | undefined) {
  return {
    code,
    parent: code.endsWith('0000') && code.length === 6 ? null : parentCode(code as RegionCode),
    kind: spans.at(-1)?.kind ?? 'division',
    names: spans.map(({ name, from, to, successors }) => ({
      name,
      valid_from: from,
      valid_to: to,
      successors: [...successors],
    })),
    is_added: notice !== undefined,
    notice: notice ?? null,
  }
}
