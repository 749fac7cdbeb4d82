import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { isInForce } from '@jianwei/events/organisation/directory.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { DeskParts } from '#/desk/alert-steps.ts'
import { BULK_ALERTS_MAX, previewBulk } from '#/desk/bulk-steps.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import type { DirectoryReader } from '#/organisations/directory-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { alertFilterQuery, alertsFilter } from '#/server/alert-filters.ts'
import { askerOf } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { assignEach } from '#/server/assignments/assign-each.ts'
import { FORM_FIELDS } from '#/server/assignments/form-columns.ts'
import { AssignmentForm } from '#/server/assignments/form-file.ts'
import { BadCell } from '#/server/assignments/form-problems.ts'
import { readForm, type FormRow } from '#/server/assignments/read-form.ts'
import { separatedRows } from '#/server/assignments/separated-rows.ts'
import { workbookRows } from '#/server/assignments/workbook-rows.ts'
import { WITHHELD_FIELDS } from '#/server/exports/alert-columns.ts'
import { EXPORT_TYPES } from '#/server/exports/export-types.ts'
import { namedAlerts, personsShown } from '#/server/exports/named-alerts.ts'
import type { ExportSender } from '#/server/exports/send-export.ts'
import { NameReader } from '#/server/names.ts'
import { Time } from '#/server/views/vocabulary.ts'

const FILE_BYTES_MAX = 1_024 * 1_024
/** With the row of headers, and one more that shows that there are too many. */
const ROWS_READ_MAX = BULK_ALERTS_MAX + 2
const PURPOSE = '预警单分派'
const CSV = 'text/csv'
const BINARY = { schema: { type: 'string', format: 'binary' } }
const Bytes = z.unknown().meta({ type: 'string', format: 'binary' })

export interface AlertAssignmentOptions {
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly directory: DirectoryReader
  readonly regions: RegionBook
  readonly desk: DeskParts
  readonly exports: ExportSender
}

const AssignmentPreview = z
  .object({
    token: z.uuid().nullable().meta({
      description: 'For `POST /v1/alerts/bulk`, once, by you; null while a cell is bad',
    }),
    expires_at: Time.nullable(),
    rows: z.int().meta({ description: 'That give an alert to somebody' }),
    empty_rows: z.int().meta({ description: 'In which neither a unit nor a person is named' }),
    bad_cells: z.array(BadCell),
  })
  .meta({ id: 'AssignmentPreview', description: 'What a filled form would come to 分派预览' })

