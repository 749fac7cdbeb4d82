import { z } from 'zod'
import { defineEvent, personal, type EventText } from '#/define-event.ts'
import { SourceName } from '#/source-name.ts'
import { Code, EventIdSchema, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

/* How refused input ends otherwise than by being sent again one by one. */

const asked = {
  order_id: z.uuid(),
  actor: personal(Words).optional(),
  reason: personal(Passage).optional(),
}

/** Which entries: one, a group, or those of a dismissal. Of a path only names of known fields. */
const Selection = z.strictObject({
  quarantine_id: Code.optional(),
  dismissal_id: z.uuid().optional(),
  of_source: SourceName.optional(),
  mapping: Code.optional(),
  code: Code.optional(),
  path: z.string().max(1_000).optional(),
})
export type OrderedSelection = z.infer<typeof Selection>

const count = z.int().min(0)

const text = (title: EventText['title'], meaning: EventText['meaning']): EventText => ({
  role: 'record',
  title,
  meaning,
})

export const RefusedInputDismissed = defineEvent(
  'RefusedInputDismissed',
  1,
  text(
    { en: 'Refused input dismissed', zh: '隔离输入免予处理' },
    {
      en: 'Somebody decided that refused input waits no longer, and why; its bytes are kept.',
      zh: '决定隔离的输入不再处理并说明理由，原始内容继续留存。',
    },
  ),
  { ...asked, selection: Selection, count },
)

export const RefusedInputRestored = defineEvent(
  'RefusedInputRestored',
  1,
  text(
    { en: 'Refused input restored', zh: '隔离输入恢复处理' },
    {
      en: 'A dismissal was taken back: the input waits again.',
      zh: '撤回免予处理的决定，输入恢复为待处理。',
    },
  ),
  { ...asked, selection: Selection, count },
)

export const RedriveStarted = defineEvent(
  'RedriveStarted',
  1,
  text(
    { en: 'Re-drive started', zh: '批量重送开始' },
    {
      en: 'Somebody had several refused inputs sent through intake again.',
      zh: '开始将多条隔离的输入重新送入接收流程。',
    },
  ),
  {
    ...asked,
    selection: Selection,
    count,
    /** Another mapping than the one of its name was given; its text is with the order. */
    mapping_hash: Code.optional(),
  },
)

export const RedriveEnded = defineEvent(
  'RedriveEnded',
  1,
  text(
    { en: 'Re-drive ended', zh: '批量重送结束' },
    {
      en: 'The inputs of a re-drive were sent, or it was stopped; with what became of them.',
      zh: '批量重送完成或者停止，并记录各类结果的数量。',
    },
  ),
  {
    order_id: z.uuid(),
    how: z.enum(['complete', 'stopped', 'failed']),
    /** Taken, also as duplicates or because the mapping passes over them. */
    taken: count,
    refused: count,
    /** In another state already when their turn came. */
    gone: count,
    /** Not sent, because it ended before. */
    left: count,
  },
)

export const InputSuperseded = defineEvent(
  'InputSuperseded',
  1,
  text(
    { en: 'Refused input superseded', zh: '隔离输入已由后续数据取代' },
    {
      en: 'The record of refused input came in later, as these events; the input waits no longer.',
      zh: '隔离输入所属的记录其后已被接收，该输入不再待处理。',
    },
  ),
  { quarantine_id: Code, event_ids: z.array(EventIdSchema).min(1).max(LIST_ITEMS_MAX) },
)

export const InputReopened = defineEvent(
  'InputReopened',
  1,
  text(
    { en: 'Refused input reopened', zh: '隔离输入重新待处理' },
    {
      en: 'Input that had been superseded was sent again as it was, and refused again: it waits.',
      zh: '已被取代的输入再次原样报送并再次被拒收，恢复为待处理。',
    },
  ),
  { quarantine_id: Code },
)

export const endingEvents = [
  RefusedInputDismissed,
  RefusedInputRestored,
  RedriveStarted,
  RedriveEnded,
  InputSuperseded,
  InputReopened,
] as const
