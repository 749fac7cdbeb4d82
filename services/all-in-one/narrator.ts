import { waitsForSomething } from '@jianwei/projections/rules/rule.ts'
import { openAlertsByRule } from '@jianwei/projections/desk/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { importHolds } from '@jianwei/projections/imports/queries.ts'
import { warningsByRule } from '@jianwei/projections/warnings/queries.ts'
import { warningsWithoutAlert } from '@jianwei/projections/warnings/without-alert.ts'
import { rulesInForce, type RuleRegistry } from '#/rules/rule-book.ts'
import { feedOutcomes, ruleOutcomes, suppressedWarnings } from '#/evaluation/rule-outcomes.ts'

/** Writes to the console what a person who starts the program wants to know. */
export interface Narrator {
  say(line: string): void
}

const number = (value: number): string => value.toLocaleString('en')

export interface ToldOf {
  readonly warehouse: Warehouse
  readonly registry: RuleRegistry
}

/**
 * One line a rule: what it found, how much of it people will see, and why they do not see the rest.
 */
export async function tellWarnings(
  narrator: Narrator,
  { warehouse, registry }: ToldOf,
): Promise<void> {
  const rules = await warningsByRule(warehouse)
  const { published, ever_published } = rulesInForce(await registry.current())
  const held = [...new Set((await importHolds(warehouse)).flatMap(({ of_sources }) => of_sources))]
  const quiet = await warningsWithoutAlert(warehouse, { ages: ever_published, held })
  const asked = published.filter((rule) => rule.exceptions.length > 0 || waitsForSomething(rule))
  const outcomes = await ruleOutcomes(warehouse, asked)
  const suppressed = suppressedWarnings(outcomes)
  const notJudged = feedOutcomes(outcomes).filter(({ outcome }) => outcome === 'not_judged')
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
      ...besides(
        sum(suppressed.filter(ofRule).map(({ warnings }) => warnings)),
        'more suppressed by exceptions',
      ),
      ...besides(
        sum(notJudged.filter(ofRule).map(({ warnings }) => warnings)),
        'more not judged, because nobody feeds what they wait for',
      ),
    ]
    narrator.say(`  ${name} ${counts.join(', ')}`)
  }
  const told = new Set(rules.map(nameOf))
  const others = Map.groupBy(
    notJudged.filter((one) => !told.has(nameOf(one))),
    nameOf,
  )
  for (const [name, ofRule] of others) {
    const count = number(sum(ofRule.map(({ warnings }) => warnings)))
    narrator.say(
      `  ${name} no warnings, ${count} not judged, because nobody feeds what they wait for`,
    )
  }
}

function nameOf(rule: { readonly rule_id: string; readonly rule_version: number }): string {
  return `${rule.rule_id}@${rule.rule_version}`
}

function besides(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${number(count)} ${what}`]
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
