import { expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { alerts } from '@jianwei/projections/alerts/queries.ts'
import { dailyCounts } from '@jianwei/projections/daily-counts/queries.ts'
import { subjectHistory } from '@jianwei/projections/events/subject-history.ts'
import { sources } from '@jianwei/projections/sources/queries.ts'
import { findSubjects } from '@jianwei/projections/subjects/queries.ts'
import { warningLedger } from '@jianwei/projections/warnings/queries.ts'
import { ClickHouseFacade } from '#/support/clickhouse-facade.ts'
import { someEvent } from '#/support/events.ts'
import { runPipeline, temporaryFolder, testRule, type RunningPipeline } from '#/support/running-pipeline.ts'
import { settableClock } from '#/support/settable-clock.ts'

const SUBJECT = '91330203MA00000010'
const rule = testRule({
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

/** Three complaints raise a warning and open an alert; one is retracted; a late one raises it again, elsewhere. */
const BATCHES: readonly (readonly NewEvent[])[] = [
  [complaint('a', '2026-03-01'), complaint('b', '2026-03-04'), complaint('c', '2026-03-08')],
  [retraction],
  [complaint('d', '2026-03-02'), someEvent({ id: 'e', subject_id: 'reg:330200000000001', region: '330200' })],
]

/** What people are told, by every question that the tables answer. */
async function answers({ stores: { warehouse, log } }: RunningPipeline): Promise<Readonly<Record<string, unknown>>> {
  const page = { limit: 100 }
  return {
    head: await log.head(),
    subjects: await findSubjects(warehouse, page),
    history: await subjectHistory(warehouse, {
      subject_id: SUBJECT,
      known: { by: 'source' },
      with_records: true,
      ...page,
    }),
    counts: await dailyCounts(warehouse, { from: '2026-03-01', to: '2026-03-31' }),
    sources: await sources(warehouse),
    warnings: await warningLedger(warehouse, page),
    alerts: await alerts(warehouse, page),
  }
}

async function answersOver(env: NodeJS.ProcessEnv): Promise<Readonly<Record<string, unknown>>> {
  await using folder = await temporaryFolder('over-http')
  const clock = settableClock('2026-03-20T02:00:00.000Z')
  await using pipeline = await runPipeline(folder.path, [rule], clock, env)
  for (const batch of BATCHES) await pipeline.take(batch)
  return await answers(pipeline)
}

async function answersOverFacade(options: { readonly cluster?: string }): Promise<Readonly<Record<string, unknown>>> {
  await using facade = await ClickHouseFacade.start(options)
  return await answersOver({ WAREHOUSE_URL: facade.warehouseUrl })
}

test('projector, sentinel and every question say the same over HTTP, and on a cluster, as on the embedded engine', async () => {
  const embedded = await answersOver({})
  expect(embedded).toMatchObject({ alerts: { items: [{ subject_id: SUBJECT, state: 'raised' }] } })
  expect(await answersOverFacade({})).toEqual(embedded)
  expect(await answersOverFacade({ cluster: 'province' })).toEqual(embedded)
})
