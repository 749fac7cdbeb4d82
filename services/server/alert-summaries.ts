import type { FastifyRequest } from 'fastify'
import type { ToldNotice } from '@jianwei/events/calendar/calendars.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { newestSteps, type NewestSteps } from '@jianwei/projections/desk/newest-steps.ts'
import type { AlertRow } from '@jianwei/projections/desk/alert-row.ts'
import { firstDuties, type DutyClock } from '@jianwei/projections/duties/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { subjectNames, type SubjectName } from '@jianwei/projections/subjects/queries.ts'
import { lastRaised, type RaisedWarning } from '@jianwei/projections/warnings/queries.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { recordedNotices } from '#/calendars/notice-book.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import type { BookedRule, RuleRegistry } from '#/rules/rule-book.ts'
import { askerOf } from '#/server/asker.ts'
import { askedBy, askedForAll } from '#/server/asking.ts'

/** What is said of an alert beside its row, looked up for a whole page at once. */
export interface AlertSummary {
  readonly alert: AlertRow
  /** Undefined where nothing is known of its subject. */
  readonly subject: SubjectName | undefined
  /** Undefined for a tip, and where the log has no such version. */
  readonly rule: BookedRule | undefined
  /** Undefined where the warehouse shows no step of it. */
  readonly steps: NewestSteps | undefined
  /** The newest warning of those that stand, else of those that were gathered last. */
  readonly warning: (RaisedWarning & { readonly stands: boolean }) | undefined
  /** The open duty that is due first. */
  readonly duty: DutyClock | undefined
  /** The notices of holidays that are known. */
  readonly notices: readonly ToldNotice[]
  /** With the names that are known now. */
  readonly regions: RegionTable
  readonly asker: Asker
}

export interface SummaryParts {
  readonly log: Pick<EventLog, 'read'>
  readonly warehouse: Warehouse
  readonly rules: RuleRegistry
  readonly regions: RegionBook
}

/** Warnings of one alert among which the newest is sought. */
const WARNINGS_LOOKED_AT = 20

/**
 * Gives the summary of each of these alerts. How many questions are asked does not depend on how
 * many alerts there are. Names are looked up within the scope of who asks; steps, warnings and
 * duties are seen with the alert, so that they are asked for without it.
 */
export async function alertSummaries(
  request: FastifyRequest,
  { log, warehouse, rules, regions }: SummaryParts,
  alerts: readonly AlertRow[],
): Promise<(alert: AlertRow) => AlertSummary> {
  const whole = askedForAll(request, warehouse, 'steps and duties of alerts that are seen')
  const ids = alerts.map(({ alert_id }) => alert_id)
  const subject_ids = [...new Set(alerts.map(({ subject_id }) => subject_id))]
  const concerned = new Set(alerts.flatMap((one) => [one.subject_id, ...one.further_subjects]))
  const since = Math.min(...alerts.map(({ raised_position }) => raised_position))
  const raisedOf = (few: readonly string[]) =>
    lastRaised(whole, { subject_ids: [...concerned], warning_ids: [...new Set(few)] })
  // Most alerts say themselves which warnings stand; only the others wait for their steps.
  const [book, table, names, steps, duties, notices, those_standing] = await Promise.all([
    rules.current(),
    regions.table(),
    subjectNames(askedBy(request, warehouse), subject_ids),
    newestSteps(whole, alerts, {
      viewer: request.principal.actor,
      gathered: !alerts.every(hasFewStanding),
    }),
    firstDuties(whole, ids, since),
    recordedNotices(log),
    raisedOf(alerts.flatMap((alert) => (hasFewStanding(alert) ? alert.standing_warning_ids : []))),
  ])
  const looked_at = new Map(
    alerts.map((alert) => [
      alert.alert_id,
      hasFewStanding(alert)
        ? alert.standing_warning_ids
        : lastOf(alert.standing_warning_ids, steps.get(alert.alert_id)?.gathered ?? []),
    ]),
  )
  const those_gathered = await raisedOf(
    alerts.flatMap((alert) => (hasFewStanding(alert) ? [] : (looked_at.get(alert.alert_id) ?? []))),
  )
  const raised = [...those_standing, ...those_gathered]
  const warnings = new Map(raised.map((entry) => [entry.warning_id, entry]))
  const newestOf = ({ alert_id, standing_warning_ids }: AlertRow) => {
    const found = (looked_at.get(alert_id) ?? []).flatMap((id) => warnings.get(id) ?? [])
    const newest = found.toSorted((a, b) => b.position - a.position)[0]
    return newest === undefined
      ? undefined
      : { ...newest, stands: standing_warning_ids.includes(newest.warning_id) }
  }
  const named = new Map(book.versions.map((one) => [nameOf(one), one]))
  const asker = askerOf(request, 'look_up')
  return (alert) => {
    const its = steps.get(alert.alert_id)
    return {
      alert,
      subject: names.get(alert.subject_id),
      rule: named.get(nameOf(alert)),
      steps: its,
      warning: newestOf(alert),
      duty: duties.get(alert.alert_id),
      notices,
      regions: table,
      asker,
    }
  }
}

function hasFewStanding({ standing_warning_ids: standing }: AlertRow): boolean {
  return standing.length > 0 && standing.length <= WARNINGS_LOOKED_AT
}

/** Of very many, those that came last; where these do not stand, some that do. */
function lastOf(standing: readonly string[], gathered: readonly string[]): readonly string[] {
  const stands = new Set(standing)
  const last = standing.length === 0 ? gathered : gathered.filter((id) => stands.has(id))
  return (last.length === 0 ? standing : last).slice(-WARNINGS_LOOKED_AT)
}

function nameOf({ rule_id, rule_version }: Pick<AlertRow, 'rule_id' | 'rule_version'>): string {
  return `${rule_id}@${rule_version}`
}
