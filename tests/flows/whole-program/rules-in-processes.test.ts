import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { openLog } from '@jianwei/services/composition/open-log.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { eventually } from '#/support/hang.ts'
import { ClickHouseFacade } from '#/support/warehouse/clickhouse-facade.ts'
import { someEvent } from '#/support/log/events.ts'
import { appendsOf } from '#/support/log/province-events.ts'
import { complaintRuleText, complaints } from '#/support/rules/rule-text.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import { ServiceProcess } from '#/support/program/service-process.ts'
import { fetchAsAdministrator } from '#/support/program/as-administrator.ts'

/*
 * Who publishes a rule asks the server; who evaluates it is the sentinel, in another process.
 * Between them lie the log and the warehouse only. The warehouse is the facade, because the
 * embedded engine serves one process only.
 */

const WHY = { reason: 'agreed in March' }

let facade: ClickHouseFacade
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
})
afterAll(() => facade[Symbol.asyncDispose]())

test('a rule that is drafted, watched and published over the API is evaluated by a sentinel that goes on running', async () => {
  await using folder = await temporaryFolder('rules-in-processes')
  const env = {
    JIANWEI_DATA: folder.path,
    WAREHOUSE_URL: facade.warehouseUrl,
    RULES_PUBLISHED: 'none',
  }
  await using stores = await openLog(readConfig(env).log, { clock: systemClock() })
  await using projector = new ServiceProcess('projector', env)
  await using sentinel = new ServiceProcess('sentinel', env)
  await using server = new ServiceProcess('server', env)
  const origin = await server.origin()
  await sentinel.until(() => (sentinel.role === 'active' ? true : undefined))
  const days = [1, 2, 3].map(
    (day) => new Date(Date.now() - day * 86_400_000).toISOString() as Instant,
  )
  await stores.log.append(appendsOf(days.map((occurred_at) => someEvent({ occurred_at }))))

  const items = async (path: string): Promise<readonly Record<string, unknown>[]> => {
    // The API promises a page.
    const page = (await (await fetchAsAdministrator(`${origin}${path}`)).json()) as {
      items: Record<string, unknown>[]
    }
    return page.items
  }
  const ask = async (path: string, body: object): Promise<void> => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    const answer = await fetchAsAdministrator(`${origin}/v1/rules${path}`, init)
    expect(answer.ok, await answer.text()).toBe(true)
  }
  const version = '/three-complaints/versions/1'
  await ask('', { text: complaintRuleText({ id: 'three-complaints', ...complaints(3) }), ...WHY })
  await ask(`${version}/shadow`, WHY)
  await soon(async () => (await items('/v1/shadow-warnings')).length > 0)
  expect(await items('/v1/warnings')).toEqual([])
  await ask(`${version}/publish`, WHY)
  await soon(async () => (await items('/v1/alerts')).length > 0)
  expect(await items('/v1/warnings')).toMatchObject([
    { rule_id: 'three-complaints', rule_version: 1 },
  ])

  const ended = await Promise.all([projector, sentinel, server].map((each) => each.end('SIGTERM')))
  expect(ended).toEqual([0, 0, 0])
})

async function soon(happened: () => Promise<boolean>): Promise<void> {
  await eventually(
    async () => ((await happened()) ? true : undefined),
    () => 'it did not happen',
  )
}
