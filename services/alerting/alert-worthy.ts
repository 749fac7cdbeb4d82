import type { Position } from '@jianwei/events/envelope.ts'
import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { SilencedFinding } from '@jianwei/events/silence/silence.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { regionBySubject } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { newestOfSources } from '@jianwei/projections/sources/newest-facts.ts'
import type { WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import { evidenceOrigins, type EvidenceOrigin } from '#/alerting/evidence-origins.ts'
import type { SilencesAsKnown } from '#/alerting/silences-as-known.ts'

const DAY_MS = 86_400_000

export interface AlertWorthyParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  /** Every version that is or was published. */
  readonly rules: readonly Rule[]
  readonly silences: SilencesAsKnown
}

/** A warning of which people should hear. */
export interface AlertWorthy {
  readonly entry: WarningRaisedEntry
  /** Of the newest of its evidence. */
  readonly source: string
  readonly region: string | null
}

/**
 * Those of the raised warnings that people should hear of: not those of a rule that only records,
 * not while an import holds their source, not when their anchor is older than the rule allows, and
 * not when a silence held by then holds them back. At most 1,000.
 */
export type ChooseWorthy = (
  held: ReadonlySet<string>,
  raised: readonly WarningRaisedEntry[],
  /** Where people's silences are asked for; where each warning lies, if nothing else is said. */
  silencedAt?: Position,
) => Promise<readonly AlertWorthy[]>

/**
 * Looks how far each source has come, which holds for all that are chosen from.
 *
 * How old an anchor is counts from the newest fact of the source. That is a question to the
 * warehouse, which keeps it in a row a source: from the log it is known only by reading every fact
 * of it, which is what the projector does.
 */
export async function worthyByNow(parts: AlertWorthyParts): Promise<ChooseWorthy> {
  return worthyBy(parts, await newestOfSources(parts.warehouse))
}

/** `newest`: when the newest fact of each source happened. */
export function worthyBy(
  { log, rules, silences }: Omit<AlertWorthyParts, 'warehouse'>,
  newest: ReadonlyMap<string, Instant>,
): ChooseWorthy {
  const ages = new Map(
    rules
      .filter(({ alerting }) => !alerting.record_only)
      .map((rule) => [nameOf(rule.id, rule.version), rule.alert_anchor_age_days]),
  )
  const [leastNewest] = [...newest.values()].toSorted()
  const isTooOld = ({ data }: WarningRaisedEntry, last: Instant | undefined): boolean => {
    const days = ages.get(nameOf(data.rule_id, data.rule_version))
    if (days === undefined) return true
    return last !== undefined && msOfInstant(last) - msOfInstant(data.anchor_at) > days * DAY_MS
  }
  return async (held, raised, silencedAt) => {
    // Most of a loaded history is too old whichever source it came from: it is not looked up.
    const candidates = raised.filter((entry) => !isTooOld(entry, leastNewest))
    if (candidates.length === 0) return []
    const origins = await evidenceOrigins(log, new Set(candidates.map(newestEvidence)))
    return candidates.flatMap((entry): AlertWorthy[] => {
      const origin = origins.get(newestEvidence(entry))
      if (origin === undefined || held.has(origin.source)) return []
      if (isTooOld(entry, newest.get(origin.source))) return []
      const region = regionBySubject(entry.subject_id, origin.region)
      const finding = findingOf(entry, { ...origin, region })
      if (silences.holding(finding, silencedAt ?? entry.position) !== undefined) return []
      return [{ entry, source: origin.source, region }]
    })
  }
}

function nameOf(ruleId: string, version: number): string {
  return `${ruleId}@${version}`
}

function newestEvidence({ data }: WarningRaisedEntry): string {
  const newest = data.evidence.at(-1)
  if (newest === undefined) throw new TypeError('a warning has evidence')
  return newest
}

function findingOf(
  { subject_id, data }: WarningRaisedEntry,
  { region, department }: EvidenceOrigin,
): SilencedFinding {
  const { rule_id, level, anchor_at } = data
  return { rule_id, subject_id, level, anchor_at, region, department }
}
