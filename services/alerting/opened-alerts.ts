import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { AlertKey } from '#/alerting/alert-key.ts'
import { EntryAnchors } from '#/alerting/alert-windows.ts'
import { AlertsOfKey } from '#/alerting/alerts-of-key.ts'
import { StormAlerts } from '#/alerting/storm-alerts.ts'

/** The alerts that an attempt looked at, each read once. */
export class OpenedAlerts {
  readonly #log: EventLog
  readonly #alerts = new Map<string, AlertsOfKey>()
  readonly #storms = new Map<string, StormAlerts>()

  /** Of the ledger entries that the alerts gathered. */
  readonly anchors: EntryAnchors

  constructor(log: EventLog) {
    this.#log = log
    this.anchors = new EntryAnchors(log)
  }

  async of(key: AlertKey): Promise<AlertsOfKey> {
    const name = `${key.rule_id}\n${key.subject_id}`
    const alerts = this.#alerts.get(name) ?? (await AlertsOfKey.load(this.#log, key))
    this.#alerts.set(name, alerts)
    return alerts
  }

  async storm(rule: Pick<Rule, 'id'>): Promise<StormAlerts> {
    const storm = this.#storms.get(rule.id) ?? (await StormAlerts.load(this.#log, rule))
    this.#storms.set(rule.id, storm)
    return storm
  }

  appends(): readonly StreamAppend[] {
    return [
      ...[...this.#alerts.values()].flatMap(({ appends }) => appends),
      ...[...this.#storms.values()].flatMap((storm) => storm.appends()),
    ]
  }
}
