import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf, versionOf, type FactContent } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import { alertsOfFacts } from '@jianwei/projections/alert-reactions/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { decideAboutAlert } from '#/alerting/decide-about-alert.ts'
import type { Reaction } from '#/commands/reaction.ts'

/** Fields that a reason names; more of them are a fact that was written anew. */
const FIELDS_NAMED_MAX = 20

export interface EvidenceChangesParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
}

/**
 * Tells closed alerts what became of the facts on which they rest: a correction or a retraction
 * that came after the closing. Open alerts show their facts as they are.
 */
export class EvidenceChanges implements Reaction {
  readonly interested = ['FactCorrected', 'FactRetracted']
  readonly #parts: EvidenceChangesParts

  constructor(parts: EvidenceChangesParts) {
    this.#parts = parts
  }

  async handle(amendments: readonly RecordedEvent[]): Promise<number> {
    const { log, warehouse } = this.#parts
    const facts = [...new Set(amendments.flatMap((event) => amendedFactOf(event) ?? []))]
    const alerts = await alertsOfFacts(warehouse, facts)
    let appended = 0
    for (const amendment of amendments) {
      const fact_id = amendedFactOf(amendment)
      const resting = alerts.filter((alert) => alert.fact_id === fact_id)
      if (fact_id === undefined || resting.length === 0) continue
      const { event_id: amendment_id, position, recorded_at } = amendment
      const change = amendment.type === 'FactCorrected' ? 'corrected' : 'retracted'
      const reason = await whatChanged(log, fact_id, amendment)
      const cause = { at: recorded_at, causation_id: amendment_id }
      for (const { alert_id } of resting) {
        const data = { alert_id, actor: SENTINEL_SOURCE, reason, fact_id, amendment_id }
        appended += await decideAboutAlert(log, alert_id, cause, (events) =>
          wasClosedAt(events, position)
            ? { type: 'ChangeEvidence', data: { ...data, change } }
            : undefined,
        )
      }
    }
    return appended
  }
}

function wasClosedAt(events: readonly RecordedEvent[], position: number): boolean {
  const last = events.findLast(
    (event) =>
      event.position < position && (event.type === 'AlertClosed' || event.type === 'AlertReopened'),
  )
  return last?.type === 'AlertClosed'
}

/** In words, with the names of the fields and no values: those may be personal. */
async function whatChanged(
  log: Pick<EventLog, 'find' | 'amendmentsOf'>,
  factId: FactId,
  amendment: RecordedEvent,
): Promise<string> {
  const now = contentOf(amendment)
  if (now === undefined) return '事实已撤回 · the fact was retracted'
  const said = [...(await log.find([factId])), ...(await log.amendmentsOf([factId]))]
  const before = said.filter(({ position }) => position < amendment.position)
  const last = before.findLast((event) => contentOf(event) !== undefined)
  const fields = last === undefined ? [] : changedFields(contentOf(last), now)
  if (fields.length === 0) return '事实已更正 · the fact was corrected'
  const named = fields.slice(0, FIELDS_NAMED_MAX)
  const more = fields.length > named.length ? ` +${fields.length - named.length}` : ''
  return `事实已更正 · the fact was corrected: ${named.join(', ')}${more}`
}

function contentOf(event: RecordedEvent): FactContent | undefined {
  const version = versionOf(event)
  return version === undefined || version.kind === 'retraction' ? undefined : version.content
}

function changedFields(before: FactContent | undefined, now: FactContent): readonly string[] {
  const [old, next] = [fieldsOf(before), fieldsOf(now)]
  const names = new Set([...old.keys(), ...next.keys()])
  return [...names].filter((name) => old.get(name) !== next.get(name)).toSorted()
}

function fieldsOf(content: FactContent | undefined): ReadonlyMap<string, string> {
  if (content === undefined) return new Map()
  const { data, ...envelope } = content
  const fields = [
    ...Object.entries(envelope),
    ...Object.entries(data).map(([name, value]) => [`data.${name}`, value] as const),
  ]
  return new Map(fields.map(([name, value]) => [name, canonicalJson(value)]))
}
