import { openAlertsByRule } from '@jianwei/projections/alerts/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { importHolds } from '@jianwei/projections/imports/queries.ts'
import { warningsByRule } from '@jianwei/projections/warnings/queries.ts'
import { warningsWithoutAlert } from '@jianwei/projections/warnings/without-alert.ts'
import { rulesInForce, type RuleShelf } from '#/rule-book.ts'
import { ruleOutcomes, suppressedWarnings } from '#/sentinel/rule-outcomes.ts'

/** Writes to the console what a person who starts the program wants to know. */
export interface Narrator {
  say(line: string): void
}

const number = (value: number): string => value.toLocaleString('en')

export interface ToldOf {
  readonly warehouse: Warehouse
  readonly shelf: RuleShelf
}

/** One line a rule: what it found, how much of it people will see, and why they do not see the rest. */
export async function tellWarnings(narrator: Narrator, { warehouse, shelf }: ToldOf): Promise<void> {
  const rules = await warningsByRule(warehouse)
  const { published, ever_published } = rulesInForce(await shelf.current())
  const held = [...new Set((await importHolds(warehouse)).flatMap(({ of_sources }) => of_sources))]
  const quiet = await warningsWithoutAlert(warehouse, { ages: ever_published, held })
  const excepted = published.filter(({ exceptions }) => exceptions.length > 0)
  const suppressed = suppressedWarnings(await ruleOutcomes(warehouse, excepted))
  const open = await openAlertsByRule(warehouse)
  const width = Math.max(0, ...rules.map((rule) => rule.rule_id.length))
  for (const rule of rules) {
    const name = `${rule.rule_id}@${rule.rule_version}`.padEnd(width + 3)
    const ofRule = (row: { readonly rule_id: string; readonly rule_version: number }): boolean =>
      row.rule_id === rule.rule_id && row.rule_version === rule.rule_version
    const mine = quiet.filter(ofRule)
    const counts = [
      `${number(rule.standing)} warnings`,
      `${number(sum(mine.map(({ too_old }) => too_old)))} too old for an alert`,
      ...besides(sum(mine.map(({ waiting }) => waiting)), 'waiting for an import to end'),
      ...besides(sum(mine.map(({ others }) => others)), 'not dealt with yet'),
      `${number(sum(open.filter(ofRule).map(({ open_alerts }) => open_alerts)))} open alerts`,
      ...besides(sum(suppressed.filter(ofRule).map(({ warnings }) => warnings)), 'more suppressed by exceptions'),
    ]
    narrator.say(`  ${name} ${counts.join(', ')}`)
  }
}

function besides(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${number(count)} ${what}`]
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
