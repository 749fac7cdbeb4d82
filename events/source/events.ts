import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { importEvents } from '#/source/import.ts'
import { Words } from '#/vocabulary.ts'

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

export const sourceEvents = [SourceRegistered, ...importEvents] as const
