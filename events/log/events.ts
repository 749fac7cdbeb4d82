import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { InstantSchema } from '#/instant.ts'
import { Code, EventIdSchema, Passage, Words } from '#/vocabulary.ts'

const Count = z.int().min(0)
const Position = z.int().min(1)

/**
 * The log was set back, by a restored backup or by damage, and somebody decided to go on without
 * what is gone. What is said of the lost events is what the warehouse had seen of them; without it
 * only the transactions that could not be read are known.
 */
export const LogLossAccepted = defineEvent(
  'LogLossAccepted',
  1,
  {
    role: 'record',
    title: { en: 'Loss in the log accepted', zh: '日志缺失确认' },
    meaning: {
      en: 'Events that the log no longer holds were given up, with who decided it and why.',
      zh: '确认放弃日志中已丢失的事件，并记录决定人和理由。',
    },
  },
  {
    /** Events that are nowhere in the log any more. */
    events: Count,
    /** Of these, those that departments had reported: facts, corrections and retractions. */
    facts: Count,
    /** Of these, the platform's own: warnings, alerts, rules, imports. */
    records: Count,
    /**
     * The last position at which the log still held what the warehouse had seen; 0 where there was
     * none.
     */
    common_position: Count,
    first_position: Position.optional(),
    last_position: Position.optional(),
    /** Names this loss, so that a later one is not taken for it. */
    last_event_id: EventIdSchema.optional(),
    recorded_from: InstantSchema.optional(),
    recorded_to: InstantSchema.optional(),
    /** Transactions at the end of the log's file that could not be read. */
    cut_transactions: Count.optional(),
    /** The file into which the lost events were written before, and the SHA-256 of its bytes. */
    exported_to: Words.optional(),
    export_hash: Code.optional(),
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type LogLossAccepted = z.infer<typeof LogLossAccepted.data>

export const logEvents = [LogLossAccepted] as const
