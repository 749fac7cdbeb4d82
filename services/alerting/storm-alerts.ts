import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { LIST_ITEMS_MAX } from '@jianwei/events/vocabulary.ts'
import { SENTINEL_SOURCE } from '@jianwei/events/warning/events.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRaisedEntry } from '#/alerting/alerting-events.ts'
import { AlertsOfKey } from '#/alerting/alerts-of-key.ts'
import { gatherWarning } from '#/alerting/gather-warning.ts'

/** Warnings that the alert of a storm gathers as a sample; the others it counts and names. */
export const STORM_SAMPLE_MAX = 20

/** The alerts of a rule's storms: about the rule itself, one after another. */
export class StormAlerts {
  readonly alerts: AlertsOfKey
  readonly #taken: Set<string>
  readonly #uncounted: WarningRaisedEntry[] = []

  private constructor(alerts: AlertsOfKey, taken: Set<string>) {
    this.alerts = alerts
    this.#taken = taken
  }

  static async load(log: EventLog, rule: Pick<Rule, 'id'>): Promise<StormAlerts> {
    const taken = new Set<string>()
    const key = { rule_id: rule.id, subject_id: platformSubject('rule', rule.id) }
    const alerts = await AlertsOfKey.load(log, key, ({ data }) => {
      // Of the events of an alert, those that name warnings name them so.
      const { warning_id, warning_ids = [] } = data as Partial<NamedWarnings>
      for (const id of [...warning_ids, ...(warning_id === undefined ? [] : [warning_id])])
        taken.add(id)
    })
    return new StormAlerts(alerts, taken)
  }

  has({ data }: WarningRaisedEntry): boolean {
    return this.#taken.has(data.warning_id)
  }

  take(rule: Rule, entry: WarningRaisedEntry): void {
    this.#taken.add(entry.data.warning_id)
    const { alerts } = this
    alerts.chooseNewest()
    if (alerts.alert.state === 'closed') alerts.begin()
    const [newest] = alerts.gathered()
    if (newest !== undefined && newest.entries.length >= STORM_SAMPLE_MAX) {
      this.#uncounted.push(entry)
      return
    }
    const { more_than } = rule.alerting.storm
    const reason = `预警激增，超过 ${more_than} 件 · a storm: more than ${more_than} new alerts`
    gatherWarning(alerts, { entry, region: null }, reason)
  }

  /** With the warnings that were counted, in lists of what an event can hold. */
  appends(): readonly StreamAppend[] {
    this.alerts.chooseNewest()
    const { alert_id } = this.alerts
    while (this.#uncounted.length > 0) {
      const entries = this.#uncounted.splice(0, LIST_ITEMS_MAX)
      const last = entries.at(-1)
      if (last === undefined) break
      const warning_ids = entries.map(({ data }) => data.warning_id)
      const data = { alert_id, actor: SENTINEL_SOURCE, warning_ids }
      const cause = { region: null, at: last.data.clock, causation_id: last.event_id }
      this.alerts.decide({ type: 'CountWarnings', data }, cause)
    }
    return this.alerts.appends
  }
}

interface NamedWarnings {
  readonly warning_id: string
  readonly warning_ids: readonly string[]
}
