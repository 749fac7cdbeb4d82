import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { Code, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/** A filter is at most so long as JSON: that of a request, with all its lists full. */
export const FILTER_CHARACTERS_MAX = 400_000

export const ExportFormat = z.enum(['xlsx', 'csv', 'ndjson', 'parquet'])
export type ExportFormat = z.infer<typeof ExportFormat>

const startedText = {
  role: 'record',
  title: { en: 'Export started', zh: '导出开始' },
  meaning: {
    en: 'Somebody began to take a list out of the platform, for a purpose.',
    zh: '有人开始导出列表，并说明用途。',
  },
} as const

const asked = {
  /** For what the rows are taken. */
  purpose: personal(Passage),
}
const taken = {
  /** What was asked, as JSON: may name a person. */
  filter: personal(z.string().min(2).max(FILTER_CHARACTERS_MAX)),
  /** The columns of the file. */
  fields: z.array(Code).max(LIST_ITEMS_MAX),
  /** Fields of the list that are not in the file because they name persons. */
  withheld: z.array(Code).max(LIST_ITEMS_MAX),
  /** The position of the newest event that the file can hold. */
  up_to: z.int().min(0),
  /** Rows that fitted when it began. */
  rows_expected: z.int().min(0),
}

export const ExportStartedV1 = defineEvent('ExportStarted', 1, startedText, {
  export_id: z.uuid(),
  actor: personal(Code),
  ...asked,
  list: z.literal('alerts'),
  format: ExportFormat.exclude(['parquet']),
  ...taken,
})

const handedOver = <List extends z.ZodType>(list: List) => ({
  export_id: z.uuid(),
  actor: personal(Words),
  /** Who is to have the file: who exports it, where nobody else is named. */
  recipient: Words,
  ...asked,
  list,
  format: ExportFormat,
  ...taken,
  /** Columns in which natural persons are masked. */
  masked: z.array(Code).max(LIST_ITEMS_MAX),
  /** Whether a column that can name a natural person left in clear. */
  personal: z.boolean(),
})

export const ExportStartedV2 = defineEvent(
  'ExportStarted',
  2,
  startedText,
  handedOver(z.enum(['alerts', 'assignments'])),
  // Version 1 held nothing but codes and numbers, for whoever asked.
  (previous) => ({ ...previous, recipient: previous['actor'], masked: [], personal: false }),
)

export const ExportStartedV3 = defineEvent(
  'ExportStarted',
  3,
  startedText,
  handedOver(z.enum(['alerts', 'assignments', 'facts'])),
  (previous) => previous,
)

/**
 * Said before the first byte leaves, so that what was taken half-way is on record as well: an
 * export that began and has no end was cut off with the program.
 */
export const ExportStarted = defineEvent(
  'ExportStarted',
  4,
  startedText,
  // `assignments`: the form by which alerts are given to people. `facts`: of the search.
  // `quarantine`: refused rows, to be corrected and sent back.
  handedOver(z.enum(['alerts', 'assignments', 'facts', 'quarantine'])),
  (previous) => previous,
)
export type ExportStarted = z.infer<typeof ExportStarted.data>

/** `left`: the reader went away. `limit`: more rows came to fit than one export holds. */
export const ExportOutcome = z.enum(['complete', 'left', 'limit', 'failed'])
export type ExportOutcome = z.infer<typeof ExportOutcome>

export const ExportEnded = defineEvent(
  'ExportEnded',
  1,
  {
    role: 'record',
    title: { en: 'Export ended', zh: '导出结束' },
    meaning: {
      en: 'An export was read to its end, or broke off; with the rows that had left by then.',
      zh: '导出完成或中断，并记录已送出的行数。',
    },
  },
  {
    export_id: z.uuid(),
    rows: z.int().min(0),
    outcome: ExportOutcome,
  },
)
export type ExportEnded = z.infer<typeof ExportEnded.data>

export const exportEvents = [
  ExportStartedV1,
  ExportStartedV2,
  ExportStartedV3,
  ExportStarted,
  ExportEnded,
] as const
