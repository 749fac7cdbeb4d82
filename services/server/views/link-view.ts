import { z } from 'zod'
import type { NamedSubject, SubjectParty } from '@jianwei/projections/match-keys/parties.ts'
import type { LinkRow } from '@jianwei/projections/subject-links/queries.ts'
import { LINK_STATES } from '@jianwei/events/subject-link/links.ts'
import { maskedField } from '#/access/masked-answer.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const LinkStateField = z.enum(LINK_STATES).meta({
  description:
    'proposed 待关联. withdrawn 建议已撤销: not proposed any more. confirmed 已关联. undone 已解除. ' +
    'rejected 已否决: not proposed again',
})

const SaidView = z.object({
  attribute: z.enum(['address_registered', 'address_operating', 'telephone']),
  value: z.string(),
  ...maskedField,
})

const LinkPartyView = z
  .object({
    subject_id: z.string(),
    name: z.string().nullable().meta({
      description:
        'As the newest fact names it, or as registered; null where none in your scope does',
    }),
    ...maskedField,
    subject_type: z
      .string()
      .nullable()
      .meta({ description: 'As its registration says; null for who is in no register' }),
    region: z.string().nullable(),
    said: z.array(SaidView).meta({ description: 'What else was compared' }),
  })
  .meta({ id: 'LinkParty', description: 'One side of a link 关联一方' })

export const LinkReasonView = z
  .object({
    code: z.string().meta({
      description: 'What was found; docs/matching.md has the table',
      examples: ['name_same'],
    }),
    weight: z.number().meta({
      description: 'Binary logarithm of a likelihood ratio: below 0 it speaks against',
    }),
  })
  .meta({ id: 'SubjectLinkReason', description: 'What speaks for or against a link 关联理由' })

export const SubjectLinkView = z
  .object({
    named: LinkPartyView.meta({ description: 'Known by name only 仅有名称的对象' }),
    registered: LinkPartyView.meta({ description: 'Of a register 登记对象' }),
    state: LinkStateField,
    score: z
      .number()
      .nullable()
      .meta({
        description:
          'The probability that both are the same, as it was proposed last; null where nobody ' +
          'proposed it',
      }),
    reasons: z.array(LinkReasonView).meta({ description: 'The score follows from their sum' }),
    actor: z.string().nullable().meta({
      description: 'Who confirmed, undid or rejected; `jianwei:links` is the platform itself',
    }),
    reason: z.string().nullable(),
    ...maskedField,
    occurred_at: Time.meta({ description: 'When it came to stand so' }),
    event_id: z.uuid().meta({ description: 'The event that made it so' }),
  })
  .meta({ id: 'SubjectLink', description: 'A link of two subjects, or its proposal 对象关联' })

export type LinkPartyOf = Pick<
  NamedSubject | SubjectParty,
  'name' | 'addresses' | 'phones' | 'region'
> &
  Partial<Pick<SubjectParty, 'subject_type'>>

export function subjectLinkView(
  link: LinkRow,
  named: LinkPartyOf | undefined,
  registered: LinkPartyOf | undefined,
): z.infer<typeof SubjectLinkView> {
  const { state, score, reasons, actor, reason, occurred_at, event_id } = link
  return {
    named: partyView(link.subject_id, named, link.region),
    registered: partyView(link.target_id, registered, null),
    state,
    score,
    reasons: reasons.map((one) => ({ ...one })),
    actor,
    reason,
    occurred_at,
    event_id,
  }
}

function partyView(
  subject_id: string,
  party: LinkPartyOf | undefined,
  region: string | null,
): z.infer<typeof LinkPartyView> {
  const { name = null, addresses = [], phones = [] } = party ?? {}
  return {
    subject_id,
    name,
    subject_type: party?.subject_type ?? null,
    region: party?.region ?? region,
    said: [
      ...addresses.map((value) => ({ attribute: 'address_operating' as const, value })),
      ...phones.map((value) => ({ attribute: 'telephone' as const, value })),
    ],
  }
}
