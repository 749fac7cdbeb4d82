import { streamOf, type Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import {
  alertingEvent,
  isImport,
  type WarningEntry,
  type WarningRaisedEntry,
} from '#/alerting/alerting-events.ts'
import { firstSaid } from '#/alerting/evidence-origins.ts'

/** What an alert gathers warnings of: one rule, and one subject or one group of facts. */
export interface AlertKey {
  readonly rule_id: string
  readonly subject_id: string
}

type WarningsInLog = Pick<EventLog, 'find' | 'amendmentsOf' | 'read'>

/**
 * To which alerts a warning belongs, as its rule groups them. A rule that groups by fields looks at
 * what the log knew first of the newest fact of the evidence, so that a correction moves nothing
 * and a withdrawal finds the alert again. A warning whose fact lacks one of the fields is grouped
 * by its subject.
 */
export async function alertKeyOf(
  log: WarningsInLog,
  rule: Rule | undefined,
  entry: WarningEntry,
): Promise<AlertKey> {
  const { rule_id } = entry.data
  const bySubject = { rule_id, subject_id: entry.subject_id }
  const groupBy = rule?.alerting.group_by ?? 'subject'
  if (groupBy === 'subject') return bySubject
  const raised = entry.type === 'WarningRaised' ? entry : await raisedBefore(log, entry)
  const newest = raised?.data.evidence.at(-1)
  if (raised === undefined || newest === undefined) return bySubject
  // Positions of the log are what the ledger names.
  const fact = await firstSaid(log, newest, raised.data.seen_position as Position)
  const group = fact === null ? undefined : groupIdOf(groupBy, fact)
  return group === undefined ? bySubject : { rule_id, subject_id: group }
}

/** The entry that raised what another one withdraws. */
async function raisedBefore(
  log: WarningsInLog,
  { data, position }: WarningEntry,
): Promise<WarningRaisedEntry | undefined> {
  let raised: WarningRaisedEntry | undefined
  for await (const event of log.read(streamOf('warning', data.warning_id))) {
    if (event.position >= position) break
    // The stream of a warning holds entries of the ledger.
    const entry = alertingEvent(event)
    if (!isImport(entry) && entry.type === 'WarningRaised') raised = entry
  }
  return raised
}
