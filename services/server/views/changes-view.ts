import { z } from 'zod'
import { FACT_CHANGES, type SubjectChanges } from '@jianwei/projections/events/subject-changes.ts'
import type { SubjectFact } from '@jianwei/projections/subjects/queries.ts'
import { CREDIT_LISTS } from '@jianwei/projections/subjects/standing.ts'
import type { Standing } from '#/server/standing.ts'
import { LicenceStandingField, ListStandingField } from '#/server/views/standing-view.ts'
import { SubjectFactView } from '#/server/views/subject-view.ts'
import { Time } from '#/server/views/vocabulary.ts'

/** More are counted, and read at /history. */
export const CHANGES_SHOWN_MAX = 200

const Held = z
  .object({
    event_id: z.uuid().meta({ description: 'The event that carries this version' }),
    type: z.string().meta({ examples: ['PenaltyDecided'] }),
    occurred_at: Time,
  })
  .meta({ id: 'HeldVersion', description: 'The version of a fact that held at a moment 事实版本' })

const Change = z.enum(FACT_CHANGES).meta({
  description:
    'added 新增: holds at the second moment alone. corrected 更正: another version holds. ' +
    'retracted 撤回. left_out 不再计入: holds at the first alone, and is not retracted: as the ' +
    'second knows it, it happened later, or it was not known there',
})

const ChangedFactView = z
  .object({
    fact_id: z.uuid(),
    change: Change,
    from: Held.nullable().meta({ description: 'Null where it does not hold at the first moment' }),
    to: Held.nullable().meta({ description: 'Null where it does not hold at the second' }),
    fields: z.array(z.string()).meta({
      description:
        'Of one corrected: `type`, `occurred_at`, `region`, `department` and fields of the data ' +
        'that differ',
      examples: [['fine_cents']],
    }),
  })
  .meta({ id: 'ChangedFact', description: 'A fact that differs between two moments 变化的事实' })

export type ChangedFact = z.infer<typeof ChangedFactView>

export const SubjectChangesView = z
  .object({
    subject_id: z.string(),
    subject_type: z.string().nullable(),
    counts: z
      .object({
        added: z.int(),
        corrected: z.int(),
        retracted: z.int(),
        left_out: z.int(),
      })
      .meta({ description: 'Of all facts that differ, also of those that are not shown' }),
    changes: z
      .array(ChangedFactView)
      .meta({ description: `Newest occurrence first, at most ${CHANGES_SHOWN_MAX}` }),
    more: z.boolean().meta({ description: 'True when there are more than shown: see /history' }),
    facts: z
      .array(
        z.object({
          attribute: z.string(),
          item: z.string().nullable(),
          from: SubjectFactView.nullable(),
          to: SubjectFactView.nullable(),
        }),
      )
      .meta({ description: 'What facts say of the subject that is said otherwise 登记事项变化' }),
    licences: z
      .array(
        z.object({
          licence_number: z.string(),
          from: LicenceStandingField.nullable(),
          to: LicenceStandingField.nullable(),
        }),
      )
      .meta({ description: 'Those that stand otherwise, also because time went by 许可变化' }),
    lists: z
      .array(
        z.object({
          list: z.enum(CREDIT_LISTS),
          from: ListStandingField.nullable(),
          to: ListStandingField.nullable(),
        }),
      )
      .meta({ description: 'The same of lists 名单变化' }),
  })
  .meta({ id: 'SubjectChanges', description: 'What differs between two moments 两日对比' })

/** How many differ in all. */
export function changedFacts({ counts }: SubjectChanges): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** What is said otherwise, and what stands otherwise. */
export function standingChanges(from: Standing, to: Standing) {
  const factKey = ({ attribute, item }: SubjectFact): string => JSON.stringify([attribute, item])
  return {
    facts: pairs(from.facts, to.facts, factKey)
      .filter(([a, b]) => a?.value !== b?.value)
      .map(([a = null, b = null]) => ({
        attribute: (a ?? b)?.attribute ?? '',
        item: (a ?? b)?.item ?? null,
        from: a,
        to: b,
      })),
    licences: pairs(from.licences, to.licences, (one) => one.licence_number)
      .filter(([a, b]) => a?.standing !== b?.standing)
      .map(([a, b]) => ({
        licence_number: (a ?? b)?.licence_number ?? '',
        from: a?.standing ?? null,
        to: b?.standing ?? null,
      })),
    lists: CREDIT_LISTS.map((list) => {
      const standing = ({ listings }: Standing) =>
        listings.find((one) => one.list === list)?.standing ?? null
      return { list, from: standing(from), to: standing(to) }
    }).filter((one) => one.from !== one.to),
  }
}

/** Those of both sides that have the same key, in the order of the keys. */
function pairs<One>(
  from: readonly One[],
  to: readonly One[],
  keyOf: (one: One) => string,
): readonly (readonly [One | undefined, One | undefined])[] {
  const [before, after] = [from, to].map((side) => new Map(side.map((one) => [keyOf(one), one])))
  const keys = [...new Set([...from, ...to].map(keyOf))].toSorted()
  return keys.map((key) => [before?.get(key), after?.get(key)])
}
