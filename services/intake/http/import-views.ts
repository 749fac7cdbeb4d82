import { z } from 'zod'
import { ReleaseLack } from '@jianwei/events/import/events.ts'
import type { ImportProgress } from '#/intake/import-file.ts'
import type { FileRouteParts } from '#/intake/http/file-parts.ts'
import type { KnownAttempt, KnownImport } from '#/intake/imports/import-book.ts'
import { refusalWords } from '#/intake/release/refusal-words.ts'

const STATES = [
  'waiting',
  'running',
  'completed',
  'refused',
  'stopped',
  'failed',
  'lapsed',
] as const
export const ImportState = z.enum(STATES).meta({
  description:
    'waiting: ordered, and others are before it. refused: the file is not as the mapping ' +
    'expects. failed: something broke (`code`). lapsed: nothing was heard of it for long 导入状态',
})

const Count = z.int().min(0)

export const ImportView = z
  .object({
    import_id: z.string().meta({ description: 'The same file by the same mapping has the same' }),
    file: z.string(),
    file_hash: z.string().meta({ description: 'SHA-256 of its bytes' }),
    mapping: z.string(),
    mapping_version: z
      .int()
      .nullable()
      .meta({ description: 'Null for a mapping that was not published' }),
    mapping_hash: z
      .string()
      .nullable()
      .meta({ description: 'Of what the mapping says; null for imports of earlier programs' }),
    sources: z.array(z.string()),
    state: ImportState,
    code: z.string().nullable().meta({ description: 'Why it was not read to its end' }),
    message: z.string().nullable().meta({
      description: 'Why the file was refused, in a sentence without anything that it says',
    }),
    release_lack: ReleaseLack.nullable().meta({
      description:
        'With RELEASE_LACKS_MUCH: facts of the register that stood, that the file lacks, and ' +
        'that it may lack',
    }),
    stop_ordered: z.boolean(),
    nothing_new: z.boolean().meta({
      description: 'The same import had been finished before this order: nothing was read again',
    }),
    ordered_by: z.string().nullable().meta({ description: 'Null: on the command line' }),
    begun_at: z.string().meta({ description: 'Ordered, or begun last' }),
    ended_at: z.string().nullable(),
    bytes_read: Count.nullable().meta({ description: 'While it is read here' }),
    bytes_total: Count.nullable(),
    counts: z
      .object({
        records: Count,
        accepted: Count,
        corrected: Count,
        duplicate: Count,
        quarantined: Count,
      })
      .meta({ description: 'Of events, but for records and quarantined, which count records' }),
    fields_left_out: z
      .array(z.object({ column: z.string(), code: z.string(), cells: Count }))
      .meta({
        description:
          'Cells that could not be read and cost their field only; with REGION_SUCCEEDED, cells ' +
          'that named an abolished region, for which the events name its only successor',
      }),
    fields_left_out_more: z.object({ pairs: Count, cells: Count }).meta({
      description: 'Of further columns and reasons, which are not listed',
    }),
    holds_back: z.array(z.string()).meta({
      description: 'Sources of which new warnings open no alert until it has ended 暂缓生成预警单',
    }),
  })
  .meta({ id: 'Import', description: 'A file that is brought in, or was 文件导入' })
export type ImportView = z.infer<typeof ImportView>

/** `progress`: where this process reads it now. */
export function importView(known: KnownImport, progress: ImportProgress | undefined): ImportView {
  const { import_id, ordered, attempt, stop } = known
  const ending = endingOf(known)
  const of = ordered ?? attempt?.started ?? abortedOf(attempt)
  const isHeld = ending.state === 'running' && attempt !== null
  return {
    import_id,
    file: of?.file ?? '',
    file_hash: of?.file_hash ?? '',
    mapping: of?.mapping ?? '',
    mapping_version: of?.mapping_version ?? null,
    mapping_hash: of?.mapping_hash ?? null,
    sources: [...(of?.of_sources ?? [])],
    ...ending,
    message: refusalWords(ending.code, ending.release_lack),
    stop_ordered: stop !== null,
    nothing_new: isNothingNew(known, ending.state),
    ordered_by: ordered?.actor ?? null,
    begun_at: known.begun_at,
    bytes_read: progress?.bytes_read ?? null,
    bytes_total: progress?.bytes_total ?? ordered?.bytes_count ?? null,
    ...countsOf(known, ending.state, progress),
    holds_back: isHeld ? [...(of?.of_sources ?? [])] : [],
  }
}

type Ending = Pick<ImportView, 'state' | 'code' | 'release_lack' | 'ended_at'>

const NO_REASON = { code: null, release_lack: null }

function endingOf({ ordered, ordered_position, order_end, attempt }: KnownImport): Ending {
  const isOpen = ordered !== null && order_end === null
  if (isOpen) {
    const isRead =
      attempt !== null && attempt.end === null && attempt.position > (ordered_position ?? 0)
    return { state: isRead ? 'running' : 'waiting', ...NO_REASON, ended_at: null }
  }
  // An attempt on the command line may follow an order.
  if (order_end !== null && order_end.position > (attempt?.said_position ?? 0)) {
    const { outcome, code, release_lack, at } = order_end
    const state = outcome === 'read' ? 'completed' : outcome
    return { state, code, release_lack, ended_at: at }
  }
  return attempt === null ? NOT_BEGUN : endOfAttempt(attempt)
}

const NOT_BEGUN: Ending = { state: 'waiting', ...NO_REASON, ended_at: null }

function endOfAttempt({ end, lapsed, said_at }: KnownAttempt): Ending {
  if (end === null) return { state: lapsed ? 'lapsed' : 'running', ...NO_REASON, ended_at: null }
  if (end.type === 'ImportCompleted') return { state: 'completed', ...NO_REASON, ended_at: said_at }
  const { outcome, code } = end.data
  const state = outcome === 'superseded' ? 'stopped' : outcome
  return { state, code, release_lack: null, ended_at: said_at }
}

function abortedOf(attempt: KnownAttempt | null) {
  return attempt?.end?.type === 'ImportAborted' ? attempt.end.data : undefined
}

function isNothingNew(
  { ordered_position, attempt }: KnownImport,
  state: ImportView['state'],
): boolean {
  if (ordered_position === null || state !== 'completed') return false
  return (attempt?.said_position ?? 0) < ordered_position
}

type Counts = Pick<ImportView, 'counts' | 'fields_left_out' | 'fields_left_out_more'>

function countsOf(
  { attempt }: KnownImport,
  state: ImportView['state'],
  progress: ImportProgress | undefined,
): Counts {
  const end = state === 'waiting' ? null : (attempt?.end?.data ?? null)
  const said = state === 'waiting' ? undefined : (end ?? progress ?? attempt?.progress)
  return {
    counts: {
      // Earlier versions of the program did not count them all.
      records: said?.records ?? 0,
      accepted: said?.accepted ?? 0,
      corrected: said?.corrected ?? 0,
      duplicate: said?.duplicate ?? 0,
      quarantined: said?.quarantined ?? 0,
    },
    fields_left_out: [...(end?.fields_left_out ?? [])],
    fields_left_out_more: end?.fields_left_out_more ?? { pairs: 0, cells: 0 },
  }
}

/** As `importView`, with how far the process is that reads it. */
export async function shownAs(
  { background }: FileRouteParts,
  known: KnownImport | undefined,
): Promise<ImportView> {
  if (known === undefined) throw new TypeError('what was ordered is in the log')
  return importView(known, await background.progressOf(known.import_id))
}
