import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import type { ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { alertCounts } from '@jianwei/projections/desk/facets.ts'
import type { AlertsFilter } from '@jianwei/projections/desk/filter.ts'
import { alerts, newestAlert } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { alertFilterBody, alertsFilter, type AlertFilterFields } from '#/server/alert-filters.ts'
import { askerOf, namesFoundBy } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { alertColumns, EXPORTED_FIELDS, WITHHELD_FIELDS } from '#/server/exports/alert-columns.ts'
import {
  exportAnswers,
  exportFields,
  EXPORT_MEANING,
  refuseTooMany,
} from '#/server/exports/export-order.ts'
import { ListExport } from '#/server/exports/list-export.ts'
import { namedAlerts, personsShown, type NamedAlert } from '#/server/exports/named-alerts.ts'
import type { ExportSender } from '#/server/exports/send-export.ts'
import { behindGuard } from '#/server/guarded-warehouse.ts'
import { NameReader } from '#/server/names.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'

export interface AlertExportOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
  readonly regions: RegionBook
  readonly now: () => Instant
  readonly exports: ExportSender
}

/** Read while one page is sent. */
const PAGE_ROWS = 1_000

const ExportOrder = z
  .strictObject({
    ...alertFilterBody,
    ...exportFields,
    order: z.enum(['raised', 'waiting']).default('raised').meta({
      description: 'Newest first, or longest waiting first: what happens meanwhile moves no row',
    }),
  })
  .meta({ id: 'AlertExportOrder' })
type ExportOrder = AlertFilterFields &
  Pick<z.output<typeof ExportOrder>, 'format' | 'purpose' | 'recipient' | 'order'>

/** Alerts as files. Each is on record before its first byte. */
export const alertExportRoutes: FastifyPluginAsyncZod<AlertExportOptions> = async (
  app,
  { warehouse, rules, directory, regions, now, exports },
) => {
  const names = new NameReader({ directory, rules, regions })

  /** Begins the export; what goes wrong by then is answered as a problem. */
  const begin = async (
    request: FastifyRequest,
    { format, purpose, recipient, order, ...fields }: ExportOrder,
  ) => {
    const started_at = now()
    const { actor } = request.principal
    const asking = askedBy(request, warehouse)
    const up_to = await newestAlert(asking)
    const filter: AlertsFilter = {
      ...(await alertsFilter(fields, {
        actor,
        at: started_at,
        rules,
        names: namesFoundBy(request),
      })),
      raised_up_to: up_to,
    }
    const counted = await alertCounts(asking, filter, { at: started_at, actor })
    refuseTooMany(counted.alerts, 'alerts')
    const asker = askerOf(request, 'export')
    const started: ExportStarted = {
      export_id: randomUUID(),
      actor,
      purpose,
      list: 'alerts',
      format,
      filter: JSON.stringify({ ...fields, order }),
      fields: [...EXPORTED_FIELDS],
      withheld: [...WITHHELD_FIELDS],
      recipient: recipient ?? actor,
      ...personsShown(asker),
      up_to,
      rows_expected: counted.alerts,
    }
    const pages = pagesOf(request, warehouse, { ...filter, order }, asker)
    return new ListExport({
      started,
      started_at,
      sheet: '预警单',
      columns: alertColumns({ ...(await names.at(started_at)), at: started_at }),
      pages,
      warehouse: behindGuard(warehouse, 'rows of an export were asked for in a scope before'),
      gone: request.gone,
    })
  }

  app.post(
    '/v1/alerts/export',
    {
      schema: {
        tags: ['alerts'],
        summary: 'The list as a file 预警单导出',
        description:
          'The alerts of the list with this filter. Fields that name people are not in it, and ' +
          'the name of a subject that is a person is masked. ' +
          EXPORT_MEANING,
        body: ExportOrder,
        ...exportAnswers,
      },
    },
    (request, reply) => exports.sendInTurn(request, reply, () => begin(request, request.body)),
  )
}

async function* pagesOf(
  request: FastifyRequest,
  warehouse: Warehouse,
  question: AlertsFilter & { readonly order: 'raised' | 'waiting' },
  asker: Asker,
): AsyncGenerator<readonly NamedAlert[]> {
  const asking = askedBy(request, warehouse)
  let cursor: string | null = null
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor }
    const page = await alerts(asking, { ...question, ...from, limit: PAGE_ROWS })
    const { items } = page
    const merged = items.map(({ merged_into }) => merged_into)
    const withheld = await withheldFrom(request, warehouse, merged)
    const shown = items.map((row) => ({ ...row, merged_into: withheld.shown(row.merged_into) }))
    yield await namedAlerts(asking, shown, asker)
    cursor = page.next
  } while (cursor !== null)
}
