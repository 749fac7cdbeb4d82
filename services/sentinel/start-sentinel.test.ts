import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { NOTHING_PROJECTED_YET } from '@jianwei/projections/ports/projected-position.ts'
import { DutyBench } from '@jianwei/tests/support/duties/duty-bench.ts'
import { eventually } from '@jianwei/tests/support/hang.ts'
import { emptyWarehouse } from '@jianwei/tests/support/server/server-without-data.ts'
import { dueQueueMetrics } from '#/duties/due-queue-metrics.ts'
import { RuleReader } from '#/rules/rule-book.ts'
import { startSentinel } from '#/sentinel/start-sentinel.ts'

test('a process that is not the one at work any more shows no due queue', async () => {
  await using bench = await DutyBench.at('2026-03-10T02:00:00.000Z')
  await bench.raise('a')
  const stopping = new AbortController()
  const tenure = new AbortController()
  const ended = Promise.withResolvers<void>()
  const { log, checkpoints } = bench
  const sentinel = startSentinel({
    log,
    checkpoints,
    warehouse: emptyWarehouse,
    projected: {
      current: () => NOTHING_PROJECTED_YET,
      beyond: async () => NOTHING_PROJECTED_YET,
    },
    rules: () => new RuleReader(emptyWarehouse),
    now: () => '2026-03-20T02:00:00.000Z' as Instant,
    logger: { debug: () => {}, warn: () => {} },
    signal: stopping.signal,
    // The clocks of duties alone.
    loops: {
      run: async (name, loop) => (name === 'duties' ? loop() : undefined),
      states: () => ({}),
    },
    whileActive: async (signal, work) => {
      await work({ signal: AbortSignal.any([signal, tenure.signal]), assertHeld: () => {} })
      ended.resolve()
    },
  })
  const metrics = new Registry()
  dueQueueMetrics(metrics, () => sentinel.duties())
  const open = async () =>
    (await metrics.getSingleMetric('jianwei_duties_open')?.get())?.values[0]?.value
  await eventually(
    async () => ((await open()) === 1 ? true : undefined),
    () => 'the alert has no clock',
  )
  tenure.abort()
  await ended.promise
  expect(sentinel.duties()).toBeUndefined()
  expect(await open()).toBe(0)
  stopping.abort()
  await sentinel.ended
})
