import { instantFromMs, type CivilDate, type Instant } from '@jianwei/events/instant.ts'
import { isAgainstPerson } from '@jianwei/events/identifiers/party.ts'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import type { EventRow } from '#/events/event-row.ts'

/*
 * What of the facts about one subject anybody may read. Each kind of publication is an object that
 * is made field by field of what its type allows: a field that a later version of an event adds is
 * not published until somebody writes it here. No field that is marked as personal is among them,
 * and no free text.
 */

/** What the public part looks at: publications, and what ends them. */
export const TYPES_OF_PUBLICATION = [
  'PenaltyDecided',
  'LicenceGranted',
  'LicenceRenewed',
  'LicenceSuspended',
  'LicenceRevoked',
  'InspectionConducted',
  'DecisionPublished',
  'CreditRepaired',
  'ReviewDecided',
  'ProcedureStepOpened',
  'ProcedureStepCompleted',
  'SubjectRegistered',
  'SubjectChanged',
] as const

export interface Publication {
  readonly uscc: string
  /** Of the fact: orders what happened on one day, and says nothing else. */
  readonly publication_id: string
  readonly authority: string | null
}

export interface PublishedPenalty extends Publication {
  readonly decided_on: CivilDate
  readonly decision_number: string | null
  readonly penalty_types: readonly string[]
  readonly violation_type: string | null
  readonly currency: string | null
  readonly fine_cents: number | null
  readonly confiscated_cents: number | null
  /** The first day on which it is not shown any more. */
  readonly published_until: CivilDate
}

export interface PublishedLicence extends Publication {
  readonly since: CivilDate
  readonly licence_number: string | null
  readonly licence_name: string | null
  readonly licence_type: string | null
  readonly decision_number: string | null
  readonly state: 'valid' | 'suspended'
  readonly valid_from: CivilDate | null
  /** Null for a licence without end. */
  readonly valid_to: CivilDate | null
}

export interface PublishedInspection extends Publication {
  readonly inspected_on: CivilDate
  readonly check_form: string | null
  readonly check_type: string | null
  readonly check_result: string | null
  readonly problem_found: boolean | null
  readonly published_until: CivilDate
}

const SHORT_TERM_MONTHS = 3
const TERM_MONTHS = 36
/** Public criticism. */
const CRITICISM = '08'
const WARNING = '01'
const FINE = '02'
/** Detention and the bar from an occupation are against persons, whoever the file is about. */
const AGAINST_PERSONS: ReadonlySet<string> = new Set(['06', '13'])
/**
 * 市场监督管理行政处罚信息公示规定 art. 13 says "a smaller fine" and no amount. Taken is what may be
 * decided on the spot against an organisation (行政处罚法 art. 51): 3,000 yuan.
 */
const SMALL_FINE_CENTS_MAX = 300_000

/** Penalties that are published at the time, newest first. `facts`: all in force, in log order. */
export function publishedPenalties(
  facts: readonly EventRow[],
  now: Instant,
): readonly PublishedPenalty[] {
  const ended = endedDecisions(facts)
  return shown(facts, now, ['PenaltyDecided'], (fact, data) => {
    const types = textsOf(data['penalty_types'])
    if (types.every((type) => type === WARNING)) return undefined
    if (types.some((type) => AGAINST_PERSONS.has(type)) || isAgainstPerson(data)) return undefined
    if (ended(fact)) return undefined
    const decided_on = dayInChina(fact.occurred_at)
    const begin = publicationDay(facts, textOf(data['decision_number'])) ?? decided_on
    const term = monthsAfter(begin, isMinor(types, data) ? SHORT_TERM_MONTHS : TERM_MONTHS)
    const stated = dateOf(data['published_until'])
    // The source's own last day is still one of publication.
    const own = stated === null ? null : dayAfter(stated)
    return {
      ...publication(fact, data),
      decided_on,
      decision_number: publicText(data['decision_number']),
      penalty_types: types,
      violation_type: codedText(data['violation_type']),
      currency: publicText(data['currency']),
      fine_cents: numberOf(data['fine_cents']),
      confiscated_cents: numberOf(data['confiscated_cents']),
      published_until: own !== null && own < term ? own : term,
    }
  })
}

/** Results of inspections that are published at the time, newest first. */
export function publishedInspections(
  facts: readonly EventRow[],
  now: Instant,
): readonly PublishedInspection[] {
  const ended = endedDecisions(facts)
  return shown(facts, now, ['InspectionConducted'], (fact, data) => {
    if (isAgainstPerson(data) || ended(fact)) return undefined
    const inspected_on = dayInChina(fact.occurred_at)
    return {
      ...publication(fact, data),
      inspected_on,
      check_form: publicText(data['check_form']),
      check_type: codedText(data['check_type']),
      check_result: codedText(data['check_result']),
      problem_found: typeof data['problem_found'] === 'boolean' ? data['problem_found'] : null,
      published_until: monthsAfter(inspected_on, TERM_MONTHS),
    }
  })
}

