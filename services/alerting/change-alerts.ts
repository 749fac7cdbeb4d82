import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { regionOfGroup } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { movedAt } from '@jianwei/projections/warnings/ledger-so-far.ts'
import { alertKeyOf, type AlertKey } from '#/alerting/alert-key.ts'
import type { AlertWorthy } from '#/alerting/alert-worthy.ts'
import type { WarningEntry, WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import { chooseWithinWindow } from '#/alerting/alert-windows.ts'
import type { AlertsOfKey } from '#/alerting/alerts-of-key.ts'
import { gatherWarning } from '#/alerting/gather-warning.ts'
import { OpenedAlerts } from '#/alerting/opened-alerts.ts'
import type { Storms } from '#/alerting/storms.ts'
import { handleCommands } from '#/commands/handle-commands.ts'

const NO_LONGER_HOLDS = 'the rule no longer holds there'

export interface ChangeAlertsParts {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly rules: readonly Rule[]
  /** Counts on where an attempt succeeded. */
  readonly storms: Storms
  /**
   * Whether a warning was withdrawn elsewhere at the boundary at which this one was raised; the
   * warehouse is asked where it is left out.
   */
  readonly hasMoved?: (entry: WarningRaisedEntry) => boolean
}

/**
 * Lets warnings join their alerts and leave them, in one append. People may work on the alerts
 * meanwhile: then all of it is decided again. Gives how many events were appended.
 */
export async function changeAlerts(
  parts: ChangeAlertsParts,
  worthy: readonly AlertWorthy[],
  withdrawn: readonly WarningEntry[],
): Promise<number> {
  if (worthy.length + withdrawn.length === 0) return 0
  const { appended, result } = await handleCommands(parts.log, async () => {
    const attempt = { ...parts, storms: parts.storms.copy(), opened: new OpenedAlerts(parts.log) }
    // As the log has them, so that it does not matter how many are handled together.
    const changes = inOrder(attempt, worthy, withdrawn)
    const keys = await Promise.all(
      changes.map(({ entry }) => alertKeyOf(parts.log, ruleOf(attempt, entry), entry)),
    )
    await attempt.opened.read(keys)
    // There is a key for each.
    for (const [at, { change }] of changes.entries()) await change(keys[at]!)
    return { appends: attempt.opened.appends(), result: attempt.storms }
  })
  parts.storms.become(result)
  return appended.length
}

function inOrder(
  attempt: Attempt,
  worthy: readonly AlertWorthy[],
  withdrawn: readonly WarningEntry[],
): readonly Change[] {
  const joining = worthy.map((one): Change => ({
    entry: one.entry,
    change: (key) => gather(attempt, one, key),
  }))
  const leaving = withdrawn.map((entry): Change => ({
    entry,
    change: (key) => withdraw(attempt, entry, key),
  }))
  return [...joining, ...leaving].toSorted(
    ({ entry: one }, { entry: other }) => one.position - other.position,
  )
}

interface Change {
  readonly entry: WarningEntry
  readonly change: (key: AlertKey) => Promise<void>
}

interface Attempt extends ChangeAlertsParts {
  readonly opened: OpenedAlerts
}

async function gather(
  attempt: Attempt,
  { entry, region }: AlertWorthy,
  key: AlertKey,
): Promise<void> {
  const { opened, storms } = attempt
  const rule = ruleOf(attempt, entry)
  const alerts = await opened.of(key)
  const isHeardAgain = (): void => {
    if (rule !== undefined) storms.heardAgain(rule, entry.recorded_at)
  }
  // The end of a hold looks at all that waited: what an alert was told of before is no news, also
  // where the alert was closed since.
  if (alerts.heardOf(entry.event_id)) {
    if (alerts.begunBy(entry.event_id)) isHeardAgain()
    return
  }
  const storm = await opened.storm({ id: entry.data.rule_id })
  if (storm.has(entry)) {
    isHeardAgain()
    return
  }
  if (!(await joins(attempt, alerts, rule, entry))) {
    if (rule !== undefined && storms.takes(rule, entry.recorded_at)) {
      storm.take(rule, entry)
      return
    }
    alerts.begin()
  }
  const reason = rule === undefined ? entry.data.rule_id : `${rule.title.zh} · ${rule.title.en}`
  // An alert of a group lies where all of the group does.
  const grouped = key.subject_id !== entry.subject_id
  const lies = grouped ? regionOfGroup(key.subject_id) : region
  gatherWarning(alerts, { entry, region: lies }, reason)
}

/** Whether the warning belongs to an alert that is there, which is chosen then. */
async function joins(
  { warehouse, opened, hasMoved }: Attempt,
  alerts: AlertsOfKey,
  rule: Rule | undefined,
  entry: WarningRaisedEntry,
): Promise<boolean> {
  const window = rule?.alerting.window_seconds ?? null
  if (window !== null && (await chooseWithinWindow(opened.anchors, alerts, entry, window)))
    return true
  alerts.chooseNewest()
  if (alerts.alert.state === 'absent') return false
  if (alerts.alert.state === 'closed')
    return hasMoved === undefined ? movedInWarehouse(warehouse, entry) : hasMoved(entry)
  return window === null
}

async function withdraw(attempt: Attempt, entry: WarningEntry, key: AlertKey): Promise<void> {
  const { data, event_id } = entry
  const { opened } = attempt
  const own = await opened.of(key)
  const storm = await opened.storm({ id: data.rule_id })
  const alerts = [own, storm.alerts].find((some) => some.chooseHolding(data.warning_id))
  if (alerts === undefined) return
  const command = {
    alert_id: alerts.alert_id,
    actor: SENTINEL_SOURCE,
    reason: NO_LONGER_HOLDS,
    warning_id: data.warning_id,
  }
  const cause = { region: null, at: data.clock, causation_id: event_id }
  alerts.decide({ type: 'WithdrawWarning', data: command }, cause)
}

function ruleOf({ rules }: Attempt, { data }: WarningEntry): Rule | undefined {
  return rules.find((one) => one.id === data.rule_id && one.version === data.rule_version)
}

/**
 * Whether the warning is one that was withdrawn elsewhere at the same boundary. That is a question
 * to the warehouse, asked of closed alerts only: the log has a stream for each warning and none for
 * a rule and a subject, so which others were withdrawn there is known by index only there. The
 * boundary's entries are in the warehouse, all of them: alerting is told of what is.
 */
function movedInWarehouse(warehouse: Warehouse, { data, subject_id }: WarningRaisedEntry) {
  const { rule_id, seen_position } = data
  return movedAt(warehouse, { rule_id, subject_id, seen_position })
}
