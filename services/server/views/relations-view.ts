import { z } from 'zod'
import type { Related } from '@jianwei/projections/subjects/relations.ts'
import type { SubjectFact, SubjectName } from '@jianwei/projections/subjects/queries.ts'
import { maskedField } from '#/access/masked-answer.ts'
import { SubjectFactView } from '#/server/views/subject-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

/** More are counted and not shown. */
export const RELATED_SHOWN_MAX = 50

const SameField = z.enum(['address', 'legal_representative']).meta({
  description:
    'address 同一地址: of registration or operation. legal_representative 法定代表人同名: the same ' +
    'name, which two persons may have',
})

const RelatedView = z
  .object({
    subject_id: z.string(),
    name: z.string().nullable(),
    ...maskedField,
    subject_type: z.string().nullable().meta({ description: 'As its registration says' }),
    attribute: z.string().meta({
      description: 'Under which of its particulars it has the same',
      examples: ['address_operating'],
    }),
    occurred_at: Time,
    event_id: z.uuid().meta({ description: 'The event that says so' }),
    fact_id: z.uuid(),
  })
  .meta({ id: 'RelatedSubject', description: 'Another subject that has the same 关联主体' })

const RelationView = z
  .object({
    same: SameField,
    of: z
      .array(SubjectFactView)
      .meta({ description: 'What this subject has, and which fact says' }),
    subjects: z.int().meta({ description: 'How many others have the same, in your scope' }),
    items: z
      .array(RelatedView)
      .meta({ description: `In the order of their ids, at most ${RELATED_SHOWN_MAX}` }),
    more: z.boolean().meta({ description: 'True when there are more than shown' }),
  })
  .meta({ id: 'SubjectRelation', description: 'Who else has the same 关联关系' })

const NotComparedView = z
  .object({
    attribute: z.string().meta({ examples: ['legal_representative'] }),
    because: z.enum(['not_stated', 'stands_for_nothing', 'masked']).meta({
      description:
        'not_stated: no fact in your scope says it. stands_for_nothing: 无, 不详 and the like. ' +
        'masked: it is not shown to you, so who has the same is not either',
    }),
  })
  .meta({ id: 'RelationNotCompared', description: 'What was not compared, and why 未比对项' })

export const SubjectRelationsView = z
  .object({
    subject_id: z.string(),
    subject_type: z.string().nullable(),
    relations: z.array(RelationView),
    not_compared: z.array(NotComparedView),
    persons_left_out: z.boolean().meta({
      description:
        "True when those whose address is a person's, or may be, are neither shown nor counted: " +
        'such addresses are masked for you',
    }),
    shown_max: z.int().meta({ description: 'Of each relation', examples: [RELATED_SHOWN_MAX] }),
  })
  .meta({ id: 'SubjectRelations', description: 'Subjects with the same address or head 关联主体' })

export type Same = z.infer<typeof SameField>
export type NotCompared = z.infer<typeof NotComparedView>

/** Who has the same as the facts say; nobody where `related` is undefined. */
export function relationView(
  {
    same,
    of,
    related,
  }: {
    readonly same: Same
    readonly of: readonly SubjectFact[]
    readonly related: Related | undefined
  },
  names: ReadonlyMap<string, SubjectName>,
): z.infer<typeof RelationView> {
  const { subjects = 0, items = [] } = related ?? {}
  return {
    same,
    of: [...of],
    subjects,
    items: items.map((item) => ({
      ...item,
      name: names.get(item.subject_id)?.name ?? null,
      subject_type: names.get(item.subject_id)?.subject_type ?? null,
    })),
    more: subjects > items.length,
  }
}
