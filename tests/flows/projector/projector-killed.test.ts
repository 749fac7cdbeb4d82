import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { fingerprints } from '@jianwei/projections/fingerprint.ts'
import { openStores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { rebuild } from '@jianwei/services/projector/rebuild.ts'
import { runProjector } from '@jianwei/services/projector/projector.ts'
import { randomOf } from '@jianwei/tools/simulation/random.ts'
import { appendsOf, provinceEvents } from '#/support/log/province-events.ts'
import { viewsThatDiffer } from '#/support/warehouse/table-counts.ts'
import { sql } from '@jianwei/projections/sql.ts'

const EVENTS = 200_000
const KILLS = 30
const APPEND_EVENTS = 500
/** From the moment at which the process begins to project. */
const LIFE_MS_MAX = 400
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)

test(`kill -9 of the projector ${KILLS} times while ${EVENTS} events flow: every row once (KILL_SEED=${SEED})`, async () => {
  console.log(`KILL_SEED=${SEED}`)
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-killed-'))
  try {
    await appendUnderKills(folder)
    await using stores = await openStores(readConfig({ JIANWEI_DATA: folder }))
    const parts = {
      ...stores,
      projections: allProjections,
      batch_events_max: 10_000,
      insert_interval_ms: 0,
      announce: () => {},
      signal: new AbortController().signal,
    }
    await runProjector({ ...parts, until: 'head' })

    const head = await stores.log.head()
    const [rows] = await stores.warehouse.query(
      sql`
SELECT
  toUInt32(count()) AS n,
  toUInt32(uniqExact(position)) AS positions,
  toUInt32(max(position)) AS last
FROM events_v2`,
      { purpose: 'test:rows' },
    )
    expect(rows).toEqual({ n: head, positions: head, last: head })
    expect(await viewsThatDiffer(stores.warehouse)).toEqual([])
    const tables = await rebuild({
      ...parts,
      recreate: stores.recreateWarehouse,
      onRefill: () => {},
    })
    expect(tables.filter((table) => !table.equal)).toEqual([])
    expect((await fingerprints(stores.warehouse)).size).toBeGreaterThan(8)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/**
 * Appends all events, piece by piece, while one projector after another lives for a moment and is
 * killed.
 */
async function appendUnderKills(folder: string): Promise<void> {
  const random = randomOf(SEED, 'kills')
  const appends = appendsOf(provinceEvents(EVENTS, { seed: SEED }))
  using database = SqliteDatabase.open(join(folder, 'log.db'))
  await using log = new SqliteEventLog(database, { clock: systemClock(), parse: parseRecorded })
  const perLife = Math.ceil(appends.length / KILLS)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const mine = appends.slice(kill * perLife, (kill + 1) * perLife)
    const projector = spawn(
      'node',
      [join(import.meta.dirname, '../../support/warehouse/projecting-process.ts'), folder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const appending = appendPieces(log, mine)
    await once(projector.stdout, 'data')
    await sleep(1 + random.below(LIFE_MS_MAX))
    projector.kill('SIGKILL')
    const [code, signal] = await once(projector, 'exit')
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
    await appending
  }
}

async function appendPieces(
  log: SqliteEventLog,
  appends: ReturnType<typeof appendsOf>,
): Promise<void> {
  for (let from = 0; from < appends.length; from += APPEND_EVENTS) {
    await log.append(appends.slice(from, from + APPEND_EVENTS))
    // Spread over the projector's life, so that it is killed while events flow.
    await sleep(20)
  }
}
