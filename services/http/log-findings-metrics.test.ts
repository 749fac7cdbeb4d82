import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { Position } from '@jianwei/events/envelope.ts'
import { LOG_OF_ITS_OWN, type LogStanding } from '@jianwei/events/ports/log-standing.ts'
import { logFindingsMetrics } from '#/http/log-findings-metrics.ts'

const [first_position, last_position] = [7 as Position, 9 as Position]
const aside = { first_position, last_position, first_ms: 1, last_ms: 2 }

async function valuesOf(standing: LogStanding): Promise<Readonly<Record<string, number>>> {
  const registry = new Registry()
  logFindingsMetrics(registry, standing)
  const metrics = await registry.getMetricsAsJSON()
  return Object.fromEntries(
    metrics.flatMap(({ name, values }) =>
      values.map(({ labels, value }) => [`${name} ${Object.values(labels).join()}`, value]),
    ),
  )
}

test('what was set aside is counted by its reason, and losses by their kind', async () => {
  const values = await valuesOf({
    ...LOG_OF_ITS_OWN,
    findings: async () => ({
      set_aside: [
        { ...aside, reason: 'not_json', stream: 'jianwei.subject-1', events: 2 },
        { ...aside, reason: 'not_json', stream: 'jianwei.subject-2', events: 3 },
      ],
      stream_losses: [
        {
          kind: 'deleted',
          stream: 'jianwei.alert-1',
          amount: null,
          given: 1,
          position: last_position,
          found_ms: 3,
        },
      ],
    }),
  })
  expect(values['jianwei_log_set_aside_events not_json']).toBe(5)
  expect(values['jianwei_log_set_aside_events tombstone']).toBe(0)
  expect(values['jianwei_log_stream_losses deleted']).toBe(1)
  expect(values['jianwei_log_stream_losses missing']).toBe(0)
})

test('where there is nothing to find, each is there and 0', async () => {
  const values = Object.values(await valuesOf(LOG_OF_ITS_OWN))
  expect(values).toHaveLength(12)
  expect(new Set(values)).toEqual(new Set([0]))
})
