import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { seesEverything } from '@jianwei/events/access/scope.ts'
import { ExportFormat, ExportOutcome, type ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { alertCounts } from '@jianwei/projections/desk/facets.ts'
import type { AlertsFilter } from '@jianwei/projections/desk/filter.ts'
import { alerts, newestAlert } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { alertFilterBody, alertsFilter, type AlertFilterFields } from '#/server/alert-filters.ts'
import { askerOf, namesFoundBy } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { EXPORTED_FIELDS, WITHHELD_FIELDS } from '#/server/exports/alert-columns.ts'
import { AlertExport } from '#/server/exports/alert-export.ts'
import { EXPORT_ROWS_MAX, EXPORT_TYPES } from '#/server/exports/export-types.ts'
import { MASKING } from '#/server/exports/export-note.ts'
import { namedAlerts, personsShown, type NamedAlert } from '#/server/exports/named-alerts.ts'
import { keptExport } from '#/server/exports/export-record.ts'
import { ExportSender } from '#/server/exports/send-export.ts'
import { shownFilter } from '#/server/exports/shown-filter.ts'
import { behindGuard } from '#/server/guarded-warehouse.ts'
import { NameReader } from '#/server/names.ts'
import { Time } from '#/server/views/vocabulary.ts'
import { withheldFrom } from '#/server/withheld-ids.ts'

export interface AlertExportOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
  readonly now: () => Instant
  readonly logger: HttpLogger
}

/** Read while one page is sent. */
const PAGE_ROWS = 1_000
/** Exports of a process at one time: the others keep its queries for people's pages. */
const EXPORTS_AT_ONCE_MAX = 4

const Bytes = z.unknown().meta({ type: 'string', format: 'binary' })

const ExportNote = z
  .object({
    export_id: z.uuid(),
    actor: z.string().meta({ description: 'Who exported 导出人' }),
    recipient: z.string().meta({ description: 'Who was to have it 接收方' }),
    list: z.enum(['alerts', 'assignments']).meta({ description: 'What was exported' }),
    purpose: z.string().meta({ description: 'For what 用途' }),
    started_at: Time,
    format: ExportFormat,
    filter: z.string().meta({ description: 'As JSON, without what may name a person 筛选条件' }),
    rows_expected: z.int().meta({ description: 'Rows that fitted when it began' }),
    rows: z.int().nullable().meta({ description: 'Rows that left 行数; null while it goes on' }),
    outcome: ExportOutcome.nullable().meta({
      description:
        'Null while it goes on, and for ever where the program ended meanwhile; `left`: the ' +
        'reader went away; `limit`: more rows came to fit than one export holds',
    }),
    up_to: z.int().meta({ description: 'The position of the newest alert that it can hold' }),
    fields: z.array(z.string()),
    withheld: z.array(z.string()).meta({ description: 'Fields that name persons 未导出字段' }),
    masked: z
      .array(z.string())
      .meta({ description: 'Columns in which persons are masked 脱敏字段' }),
    personal: z.boolean().meta({
      description: 'Whether a column that can name a natural person left in clear',
    }),
    masking: z.string(),
  })
  .meta({ id: 'ExportNote', description: 'What an exported file is 导出说明' })

const MEANING = `The alerts of the list with this filter, as a file that is written while it is
read: \`xlsx\` (texts stay texts, with a second sheet that says who exported what, when, for what,
and how many rows), \`csv\` (UTF-8 with a byte order mark, formulas made harmless), \`ndjson\` or
\`parquet\` (written by the engine). \`Export-Note\` says of each who, when, for what and how many.
Fields that name people are not in it, and the name of a subject that is a person is masked.
At most ${EXPORT_ROWS_MAX} rows: a filter that fits more is refused before anything is sent.
\`Link: rel="describedby"\` names the note about the file. A file that breaks off was not sent
whole: the connection ends without its last chunk.`

/** Alerts as files. Each is on record before its first byte. */
export const alertExportRoutes: FastifyPluginAsyncZod<AlertExportOptions> = async (
  app,
  { warehouse, log, rules, directory, now, logger },
) => {
  const names = new NameReader(directory, rules)
  const sender = new ExportSender({ log, now, logger })
  let places = EXPORTS_AT_ONCE_MAX
  app.addHook('preClose', async () => sender.leave())

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
    if (counted.alerts > EXPORT_ROWS_MAX)
      throw new RequestRefused(
        'EXPORT_TOO_LARGE',
        `${counted.alerts} alerts fit, and an export holds ${EXPORT_ROWS_MAX}; narrow the filter`,
      )
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
    return new AlertExport({
      started,
      started_at,
      names: await names.at(started_at),
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
        description: MEANING,
        body: ExportOrder,
        response: { 200: Bytes, ...problems(400, 415, 422, 500, 503) },
        'x-media-type': EXPORT_TYPES.xlsx,
        'x-further-answers': Object.fromEntries(
          [EXPORT_TYPES.csv, EXPORT_TYPES.ndjson, EXPORT_TYPES.parquet].map((type) => [
            type.split(';')[0] ?? type,
            { schema: { type: 'string' } },
          ]),
        ),
      },
    },
    async (request, reply) => {
      if (places === 0)
        throw new RequestRefused('EXPORTS_BUSY', `${EXPORTS_AT_ONCE_MAX} exports are being sent`)
      places -= 1
      try {
        await sender.send(request, reply, await begin(request, request.body))
      } finally {
        places += 1
      }
    },
  )

  app.get(
    '/v1/exports/:export_id',
    {
      schema: {
        tags: ['alerts'],
        summary: 'What an exported file is 导出说明',
        description: 'For who exported it, and for auditors without limits.',
        params: z.strictObject({
          export_id: z.uuid().meta({ description: 'In the name of the file 导出编号' }),
        }),
        response: { 200: ExportNote, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const kept = await keptExport(log, request.params.export_id)
      const { principal } = request
      // An export lies nowhere: of auditors, for those without limits.
      const audits = seesEverything(principal.grants.filter(({ role }) => role === 'auditor'))
      const may = kept?.started.actor === principal.actor || audits
      if (kept === undefined || !may)
        throw new RequestRefused('EXPORT_UNKNOWN', 'you made no export with this id')
      const { started, started_at, ended } = kept
      const { filter, ...told } = started
      return {
        ...told,
        filter: shownFilter(filter),
        started_at,
        rows: ended?.rows ?? null,
        outcome: ended?.outcome ?? null,
        masking: MASKING,
      }
    },
  )
}

const ExportOrder = z
  .strictObject({
    ...alertFilterBody,
    format: ExportFormat.default('xlsx'),
    purpose: Passage.meta({ description: 'For what; recorded 用途' }),
    recipient: Words.optional().meta({
      description: 'Who is to have it, where that is not who asks; recorded 接收方',
    }),
    order: z.enum(['raised', 'waiting']).default('raised').meta({
      description: 'Newest first, or longest waiting first: what happens meanwhile moves no row',
    }),
  })
  .meta({ id: 'AlertExportOrder' })
type ExportOrder = AlertFilterFields &
  Pick<z.output<typeof ExportOrder>, 'format' | 'purpose' | 'recipient' | 'order'>

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
