import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { LOCAL_ADMINISTRATOR } from '@jianwei/services/access/principal.ts'
import { openSqliteLog } from '@jianwei/services/composition/open-log.ts'
import { noticeDesk, openOutward } from '@jianwei/services/composition/open-outward.ts'
import { alwaysActive } from '@jianwei/services/lifecycle/lease.ts'
import { supervisedLoops } from '@jianwei/services/lifecycle/loops.ts'
import { startNotices } from '@jianwei/services/notices/start-notices.ts'
import { keepDigests } from '@jianwei/services/server/digests/view-digests.ts'
import { somebody, TIP } from '#/support/desk/desk-bench.ts'
import { outwardReceiver, type OutwardReceiver } from '#/support/notices/outward-receiver.ts'
import { advanceClock } from '#/support/program/advance-clock.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { catchUp } from '#/support/warehouse/catch-up.ts'
import { openWarehouse } from '#/support/warehouse/warehouse-in-folder.ts'

const VIEW = derivedId('view', 'of li')
const LI = somebody('regulator', '330200', 'li')

test('a digest comes once to the endpoint of who subscribed, in numbers, also through a restart', async () => {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-digest-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const receiver = opened.use(await outwardReceiver())
  const { warehouse } = opened.use(await openWarehouse())
  const clock = settableClock('2026-03-19T02:00:00.000Z')
  const failures: unknown[] = []

  /** The server and what sends, as a process that was started on the folder. */
  function start() {
    const stores = openSqliteLog(join(folder, 'log.db'), { clock })
    const { log, checkpoints } = stores
    const outward = openOutward({
      hosts: [receiver.allowed],
      secrets_file: join(folder, 'notice-secrets.json'),
      mail: null,
    })
    const app = serverWithoutData({
      log,
      warehouse,
      notices: noticeDesk(outward, checkpoints),
      now: () => clock.now(),
      authenticate: async ({ headers }) => (headers['x-as'] === 'li' ? LI : LOCAL_ADMINISTRATOR),
    })
    const sending = startNotices({
      log,
      checkpoints,
      now: () => clock.now(),
      signal: new AbortController().signal,
      loops: supervisedLoops((_, error) => failures.push(error)),
      whileActive: alwaysActive,
      outward,
      retry_delays_ms: [1],
    })
    return {
      async order(method: 'PUT' | 'POST', url: string, payload: object, as = 'li') {
        const answer = await app.inject({ method, url, headers: { 'x-as': as }, payload })
        expect(answer.statusCode, answer.body).toBeLessThan(300)
        await catchUp(warehouse, log)
      },
      /** The log's clock comes to this time, and the server looks at it. */
      async passTo(time: string) {
        clock.set(time)
        await advanceClock(log, time as Instant)
        await catchUp(warehouse, log)
        const once = new AbortController()
        const error = (fault: unknown) => void failures.push(fault)
        const parts = {
          log,
          warehouse,
          rules: { current: async () => ({ versions: [] }) },
          principal_of: () => LI,
          logger: { debug() {}, info() {}, error },
        }
        const looked = keepDigests(parts, once.signal)
        once.abort()
        await looked
        await catchUp(warehouse, log)
      },
      async [Symbol.asyncDispose]() {
        await sending[Symbol.asyncDispose]()
        await app.close()
        await stores[Symbol.asyncDispose]()
      },
    }
  }

  {
    await using program = start()
    const endpoint = { kind: 'webhook', address: `${receiver.origin}/hook`, reason: '接收摘要' }
    const ofLi = { ...endpoint, name: '李', person: 'li', notices: ['view_digest'] }
    const ofChen = { ...ofLi, address: `${receiver.origin}/other`, name: '陈', person: 'chen' }
    for (const one of [ofLi, ofChen])
      await program.order('POST', '/v1/notices/endpoints', one, 'administrator')
    await program.order('PUT', `/v1/views/${VIEW}`, {
      name: '我的待办',
      filters: { open: ['true'] },
      shared_with: 'everyone',
    })
    const schedule = { every: 'working_day', hour: 9 }
    await program.order('POST', `/v1/views/${VIEW}/subscribe`, schedule)
    await program.order('POST', '/v1/alerts', { ...TIP, region: '330203', level: 'red' })
    await program.passTo('2026-03-20T00:59:59.000Z')
    await program.passTo('2026-03-20T01:00:00.000Z')
    await receiver.until(1)
    await program.passTo('2026-03-20T02:00:00.000Z')
  }
  {
    await using program = start()
    await program.passTo('2026-03-20T03:00:00.000Z')
    const blue = { ...TIP, subject_id: 'test:canteen', region: '330203', level: 'blue' }
    await program.order('POST', '/v1/alerts', blue)
    // The next working day. What was told twice would have come before it.
    await program.passTo('2026-03-23T01:00:00.000Z')
    await receiver.until(2)
  }

  const none = { red: 0, orange: 0, yellow: 0, blue: 0 }
  expect(told(receiver)).toEqual([
    digestAt('2026-03-20T01:00:00.000Z', {
      alerts: 1,
      new_alerts: 1,
      by_level: { ...none, red: 1 },
    }),
    digestAt('2026-03-23T01:00:00.000Z', {
      alerts: 2,
      new_alerts: 1,
      by_level: { ...none, red: 1, blue: 1 },
    }),
  ])
  expect(failures).toEqual([])
})

function told({ received }: OutwardReceiver) {
  return received.map(({ url, body }) => ({ url, ...JSON.parse(body) }))
}

/** All that leaves the platform with it. */
function digestAt(timestamp: string, counts: object) {
  const position: unknown = expect.any(Number)
  const data = { notice: 'view_digest', number: VIEW, level: null, mark: null, position, counts }
  return { url: '/hook', type: 'view_digest', timestamp, data }
}
