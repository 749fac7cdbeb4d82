import { z } from 'zod'
import { SendingScope } from '#/access/sending-scope.ts'
import { defineEvent, defineRecord, personal } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { Code, LIST_ITEMS_MAX, Passage, Version, Words } from '#/vocabulary.ts'

/*
 * Imports that are asked for over HTTP and run in the background. The same file with the same
 * mapping is the same import; it may be ordered again once an order has ended. What each reading of
 * the file does is said by the events of attempts (`source/import.ts`).
 */

const ofOrder = {
  import_id: Code,
  /** Which order of this import, from 1. */
  order: Version,
}

export const ImportOrdered = defineRecord(
  'ImportOrdered',
  { en: 'Import ordered', zh: '导入任务提交' },
  {
    en: 'Somebody asked for a file to be imported.',
    zh: '有人提交文件导入任务。',
  },
  {
    ...ofOrder,
    upload_id: Code,
    file: Words,
    file_hash: Code,
    bytes_count: z.int().min(0),
    mapping: Words,
    /** Null: a mapping that comes with the program or lies in its folder, and has no versions. */
    mapping_version: Version.nullable(),
    mapping_hash: Code,
    of_sources: z.array(SourceName).min(1).max(LIST_ITEMS_MAX),
    /** What the key that asked may send; null for people. */
    sends: SendingScope.nullable(),
    actor: personal(Words),
  },
)
export type ImportOrdered = z.infer<typeof ImportOrdered.data>

export const ImportStopOrdered = defineRecord(
  'ImportStopOrdered',
  { en: 'Import stop ordered', zh: '导入任务终止申请' },
  {
    en: 'Somebody asked for an import to be stopped. What it brought in by then stays.',
    zh: '有人要求终止导入任务，此前已导入的内容保留。',
  },
  { ...ofOrder, actor: personal(Words), reason: personal(Passage) },
)
export type ImportStopOrdered = z.infer<typeof ImportStopOrdered.data>

const endedText = {
  role: 'record',
  title: { en: 'Import order ended', zh: '导入任务结束' },
  meaning: {
    en: 'An import that was ordered was read to its end, refused, stopped, or failed.',
    zh: '导入任务结束：读完、拒收、终止或者失败。',
  },
} as const

const endedOrder = {
  ...ofOrder,
  outcome: z.enum(['read', 'refused', 'stopped', 'failed']),
  /** Why it was not read to its end, without anything that the file says. */
  code: Code.nullable(),
}

export const ImportOrderEndedV1 = defineEvent('ImportOrderEnded', 1, endedText, endedOrder)

const Count = z.int().min(0)

/** Facts of a register that is published whole: how many stood, are gone, and may be gone. */
export const ReleaseLack = z.strictObject({ standing: Count, gone: Count, gone_at_most: Count })
export type ReleaseLack = z.infer<typeof ReleaseLack>

export const ImportOrderEnded = defineEvent(
  'ImportOrderEnded',
  2,
  endedText,
  {
    ...endedOrder,
    /** With RELEASE_LACKS_MUCH, but for ends of earlier programs. */
    release_lack: ReleaseLack.nullable(),
  },
  (previous) => ({ ...previous, release_lack: null }),
)
export type ImportOrderEnded = z.infer<typeof ImportOrderEnded.data>

export const importOrderEvents = [
  ImportOrdered,
  ImportStopOrdered,
  ImportOrderEndedV1,
  ImportOrderEnded,
] as const

export const IMPORT_ORDER_EVENT_TYPES = [
  'ImportOrdered',
  'ImportStopOrdered',
  'ImportOrderEnded',
] as const
