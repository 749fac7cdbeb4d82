import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { nameOn, type Directory } from '@jianwei/events/organisation/directory.ts'
import { unitOf } from '@jianwei/events/organisation/unit-of.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'

export const UnitOfFactView = z
  .object({
    unit_id: z.string().meta({ examples: ['xm-siming-mr'] }),
    name: z.string().meta({ description: 'On the day of the fact' }),
  })
  .nullable()
  .meta({
    description:
      'The unit that `department` means there on the day of the fact, as the directory is known ' +
      '部门对应的机构; null where it means none: /v1/units/unresolved says why',
  })
export type UnitOfFactView = z.infer<typeof UnitOfFactView>

/** Whom a row names: its department, where and when. */
export interface NamingFact {
  readonly department: string | null
  readonly region: string | null
  readonly occurred_at: Instant
}

export type UnitOfFact = (fact: NamingFact) => UnitOfFactView

/** What departments of facts mean by a directory. Rows of a page mostly name the same few. */
export function unitsBy(directory: Directory): UnitOfFact {
  const known = new Map<string, UnitOfFactView>()
  return ({ department, region, occurred_at }) => {
    if (department === null) return null
    const at = dayInChina(occurred_at)
    const named = JSON.stringify([department, region, at])
    const before = known.get(named)
    if (before !== undefined) return before
    const { unit_id } = unitOf(directory, { spelling: department, region, at })
    const unit = unit_id === null ? undefined : directory.units.get(unit_id)
    const meant = unit === undefined ? null : { unit_id: unit.unit_id, name: nameOn(unit, at) }
    known.set(named, meant)
    return meant
  }
}
