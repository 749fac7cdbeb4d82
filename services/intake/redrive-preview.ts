import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type {
  Quarantine,
  QuarantineEntry,
  QuarantineFilter,
  RefusalReason,
} from '@jianwei/events/ports/quarantine.ts'
import type { OrderOutcome } from '@jianwei/events/ports/quarantine-orders.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { checkedAmendments } from '#/intake/amendments.ts'
import { planInputs } from '#/intake/input-plans.ts'
import { withKnownRegions } from '#/intake/known-regions.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { lookedUpOnce } from '#/intake/mapping/mapping-files.ts'
import type { Plan } from '#/intake/planned-input.ts'
import { outcomeOfEvents } from '#/intake/quarantine-orders.ts'
import type { Reading } from '#/intake/reading.ts'
import { inputAgain } from '#/intake/redrive.ts'
import { RegionBook } from '#/regions/region-book.ts'

/** What would become of refused inputs, were they sent again now. Nothing is written. */
export interface RedrivePreview {
  /** Those that were looked at. */
  readonly inputs: number
  /** Whether there are more, which were not looked at. */
  readonly has_more: boolean
  readonly outcomes: Readonly<Partial<Record<OrderOutcome, number>>>
  readonly refusals: readonly PreviewedRefusal[]
  readonly examples: readonly PreviewedEntry[]
}

/** Those that would be refused for one reason in one place. */
export interface PreviewedRefusal extends RefusalReason {
  readonly inputs: number
}

export interface PreviewedEntry {
  readonly entry: QuarantineEntry
  readonly outcome: OrderOutcome
  readonly events: readonly NewEvent[]
  readonly reasons: readonly RefusalReason[]
}

export interface PreviewParts {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly mappingNamed: (name: string) => Mapping | undefined
  readonly now: () => Instant
  readonly signal?: AbortSignal
}

/** Of those, a preview says that there are more. */
export const PREVIEW_INPUTS_MAX = 20_000
const PAGE_ENTRIES = 200
/** Of each outcome. */
const EXAMPLES_MAX = 5

export async function previewRedrive(
  parts: PreviewParts,
  filter: Omit<QuarantineFilter, 'limit' | 'state'> | { readonly quarantine_id: string },
): Promise<RedrivePreview> {
  const found = new Findings()
  if ('quarantine_id' in filter) {
    const entry = await parts.quarantine.get(filter.quarantine_id)
    if (entry?.state === 'held') found.add(await previewEntries(parts, [entry]))
    return found.result(false)
  }
  let after: string | null | undefined
  while (after !== null && found.inputs < PREVIEW_INPUTS_MAX) {
    parts.signal?.throwIfAborted()
    const page = await parts.quarantine.list({
      ...filter,
      state: 'held',
      limit: PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    })
    found.add(await previewEntries(parts, page.entries))
    after = page.next
  }
  return found.result(after !== null)
}

async function previewEntries(
  { log, mappingNamed, now }: PreviewParts,
  entries: readonly QuarantineEntry[],
): Promise<readonly PreviewedEntry[]> {
  const at = now()
  const regions = new RegionBook(log)
  const known = { mappingNamed: lookedUpOnce(mappingNamed), regions: await regions.table() }
  const inputs = entries.map((entry) => inputAgain(entry, null, known, at))
  const readings = (await withKnownRegions(inputs, regions)).map(({ reading }) => reading)
  const read = readings.filter((reading) => reading.ok)
  const plans = await planInputs(log, read, { look: true, now: at })
  const events = plans.flatMap((plan) => (plan.ok ? plan.events.map(({ event }) => event) : []))
  const { refused } = await checkedAmendments(log, events)
  let next = 0
  return entries.map((entry, index) => {
    // One reading for each entry, one plan for each that was read.
    const reading = readings[index]!
    const plan = reading.ok ? plans[next++] : undefined
    const reasons = reasonsOf(reading, plan, refused)
    if (reasons.length > 0) return { entry, outcome: 'refused', events: [], reasons }
    return {
      entry,
      outcome: outcomeOfPlan(plan),
      events: reading.ok ? reading.events : [],
      reasons,
    }
  })
}

function reasonsOf(
  reading: Reading,
  plan: Plan | undefined,
  refused: ReadonlyMap<NewEvent, readonly RefusalReason[]>,
): readonly RefusalReason[] {
  if (!reading.ok) return reading.reasons
  if (plan === undefined) return []
  return plan.ok ? plan.events.flatMap(({ event }) => refused.get(event) ?? []) : [plan.reason]
}

function outcomeOfPlan(plan: Plan | undefined): OrderOutcome {
  if (plan?.ok !== true) return 'skipped'
  return outcomeOfEvents(
    plan.events.flatMap(({ answer, held }) => {
      if (answer === 'nothing') return []
      return [{ status: held === 'same' ? 'duplicate' : answer }]
    }),
  )
}

class Findings {
  inputs = 0
  readonly #outcomes: Partial<Record<OrderOutcome, number>> = {}
  readonly #refusals = new Map<string, PreviewedRefusal>()
  readonly #examples: PreviewedEntry[] = []

  add(previewed: readonly PreviewedEntry[]): void {
    for (const one of previewed) {
      this.inputs += 1
      const before = this.#outcomes[one.outcome] ?? 0
      this.#outcomes[one.outcome] = before + 1
      if (before < EXAMPLES_MAX) this.#examples.push(one)
      for (const reason of one.reasons) {
        const key = `${reason.code}\n${reason.path}`
        const inputs = (this.#refusals.get(key)?.inputs ?? 0) + 1
        this.#refusals.set(key, { ...reason, inputs })
      }
    }
  }

  result(hasMore: boolean): RedrivePreview {
    return {
      inputs: this.inputs,
      has_more: hasMore,
      outcomes: this.#outcomes,
      refusals: [...this.#refusals.values()].toSorted((a, b) => b.inputs - a.inputs),
      examples: this.#examples,
    }
  }
}
