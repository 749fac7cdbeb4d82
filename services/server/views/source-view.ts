import { z } from 'zod'
import type { ImportHold, LastImport } from '@jianwei/projections/imports/queries.ts'
import type { SourceSummary } from '@jianwei/projections/sources/queries.ts'
import { Time, Title } from '#/server/views/vocabulary.ts'

const Delay = z.number().nullable()
const File = z.string().meta({ description: 'Its name', examples: ['penalties-2026.csv.gz'] })
const Mapping = z.string().meta({ examples: ['tw-epa-penalties'] })

/** An import for which alerts wait. */
export const HoldView = z
  .object({
    import_id: z.string(),
    file: File,
    mapping: Mapping,
    since: Time,
    until: Time.meta({
      description:
        'Unless something is heard of the import before: fifteen minutes after it was heard of last, by the clock of the log',
    }),
  })
  .meta({ id: 'ImportHold', description: 'An import under way 导入进行中: alerts of its sources wait until it ends' })

const LastImportView = z
  .object({
    import_id: z.string(),
    file: File,
    mapping: Mapping,
    state: z.enum(['running', 'completed', 'refused', 'failed', 'stopped', 'superseded', 'lapsed']).meta({
      description:
        'refused: the mapping cannot read the file. failed: something broke. stopped: somebody stopped it. superseded: it was killed, and a further attempt took its place. lapsed: nothing was heard of it for fifteen minutes',
    }),
    code: z
      .string()
      .nullable()
      .meta({ description: 'Why it was not read to its end', examples: ['FILE_HEADER'] }),
    began_at: Time,
    changed_at: Time,
  })
  .meta({ id: 'LastImport', description: 'The newest attempt to bring in a file 最近一次导入' })

export const SourceView = z
  .object({
    source: z.string().meta({
      description: 'As in `source` of its events; empty for refused input of which no source could be read',
      examples: ['https://data.moenv.gov.tw'],
    }),
    title: Title.nullable(),
    department: z.string().nullable(),
    license: z.string().nullable().meta({ description: 'Under which its data may be used' }),
    events: z.int().meta({ description: 'Facts and amendments', examples: [41207] }),
    amendments: z.int(),
    last_occurred_at: Time.nullable().meta({ description: 'The newest fact by its own time' }),
    last_recorded_at: Time.nullable().meta({ description: 'When this log last took something from it' }),
    reporting_delay_s_mean: Delay.meta({ description: 'Seconds from the occurrence to the report' }),
    reporting_delay_s_max: Delay,
    recording_delay_s_mean: Delay.meta({ description: 'Seconds from the occurrence to this log' }),
    recording_delay_s_max: Delay,
    refused: z.int().meta({ description: 'Inputs that went to quarantine', examples: [3] }),
    refused_counted: z.int().meta({
      description: 'Further refused inputs beyond the quota of a day, of which only the number is kept',
      examples: [0],
    }),
    last_refused_at: Time.nullable(),
    imports: z.array(HoldView).meta({ description: 'Under way: alerts about this source wait until they end' }),
    warnings_waiting: z
      .int()
      .meta({ description: 'Warnings that wait for them and are not too old for an alert', examples: [0] }),
    last_import: LastImportView.nullable(),
  })
  .meta({ id: 'Source', description: 'A source 数据来源: how much it sends, how late, and what of it is refused' })
export type SourceView = z.infer<typeof SourceView>

/** What is known of a source from its imports. */
export interface ImportsOfSource {
  readonly holds: readonly ImportHold[]
  readonly warnings_waiting: number
  readonly last: LastImport | undefined
}

export function holdView({ import_id, file, mapping, since, until }: ImportHold): z.infer<typeof HoldView> {
  return { import_id, file, mapping, since, until }
}

export function sourceView(source: SourceSummary, { holds, warnings_waiting, last }: ImportsOfSource): SourceView {
  return { ...source, imports: holds.map(holdView), warnings_waiting, last_import: last ?? null }
}
