import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { AlertKey } from '#/alerting/alert-key.ts'
import { EntryAnchors } from '#/alerting/alert-windows.ts'
import { AlertsOfKey } from '#/alerting/alerts-of-key.ts'
import { StormAlerts } from '#/alerting/storm-alerts.ts'

/** As many streams are read at once. */
const READ_TOGETHER_MAX = 64

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

  /**
   * Reads those that were not looked at yet, many at once: each waits its turn of a busy process,
   * so one after another they would wait as many turns as they are.
   */
  async read(keys: readonly AlertKey[]): Promise<void> {
    const missing = [...new Map(keys.map((key) => [nameOf(key), key]))].filter(
      ([name]) => !this.#alerts.has(name),
    )
    for (let from = 0; from < missing.length; from += READ_TOGETHER_MAX) {
      const some = missing.slice(from, from + READ_TOGETHER_MAX)
      const read = await Promise.all(some.map(([, key]) => AlertsOfKey.load(this.#log, key)))
      for (const alerts of read) this.#alerts.set(nameOf(alerts.key), alerts)
    }
  }

  async of(key: AlertKey): Promise<AlertsOfKey> {
    await this.read([key])
    // It is there now.
    return this.#alerts.get(nameOf(key))!
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

function nameOf({ rule_id, subject_id }: AlertKey): string {
  return `${rule_id}\n${subject_id}`
}
