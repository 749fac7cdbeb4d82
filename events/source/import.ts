import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import type { EventData } from '#/envelope.ts'
import { InstantSchema } from '#/instant.ts'
import { SourceName } from '#/source-name.ts'
import { Code, LIST_ITEMS_MAX, Version, Words } from '#/vocabulary.ts'

/*
 * The life of one attempt to bring a file in. The same file with the same mapping is the same
 * import; each attempt at it has an id of its own. Alerts of the attempt's sources wait from
 * `ImportStarted` until the attempt ends, or until nothing was heard of it for IMPORT_HOLD_MS.
 */

/** Without a word from an attempt for so long, by the log's clock, alerts wait for it no longer. */
export const IMPORT_HOLD_MS = 15 * 60_000

const Count = z.int().min(0)

const attempted = {
  import_id: Code,
  /** One reading of the file: a file that was stopped and goes on has several. */
  attempt_id: Code,
}

/** The sources of the file's events: the mapping's, and those of single events. */
const of_sources = z.array(SourceName).min(1).max(LIST_ITEMS_MAX)

const ofFile = {
  of_sources,
  file: Words,
  mapping: Words,
  /** Of the file's bytes: the same file again is the same import. */
  file_hash: Code,
}

const counts = { accepted: Count, duplicate: Count, quarantined: Count }

const countsOfAttempt = {
  ...counts,
  /**
   * Corrections and retractions that were made of records that say something else now. Version 1
   * had none.
   */
  corrected: Count.optional(),
}

/** Version 1 knew imports only, so its one attempt has the name of the import. */
function withAttempt(previous: EventData): EventData {
  return { ...previous, attempt_id: previous['import_id'] }
}

const startedText = {
  role: 'record',
  title: { en: 'Import started', zh: '导入开始' },
  meaning: { en: 'Reading a file of events began.', zh: '开始导入事件文件。' },
} as const

export const ImportStartedV1 = defineEvent('ImportStarted', 1, startedText, {
  import_id: Code,
  ...ofFile,
})

export const ImportStartedV2 = defineEvent(
  'ImportStarted',
  2,
  startedText,
  { ...attempted, ...ofFile },
  withAttempt,
)

/** Which text of the mapping read the file. */
const ofMapping = {
  /** Null for a mapping that was not published, which has no versions. */
  mapping_version: Version.nullable(),
  /** Of what it says, with its tables; null before version 3 of the start and 2 of the abort. */
  mapping_hash: Code.nullable(),
}

/** A file is being read. Alerts of its sources wait until the attempt ends. */
export const ImportStarted = defineEvent(
  'ImportStarted',
  3,
  startedText,
  { ...attempted, ...ofFile, ...ofMapping },
  (previous) => ({ ...previous, mapping_version: null, mapping_hash: null }),
)
export type ImportStarted = z.infer<typeof ImportStarted.data>

/**
 * The attempt lives: alerts of its sources wait on. Written before a batch of records, at most once
 * a minute.
 */
export const ImportProgressed = defineEvent(
  'ImportProgressed',
  1,
  {
    role: 'record',
    title: { en: 'Import progressed', zh: '导入进行' },
    meaning: { en: 'Reading a file of events goes on.', zh: '事件文件导入仍在进行。' },
  },
  { ...attempted, of_sources, records: Count, ...countsOfAttempt },
)
export type ImportProgressed = z.infer<typeof ImportProgressed.data>

const completedText = {
  role: 'record',
  title: { en: 'Import completed', zh: '导入完成' },
  meaning: { en: 'A file of events was read to its end.', zh: '事件文件导入完毕。' },
} as const

export const ImportCompletedV1 = defineEvent('ImportCompleted', 1, completedText, {
  import_id: Code,
  ...counts,
})

const completedAttempt = {
  ...attempted,
  /** Records of the file, without its header and blank lines. Version 1 did not count them. */
  records: Count.optional(),
  ...countsOfAttempt,
}

