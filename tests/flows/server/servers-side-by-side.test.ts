import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { eventually } from '#/support/hang.ts'
import { KurrentStandIn } from '#/support/kurrent-stand-in/stand-in.ts'
import { someEvent } from '#/support/log/events.ts'
import { appendsOf } from '#/support/log/province-events.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'

/*
 * Two servers as they are operated, over one log on a server and one warehouse (their stand-ins),
 * each with a folder of its own. Whichever is asked, it answers the same.
 */

const BACKTESTS = 20

let facade: ClickHouseFacade
let log: KurrentStandIn
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let projector: ServiceProcess
let first: ServiceProcess
let second: ServiceProcess
let one: string
let other: string
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
  log = await KurrentStandIn.start('@kurrent/kurrentdb-client')
  folder = await temporaryFolder('servers-side-by-side')
  const days = Array.from(
    { length: 40 },
    (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString() as Instant,
  )
  {
    await using stores = await openLog(readConfig(envOf('writer')).log, { clock: systemClock() })
    await stores.log.append(appendsOf(days.map((occurred_at) => someEvent({ occurred_at }))))
  }
  projector = new ServiceProcess('projector', envOf('projector'))
  first = new ServiceProcess('server', envOf('first'))
  second = new ServiceProcess('server', envOf('second'))
  ;[one, other] = await Promise.all([first.origin(), second.origin()])
})
afterAll(async () => {
  for (const each of [first, second, projector]) await each[Symbol.asyncDispose]()
  await facade[Symbol.asyncDispose]()
  await log[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function envOf(name: string): Readonly<Record<string, string>> {
  return {
    JIANWEI_DATA: join(folder.path, name),
    LOG_URL: `kurrentdb://127.0.0.1:${log.port}?tls=false`,
    WAREHOUSE_URL: facade.warehouseUrl,
  }
}

test('who signs in at one server is signed in at the other, and who signs out at one is out at both', async () => {
  const token = (await readFile(join(folder.path, 'first', 'token'), 'utf8')).trim()
  const signedIn = await fetch(`${one}/v1/sign-in/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: one },
    body: JSON.stringify({ token }),
  })
  expect(signedIn.status, await signedIn.clone().text()).toBe(200)
  const [cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';')
  const listed = async (origin: string) => {
    const answer = await fetch(`${origin}/v1/sessions`, { headers: { cookie, origin } })
    return answer.status === 200 ? ((await answer.json()) as object) : answer.status
  }
  const shown = await listed(one)
  expect(shown).toMatchObject({ items: [{ way: 'local-token' }] })
  expect(await listed(other)).toEqual(shown)
  const out = await fetch(`${other}/v1/sign-out`, {
    method: 'POST',
    headers: { cookie, origin: other, 'x-jianwei-request': '1' },
  })
  expect(out.status).toBe(200)
  expect([await listed(one), await listed(other)]).toEqual([401, 401])
})

test('a backtest is shown, read and cancelled at either server; those of one that is killed end', async () => {
  await projectedAt(other)
  const begun: string[] = []
  for (let more = 0; more < BACKTESTS; more += 1) begun.push(await begin(one))
  const [earliest = ''] = begun
  const done = await until(other, earliest, 'done')
  expect(await ask(one, `/v1/backtests/${earliest}`)).toEqual(done)

  // Cancelled where it does not run.
  const last = begun.at(-1) ?? ''
  const cancelled = await fetchAsAdministrator(`${other}/v1/backtests/${last}/cancel`, {
    method: 'POST',
  })
  expect(await cancelled.json()).toMatchObject({ state: 'cancelled' })
  expect(await ask(one, `/v1/backtests/${last}`)).toMatchObject({ state: 'cancelled' })

  await first.end('SIGKILL')
  const left = await eventually(
    async () => {
      const { items } = await ask<{ items: readonly Job[] }>(other, '/v1/backtests')
      return items.every(({ state }) => state !== 'queued' && state !== 'running')
        ? items
        : undefined
    },
    () => 'backtests of a dead server have no end',
  )
  const interrupted = left.filter(({ error }) => error?.code === 'BACKTEST_INTERRUPTED')
  for (const { state } of interrupted) expect(state).toBe('failed')
  expect(left.length).toBeGreaterThan(0)
  // What had been done by the dead one is read at the living one.
  for (const { backtest_id: id, state } of left) {
    if (state !== 'done') continue
    const result = await ask<{ volume: { warnings: number } }>(other, `/v1/backtests/${id}/result`)
    const warnings = await ask<{ items: readonly object[] }>(
      other,
      `/v1/backtests/${id}/warnings?limit=100`,
    )
    expect(warnings.items).toHaveLength(result.volume.warnings)
  }
  const next = await begin(other)
  await until(other, next, 'done')
  await using third = new ServiceProcess('server', envOf('third'))
  const back = await third.origin()
  const result = `/v1/backtests/${next}/result`
  expect(await ask(back, result)).toEqual(await ask(other, result))
})

interface Job {
  readonly backtest_id: string
  readonly state: string
  readonly error: { readonly code: string } | null
}

async function projectedAt(origin: string): Promise<void> {
  await eventually(
    async () => {
      const { items } = await ask<{ items: readonly object[] }>(
        origin,
        '/v1/facts?event_type=ComplaintReceived&limit=100',
      )
      return items.length >= 40 ? true : undefined
    },
    () => 'the warehouse is empty',
  )
}

async function begin(origin: string): Promise<string> {
  const rule = complaintRuleText({ id: 'three-complaints', ...complaints(3) })
  const answer = await fetchAsAdministrator(`${origin}/v1/backtests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rule, by: 'platform' }),
  })
  const text = await answer.text()
  expect(answer.status, text).toBe(202)
  return (JSON.parse(text) as Job).backtest_id
}

async function until(origin: string, id: string, state: string): Promise<Job> {
  return eventually(
    async () => {
      const job = await ask<Job>(origin, `/v1/backtests/${id}`)
      if (job.state === 'failed') throw new Error(JSON.stringify(job))
      return job.state === state ? job : undefined
    },
    () => `${id} is not ${state}`,
  )
}

async function ask<Answer = unknown>(origin: string, path: string): Promise<Answer> {
  const answer = await fetchAsAdministrator(`${origin}${path}`)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  // What the route's schema says.
  return JSON.parse(text) as Answer
}