/** Licences that hold at the time, by what was last said of each; the last decided first. */
export function publishedLicences(
  facts: readonly EventRow[],
  now: Instant,
): readonly PublishedLicence[] {
  const today = dayInChina(now)
  const ended = endedDecisions(facts)
  const types = ['LicenceGranted', 'LicenceRenewed', 'LicenceSuspended', 'LicenceRevoked']
  // Newest first: the first of a licence says how it stands; what it leaves out stays as it was.
  const told = facts
    .filter((fact) => types.includes(fact.type) && fact.occurred_at <= now)
    .toSorted(newestFirst)
  const licences = Map.groupBy(told, ({ data }) => textOf(data?.['licence_number']))
  return shown(facts, now, types, (fact, data) => {
    const history = licences.get(textOf(data['licence_number'])) ?? []
    if (history[0]?.fact_id !== fact.fact_id) return undefined
    if (fact.type === 'LicenceRevoked' || history.some(ended)) return undefined
    const said = (name: string): unknown =>
      history.find(({ data: one }) => one?.[name] !== undefined)?.data?.[name]
    const valid_to = dateOf(said('valid_to'))
    if (valid_to !== null && valid_to < today) return undefined
    const until = dateOf(data['suspended_until'])
    const isSuspended = fact.type === 'LicenceSuspended' && (until === null || until >= today)
    return {
      ...publication(fact, { ...data, implement_institution: said('authority') }),
      since: dayInChina(fact.occurred_at),
      licence_number: publicText(data['licence_number']),
      licence_name: publicText(said('licence_name')),
      licence_type: codedText(said('licence_type')),
      decision_number: publicText(said('decision_number')),
      state: isSuspended ? 'suspended' : 'valid',
      valid_from: dateOf(said('valid_from')),
      valid_to,
    }
  })
}

type Data = Readonly<Record<string, unknown>>

/** Facts of the types that have happened and whose term runs, each as its publication. */
function shown<Shown extends Publication>(
  facts: readonly EventRow[],
  now: Instant,
  types: readonly string[],
  publish: (fact: EventRow, data: Data) => Shown | undefined,
): readonly Shown[] {
  if (isNaturalPerson(facts)) return []
  const today = dayInChina(now)
  return facts
    .filter(({ type, occurred_at }) => types.includes(type) && occurred_at <= now)
    .toSorted(newestFirst)
    .flatMap((fact) => {
      const one = fact.data === null ? undefined : publish(fact, fact.data)
      if (one === undefined) return []
      const until = 'published_until' in one ? one.published_until : undefined
      return typeof until === 'string' && until <= today ? [] : [one]
    })
}

function publication({ subject_id, fact_id, department }: EventRow, data: Data): Publication {
  const authority = publicText(data['implement_institution']) ?? publicText(department)
  return { uscc: subject_id, publication_id: fact_id, authority }
}

/**
 * Whether a decision is over for the public: repaired, revoked or changed by a review and not
 * corrected since, or taken from publication.
 */
function endedDecisions(facts: readonly EventRow[]): (fact: EventRow) => boolean {
  const ended = new Set<string>()
  const changedAt = new Map<string, number>()
  for (const { type, data, position } of facts) {
    if (data === null) continue
    const decision = textOf(data['decision_number'])
    const inspection = textOf(data['check_action_code'])
    const isRemoval = type.startsWith('ProcedureStep') && data['step'] === 'decision_unpublication'
    if (isRemoval && decision === null && inspection !== null) ended.add(`check ${inspection}`)
    if (decision === null) continue
    if (isRemoval || type === 'CreditRepaired') ended.add(`decision ${decision}`)
    if (type !== 'ReviewDecided') continue
    if (data['effect'] === 'revoked') ended.add(`decision ${decision}`)
    if (data['effect'] === 'changed') changedAt.set(decision, position)
  }
  return ({ type, data, version_kind, position }) => {
    const decision = textOf(data?.['decision_number'])
    const inspection = textOf(data?.['check_action_code'])
    if (type === 'InspectionConducted') return ended.has(`check ${inspection}`)
    if (decision === null) return false
    const changed = changedAt.get(decision)
    const isStale = changed !== undefined && (version_kind === 'original' || position < changed)
    return isStale || ended.has(`decision ${decision}`)
  }
}

function isMinor(types: readonly string[], data: Data): boolean {
  return types
    .filter((type) => type !== WARNING)
    .every((type) => {
      if (type === CRITICISM) return true
      const fine = numberOf(data['fine_cents'])
      return type === FINE && fine !== null && fine <= SMALL_FINE_CENTS_MAX
    })
}

/** The day on which the decision was first made public, where a fact says so. */
function publicationDay(facts: readonly EventRow[], decision: string | null): CivilDate | null {
  if (decision === null) return null
  const days = facts
    .filter(
      ({ type, data }) => type === 'DecisionPublished' && data?.['decision_number'] === decision,
    )
    .map(({ occurred_at }) => dayInChina(occurred_at))
    .toSorted()
  return days[0] ?? null
}

function isNaturalPerson(facts: readonly EventRow[]): boolean {
  const [last] = facts
    .filter(({ type, data }) => type.startsWith('Subject') && data?.['subject_type'] !== undefined)
    .toSorted(newestFirst)
  return last?.data?.['subject_type'] === 'natural_person'
}

function newestFirst(a: EventRow, b: EventRow): number {
  if (a.occurred_at !== b.occurred_at) return a.occurred_at < b.occurred_at ? 1 : -1
  return b.position - a.position
}

/** Text that the source put into a field that is public; null where a person's number is in it. */
function publicText(value: unknown): string | null {
  const text = textOf(value)
  return text === null || containsPersonalNumber(text) ? null : text
}

function codedText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  // A value of a code table: its words, or else its code.
  const { text, code } = value as { readonly text?: unknown; readonly code?: unknown }
  return publicText(text) ?? publicText(code)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function dateOf(value: unknown): CivilDate | null {
  // Dates of events have passed the schema of their type.
  return textOf(value) as CivilDate | null
}

const DAY_MS = 86_400_000

function dayAfter(day: CivilDate): CivilDate {
  return dayOfMs(Date.parse(day) + DAY_MS)
}

/** The same day of a later month, or the last of that month where it has no such day. */
function monthsAfter(day: CivilDate, months: number): CivilDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return dayOfMs(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}

function dayOfMs(ms: number): CivilDate {
  // An instant begins with a day written YYYY-MM-DD.
  return instantFromMs(ms).slice(0, 10) as CivilDate
}
