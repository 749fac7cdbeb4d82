import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { countFacts, searchFacts } from '@jianwei/projections/events/fact-search.ts'
import type { FactsFilter } from '@jianwei/projections/events/facts-filter.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import { askerOf } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import {
  exportAnswers,
  exportFields,
  EXPORT_MEANING,
  refuseTooMany,
} from '#/server/exports/export-order.ts'
import { EXPORTED_FACT_FIELDS, factColumns } from '#/server/exports/fact-columns.ts'
import { ListExport } from '#/server/exports/list-export.ts'
import { namedFacts, personsInFacts, type NamedFact } from '#/server/exports/named-facts.ts'
import type { ExportSender } from '#/server/exports/send-export.ts'
import { factFilterBody, factsFilter, knownUpTo } from '#/server/fact-filters.ts'
import { behindGuard } from '#/server/guarded-warehouse.ts'
import { regionName } from '#/server/region-name.ts'
import { unitsBy, type UnitOfFact } from '#/server/units-of-facts.ts'

export interface FactExportOptions {
  readonly warehouse: Warehouse
  readonly directory: DirectoryReader
  readonly regions: RegionBook
  readonly now: () => Instant
  readonly exports: ExportSender
}

/** Read while one page is sent. Each page looks through all facts that fit: many are slow. */
const PAGE_ROWS = 5_000

const ExportOrder = z
  .strictObject({ ...factFilterBody, ...exportFields })
  .meta({ id: 'FactExportOrder' })
type ExportOrder = z.output<typeof ExportOrder>

/** Facts of the search as files. Each is on record before its first byte. */
export const factExportRoutes: FastifyPluginAsyncZod<FactExportOptions> = async (
  app,
  { warehouse, directory, regions, now, exports },
) => {
  /** Begins the export; what goes wrong by then is answered as a problem. */
  const begin = async (
    request: FastifyRequest,
    { format, purpose, recipient, ...fields }: ExportOrder,
  ) => {
    const started_at = now()
    const { actor } = request.principal
    const up_to = await knownUpTo(request, warehouse)
    const filter = await factsFilter(fields, request, warehouse)
    const rows_expected = await countFacts(askedBy(request, warehouse), filter, up_to)
    refuseTooMany(rows_expected, 'facts')
    const asker = askerOf(request, 'export')
    const started: ExportStarted = {
      export_id: randomUUID(),
      actor,
      purpose,
      list: 'facts',
      format,
      filter: JSON.stringify(fields),
      fields: [...EXPORTED_FACT_FIELDS],
      withheld: [],
      recipient: recipient ?? actor,
      ...personsInFacts(asker),
      up_to,
      rows_expected,
    }
    const table = await regions.table()
    const unitOf = unitsBy((await directory.known()).directory)
    return new ListExport({
      started,
      started_at,
      sheet: '事实',
      columns: factColumns({ region: (region) => regionName(region, table) }),
      pages: pagesOf(askedBy(request, warehouse), { filter, up_to, asker, unitOf }),
      warehouse: behindGuard(warehouse, 'rows of an export were asked for in a scope before'),
      gone: request.gone,
    })
  }

  app.post(
    '/v1/facts/export',
    {
      schema: {
        tags: ['facts'],
        summary: 'All facts that fit, as a file 历史检索导出',
        description:
          'The facts of the search with this filter, as known when it began, newest first by ' +
          'when the log took what holds now, masked as for an export. ' +
          EXPORT_MEANING,
        body: ExportOrder,
        ...exportAnswers,
      },
    },
    (request, reply) => exports.sendInTurn(request, reply, () => begin(request, request.body)),
  )
}

interface Question {
  readonly filter: FactsFilter
  readonly up_to: number
  readonly asker: Asker
  readonly unitOf: UnitOfFact
}

async function* pagesOf(
  asking: Warehouse,
  { filter, up_to, asker, unitOf }: Question,
): AsyncGenerator<readonly NamedFact[]> {
  let cursor: string | null = null
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const page = await searchFacts(asking, filter, { up_to, limit: PAGE_ROWS, ...from })
    yield await namedFacts(asking, page.items, { asker, unitOf })
    cursor = page.next
  } while (cursor !== null)
}
