import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { msOfInstant, secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import {
  openAlertsOfRules,
  type SilenceAlert,
} from '@jianwei/projections/alert-reactions/queries.ts'
import { knownNow } from '@jianwei/projections/authorities/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  silentSinceSql,
  type ReportRow,
} from '@jianwei/projections/rules/compiler/source-silent-sql.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { decideAboutAlert } from '#/alerting/decide-about-alert.ts'
import { firstSaid } from '#/alerting/evidence-origins.ts'

/*
 * Many silent, one cause. A silence rule that depends on another one, as devices depend on their
 * collector, has its alerts gathered under that one's alert while it is silent: where the last
 * report of the device is one of those that the collector's warning is about, and the device was
 * not overdue yet when the collector was last heard.
 *
 * Once the collector reports again, each device has as long as its rule allows. Those that are
 * still silent then are parted from it, and open.
 *
 * It looks at what is open now rather than at what happened, so a round that was cut short, or
 * missed, is made good by the next. People may have closed an alert that the warehouse still has as
 * open: then nothing follows.
 */

type SilenceRule = Extract<Rule, { kind: 'silence' }>

export interface CommonCausesParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: readonly Rule[]
}

const FOLLOWS = '随同起因失联 · silent with what it depends on'
const STILL_SILENT = '起因已恢复而仍失联 · still silent after its cause was over'

/** Gives how many events were appended. `up_to`: the warehouse holds everything up to there. */
export async function gatherUnderCauses(
  parts: CommonCausesParts,
  at: { readonly up_to: Position; readonly clock: Instant },
): Promise<number> {
  const silences = parts.rules.filter((rule) => rule.kind === 'silence')
  const dependents = silences.filter(({ depends_on }) => depends_on.length > 0)
  const causes = silences.filter(({ id }) =>
    dependents.some(({ depends_on }) => depends_on.includes(id)),
  )
  if (causes.length === 0) return 0
  const ids = [...new Set([...dependents, ...causes].map(({ id }) => id))]
  const alerts = await openAlertsOfRules(parts.warehouse, ids)
  const reports = new Reports(parts.warehouse, at.clock, alerts)
  let appended = 0
  for (const alert of alerts) {
    const rule = ruleOf(dependents, alert)
    if (rule === undefined || !alert.is_open || alert.standing === 0) continue
    const look = { rule, alert, causes, alerts, reports, ...at }
    appended +=
      alert.gathered_under === null
        ? await gatherUnder(parts.log, look)
        : await partWhenOver(parts.log, look)
  }
  return appended
}

interface Look {
  readonly rule: SilenceRule
  readonly alert: SilenceAlert
  readonly causes: readonly SilenceRule[]
  readonly alerts: readonly SilenceAlert[]
  readonly reports: Reports
  readonly up_to: Position
  readonly clock: Instant
}

async function gatherUnder(log: EventLog, look: Look): Promise<number> {
  const { alert_id } = look.alert
  const cause = await causeOf(log, look)
  if (cause === undefined) return 0
  const data = { alert_id, actor: SENTINEL_SOURCE, reason: FOLLOWS, parent_alert: cause.alert_id }
  const because = { at: look.clock, causation_id: cause.fact_id }
  return decideAboutAlert(log, alert_id, because, (events, { state }) =>
    state === 'closed' || wasParted(events, cause.alert_id)
      ? undefined
      : { type: 'GatherUnder', data },
  )
}

async function causeOf(
  log: EventLog,
  { rule, alert, causes, alerts, reports, up_to }: Look,
): Promise<SilenceAlert | undefined> {
  const dueMs = msOfInstant(alert.anchor_at) + rule.parameters.silent_seconds * 1_000
  for (const cause of alerts) {
    const causing = ruleOf(causes, cause)
    if (causing === undefined || !rule.depends_on.includes(causing.id)) continue
    if (!cause.is_open || cause.standing === 0 || cause.alert_id === alert.alert_id) continue
    // It was overdue by itself while its cause still reported.
    if (msOfInstant(cause.anchor_at) > dueMs) continue
    if (!(await covers(log, causing, { cause, alert, up_to }))) continue
    if ((await reports.next(causing, cause.fact_id)) === 'silent') return cause
  }
  return undefined
}

