import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { CivilDateSchema, type CivilDate, type Instant } from '@jianwei/events/instant.ts'
import { regionContains } from '@jianwei/events/identifiers/region-id.ts'
import { isInForce, nameOn, parentOn } from '@jianwei/events/organisation/directory.ts'
import { UNRESOLVED_REASONS } from '@jianwei/events/organisation/unit-of.ts'
import { positionAt } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { unitCounts, unresolvedFacts } from '@jianwei/projections/units/queries.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import { aboutTimes, askedBy, beyondHead } from '#/server/asking.ts'
import { listPage, pageOf, pageQuery, sendPage } from '#/server/pages.ts'
import { flag, InstantField, present, regionField } from '#/server/parameters.ts'
import {
  GridCellView,
  gridCellView,
  UnitDetailView,
  unitDetailView,
  UnitView,
  unitView,
} from '#/server/views/unit-view.ts'

export interface UnitRoutesOptions {
  readonly warehouse: Warehouse
  readonly now: () => Instant
  readonly directory: DirectoryReader
}

const asOf = CivilDateSchema.optional().meta({
  description: 'The day of the world that is asked about, in China; today where it is left out',
  format: 'date',
})
const knownAt = InstantField.optional().meta({
  description: 'By what was known at that time; now where it is left out',
})
const times = { as_of: asOf, as_known_at: knownAt }

const CountQuery = {
  ...pageQuery,
  ...times,
  event_type: z.string().max(100).optional().meta({ description: 'Event type 事件类型' }),
  region: regionField,
  from: z.iso.date().default('1900-01-01').meta({ description: 'First day, in China' }),
  to: z.iso.date().default('2299-12-31').meta({ description: 'Last day, in China, included' }),
}

const UnitCountView = z
  .object({
    unit_id: z.string().meta({ examples: ['xm-siming-mr'] }),
    name: z.string(),
    facts: z.int(),
    of_predecessors: z
      .int()
      .meta({ description: 'Of these, those that name a unit for which this one stands' }),
    named_early: z
      .int()
      .meta({ description: 'Of these, those that use a name which the unit only got later' }),
  })
  .meta({ id: 'UnitCount', description: 'Facts of a unit, however they spell it 机构统计' })

const UnresolvedView = z
  .object({
    department: z.string().nullable().meta({ description: 'As the facts name it' }),
    region: z.string().nullable(),
    reason: z.enum(UNRESOLVED_REASONS).meta({
      description:
        'not_named: the facts name no department. unknown: no unit is spelt so. elsewhere: one ' +
        'is, in another region. ended: who was spelt so is no longer there. ambiguous: several are',
    }),
    facts: z.int(),
    first_on: z.string().meta({ format: 'date' }),
    last_on: z.string().meta({ format: 'date' }),
  })
  .meta({ id: 'UnresolvedDepartment', description: 'What means no unit 未对应机构的写法' })

export const UnitPage = pageOf('Unit', UnitView).extend(aboutTimes)

