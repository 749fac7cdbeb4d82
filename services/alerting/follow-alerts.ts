import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { closeReportedLinks } from '#/alerting/closing-links.ts'
import { gatherUnderCauses } from '#/alerting/common-causes.ts'
import { EvidenceChanges } from '#/alerting/evidence-changes.ts'
import { announceEnds } from '#/alerting/silence-notices.ts'
import type { SilencesAsKnown } from '#/alerting/silences-as-known.ts'
import { react, type LogPoint } from '#/commands/reaction.ts'

export interface FollowParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: readonly Rule[]
  readonly silences: SilencesAsKnown
  readonly signal: AbortSignal
}

/**
 * What follows for alerts from what happened besides warnings, up to a position that is in the
 * warehouse: links close, closed alerts hear of their facts, alerts gather under their cause, and
 * owners hear of the ends of silences. What was said before is not said again, so it may all be
 * done again from any point. `from` stays where the signal aborts. `told_to`: how far changes of
 * evidence were dealt with meanwhile.
 */
export async function followAlerts(
  parts: FollowParts,
  from: LogPoint,
  at: { readonly up_to: Position; readonly clock: Instant; readonly told_to?: LogPoint },
): Promise<{ readonly followed: LogPoint; readonly appended: number }> {
  const { log, signal } = parts
  const range = { after: at.told_to ?? from, up_to: at.up_to, signal }
  const changes = await react(log, new EvidenceChanges(parts), range)
  if (changes.reached === undefined) return { followed: from, appended: changes.appended }
  const links = { after: from.position, up_to: at.up_to }
  const closed = await closeReportedLinks(parts, links, at.clock)
  const gathered = await gatherUnderCauses(parts, at)
  const announced = await announceEnds(log, parts.silences, at)
  const appended = changes.appended + closed + gathered + announced
  return { followed: changes.reached, appended }
}
