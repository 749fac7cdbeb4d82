import type { z } from 'zod'
import type { ExportStarted } from '@jianwei/events/export/events.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectNames } from '@jianwei/projections/subjects/queries.ts'
import { warningsCiting } from '@jianwei/projections/warnings/citing.ts'
import { maskedAnswer } from '#/access/masked-answer.ts'
import { maskedColumn } from '#/access/masking.ts'
import { shownKinds, type Asker } from '#/access/shown-kinds.ts'
import type { UnitOfFact } from '#/server/units-of-facts.ts'
import { foundFact, type FoundFact } from '#/server/views/fact-search-view.ts'

type Shown = z.infer<typeof FoundFact>
type Times = Pick<EventRow, 'occurred_at' | 'reported_at' | 'recorded_at'>

/** A fact as the search shows it to who asks, with what its subject is called. */
export interface NamedFact extends Omit<Shown, keyof Times>, Times {
  /** Null where no fact says it. */
  readonly subject_name: string | null
  readonly subject_name_masked: boolean
}

/** The rows as the search shows them, with the names of their subjects, masked alike. */
export async function namedFacts(
  asking: Warehouse,
  rows: readonly EventRow[],
  { asker, unitOf }: { readonly asker: Asker; readonly unitOf: UnitOfFact },
): Promise<readonly NamedFact[]> {
  const [names, citing] = await Promise.all([
    subjectNames(asking, [...new Set(rows.map(({ subject_id }) => subject_id))]),
    warningsCiting(
      asking,
      rows.map(({ fact_id }) => fact_id),
    ),
  ])
  return rows.map((row) => {
    const { subject_id, region, department, fact_id } = row
    const { occurred_at, reported_at, recorded_at } = row
    // A masked view has the shape of the view.
    const shown = maskedAnswer(foundFact(row, citing.get(fact_id) ?? [], unitOf), asker) as Shown
    const known = names.get(subject_id)
    const whose = { subject_id, subject_type: known?.subject_type ?? null, region, department }
    const { value, masked } = maskedColumn('party', known?.name ?? null, whose, asker)
    const times = { occurred_at, reported_at, recorded_at }
    return { ...shown, ...times, subject_name: value, subject_name_masked: masked }
  })
}

/**
 * For the record of an export: columns that are masked, and whether a person may be in clear in any
 * of the places of who asks. Numbers of persons within facts are masked for everybody.
 */
export function personsInFacts({
  grants,
  purpose,
}: Asker): Pick<ExportStarted, 'masked' | 'personal'> {
  const shown = grants.map((grant) => shownKinds({ grants: [grant], purpose }, {}))
  const isNamed = shown.length > 0 && shown.every((kinds) => kinds.has('party'))
  return {
    masked: [...(isNamed ? [] : ['subject_name']), 'data'],
    // Who acted in the platform is no part of a fact.
    personal: shown.some((kinds) => [...kinds].some((kind) => kind !== 'on_duty')),
  }
}
