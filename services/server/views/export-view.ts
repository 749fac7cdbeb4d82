import { z } from 'zod'
import { ExportFormat, ExportOutcome } from '@jianwei/events/export/events.ts'
import { maskingOf } from '#/server/exports/export-note.ts'
import type { KeptExport } from '#/server/exports/export-record.ts'
import { shownFilter } from '#/server/exports/shown-filter.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const ExportNote = z
  .object({
    export_id: z.uuid(),
    actor: z.string().meta({ description: 'Who exported 导出人' }),
    recipient: z.string().meta({ description: 'Who was to have it 接收方' }),
    list: z
      .enum(['alerts', 'assignments', 'facts', 'quarantine'])
      .meta({ description: 'What was exported' }),
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
    up_to: z.int().meta({ description: 'The position of the newest event that it can hold' }),
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

export function exportNote({ started, started_at, ended }: KeptExport): z.infer<typeof ExportNote> {
  return {
    ...started,
    filter: shownFilter(started.filter),
    started_at,
    rows: ended?.rows ?? null,
    outcome: ended?.outcome ?? null,
    masking: maskingOf(started.list),
  }
}
