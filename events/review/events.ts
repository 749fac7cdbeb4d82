import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

/**
 * The outcome of an appeal against a decision. `outcome` is in the words of the reviewing body;
 * `effect` says what became of the decision, where the words settle it. A decision that was
 * annulled because of a typing error is `revoked` like any other.
 */
export const ReviewDecided = defineEvent(
  'ReviewDecided',
  1,
  {
    role: 'fact',
    title: { en: 'Review decided', zh: '复议或陈情决定' },
    meaning: {
      en: 'An administrative review or petition against a decision was decided.',
      zh: '对决定的行政复议或陈情已有结论。',
    },
  },
  {
    review_kind: z.enum(['administrative_review', 'petition']),
    outcome: Coded,
    effect: z.enum(['upheld', 'changed', 'revoked']).optional(),
    /** The number of the decision under review. */
    decision_number: Code.optional(),
    review_number: Code.optional(),
    review_body: Words.optional(),
    reasons: personal(Passage, 'text').optional(),
  },
)
export type ReviewDecided = z.infer<typeof ReviewDecided.data>

export const reviewEvents = [ReviewDecided] as const
