import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { LedgerAuditOrdered } from '@jianwei/events/ledger-audit/events.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { NOTHING_PROJECTED_YET } from '@jianwei/projections/ports/projected-position.ts'
import { MovedClock } from '@jianwei/tests/support/duties/moved-clock.ts'
import { eventually } from '@jianwei/tests/support/hang.ts'
import { eventsOf } from '@jianwei/tests/support/intake/intake-server.ts'
import { logWithAppend } from '@jianwei/tests/support/log/log-with-append.ts'
import { emptyWarehouse } from '@jianwei/tests/support/server/server-without-data.ts'
import { recordAuditStep } from '#/ledger-audit/audit-aggregate.ts'
import { AuditKeeper } from '#/ledger-audit/audit-keeper.ts'
import { LEDGER_AUDIT_CHECKPOINT, NOTHING_AUDITED } from '#/ledger-audit/audit-record.ts'
import { AUDIT_NIGHTS } from '#/ledger-audit/shares.ts'

const DAY_MS = 86_400_000

let folder: string
let database: SqliteDatabase
let log: SqliteEventLog
let checkpoints: CheckpointStore
let clock: MovedClock
/** Told before each append and each save; may throw, as a kill would. */
let onAppend: (types: readonly string[]) => void
let onSave: () => void
/** Told before each load; may throw, as a disk that cannot be read would. */
let onLoad: () => void
let keeper: AuditKeeper | undefined
let running: { readonly ended: Promise<void>; stop(): Promise<void> } | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jianwei-audits-'))
  database = SqliteDatabase.open(join(folder, 'log.db'))
  clock = new MovedClock('2026-03-10T02:00:00.000Z' as Instant)
  log = new SqliteEventLog(database, { clock, parse: parseRecorded })
  checkpoints = new SqliteCheckpointStore(database)
  onAppend = () => {}
  onSave = () => {}
  onLoad = () => {}
})

afterEach(async () => {
  await running?.stop()
  running = undefined
  await log[Symbol.asyncDispose]()
  database[Symbol.dispose]()
  await rm(folder, { recursive: true, force: true })
})

/**
 * Over a warehouse in which nothing is, up to wherever the log is. Resolves when nights count for
 * it.
 */
async function start(): Promise<void> {
  const stopping = new AbortController()
  keeper = new AuditKeeper({
    log: logWithAppend(log, async (appends) => {
      onAppend(appends.flatMap(({ events }) => events.map(({ type }) => type)))
      return log.append(appends)
    }),
    checkpoints: {
      load: async (name) => {
        onLoad()
        return checkpoints.load(name)
      },
      save: async (...given) => {
        onSave()
        return checkpoints.save(...given)
      },
      remove: (name) => checkpoints.remove(name),
      async [Symbol.asyncDispose]() {},
    },
    warehouse: emptyWarehouse,
    projected: {
      current: () => NOTHING_PROJECTED_YET,
      beyond: async () => NOTHING_PROJECTED_YET,
    },
    rules: () => ({
      at: async () => ({ published: [], shadows: [], ever_published: [], unreadable: [] }),
    }),
    evaluated: async () => ({ evaluated: await log.head(), clock: clock.now(), rules: [] }),
    clock,
    nightly: true,
    onRuleFailed: () => {},
  })
  const ended = keeper.run(stopping.signal)
  ended.catch(() => {})
  running = {
    ended,
    async stop() {
      stopping.abort()
      await ended.catch(() => {})
    },
  }
  await eventually(
    async () =>
      (await checkpoints.load(LEDGER_AUDIT_CHECKPOINT)) === undefined ? undefined : true,
    () => 'it does not start',
  )
}

async function types(): Promise<readonly string[]> {
  return (await eventsOf(log)).map(({ type }) => type)
}

/** Waits until so many audits were made. */
function made(count: number): Promise<unknown> {
  return eventually(
    async () =>
      (await types()).filter((type) => type === 'LedgerAudited').length === count
        ? true
        : undefined,
    () => `not ${count} audits were made`,
  )
}

async function orders(): Promise<readonly LedgerAuditOrdered[]> {
  return (await eventsOf(log)).flatMap(({ type, data }) =>
    type === 'LedgerAuditOrdered' ? [data as unknown as LedgerAuditOrdered] : [],
  )
}

async function order(name: string): Promise<void> {
  const audit_id = derivedId('test', name)
  const data = { audit_id, share: { number: 1, of: 1 }, night: null, actor: 'li' }
  await recordAuditStep(log, { type: 'OrderLedgerAudit', data }, clock.now())
}

const ORDERED_AND_MADE = ['LedgerAuditOrdered', 'LedgerAudited']