/** Assignments by a form: it is taken, filled in, sent back, looked at, and then decided. */
export const alertAssignmentRoutes: FastifyPluginAsyncZod<AlertAssignmentOptions> = async (
  app,
  { warehouse, rules, directory, regions, desk, exports },
) => {
  const names = new NameReader({ directory, rules, regions })
  const { now } = desk
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    [EXPORT_TYPES.xlsx, CSV],
    { parseAs: 'buffer', bodyLimit: FILE_BYTES_MAX },
    (_request, body, done) => done(null, body),
  )

  app.get(
    '/v1/alerts/assignments/template',
    {
      // It is on record as an export, which takes the form along.
      exposeHeadRoute: false,
      schema: {
        tags: ['alerts'],
        summary: 'A form by which open alerts are given to people 预警单分派模板',
        description:
          `At most ${BULK_ALERTS_MAX} open alerts of the filter, with columns to fill in: the ` +
          'new unit, the new person, the reason. It is on record as an export.',
        querystring: z.strictObject({
          format: z.enum(['xlsx', 'csv']).default('xlsx').meta({
            description: 'A workbook, or separated values 文件格式',
          }),
          ...alertFilterQuery,
        }),
        response: { 200: Bytes, ...problems(400, 422, 500, 503) },
        'x-media-type': EXPORT_TYPES.xlsx,
        'x-further-answers': { [CSV]: { schema: { type: 'string' } } },
      },
    },
    async (request, reply) => {
      const { format, ...fields } = request.query
      const { actor } = request.principal
      const at = now()
      const asking = askedBy(request, warehouse)
      const filter = await alertsFilter({ ...fields, open: true }, { actor, at, rules })
      const page = await alerts(asking, { ...filter, limit: BULK_ALERTS_MAX })
      if (page.next !== null)
        throw new RequestRefused(
          'BULK_TOO_MANY',
          `more than ${BULK_ALERTS_MAX} open alerts fit; narrow the filter`,
        )
      const asker = askerOf(request, 'export')
      const form = new AssignmentForm(
        {
          export_id: randomUUID(),
          actor,
          recipient: actor,
          purpose: PURPOSE,
          list: 'assignments',
          format,
          filter: JSON.stringify(fields),
          fields: [...FORM_FIELDS],
          withheld: WITHHELD_FIELDS.filter((name) => !FORM_FIELDS.includes(name)),
          up_to: page.up_to,
          rows_expected: page.items.length,
          ...personsShown(asker),
        },
        at,
        await namedAlerts(asking, page.items, asker),
        await names.at(at),
      )
      await exports.send(request, reply, form)
    },
  )

  app.post(
    '/v1/alerts/assignments/preview',
    {
      bodyLimit: FILE_BYTES_MAX,
      schema: {
        tags: ['alerts'],
        summary: 'What a filled form would come to, cell by cell 分派导入预览',
        description:
          'The body is the form, as a workbook or as CSV in UTF-8 or GB 18030. Nothing is ' +
          'changed. Where no cell is bad, the token stands for each row and its alert as it was ' +
          'seen: `POST /v1/alerts/bulk` takes it, and answers for each alert.',
        response: { 200: AssignmentPreview, ...problems(400, 413, 415, 422, 500, 503) },
        'x-request-body': {
          required: true,
          content: { [EXPORT_TYPES.xlsx]: BINARY, [CSV]: BINARY },
        },
      },
    },
    async (request) => {
      const bytes = request.body
      if (!(bytes instanceof Buffer) || bytes.length === 0)
        throw new RequestRefused('BODY_UNREADABLE', 'the body is the filled form')
      const sheet = await sheetOf(bytes, String(request.headers['content-type']))
      if (sheet.length > BULK_ALERTS_MAX + 1)
        throw new RequestRefused('BULK_TOO_MANY', `a form has at most ${BULK_ALERTS_MAX} rows`)
      const { units } = (await directory.known()).directory
      const today = dayInChina(now())
      const { rows, bad_cells, empty_rows } = readForm(sheet, (id) => {
        const unit = units.get(id)
        return unit !== undefined && isInForce(unit, today)
      })
      const nothing = { token: null, expires_at: null, rows: rows.length, empty_rows }
      if (bad_cells.length > 0 || rows.length === 0)
        return { ...nothing, bad_cells: [...bad_cells] }
      const { principal } = request
      const step = assignEach({ rows: Object.fromEntries(rows.map(assigned)) })
      const preview = await previewBulk(desk, principal, step, rows)
      const refused = preview.items.flatMap(({ outcome, code, detail }, index) => {
        const row = rows[index]
        if (row === undefined || outcome === 'done' || outcome === 'unchanged') return []
        if (outcome === 'changed') return [row.problem('alert_id', 'ALERT_CHANGED')]
        const isUnknown = code === 'ALERT_UNKNOWN'
        return [
          isUnknown
            ? row.problem('alert_id', 'ALERT_UNKNOWN')
            : row.problem('alert_id', 'STEP_REFUSED', detail ?? undefined),
        ]
      })
      if (refused.length > 0) return { ...nothing, bad_cells: refused }
      const { token, expires_at } = preview
      return { token, expires_at, rows: rows.length, empty_rows, bad_cells: [] }
    },
  )
}

function assigned({ alert_id, to, unit, reason }: FormRow) {
  return [alert_id, { to, unit, reason }] as const
}

/** Throws WorkbookRefused. */
async function sheetOf(bytes: Buffer, type: string) {
  return type.startsWith(CSV)
    ? separatedRows(bytes, ROWS_READ_MAX)
    : workbookRows(bytes, ROWS_READ_MAX)
}
