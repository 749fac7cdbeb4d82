import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { Code, LIST_ITEMS_MAX, Words } from '#/vocabulary.ts'

/** A system that will send events. `name` is what stands in the `source` of its events. */
export const SourceRegistered = defineEvent(
  'SourceRegistered',
  1,
  {
    role: 'record',
    title: { en: 'Source registered', zh: '数据源登记' },
    meaning: { en: 'A system that sends events was made known.', zh: '登记一个上报事件的系统。' },
  },
  {
    name: SourceName,
    title: z.strictObject({ en: Words, zh: Words }).optional(),
    department: Words.optional(),
    /** The licence under which its data may be used. */
    license: Words.optional(),
    channel: z.enum(['http', 'file', 'kafka']).optional(),
  },
)
export type SourceRegistered = z.infer<typeof SourceRegistered.data>

/** A file is being read. Alerts of its sources wait until `ImportCompleted`. */
export const ImportStarted = defineEvent(
  'ImportStarted',
  1,
  {
    role: 'record',
    title: { en: 'Import started', zh: '导入开始' },
    meaning: { en: 'Reading a file of events began.', zh: '开始导入事件文件。' },
  },
  {
    import_id: Code,
    /** The sources of the file's events: the mapping's, and those of single events. */
    of_sources: z.array(SourceName).min(1).max(LIST_ITEMS_MAX),
    file: Words,
    mapping: Words,
    /** Of the file's bytes: the same file again is the same import. */
    file_hash: Code,
  },
)
export type ImportStarted = z.infer<typeof ImportStarted.data>

const Count = z.int().min(0)

export const ImportCompleted = defineEvent(
  'ImportCompleted',
  1,
  {
    role: 'record',
    title: { en: 'Import completed', zh: '导入完成' },
    meaning: { en: 'A file of events was read to its end.', zh: '事件文件导入完毕。' },
  },
  { import_id: Code, accepted: Count, duplicate: Count, quarantined: Count },
)
export type ImportCompleted = z.infer<typeof ImportCompleted.data>

export const sourceEvents = [SourceRegistered, ImportStarted, ImportCompleted] as const
