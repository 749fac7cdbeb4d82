import { z } from 'zod'
import {
  ASIDE_REASONS,
  STREAM_LOSS_KINDS,
  type LogFindings,
  type LogReading,
  type SetAsideCount,
  type StreamLoss,
} from '@jianwei/events/ports/log-standing.ts'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { Time } from '#/server/views/vocabulary.ts'

const Count = z.int().min(0)
const ServerStream = z.string().meta({
  description: 'As the server of the log names it',
  examples: ['jianwei.journal-fact-2'],
})

export const SetAsideView = z
  .object({
    reason: z.enum(ASIDE_REASONS).meta({
      description:
        'no_envelope, not_json: another program wrote it; tombstone: the stream was deleted for ' +
        'ever; transaction: it has no position of its own; unreadable: an event of this program ' +
        'whose data do not fit its type',
    }),
    stream: ServerStream,
    events: Count,
    first_position: Count,
    last_position: Count,
    first_at: Time.meta({ description: "By the server's clock" }),
    last_at: Time,
  })
  .meta({
    id: 'SetAside',
    description: 'What lies in a stream of the log and is not given as an event of it 搁置内容',
  })

export const StreamLossView = z
  .object({
    kind: z.enum(STREAM_LOSS_KINDS).meta({
      description:
        'deleted: softly; tombstoned: for ever; cut: everything before the revision `amount`; ' +
        'count_limited: to the newest `amount`; age_limited: to `amount` seconds; lifted: there ' +
        'is no limit any more; missing: `amount` events before the position are not there',
    }),
    stream: ServerStream,
    amount: Count.nullable(),
    given: Count.meta({
      description:
        'Events that the stream had been given by then: what was projected of them stays in the ' +
        'warehouse',
    }),
    position: Count.meta({ description: 'Where the server tells of it' }),
    found_at: Time.meta({ description: "By the server's clock" }),
  })
  .meta({
    id: 'StreamLoss',
    description: 'What the server of the log takes out of a stream 服务器移除的内容',
  })

export const LogHealthView = z
  .object({
    state: z.enum(['reading', 'following']).meta({
      description: 'reading: towards where the log ended at the start; following: it is there',
    }),
    place: Count.meta({ description: "How far it has been read, in the server's bytes" }),
    end: Count.meta({ description: 'Where it ended at the start' }),
    events: Count.meta({ description: 'Events that were read since the start' }),
    set_aside: Count.meta({ description: 'Events: /v1/completeness names them' }),
    stream_losses: Count.meta({ description: 'Findings: /v1/completeness names them' }),
  })
  .meta({ id: 'LogHealth', description: 'How the log on a server stands 日志服务器状态' })
export type LogHealthView = z.infer<typeof LogHealthView>

export function logHealthView(reading: LogReading, findings: LogFindings): LogHealthView {
  const { state, place, end, events } = reading
  const set_aside = findings.set_aside.reduce((sum, count) => sum + count.events, 0)
  return { state, place, end, events, set_aside, stream_losses: findings.stream_losses.length }
}

export interface Period {
  readonly from: Instant | undefined
  readonly to: Instant | undefined
}

/** Those of a period of recording. */
export function setAsideViews(
  counts: readonly SetAsideCount[],
  { from, to }: Period,
): z.infer<typeof SetAsideView>[] {
  return counts
    .map(({ first_ms, last_ms, ...count }) => ({
      ...count,
      first_at: instantFromMs(first_ms),
      last_at: instantFromMs(last_ms),
    }))
    .filter(
      ({ first_at, last_at }) =>
        (from === undefined || last_at >= from) && (to === undefined || first_at < to),
    )
}

/** Those that may concern a period of recording: whatever was found since it began. */
export function streamLossViews(
  losses: readonly StreamLoss[],
  { from }: Period,
): z.infer<typeof StreamLossView>[] {
  return losses
    .map(({ found_ms, ...loss }) => ({ ...loss, found_at: instantFromMs(found_ms) }))
    .filter(({ found_at }) => from === undefined || found_at >= from)
}
