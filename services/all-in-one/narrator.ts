import { openAlertsByRule } from '@jianwei/projections/alerts/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsByRule } from '@jianwei/projections/warnings/queries.ts'

/** Writes to the console what a person who starts the program wants to know. */
export interface Narrator {
  say(line: string): void
}

const number = (value: number): string => value.toLocaleString('en')

/** One line a rule: what it found, and how much of it people will see. */
export async function tellWarnings(narrator: Narrator, warehouse: Warehouse): Promise<void> {
  const rules = await warningsByRule(warehouse)
  const alerts = new Map((await openAlertsByRule(warehouse)).map((row) => [row.rule_id, row.open_alerts]))
  const width = Math.max(0, ...rules.map((rule) => rule.rule_id.length))
  for (const { rule_id, rule_version, standing, without_alert } of rules) {
    const name = `${rule_id}@${rule_version}`.padEnd(width + 3)
    const quiet = `${number(without_alert)} too old for an alert`
    narrator.say(`  ${name} ${number(standing)} warnings, ${quiet}, ${number(alerts.get(rule_id) ?? 0)} open alerts`)
  }
}
