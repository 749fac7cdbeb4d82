import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { tellEvaluations } from '#/http/evaluation-durations.ts'
import { RULES_MEASURED_MAX } from '#/http/measured-rules.ts'

test('what the process works on rules is measured by rule, and of very many together', async () => {
  const metrics = new Registry()
  const tell = tellEvaluations(metrics)
  tell('two-penalties@1', 4)
  tell('two-penalties@1', 2)
  for (let rule = 0; rule < RULES_MEASURED_MAX; rule += 1) tell(`r${rule}@1`, 1)
  const text = await metrics.metrics()
  const name = 'jianwei_rule_evaluation_duration_seconds'
  expect(text).toContain(`${name}_sum{rule="two-penalties@1"} 0.006`)
  expect(text).toContain(`${name}_count{rule="two-penalties@1"} 2`)
  expect(text).toContain(`${name}_count{rule="further rules"} 1`)
})
