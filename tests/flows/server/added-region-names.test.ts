import { expect, test } from 'vitest'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { readRegionFile } from '@jianwei/services/regions/region-file.ts'
import { stateRegions } from '@jianwei/services/regions/region-steps.ts'
import { deskServer } from '#/support/desk/desk-bench.ts'
import { penalty, RULE } from '#/support/log/bureau-log.ts'
import { alertIdOf, raisedForTest } from '#/support/log/desk-events.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { newSqliteLog } from '#/support/log/sqlite-place.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/* A region that an office added has its name wherever regions have one, also after a rebuild. */

const NOW = '2026-03-20T02:00:00.000Z' as Instant
const REGION = '370199001'
const NAME = '济南示例开发区'
const BY = { actor: 'office-01', reason: '新设', notice: '某市通知〔2018〕1号' }
const CSV = `code,name,kind,valid_from\n370199,${NAME},development_zone,2018-01-01\n`

const FACTS = recordedLog([
  penalty('zone', '2026-03-01', { region: REGION }),
  penalty('city', '2026-03-01', { region: '370102' }),
  raisedForTest('zone', { region: REGION, rule_id: RULE.id, occurred_at: NOW }),
])

const QUESTIONS = [
  '/v1/alerts?region=370199',
  `/v1/alerts/${alertIdOf('zone')}`,
  '/v1/alerts/facets?region=370100',
  '/v1/overview?region=370199&by=prefecture',
  '/v1/overview?by=prefecture',
  '/v1/facts?event_type=PenaltyDecided&region=370199',
  '/v1/facts?event_type=PenaltyDecided&region=370100',
]

async function answers(log: EventLog, warehouse: Warehouse): Promise<readonly unknown[]> {
  const app = deskServer({ log, warehouse, now: () => NOW, rules: shelfOf([RULE]) })
  try {
    const all: unknown[] = []
    for (const url of QUESTIONS) {
      const answer = await app.inject(url)
      expect(answer.statusCode, `${url} ${answer.body}`).toBe(200)
      all.push(answer.json())
    }
    return all
  } finally {
    await app.close()
  }
}

function* runs(events: readonly RecordedEvent[], size: number) {
  for (let at = 0; at < events.length; at += size) yield events.slice(at, at + size)
}

test('a region that was added is called by its name, and a rebuild answers the same', async () => {
  await using place = await newSqliteLog()
  await using opened = await place.open()
  const log = opened.port
  await stateRegions(log, { regions: readRegionFile(CSV, BY), now: NOW })
  const asked: (readonly unknown[])[] = []
  // As the events came, and again from the log in one run.
  for (const size of [1, FACTS.length]) {
    await using filled = await openWarehouse()
    for (const run of runs(FACTS, size)) await project(filled.warehouse, run)
    asked.push(await answers(log, filled.warehouse))
  }
  const [first, rebuilt] = asked
  expect(rebuilt).toEqual(first)
  const [list, detail, facets, , , inZone, inCity] = first ?? []
  expect(list).toMatchObject({ items: [{ region: REGION, region_name: NAME }] })
  expect(detail).toMatchObject({ region: REGION, region_name: NAME })
  const value = { value: '370199', title: { en: NAME, zh: NAME } }
  expect(facets).toMatchObject({ region: { values: [expect.objectContaining(value)] } })
  expect(inZone).toMatchObject({ items: [{ region: REGION }] })
  expect(inCity).toMatchObject({ items: [{}, {}] })
})
