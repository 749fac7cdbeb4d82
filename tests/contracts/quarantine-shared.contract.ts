import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type { NewOrder } from '@jianwei/events/ports/quarantine-orders.ts'
import type { QuarantinedInput, QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { KurrentChangeStream } from '@jianwei/infra/log/kurrent/kurrent-change-stream.ts'
import { USUAL_PATIENCE, type Patience } from '@jianwei/infra/log/kurrent/retrying.ts'
import { SharedQuarantine } from '@jianwei/infra/log/shared-quarantine.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import type { KurrentHost, KurrentSite } from '#/support/kurrent-stand-in/place.ts'
import type { AdapterData, Opened } from '#/support/log/sqlite-place.ts'

/** Gives up soon. Only for what shall fail: a slow machine answers late. */
const impatience = { answer_ms: 700, give_up_ms: 1_000, pause_ms_min: 5, pause_ms_max: 50 }

/** What holds for a quarantine that several processes keep together. */
export function sharedQuarantineContract(name: string, host: KurrentHost): void {
  describe(`${name}, kept by several processes`, () => {
    let place: AdapterData<AsyncDisposable>
    let opened: Opened<AsyncDisposable>
    let site: KurrentSite
    let lost: object[]
    let open: SharedQuarantine[]
    beforeEach(async () => {
      lost = []
      open = []
      place = await host.place((given) => {
        site = given
        return { async [Symbol.asyncDispose]() {} }
      })
      opened = await place.open()
    })
    afterEach(async () => {
      for (const one of open) await one[Symbol.asyncDispose]()
      await opened[Symbol.asyncDispose]()
    })

    const fileOf = (copy: string) => `${site.index_file}.${copy}`

    function replica(
      copy: string,
      earlier?: string,
      patience: Patience = USUAL_PATIENCE,
    ): SharedQuarantine {
      const { client, namespace } = site
      const one = new SharedQuarantine({
        stream: new KurrentChangeStream(client, { namespace, name: 'quarantine', patience }),
        file: fileOf(copy),
        ...(earlier === undefined ? {} : { earlier_file: earlier }),
        onLost: (what) => void lost.push(what),
      })
      open.push(one)
      return one
    }

    async function kill(one: SharedQuarantine): Promise<void> {
      open = open.filter((other) => other !== one)
      await one[Symbol.asyncDispose]()
    }

    test('two that write at once have the same entries, groups and orders, in the same places', async () => {
      const [a, b] = [replica('a'), replica('b')]
      const ids = Array.from({ length: 60 }, (_, n) => `i${n}`)
      await Promise.all(ids.map((id, n) => (n % 2 === 0 ? a : b).keep([someInput(id)])))
      const [of_a, of_b] = await Promise.all([all(a), all(b)])
      expect(of_a).toEqual(of_b)
      expect(of_a.map(({ quarantine_id }) => quarantine_id).toSorted()).toEqual(ids.toSorted())
      const groups = { state: 'held', limit: 9 } as const
      expect(await b.groups(groups)).toEqual(await a.groups(groups))
      const [group] = (await a.groups(groups)).groups
      const order = await b.giveOrder(someOrder('o', { group_id: group?.group_id ?? '' }))
      expect(order.inputs).toBe(60)
      expect(await a.openOrders()).toEqual([order])
      expect(await a.stopOrder('o')).toBe(true)
      expect((await b.order('o'))?.is_stopping).toBe(true)
      expect(lost).toEqual([])
    })

    test('of attempts that begin at once in several, one begins', async () => {
      const replicas = [replica('a'), replica('b'), replica('c')]
      await replicas[0]?.keep([someInput('a')])
      const attempt = { at: AT, actor: null, reason: null, repaired: new Uint8Array(400_000) }
      const begun = await Promise.all(
        replicas.flatMap((one) => [
          one.beginRedriving('a', attempt),
          one.beginRedriving('a', attempt),
        ]),
      )
      expect(begun.filter((number) => number !== undefined)).toEqual([1])
      for (const one of replicas)
        expect((await one.repairedBytes('a', 1))?.length).toBe(attempt.repaired.length)
    })

    test('the quota is one for all of them', async () => {
      const [a, b] = [replica('a'), replica('b')]
      const quota = {
        source_inputs_max: 2,
        source_bytes_max: 1_000,
        channel_inputs_max: 9,
        channel_bytes_max: 9_000,
        sample_every: 100,
      }
      const kept = [
        ...(await a.keep([someInput('1')], quota)),
        ...(await b.keep([someInput('2')], quota)),
        ...(await a.keep([someInput('3')], quota)),
        ...(await b.keep([someInput('4')], quota)),
      ]
      expect(kept).toEqual(['kept', 'kept', 'counted', 'counted'])
      const tallies = await a.unreported()
      expect(tallies).toMatchObject([{ inputs: 2, reported: 0 }])
      expect(await b.unreported()).toEqual(tallies)
    })

    test('a copy that is gone is made again, with the same places', async () => {
      const a = replica('a')
      await a.keep(Array.from({ length: 700 }, (_, n) => someInput(`i${n}`)))
      await a.keep([someInput('large', { bytes: new Uint8Array(3_000_000).fill(7) })])
      const before = await all(a)
      await kill(a)
      for (const end of ['', '-wal', '-shm']) await rm(`${fileOf('a')}${end}`, { force: true })
      expect(await all(replica('a'))).toEqual(before)
      expect(lost).toEqual([])
    })

    test('a copy that is damaged is made again', async () => {
      const a = replica('a')
      await a.keep([someInput('1')])
      await kill(a)
      const { writeFile } = await import('node:fs/promises')
      await writeFile(fileOf('a'), 'not a database, whatever its name says')
      expect(await all(replica('a'))).toHaveLength(1)
    })

    test('processes whose copies lie in one folder do not disturb each other', async () => {
      const [a, b] = [replica('same'), replica('same')]
      await a.keep([someInput('1')])
      await b.keep([someInput('2')])
      expect(await all(b)).toEqual(await all(a))
      expect(await all(a)).toHaveLength(2)
    })

    const faults = [
      ['the connection is cut after the writing', [{ fault: 'cut-after-writing' }]],
      ['the connection is cut before the writing', [{ fault: 'cut-before-writing' }]],
      ['no answer comes', [{ fault: 'never-answer' }]],
    ] as const
    test.each(faults)('%s: what was done is done once', async (_, ordered) => {
      const [a, b] = [replica('a'), replica('b')]
      await a.keep([someInput('1')])
      host.standIn.order(...ordered)
      const attempt = { at: AT, actor: null, reason: null, repaired: null }
      expect(await a.beginRedriving('1', attempt)).toBe(1)
      expect((await b.redrivings(['1'])).get('1')).toHaveLength(1)
      expect(await all(b)).toEqual(await all(a))
    })

    test('while the server is away nothing is said, and afterwards it goes on', async () => {
      const [a, hasty] = [replica('a'), replica('hasty', undefined, impatience)]
      await a.keep([someInput('1')])
      await host.standIn.goAway()
      const away = { code: 'LOG_UNAVAILABLE', retryable: true }
      await expect(hasty.keep([someInput('2')])).rejects.toMatchObject(away)
      await expect(hasty.get('1')).rejects.toMatchObject(away)
      await host.standIn.comeBack()
      await a.keep([someInput('2')])
      expect(await all(a)).toHaveLength(2)
    })

    test('a server that was set back: its copies follow it', async () => {
      const a = replica('a')
      await a.keep([someInput('1')])
      const then = host.standIn.log.all.length
      await a.keep([someInput('2')])
      host.standIn.setBack(then)
      await a.keep([someInput('3')])
      const ids = (await all(a)).map(({ quarantine_id }) => quarantine_id)
      expect(ids).toEqual(['1', '3'])
      expect(await all(replica('b'))).toEqual(await all(a))
    })

    test('what another program wrote there is passed over, and told', async () => {
      const [a, b] = [replica('a'), replica('b')]
      await a.keep([someInput('1')])
      const stream = `${site.namespace}.changes-quarantine`
      const { log } = host.standIn
      const foreign = { type: 'Foreign', metadata: new Uint8Array() }
      log.append(stream, 'any', [
        {
          ...foreign,
          id: '6f1d7d5e-7f0e-4a3e-9a4c-0a0a0a0a0a01',
          contentType: 'application/octet-stream',
          data: Uint8Array.of(0, 0xff),
        },
        {
          ...foreign,
          type: 'Changed',
          id: '6f1d7d5e-7f0e-4a3e-9a4c-0a0a0a0a0a02',
          contentType: 'application/json',
          data: Buffer.from('{"kind":"of_later"}'),
        },
      ])
      await b.keep([someInput('2')])
      expect(await all(a)).toHaveLength(2)
      expect(lost).toEqual([
        { changes: 2, why: 'unreadable' },
        { changes: 2, why: 'unreadable' },
      ])
    })

    test('what each kept for itself before is taken over once, with its orders', async () => {
      const [one, other] = [`${site.index_file}.before-1`, `${site.index_file}.before-2`]
      await keptBefore(one, async (before) => {
        await before.keep([someInput('1'), someInput('2', { records: ['r' as never] })])
        await before.settle('1', {
          state: { state: 'redriven', at: AT, event_ids: ['e'] },
        })
        await before.keep([someInput('3', { source: 'urn:other' })])
        await before.beginRedriving('3', {
          at: AT,
          actor: 'li',
          reason: 'r',
          repaired: Uint8Array.of(1, 0, 255),
        })
      })
      await keptBefore(other, async (before) => {
        await before.keep([someInput('2'), someInput('4', { source: 'urn:other' })])
        const { groups } = await before.groups({ state: 'held', limit: 9 })
        const group = groups.find(({ source }) => source === 'urn:other')
        await before.giveOrder(someOrder('o', { group_id: group?.group_id ?? '' }))
      })
      const [a, b] = [replica('a', one), replica('b', other)]
      await Promise.all([all(a), all(b)])
      const entries = await all(a)
      const states = entries.map(({ quarantine_id, state }) => `${quarantine_id} ${state}`)
      expect(states.toSorted()).toEqual(['1 redriven', '2 held', '3 held', '4 held'])
      expect(await all(b)).toEqual(entries)
      expect(await b.heldOf(['r' as never])).toMatchObject([{ quarantine_id: '2' }])
      expect([...((await b.repairedBytes('3', 1)) ?? [])]).toEqual([1, 0, 255])
      const order = await a.order('o')
      const selection = order?.selection
      const group = await a.group(
        selection !== undefined && 'group_id' in selection ? selection.group_id : '',
      )
      expect(group).toMatchObject({ source: 'urn:other', counts: { held: 2 } })
      expect(await b.pendingOf('o', 9)).toEqual(['4'])
      await kill(a)
      expect(await all(replica('a', one))).toEqual(entries)
      const changes = host.standIn.log.all.length
      await all(replica('c', one))
      expect(host.standIn.log.all.length).toBe(changes)
    })
  })
}

async function keptBefore(
  file: string,
  work: (before: SqliteQuarantine) => Promise<void>,
): Promise<void> {
  using database = SqliteDatabase.open(file)
  await work(new SqliteQuarantine(database))
}

async function all(quarantine: SharedQuarantine): Promise<readonly QuarantineEntry[]> {
  return (await quarantine.list({ limit: 1_000 })).entries
}

const AT = '2026-03-12T00:00:00.000Z' as Instant

function someInput(id: string, fields: Partial<QuarantinedInput> = {}): QuarantinedInput {
  return {
    quarantine_id: id,
    source: 'urn:a',
    origin: { channel: 'http', line: 1 },
    content_type: 'application/x-ndjson; charset=utf-8',
    bytes: Buffer.from(`{"id":"${id}"`),
    reasons: [{ code: 'TIME_UNREADABLE', path: 'data.when', message: 'expected a timestamp' }],
    received_at: AT,
    ...fields,
  }
}

function someOrder(order_id: string, selection: NewOrder['selection']): NewOrder {
  return { order_id, kind: 'redrive', selection, at: AT, actor: 'li', reason: 'r', mapping: null }
}
