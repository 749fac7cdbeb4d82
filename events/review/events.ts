import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
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
    review_kind: named(
      '复议或陈情',
      'Kind of review',
      z.enum(['administrative_review', 'petition']),
      {
        zh: 'administrative_review 行政复议，petition 陈情。',
        en: 'An administrative review or a petition.',
      },
    ),
    outcome: named('复议或陈情结论', 'Outcome', Coded, {
      zh: '按复议机关原文。',
      en: 'In the words of the reviewing body.',
    }),
    effect: named(
      '对原决定的效力',
      'Effect on the decision',
      z.enum(['upheld', 'changed', 'revoked']).optional(),
      {
        zh: 'upheld 维持，changed 变更，revoked 撤销。',
        en: 'What became of the decision, where the words of the outcome settle it.',
      },
    ),
    decision_number: named('原决定文号', 'Number of the reviewed decision', Code.optional(), {
      zh: '被复议或者陈情的决定的文号。',
      en: 'The number of the decision under review.',
    }),
    review_number: named('复议决定文号', 'Number of the review', Code.optional()),
    review_body: named('复议机关', 'Reviewing body', Words.optional()),
    reasons: named('复议理由', 'Reasons', personal(Passage, 'text').optional()),
  },
)
export type ReviewDecided = z.infer<typeof ReviewDecided.data>

export const reviewEvents = [ReviewDecided] as const
