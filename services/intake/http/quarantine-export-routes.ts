import { randomUUID } from 'node:crypto'
import {
  serializerCompiler,
  validatorCompiler,
  type FastifyPluginAsyncZod,
} from '@fastify/type-provider-zod'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ExportFormat, type ExportStarted } from '@jianwei/events/export/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { SHOWN_NOTHING, type Asker } from '#/access/shown-kinds.ts'
import { answerErrors } from '#/http/error-answers.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import { groupFile, type GroupFile, type LeavingCell } from '#/intake/group-file.ts'
import { IntakeProblem } from '#/intake/http/problem.ts'
import { intakeRefusal } from '#/intake/http/refusals.ts'
import { shownBytes } from '#/intake/http/shown-bytes.ts'
import { shownCells } from '#/intake/http/refused-cells-shown.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { columnsUsed } from '#/intake/mapping/mapping-uses.ts'
import { lookedUpOnce } from '#/intake/mapping/mapping-files.ts'

/** Who needs more sends it again or dismisses some of it first. */
const EXPORT_INPUTS_MAX = 100_000

export interface QuarantineExportOptions {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly now: () => Instant
  readonly logger: Pick<HttpLogger, 'debug' | 'error'>
  readonly mappingNamed: (name: string) => Mapping | undefined
  /** Sends the file in its turn, on record before its first byte. */
  readonly sendGroup: (
    request: FastifyRequest,
    reply: FastifyReply,
    begin: () => Promise<LeavingGroup>,
  ) => Promise<void>
}

export interface LeavingGroup {
  readonly started: ExportStarted
  readonly started_at: Instant
  readonly file: GroupFile
}

const ExportOrder = z.strictObject({
  format: ExportFormat.extract(['xlsx', 'csv']).default('xlsx'),
  purpose: Passage.meta({ description: 'For what; recorded 用途' }),
  recipient: Words.optional().meta({ description: 'Who is to have it; recorded 接收方' }),
})

/** Groups of refused input as files, to be corrected and sent back. */
export const quarantineExportRoutes: FastifyPluginAsyncZod<QuarantineExportOptions> = async (
  app,
  { log, quarantine, now, logger, mappingNamed, sendGroup },
) => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerErrors(app, logger, intakeRefusal)
  app.post(
    '/v1/quarantine/groups/:group_id/export',
    {
      schema: {
        tags: ['intake'],
        summary: 'The inputs of a group that wait, as a file 导出分组',
        description:
          'To be corrected and sent back by the same mapping: the cells under their own header, ' +
          'on the line and in the sheet where the mapping looks for it, with the reasons and ' +
          'the number of each input behind. Formulas are made harmless. A column of which a ' +
          'cell is masked for you has another name, so that it is not taken as it stands. It is ' +
          'on record before its first byte.',
        params: z.object({ group_id: z.string().regex(/^\d{1,15}$/) }),
        body: ExportOrder,
        response: {
          200: z.unknown().meta({ type: 'string', format: 'binary' }),
          404: IntakeProblem,
          422: IntakeProblem,
          503: IntakeProblem,
        },
        'x-media-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'x-further-answers': { 'text/csv': { schema: { type: 'string' } } },
      },
    },
    (request, reply) => sendGroup(request, reply, () => begin(request)),
  )

  async function begin({
    params,
    body,
    principal,
    asker,
  }: FastifyRequest<{
    Params: { group_id: string }
    Body: z.output<typeof ExportOrder>
  }>): Promise<LeavingGroup> {
    const group = await quarantine.group(params.group_id)
    if (group === undefined)
      throw new RequestRefused('QUARANTINE_GROUP_UNKNOWN', 'no group has this id')
    if (group.counts.held > EXPORT_INPUTS_MAX)
      throw new RequestRefused(
        'EXPORT_TOO_LARGE',
        `${group.counts.held} inputs wait, and an export holds ${EXPORT_INPUTS_MAX}`,
      )
    const named = lookedUpOnce(mappingNamed)
    const mapping = group.mapping === null ? undefined : named(group.mapping)
    const cells = leavingCells(named, asker ?? SHOWN_NOTHING)
    const file = await groupFile(quarantine, group.group_id, mapping, cells)
    const { source, code, path } = group
    // The log names columns as far as a mapping does: others may be called anything.
    const used = new Set(mapping === undefined ? [] : columnsUsed(mapping))
    const isKnown = (column: string): boolean => used.has(column)
    const { format, purpose, recipient } = body
    const started: ExportStarted = {
      export_id: randomUUID(),
      actor: principal.actor,
      purpose,
      list: 'quarantine',
      format,
      filter: JSON.stringify({ source, mapping: group.mapping, code, path }),
      fields: file.fields.filter(isKnown),
      withheld: [],
      recipient: recipient ?? principal.actor,
      masked: file.masked.filter(isKnown),
      personal: true,
      up_to: await log.head(),
      rows_expected: file.rows_expected,
    }
    return { started, started_at: now(), file }
  }
}

function leavingCells(named: QuarantineExportOptions['mappingNamed'], asker: Asker) {
  const leaving: Asker = { ...asker, purpose: 'export' }
  return (entry: Parameters<typeof shownCells>[0]): readonly LeavingCell[] => {
    const cells = shownCells(entry, named, leaving)
    if (cells !== null) return cells
    const { bytes, content_type, origin } = entry
    const { preview, masked } = shownBytes(bytes, content_type, origin, leaving)
    return [{ column: '内容', text: preview ?? '', is_masked: masked !== undefined }]
  }
}
