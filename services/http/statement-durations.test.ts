import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { EndedStatement } from '@jianwei/projections/ports/warehouse.ts'
import { RULES_MEASURED_MAX } from '#/http/measured-rules.ts'
import { tellStatements } from '#/http/statement-durations.ts'

const ended: EndedStatement = {
  purpose: 'sentinel:warnings:two-penalties',
  about: { rule: 'two-penalties@1', question: 'warnings' },
  waited_ms: 12.3,
  ran_ms: 40,
  failed: false,
}

function telling(slow_ms = 1_000) {
  const metrics = new Registry()
  const lines: [object, string][] = []
  const logger = { warn: (fields: object, message: string) => void lines.push([fields, message]) }
  const tell = tellStatements({ metrics, logger, slow_ms })
  return { tell, lines, text: () => metrics.metrics() }
}

test('statements of rules are measured by rule and question', async () => {
  const { tell, text } = telling()
  tell(ended)
  tell({ ...ended, ran_ms: 700 })
  tell({ ...ended, about: { rule: 'two-penalties@1', question: 'newly-due' } })
  const measured = await text()
  const series = (question: string, name: string): string =>
    `jianwei_rule_statement_duration_seconds_${name}{rule="two-penalties@1",question="${question}"}`
  expect(measured).toContain(`${series('warnings', 'sum')} 0.74\n`)
  expect(measured).toContain(`${series('warnings', 'count')} 2\n`)
  expect(measured).toContain(`${series('newly-due', 'count')} 1\n`)
})

test('statements of no rule have no series', async () => {
  const { tell, text } = telling()
  const { about: _, ...ofNoRule } = ended
  tell({ ...ofNoRule, purpose: 'server:alerts.list' })
  expect(await text()).not.toContain('_count{')
})

test('rules beyond the limit are counted together, and those before them go on alone', async () => {
  const { tell, text } = telling()
  const of = (n: number): EndedStatement => ({
    ...ended,
    about: { rule: `rule-${n}@1`, question: 'ledger' },
  })
  for (let n = 0; n < RULES_MEASURED_MAX + 7; n += 1) tell(of(n))
  tell(of(0))
  const counts = [...(await text()).matchAll(/_count\{rule="([^"]+)",question="ledger"\} (\d+)/g)]
  expect(counts).toHaveLength(RULES_MEASURED_MAX + 1)
  expect(Object.fromEntries(counts.map(([, rule, count]) => [rule, count]))).toMatchObject({
    'rule-0@1': '2',
    'further rules': '7',
  })
})

test('a slow statement is named in a line with its rule, and a faster one is not', () => {
  const { tell, lines } = telling(500)
  tell({ ...ended, ran_ms: 499.9 })
  expect(lines).toEqual([])
  tell({ ...ended, ran_ms: 500 })
  expect(lines).toEqual([
    [
      {
        statement: 'sentinel:warnings:two-penalties',
        rule: 'two-penalties@1',
        question: 'warnings',
        duration_ms: 500,
        waited_ms: 12,
      },
      'slow statement',
    ],
  ])
})

test('one that failed slowly says so', () => {
  const { tell, lines } = telling(500)
  tell({ ...ended, ran_ms: 9_000, failed: true })
  expect(lines).toMatchObject([[{ duration_ms: 9_000, failed: true }, 'slow statement']])
})
