import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { Code, Words } from '#/vocabulary.ts'

/** An answer to a request is at most so long: one for each of 500 alerts. */
export const ANSWER_CHARACTERS_MAX = 500_000

/**
 * A request that changed something was answered, under a key that its sender chose: the same
 * request gets the same answer ever after.
 */
export const RequestAnswered = defineEvent(
  'RequestAnswered',
  1,
  {
    role: 'record',
    title: { en: 'Request answered', zh: '请求已答复' },
    meaning: {
      en: 'A request with a key was carried out; sent again, it gets the same answer.',
      zh: '带幂等键的请求已执行，重复发送时给出同样的答复。',
    },
  },
  {
    actor: personal(Words),
    /** Method and address. */
    request: Words,
    /** Of method, address and body. */
    request_hash: Code,
    status: z.int().min(200).max(299),
    /** The body, as JSON. */
    answer: personal(z.string().max(ANSWER_CHARACTERS_MAX), 'sealed'),
  },
)
export type RequestAnswered = z.infer<typeof RequestAnswered.data>

export const requestEvents = [RequestAnswered] as const
