import type { PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { AlertRaised } from '@jianwei/events/alert/raising-events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import type { Directory } from '@jianwei/events/organisation/directory.ts'
import { followed } from '@jianwei/events/organisation/unit-of.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RoutingTablePublished } from '@jianwei/events/routing/events.ts'
import { routeOf, type RoutedAlert } from '@jianwei/events/routing/route-of.ts'
import type { DomainOf } from '#/alert-changes/alert-changes.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openAlert, type OpenAlert } from '#/desk/alert-aggregate.ts'

/** By this name the platform routes. */
const ROUTING_ACTOR = 'jianwei:routing'

/** Alerts whose events are appended together. */
const TOGETHER_MAX = 100

export interface RoutingState {
  readonly table: RoutingTablePublished
  readonly directory: Directory
  readonly day: CivilDate
}

export interface RoutedAlertRead {
  readonly open: OpenAlert
  readonly raised: RecordedEvent
  readonly alert: PresentAlert
  readonly routed: RoutedAlert
  /** Somebody gave it back since it was in a queue: the rows would send it there again. */
  readonly was_returned: boolean
}

/** An alert with what routing looks at; undefined for one that was never raised. */
export async function readRoutedAlert(
  log: EventLog,
  alertId: string,
  domainOf: DomainOf,
): Promise<RoutedAlertRead | undefined> {
  let raised: RecordedEvent | undefined
  let was_returned = false
  const open = await openAlert(log, alertId, (event) => {
    raised ??= event
    if (event.type === 'AlertReturned') was_returned = true
    if (event.type === 'AlertRouted' || event.type === 'AlertTransferred') was_returned = false
  })
  const alert = open.state
  if (raised === undefined || alert.state === 'absent') return undefined
  // The first event of an alert raises it, and the catalogue parsed it.
  const { lead } = raised.data as AlertRaised
  const { rule_id, rule_version, level } = alert
  const domain =
    rule_id === null || rule_version === null
      ? (lead?.domain ?? null)
      : await domainOf(rule_id, rule_version)
  const { region } = raised
  const routed = { region, domain, rule_id, level }
  return { open, raised, alert, routed, was_returned }
}

export interface RouteAlertsParts {
  readonly log: EventLog
  readonly domainOf: DomainOf
}

/**
 * Puts alerts that are in no queue into one, and those in the queue of a unit that has ended into
 * that of whoever has its work. Leaves every other alert where it is. Gives how many events were
 * appended.
 */
export async function routeAlerts(
  { log, domainOf }: RouteAlertsParts,
  state: RoutingState,
  alerts: readonly { readonly alert_id: string; readonly cause: RecordedEvent }[],
): Promise<number> {
  let events = 0
  for (let from = 0; from < alerts.length; from += TOGETHER_MAX) {
    const { appended } = await handleCommands(log, async () => {
      const opened: OpenAlert[] = []
      for (const { alert_id, cause } of alerts.slice(from, from + TOGETHER_MAX)) {
        const read = await readRoutedAlert(log, alert_id, domainOf)
        if (read === undefined) continue
        const to = nextUnit(state, read)
        if (to === undefined) continue
        const { subject_id, region } = read.raised
        const context = { subject_id, region, at: cause.recorded_at, causation_id: cause.event_id }
        const data = { alert_id, actor: ROUTING_ACTOR, reason: to.why, unit: to.unit }
        const { version: routing_version } = state.table
        read.open.decide({ type: 'RouteAlert', data: { ...data, routing_version } }, context)
        opened.push(read.open)
      }
      return { appends: opened.flatMap(({ appends }) => appends), result: undefined }
    })
    events += appended.length
  }
  return events
}

/** Where the alert should go now; undefined where it stays. */
function nextUnit(
  { table, directory, day }: RoutingState,
  { alert, routed, was_returned }: RoutedAlertRead,
): { readonly unit: string; readonly why: string } | undefined {
  if (alert.state === 'closed') return undefined
  if (alert.unit === null) {
    if (!was_returned) return routeOf(table, routed, { directory, day })
    const route = routeOf({ ...table, rows: [] }, routed, { directory, day })
    return { ...route, why: `returned, to be assigned anew; ${route.why}` }
  }
  const unit = directory.units.get(alert.unit)
  if (unit?.end == null || unit.end.on > day) return undefined
  const heir = followed(directory, unit, day)
  if (heir !== null)
    return { unit: heir, why: `${alert.unit} was succeeded by ${heir} on ${unit.end.on}` }
  const route = routeOf(table, routed, { directory, day })
  return { ...route, why: `${alert.unit} was dissolved on ${unit.end.on}; ${route.why}` }
}
