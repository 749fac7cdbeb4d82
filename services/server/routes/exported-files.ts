import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import { z } from 'zod'
import { seesEverything } from '@jianwei/events/access/scope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { problems, RequestRefused } from '#/http/problem.ts'
import { keptExport } from '#/server/exports/export-record.ts'
import { ExportNote, exportNote } from '#/server/views/export-view.ts'

/** What was exported, as the log has it. */
export const exportedFileRoutes: FastifyPluginAsyncZod<{ readonly log: EventLog }> = async (
  app,
  { log },
) => {
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
      return exportNote(kept)
    },
  )
}
