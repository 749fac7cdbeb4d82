import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isResidentIdentityNumber } from '@jianwei/events/identifiers/resident-identity-number.ts'
import { UsccSchema } from '@jianwei/events/identifiers/uscc.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { WORDS_CHARACTERS_MAX } from '@jianwei/events/vocabulary.ts'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import { keyOfCursor, pageOf as pageOfRows, type Page } from '@jianwei/projections/cursor.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  publishedInspections,
  publishedLicences,
  publishedPenalties,
  type Publication,
} from '@jianwei/projections/publication/published.ts'
import {
  factsForPublication,
  organisationsNamed,
  SUBJECTS_OF_NAME_MAX,
} from '@jianwei/projections/publication/queries.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { askedForAll } from '#/server/asking.ts'
import { compareKeys, pageFields, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import {
  inspectionView,
  licenceView,
  penaltyView,
  PublishedInspectionView,
  PublishedLicenceView,
  PublishedPenaltyView,
} from '#/server/views/publication-view.ts'

const DESCRIPTION = `What may be published of a subject, for its term of publication, without
signing in. Not shown: fields that can name or locate a person, warnings, what was decided against
people, what was repaired, revoked, withdrawn or retracted; what was corrected is shown as it is
now. Nobody is told whether there is something that is not shown.`

const Uscc = UsccSchema.meta({ description: 'Unified social credit code 统一社会信用代码' })
const ByCode = z.strictObject({ ...pageQuery, uscc: Uscc })
const ByTypedText = z.union([
  z.strictObject({
    ...pageFields,
    name: z.string().min(1).max(WORDS_CHARACTERS_MAX).meta({
      description: 'The whole name of an organisation, as it is registered now 名称',
    }),
  }),
  z.strictObject({ ...pageFields, uscc: Uscc }),
])

interface Kind<Row extends Publication, View extends z.ZodObject> {
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly published: (facts: readonly EventRow[], now: Instant) => readonly Row[]
  readonly dayOf: (row: Row) => string
  readonly schema: View
  readonly view: (row: Row) => z.infer<View>
}

export const publicationRoutes: FastifyPluginAsyncZod<{ readonly warehouse: Warehouse }> = async (
  app,
  { warehouse },
) => {
  publish({
    path: '/v1/public/penalties',
    name: 'PublishedPenalty',
    summary: 'Published penalties 行政处罚公示',
    published: publishedPenalties,
    dayOf: ({ decided_on }) => decided_on,
    schema: PublishedPenaltyView,
    view: penaltyView,
  })
  publish({
    path: '/v1/public/licences',
    name: 'PublishedLicence',
    summary: 'Published licences 行政许可公示',
    published: publishedLicences,
    dayOf: ({ since }) => since,
    schema: PublishedLicenceView,
    view: licenceView,
  })
  publish({
    path: '/v1/public/inspections',
    name: 'PublishedInspection',
    summary: 'Published results of inspections 检查结果公示',
    published: publishedInspections,
    dayOf: ({ inspected_on }) => inspected_on,
    schema: PublishedInspectionView,
    view: inspectionView,
  })

  function publish<Row extends Publication, View extends z.ZodObject>(kind: Kind<Row, View>): void {
    const { path, name, summary, schema, view } = kind
    const about = {
      tags: ['public'],
      summary,
      description: DESCRIPTION,
      response: { 200: pageOf(name, schema), ...problems(400, 422, 500, 503) },
    }
    const config = { open: true } as const
    app.get(path, { config, schema: { ...about, querystring: ByCode } }, async (request, reply) => {
      const { uscc, limit, cursor } = request.query
      const page = await pageAbout(kind, request, [uscc], { limit, cursor })
      return sendPage(request, reply, page, view)
    })
    const typed = {
      ...about,
      summary: `${summary}: by name, or by code in no address 按名称或代码查询`,
      body: ByTypedText,
    }
    app.post(path, { config, schema: typed }, async (request, reply) => {
      const { limit, cursor } = request.body
      const codes =
        'uscc' in request.body ? [request.body.uscc] : await codesOf(request, request.body.name)
      const page = await pageAbout(kind, request, codes, { limit, cursor })
      return sendPage(request, reply, page, view)
    })
  }

  /** Throws RequestRefused where more have the name than can be looked at. */
  async function codesOf(request: FastifyRequest, name: string): Promise<readonly string[]> {
    const codes = await organisationsNamed(published(request), name)
    if (codes.length > SUBJECTS_OF_NAME_MAX)
      throw new RequestRefused('NAME_TOO_COMMON', 'too many have this name; ask by code')
    return codes
  }

  function published(request: FastifyRequest): Warehouse {
    return askedForAll(request, warehouse, 'what is published is the same for everybody')
  }

  async function pageAbout<Row extends Publication>(
    { published: publishedOf, dayOf }: Pick<Kind<Row, z.ZodObject>, 'published' | 'dayOf'>,
    request: FastifyRequest,
    codes: readonly string[],
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<Row>> {
    const asking = published(request)
    const now = await clockOfLog(asking)
    // A number that is a person's and happens to be a code is nobody's publication.
    const asked = codes.filter((code) => !isResidentIdentityNumber(code))
    const facts = await Promise.all(asked.map((code) => factsForPublication(asking, code)))
    const keyOf = (row: Row): readonly [string, string] => [dayOf(row), row.publication_id]
    const rows = facts
      .flatMap((one) => publishedOf(one, now))
      .toSorted((a, b) => compareKeys(keyOf(b), keyOf(a)))
    const last =
      cursor === undefined ? undefined : keyOfCursor(cursor, z.tuple([z.string(), z.string()]))
    const rest = last === undefined ? rows : rows.filter((row) => compareKeys(keyOf(row), last) < 0)
    return pageOfRows(rest, limit, keyOf)
  }
}