/** The directory of organisations, and what facts make of it. */
export const unitRoutes: FastifyPluginAsyncZod<UnitRoutesOptions> = async (
  app,
  { warehouse, now, directory: reader },
) => {
  const dayAsked = (day: CivilDate | undefined): CivilDate => day ?? dayInChina(now())

  app.get(
    '/v1/units',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Units of the directory of organisations 机构列表',
        description: 'In the order of their ids, as they stand on a day and were known at a time.',
        querystring: z.strictObject({
          ...pageQuery,
          ...times,
          region: regionField,
          parent: z.string().max(64).optional().meta({ description: 'Those right below a unit' }),
          text: z.string().max(100).optional().meta({ description: 'In a name or a spelling' }),
          in_force: flag.optional().meta({ description: 'Only those that are there that day' }),
        }),
        response: { 200: UnitPage, ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { as_of, as_known_at, region, parent, text, in_force } = request.query
      const day = dayAsked(as_of)
      const { directory } = await reader.known(as_known_at)
      const units = [...directory.units.values()].filter(
        (unit) =>
          (region === undefined || (unit.region !== null && regionContains(region, unit.region))) &&
          (parent === undefined || parentOn(unit, day) === parent) &&
          (in_force === undefined || isInForce(unit, day) === in_force) &&
          (text === undefined ||
            [...unit.names.map(({ name }) => name), ...unit.spellings.map((s) => s.spelling)].some(
              (one) => one.includes(text),
            )),
      )
      const page = listPage(units, request.query, ({ unit_id }) => [unit_id])
      const answer = sendPage(request, reply, page, (unit) => unitView(directory, unit, day))
      return { ...answer, ...(await beyondHead(askedBy(request, warehouse), [as_known_at])) }
    },
  )

  app.get(
    '/v1/units/:unit_id',
    {
      schema: {
        tags: ['organisations'],
        summary: 'One unit: names, spellings, place, what was said of it 机构详情',
        params: z.strictObject({ unit_id: z.string().max(64).meta({ description: 'Unit id' }) }),
        querystring: z.strictObject(times),
        response: { 200: UnitDetailView.extend(aboutTimes), ...problems(400, 404, 500, 503) },
      },
    },
    async (request, reply) => {
      const { as_of, as_known_at } = request.query
      const { directory, steps } = await reader.known(as_known_at)
      const unit = directory.units.get(request.params.unit_id)
      if (unit === undefined)
        throw new RequestRefused('UNIT_UNKNOWN', 'the directory has no such unit, or had none then')
      if (as_known_at === undefined) reply.header('etag', `"${unit.revision}"`)
      return {
        ...unitDetailView(directory, unit, dayAsked(as_of), steps),
        ...(await beyondHead(askedBy(request, warehouse), [as_known_at])),
      }
    },
  )

  app.get(
    '/v1/units/unresolved',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Departments of facts that mean no unit 未对应机构的写法',
        description: 'In the order of departments, regions and reasons, with how many facts.',
        querystring: z.strictObject(CountQuery),
        response: {
          200: pageOf('UnresolvedDepartment', UnresolvedView).extend(aboutTimes),
          ...problems(400, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const rows = await unresolvedFacts(asking, await counted(asking, request.query))
      const page = listPage(rows, request.query, (row) => [
        row.department ?? '',
        row.region ?? '',
        row.reason,
      ])
      const answer = sendPage(request, reply, page, ({ first_at, last_at, ...row }) => ({
        ...row,
        first_on: first_at,
        last_on: last_at,
      }))
      return { ...answer, ...(await beyondHead(asking, [request.query.as_known_at])) }
    },
  )

  app.get(
    '/v1/counts/units',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Facts by unit, however they spell it 按机构统计',
        description:
          'A unit counts with all its spellings, and with those for which it stands on the day ' +
          'after mergers. What means no unit is at /v1/units/unresolved, and counted here.',
        querystring: z.strictObject(CountQuery),
        response: {
          200: pageOf('UnitCount', UnitCountView)
            .extend(aboutTimes)
            .extend({
              unresolved_facts: z
                .int()
                .meta({ description: 'Facts of the same question that mean no unit' }),
            }),
          ...problems(400, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const asking = askedBy(request, warehouse)
      const { as_of, as_known_at } = request.query
      const asked = await counted(asking, request.query)
      const [counts, unresolved, { directory }] = await Promise.all([
        unitCounts(asking, asked),
        unresolvedFacts(asking, asked),
        reader.known(as_known_at),
      ])
      const day = dayAsked(as_of)
      const page = listPage(counts, request.query, ({ unit_id }) => [unit_id])
      const answer = sendPage(request, reply, page, (count) => {
        const unit = directory.units.get(count.unit_id)
        const name = unit === undefined ? count.unit_id : nameOn(unit, day)
        return { ...count, name }
      })
      const unresolved_facts = unresolved.reduce((sum, { facts }) => sum + facts, 0)
      return { ...answer, unresolved_facts, ...(await beyondHead(asking, [as_known_at])) }
    },
  )

  app.get(
    '/v1/grid-cells',
    {
      schema: {
        tags: ['organisations'],
        summary: 'Cells of the grid 网格列表',
        description: 'In the order of their codes. A fact in one has the region grid:CODE.',
        querystring: z.strictObject({
          ...pageQuery,
          ...times,
          region: regionField,
          unit_id: z.string().max(64).optional().meta({ description: 'Of a responsible unit' }),
        }),
        response: { 200: pageOf('GridCell', GridCellView), ...problems(400, 500, 503) },
      },
    },
    async (request, reply) => {
      const { as_of, as_known_at, region, unit_id } = request.query
      const day = dayAsked(as_of)
      const { directory } = await reader.known(as_known_at)
      const cells = [...directory.cells.values()]
        .map((cell) => gridCellView(cell, day))
        .filter(
          (cell) =>
            (unit_id === undefined || cell.unit_id === unit_id) &&
            (region === undefined || inRegion(region, cell.region)),
        )
      const page = listPage(cells, request.query, ({ cell_code }) => [cell_code])
      return sendPage(request, reply, page, (cell) => cell)
    },
  )

  /** What is counted: facts and the directory by what was known at the same time. */
  async function counted(asking: Warehouse, query: CountedQuery) {
    const { event_type, region, from, to, as_of, as_known_at } = query
    const known_at = as_known_at === undefined ? undefined : await positionAt(asking, as_known_at)
    return { from, to, as_of: dayAsked(as_of), ...present({ event_type, region, known_at }) }
  }
}

type CountedQuery = Omit<z.infer<z.ZodObject<typeof CountQuery>>, 'limit' | 'cursor'>

function inRegion(outer: Parameters<typeof regionContains>[0], region: string): boolean {
  // Regions of cells are region codes by the directory's own shape.
  return regionContains(outer, region as Parameters<typeof regionContains>[1])
}
