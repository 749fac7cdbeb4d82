import { expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { alerts } from '@jianwei/projections/desk/queries.ts'
import { warnings } from '@jianwei/projections/warnings/queries.ts'
import { ClickHouseFacade, type FacadeOptions } from '#/support/warehouse/clickhouse-facade.ts'
import { consoleQuestions } from '#/support/warehouse/console-questions.ts'
import { someEvent } from '#/support/log/events.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

const SUBJECT = '91330203MA00000010'
const rule = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})

const complaint = (id: string, day: string): NewEvent =>
  someEvent({ id, occurred_at: `${day}T04:00:00.000Z` as Instant })
const retraction = someEvent({
  id: 'retraction',
  type: 'FactRetracted',
  data: { fact: { source: 'urn:example:market-bureau', id: 'b' }, reason: 'entered by mistake' },
})

/** Of one day, on whichever shard each of them lies. */
const OTHERS = [1, 2, 3, 4, 5, 6].map((number) =>
  someEvent({ id: `other-${number}`, subject_id: `reg:33020000000000${number}`, region: '330200' }),
)

/**
 * Three complaints raise a warning and open an alert; one is retracted; a late one raises it again,
 * elsewhere.
 */
const BATCHES: readonly (readonly NewEvent[])[] = [
  [complaint('a', '2026-03-01'), complaint('b', '2026-03-04'), complaint('c', '2026-03-08')],
  [retraction],
  [complaint('d', '2026-03-02'), ...OTHERS],
]

/** What people are told, by every question that the tables answer. */
async function answers({
  stores: { warehouse, log },
}: RunningPipeline): Promise<Readonly<Record<string, unknown>>> {
  const [alert] = (await alerts(warehouse, { limit: 1 })).items
  const [warning] = (await warnings(warehouse, { limit: 1 })).items
  const head = await log.head()
  const questions = consoleQuestions(warehouse, {
    subject_id: SUBJECT,
    event_type: 'ComplaintReceived',
    event_id: retraction.event_id,
    alert_id: alert?.alert_id ?? '',
    warning_id: warning?.warning_id ?? '',
    rule,
    from: '2026-03-01',
    to: '2026-03-31',
    head,
  })
  const answers: Record<string, unknown> = { head }
  for (const [name, ask] of Object.entries(questions)) answers[name] = await ask()
  return answers
}

async function answersOver(env: NodeJS.ProcessEnv): Promise<Readonly<Record<string, unknown>>> {
  await using folder = await temporaryFolder('over-http')
  const clock = settableClock('2026-03-20T02:00:00.000Z')
  await using pipeline = await runPipeline(folder.path, [rule], clock, env)
  for (const batch of BATCHES) await pipeline.take(batch)
  return await answers(pipeline)
}

async function answersOverFacade(
  options: FacadeOptions,
): Promise<Readonly<Record<string, unknown>>> {
  await using facade = await ClickHouseFacade.start(options)
  return await answersOver({ WAREHOUSE_URL: facade.warehouseUrl })
}

test('projector, sentinel and every question say the same over HTTP, and on a cluster, as on the embedded engine', async () => {
  const embedded = await answersOver({})
  expect(embedded).toMatchObject({
    alerts: { items: [{ subject_id: SUBJECT, state: 'raised' }] },
    missing: [],
  })
  expect(await answersOverFacade({})).toEqual(embedded)
  expect(await answersOverFacade({ cluster: 'province' })).toEqual(embedded)
  expect(await answersOverFacade({ cluster: 'province', shards: 'two' })).toEqual(embedded)
})
