import type { CivilDate, Instant } from '@jianwei/events/instant.ts'
import type { SubjectFact } from '#/subjects/queries.ts'

/** Who says something of a licence or a list, and when it happened. */
interface Said {
  readonly occurred_at: Instant
  readonly event_id: string
  readonly fact_id: string
}

/** How a licence stands on a day. `not_stated`: no fact says for what term it was given. */
export const LICENCE_STANDINGS = [
  'in_force',
  'not_yet',
  'expired',
  'suspended',
  'revoked',
  'not_stated',
] as const
export type LicenceStanding = (typeof LICENCE_STANDINGS)[number]

export interface Licence extends Said {
  readonly licence_number: string
  readonly standing: LicenceStanding
  readonly licence_name: string | null
  /** As the event has it: code and text together as JSON. */
  readonly licence_type: string | null
  readonly authority: string | null
  readonly valid_from: string | null
  readonly valid_to: string | null
  /** 长期: the source says that it has no end. */
  readonly without_end: boolean
  readonly suspended_until: string | null
}

/**
 * Licences as they stand on the day, by number. First and last day of a term count, and so does the
 * last day of a suspension.
 */
export function licencesOf(facts: readonly SubjectFact[], day: CivilDate): readonly Licence[] {
  return facts
    .filter(({ attribute, item }) => attribute === 'licence' && item !== null)
    .map((state) => {
      const said = (attribute: string): SubjectFact | undefined =>
        facts.find((fact) => fact.attribute === attribute && fact.item === state.item)
      const valid_from = said('valid_from')?.value ?? null
      const valid_to = said('valid_to')
      // An earlier suspension ended with it.
      const until = said('suspended_until')
      const suspended_until = until?.event_id === state.event_id ? until.value : null
      const term = { valid_from, valid_to: valid_to?.value ?? null, suspended_until }
      return {
        licence_number: state.item ?? '',
        standing: standingOf(state.value, { ...term, is_stated: valid_to !== undefined }, day),
        licence_name: said('licence_name')?.value ?? null,
        licence_type: said('licence_type')?.value ?? null,
        authority: said('authority')?.value ?? null,
        ...term,
        without_end: valid_to !== undefined && valid_to.value === null,
        occurred_at: state.occurred_at,
        event_id: state.event_id,
        fact_id: state.fact_id,
      }
    })
}

interface Term {
  readonly valid_from: string | null
  readonly valid_to: string | null
  readonly suspended_until: string | null
  readonly is_stated: boolean
}

function standingOf(state: string | null, term: Term, day: CivilDate): LicenceStanding {
  const { valid_from, valid_to, suspended_until, is_stated } = term
  if (state === 'revoked') return 'revoked'
  if (valid_to !== null && valid_to < day) return 'expired'
  if (state === 'suspended' && (suspended_until === null || suspended_until >= day))
    return 'suspended'
  if (!is_stated) return 'not_stated'
  return valid_from !== null && valid_from > day ? 'not_yet' : 'in_force'
}

export const CREDIT_LISTS = ['abnormal_operation', 'serious_violation'] as const
export type CreditList = (typeof CREDIT_LISTS)[number]

/** How a subject stands to a list on a day. `expired`: the listing ended by itself. */
export const LIST_STANDINGS = ['listed', 'removed', 'expired'] as const
export type ListStanding = (typeof LIST_STANDINGS)[number]

export interface Listing extends Said {
  readonly list: CreditList
  readonly standing: ListStanding
  readonly expires_on: string | null
}

/** The facts that say whether the subject is on a list, or was. */
export function listFacts(facts: readonly SubjectFact[]): readonly SubjectFact[] {
  return facts.filter(({ attribute }) => isList(attribute))
}

/**
 * Lists that the subject is or was on. `expiresOn`: the day on which a listing ends by itself, by
 * the event that says so.
 */
export function listingsOf(
  facts: readonly SubjectFact[],
  expiresOn: (eventId: string) => string | null,
  day: CivilDate,
): readonly Listing[] {
  return facts.flatMap(({ attribute, value, occurred_at, event_id, fact_id }) => {
    if (!isList(attribute)) return []
    const expires_on = expiresOn(event_id)
    const isOver = expires_on !== null && expires_on <= day
    const standing = value === 'removed' ? 'removed' : isOver ? 'expired' : 'listed'
    return [{ list: attribute, standing, expires_on, occurred_at, event_id, fact_id }]
  })
}

function isList(attribute: string): attribute is CreditList {
  return CREDIT_LISTS.some((list) => list === attribute)
}
