import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { DATA_SETS, SHARED_DATA, type DataSet } from '#/reports/data-sets.ts'
import { reportMarkdown, type ReportedBacktest } from '#/reports/report-markdown.ts'
import { backtestOf, testOutcome } from '@jianwei/tests/support/backtest/backtest-of.ts'
import { importData } from '#/reports/imported-data.ts'

/*
 * `npm run reports [name …]`: imports each data set into a folder of its own, runs the rules over
 * it by source, and writes tools/reports/<name>.md.
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

const NAMES = DATA_SETS.map((set) => set.name).join(', ')
const { operands: wanted } = readCommandLine({
  call: 'npm run reports --',
  does:
    'Backtests on the real data beside the repository, written to tools/reports. ' +
    `Data sets: ${NAMES}.`,
  operands: '[DATA SET…]',
})

function ruleOf(file: string): Rule {
  const parsed = parseRule(parse(readFileSync(`${FOLDER}rules/${file}.yaml`, 'utf8')))
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`)
  return parsed.rule
}

async function write(set: DataSet): Promise<void> {
  await using data = await importData(set.files)
  const backtests: ReportedBacktest[] = []
  for (const { rule, outcome } of set.rules) {
    const held = testOutcome(parse(readFileSync(`${FOLDER}outcomes/${outcome}.yaml`, 'utf8')))
    const result = await backtestOf(data.warehouse, ruleOf(rule), { outcome: held })
    backtests.push({ result, rule_file: rule, outcome_file: outcome })
    console.log(`${set.name}: ${rule} held against ${outcome}`)
  }
  const further = set.further?.(SHARED_DATA) ?? []
  writeFileSync(`${FOLDER}${set.name}.md`, reportMarkdown(set, data, backtests, further))
}

for (const set of DATA_SETS) if (wanted.length === 0 || wanted.includes(set.name)) await write(set)
