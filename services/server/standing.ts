import type { CivilDate } from '@jianwei/events/instant.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { clockOfLog } from '@jianwei/projections/clock/queries.ts'
import { eventsById } from '@jianwei/projections/events/queries.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  subjectFacts,
  type SubjectFact,
  type SubjectFactsFilter,
} from '@jianwei/projections/subjects/queries.ts'
import {
  licencesOf,
  listFacts,
  listingsOf,
  type Licence,
  type Listing,
} from '@jianwei/projections/subjects/standing.ts'

/** Who a subject was, which licences it held and on which lists it stood. */
export interface Standing {
  /** On which terms are looked at: of the time asked for, else of the newest of the log. */
  readonly day: CivilDate
  readonly facts: readonly SubjectFact[]
  readonly licences: readonly Licence[]
  readonly listings: readonly (Listing & ListedWhy)[]
}

/** What the event of a listing or a removal says besides. */
export interface ListedWhy {
  readonly ground: string | null
  readonly document_number: string | null
  readonly authority: string | null
}

export async function standingAt(
  asking: Warehouse,
  question: SubjectFactsFilter,
): Promise<Standing> {
  const [facts, clock] = await Promise.all([
    subjectFacts(asking, question),
    question.as_of ?? clockOfLog(asking),
  ])
  const day = dayInChina(clock)
  const events = await eventsById(
    asking,
    listFacts(facts).map(({ event_id }) => event_id),
  )
  const dataOf = new Map(events.map(({ event_id, data }: EventRow) => [event_id, data ?? {}]))
  const said = (event_id: string, field: string): string | null =>
    wordsOf(dataOf.get(event_id)?.[field])
  const listings = listingsOf(facts, (event_id) => said(event_id, 'expires_on'), day)
  return {
    day,
    facts,
    licences: licencesOf(facts, day),
    listings: listings.map((listing) => ({
      ...listing,
      ground: said(listing.event_id, 'reason'),
      document_number: said(listing.event_id, 'document_number'),
      authority: said(listing.event_id, 'authority'),
    })),
  }
}

/** A text, or the words of a code, or the code. */
function wordsOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return null
  const { text, code } = value as { readonly text?: unknown; readonly code?: unknown }
  return typeof text === 'string' ? text : typeof code === 'string' ? code : null
}

/** What the registration says that it is, by the facts in force. */
export function subjectTypeIn(facts: readonly SubjectFact[]): string | null {
  return facts.find(({ attribute }) => attribute === 'subject_type')?.value ?? null
}