describe('nights', () => {
  test('one is ordered when it is 02:00 in China, and none before', async () => {
    await start()
    clock.moveTo('2026-03-10T17:59:59.999Z' as Instant)
    await order('to see that it runs')
    await made(1)
    clock.moveTo('2026-03-10T18:00:00.000Z' as Instant)
    await made(2)
    expect((await orders()).at(-1)).toMatchObject({
      night: '2026-03-11',
      share: { number: 1, of: AUDIT_NIGHTS },
      actor: 'jianwei:sentinel',
    })
  })

  test('of missed nights the last is made up for, and no share is left out', async () => {
    await start()
    clock.moveTo('2026-03-10T18:00:00.000Z' as Instant)
    await made(1)
    await running?.stop()
    clock.moveTo('2026-03-14T09:00:00.000Z' as Instant)
    await start()
    await made(2)
    await running?.stop()
    await start()
    await order('to see that it runs')
    await made(3)
    expect((await orders()).map(({ night, share }) => [night, share.number])).toEqual([
      ['2026-03-11', 1],
      ['2026-03-14', 2],
      [null, 1],
    ])
  })

  test('so many nights as there are shares see everybody', async () => {
    await start()
    for (let night = 1; night <= AUDIT_NIGHTS + 1; night++) {
      clock.moveBy(DAY_MS)
      await made(night)
    }
    const shares = (await orders()).map(({ share }) => share.number)
    expect(new Set(shares.slice(0, AUDIT_NIGHTS)).size).toBe(AUDIT_NIGHTS)
    expect(shares.at(-1)).toBe(1)
  })
})

describe('whoever is killed', () => {
  test('between order and result makes it at the next start, once', async () => {
    onAppend = (appended) => {
      if (appended.includes('LedgerAudited')) throw new Error('killed')
    }
    await start()
    await order('a')
    await expect(running?.ended).rejects.toThrow('killed')
    expect(await types()).toEqual(['LedgerAuditOrdered'])
    onAppend = () => {}
    await start()
    await made(1)
    expect(await types()).toEqual(ORDERED_AND_MADE)
  })

  test('while it is made goes on as of the boundary at which it began', async () => {
    await order('a')
    const began = '2026-03-09T02:00:00.000Z' as Instant
    const come = { names: [], filling: '', subjects: 7, done: 0, rules: [], differences: [] }
    const so_far = { position: 1, clock: began, ...come }
    const audit_id = derivedId('test', 'a')
    const stopped = {
      ...NOTHING_AUDITED,
      open: [{ audit_id, position: 1, share: { number: 1, of: 1 } }],
      progress: { audit_id, done: 0, total: 1, so_far },
    }
    await checkpoints.save(LEDGER_AUDIT_CHECKPOINT, JSON.stringify(stopped), 'absent')
    await start()
    await made(1)
    expect((await eventsOf(log)).at(-1)?.data).toMatchObject({ clock: began, subjects: 7 })
  })

  test('after the result, before it was noted, makes it no second time', async () => {
    onAppend = (appended) => {
      if (!appended.includes('LedgerAudited')) return
      onSave = () => {
        throw new Error('killed')
      }
    }
    await start()
    await order('a')
    await expect(running?.ended).rejects.toThrow('killed')
    onSave = () => {}
    onAppend = () => {}
    await start()
    await order('b')
    await made(2)
    expect(await types()).toEqual([...ORDERED_AND_MADE, ...ORDERED_AND_MADE])
  })

  test('and has lost the record makes nothing a second time', async () => {
    await start()
    await order('a')
    await made(1)
    await running?.stop()
    const stored = await checkpoints.load(LEDGER_AUDIT_CHECKPOINT)
    const lost = JSON.stringify(NOTHING_AUDITED)
    await checkpoints.save(LEDGER_AUDIT_CHECKPOINT, lost, stored?.version ?? 'absent')
    await start()
    await order('b')
    await made(2)
    expect(await types()).toEqual([...ORDERED_AND_MADE, ...ORDERED_AND_MADE])
  })
})

test('nothing is said of differences before the record was read, and then what it says', async () => {
  const share = { number: 1, of: 1 }
  const rule = { ledger: 'warnings', rule_id: 'a', rule_version: 1 }
  const standing = [{ audit_id: derivedId('test', 'a'), ...rule, share, differences: 3 }]
  const stored = JSON.stringify({ ...NOTHING_AUDITED, standing })
  await checkpoints.save(LEDGER_AUDIT_CHECKPOINT, stored, 'absent')
  onLoad = () => {
    throw new LogUnavailable('the disk is full')
  }
  await start()
  await expect(running?.ended).rejects.toThrow('the disk is full')
  expect(keeper?.standing).toBeUndefined()
  onLoad = () => {}
  await start()
  const said = await eventually(
    () => keeper?.standing,
    () => 'it says nothing',
  )
  expect(said).toMatchObject({ differences: 3 })
})