/** Whether the last report of the alert is one of those that the cause's warning is about. */
async function covers(
  log: EventLog,
  { parameters: { per, key } }: SilenceRule,
  { cause, alert, up_to }: Pick<Look, 'alert' | 'up_to'> & { readonly cause: SilenceAlert },
): Promise<boolean> {
  if (per === 'subject') return cause.subject_id === alert.subject_id
  const report = await firstSaid(log, alert.fact_id, up_to)
  return report !== null && groupIdOf(key, report) === cause.subject_id
}

/** Opens the alert again when its cause was over for as long as its rule allows silence. */
async function partWhenOver(log: EventLog, look: Look): Promise<number> {
  const { rule, alert, causes, alerts, reports, clock } = look
  const { alert_id, gathered_under } = alert
  const cause = alerts.find((one) => one.alert_id === gathered_under)
  const causing = cause === undefined ? undefined : ruleOf(causes, cause)
  if (gathered_under === null || cause === undefined || causing === undefined) return 0
  const next = cause.standing === 0 ? 'no silence' : await reports.next(causing, cause.fact_id)
  if (next === 'silent') return 0
  const over = next === 'no silence' ? 0 : next + rule.parameters.silent_seconds
  if (secondOfInstant(clock) < over) return 0
  if ((await reports.next(rule, alert.fact_id)) !== 'silent') return 0
  const why = { actor: SENTINEL_SOURCE, reason: STILL_SILENT }
  const data = { alert_id, ...why, parent_alert: gathered_under }
  const because = { at: clock, causation_id: cause.fact_id }
  return decideAboutAlert(log, alert_id, because, (_, { state }) =>
    state === 'closed' ? undefined : { type: 'PartAlert', data },
  )
}

/** What came after the last reports of the alerts: asked once for each rule, and only if needed. */
class Reports {
  readonly #warehouse: Warehouse
  readonly #clock: Instant
  readonly #alerts: readonly SilenceAlert[]
  readonly #rows = new Map<SilenceRule, Promise<readonly ReportRow[]>>()

  constructor(warehouse: Warehouse, clock: Instant, alerts: readonly SilenceAlert[]) {
    this.#warehouse = warehouse
    this.#clock = clock
    this.#alerts = alerts
  }

  /** The second of the next report; `no silence` where facts that came late say there was none. */
  async next(rule: SilenceRule, report: string): Promise<number | 'silent' | 'no silence'> {
    const rows = this.#rows.get(rule) ?? this.#ask(rule)
    this.#rows.set(rule, rows)
    const row = (await rows).find((one) => one.report === report)
    if (row === undefined) return 'no silence'
    return row.next_second ?? 'silent'
  }

  async #ask(rule: SilenceRule): Promise<readonly ReportRow[]> {
    const of = this.#alerts.filter(({ rule_id }) => rule_id === rule.id)
    // Who decides an attribute decides whose reports the rule watches.
    const view = { scope: { of: 'everything' }, known: await knownNow(this.#warehouse) } as const
    const reports = of.map(({ fact_id }) => fact_id)
    const asked = { purpose: 'alert-reactions:reports', lane: 'rules' } as const
    return this.#warehouse.query<ReportRow>(silentSinceSql(rule, view, this.#clock, reports), asked)
  }
}

/** Whether it stood under that alert before: it was parted, and is not taken back. */
function wasParted(events: readonly RecordedEvent[], from: string): boolean {
  return events.some(({ type, data }) => type === 'AlertParted' && data['parent_alert'] === from)
}

function ruleOf(rules: readonly SilenceRule[], alert: SilenceAlert): SilenceRule | undefined {
  return rules.find(({ id, version }) => id === alert.rule_id && version === alert.rule_version)
}