export const ImportCompletedV2 = defineEvent(
  'ImportCompleted',
  2,
  completedText,
  completedAttempt,
  withAttempt,
)

/**
 * Cells that could not be read and cost their field only. Before, each cost its row. Those with the
 * code REGION_SUCCEEDED named an abolished region, and the events name its only successor.
 */
const fields_left_out = z
  .array(z.strictObject({ column: Words, code: Code, cells: Count }))
  .max(LIST_ITEMS_MAX)

export const ImportCompletedV3 = defineEvent(
  'ImportCompleted',
  3,
  completedText,
  { ...completedAttempt, fields_left_out },
  (previous) => ({ ...previous, fields_left_out: [] }),
)

const leftOut = {
  fields_left_out,
  /** Of further columns and reasons, which are not listed: how many of these, how many cells. */
  fields_left_out_more: z.strictObject({ pairs: Count, cells: Count }),
}
const NONE_MORE = { pairs: 0, cells: 0 }

export const ImportCompleted = defineEvent(
  'ImportCompleted',
  4,
  completedText,
  { ...completedAttempt, ...leftOut },
  (previous) => ({ ...previous, fields_left_out_more: NONE_MORE }),
)
export type ImportCompleted = z.infer<typeof ImportCompleted.data>

const abortedText = {
  role: 'record',
  title: { en: 'Import aborted', zh: '导入中止' },
  meaning: {
    en: 'Reading a file ended before its end: refused, failed, stopped or superseded.',
    zh: '事件文件未读完即告中止：拒收、失败、停止或被新的导入取代。',
  },
} as const

const abortedAttempt = {
  ...attempted,
  ...ofFile,
  outcome: z.enum(['refused', 'failed', 'stopped', 'superseded']),
  /** Why, without anything that the file says. */
  code: Code,
  records: Count,
  ...countsOfAttempt,
}

export const ImportAbortedV1 = defineEvent('ImportAborted', 1, abortedText, abortedAttempt)

/**
 * The attempt ended before the end of the file. `refused`: the file cannot be read by this mapping
 * at all. `failed`: something broke. `stopped`: somebody stopped it. `superseded`: it was killed
 * without a word, and a further attempt at the same file took its place. What it had brought in by
 * then stays.
 */
export const ImportAborted = defineEvent(
  'ImportAborted',
  2,
  abortedText,
  { ...abortedAttempt, ...ofMapping, ...leftOut },
  (previous) => ({
    ...previous,
    mapping_version: null,
    mapping_hash: null,
    fields_left_out: [],
    fields_left_out_more: NONE_MORE,
  }),
)
export type ImportAborted = z.infer<typeof ImportAborted.data>

/**
 * Nothing was heard of an attempt for IMPORT_HOLD_MS, so alerts of its sources wait for it no
 * longer. Where it lives all the same, its next word makes them wait again.
 */
export const ImportLapsed = defineEvent(
  'ImportLapsed',
  1,
  {
    role: 'record',
    title: { en: 'Import lapsed', zh: '导入失联' },
    meaning: {
      en: 'An import was silent for too long; alerts wait for it no longer.',
      zh: '导入长时间无进展，预警不再等待其完成。',
    },
  },
  {
    ...attempted,
    of_sources,
    /** When it was heard of last, by the log's clock. */
    renewed_at: InstantSchema,
  },
)
export type ImportLapsed = z.infer<typeof ImportLapsed.data>

export const importEvents = [
  ImportStartedV1,
  ImportStartedV2,
  ImportStarted,
  ImportProgressed,
  ImportCompletedV1,
  ImportCompletedV2,
  ImportCompletedV3,
  ImportCompleted,
  ImportAbortedV1,
  ImportAborted,
  ImportLapsed,
] as const

/** What is said about imports. */
export const IMPORT_EVENT_TYPES = [
  'ImportStarted',
  'ImportProgressed',
  'ImportCompleted',
  'ImportAborted',
  'ImportLapsed',
] as const
