import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { openBureauApi, type BureauApi } from '#/support/server/bureau-api.ts'
import {
  ALERT,
  alertEvent,
  BAKERY,
  idOf,
  penalty,
  raisedAlert,
  STALLS,
  warning,
  WARNING,
  WITHDRAWN_WARNING,
} from '#/support/log/bureau-log.ts'

let api: BureauApi
beforeAll(async () => {
  api = await openBureauApi()
})
afterAll(async () => api?.[Symbol.asyncDispose]())

interface Item {
  readonly [field: string]: string
}

const eventId = (item: Item) => item['event_id']
const warningId = (item: Item) => item['warning_id']
const countKey = (item: Item) => `${item['event_type']} ${item['region']} ${item['day']}`

const anchored = (name: string): object => ({
  warning_id: derivedId('warning', name),
  anchor: name,
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: [idOf('p1')],
})

interface Reading {
  /** As in the API's document. */
  readonly path: string
  readonly url: string
  readonly keyOf: (item: Item) => string | undefined
  /** Happens after the page of this number, the first being 0. */
  readonly meanwhile: (page: number) => Promise<void>
}

/** Follows the Link headers to the end. */
async function readAll({ path, url, keyOf, meanwhile }: Reading): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = []
  let next: string | undefined = url
  for (let page = 0; next !== undefined; page++) {
    const answer = await api.ask(path, next)
    seen.push(...answer.json().items.map(keyOf))
    next = /^<(.*)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1]
    const cursor =
      next === undefined ? null : new URL(next, 'http://localhost').searchParams.get('cursor')
    expect(answer.json().next).toBe(cursor)
    await meanwhile(page)
  }
  return seen
}

describe('paging while rows arrive gives nothing twice and misses nothing', () => {
  test('subjects', async () => {
    const seen = await readAll({
      path: '/v1/subjects',
      url: '/v1/subjects?query=test:stall&limit=7',
      keyOf: (item) => item['subject_id'],
      async meanwhile(page) {
        if (page === 0)
          await api.happen([penalty('late-stall', '2026-05-06', { subject_id: 'test:stall-00a' })])
      },
    })
    expect(seen).toEqual(
      Array.from({ length: STALLS }, (_, stall) => `test:stall-${String(stall).padStart(2, '0')}`),
    )
  })

  test('the history of a subject', async () => {
    const [path, url] = ['/v1/subjects/{subject_id}/history', `/v1/subjects/${BAKERY}/history`]
    const before = (await api.ask(path, url)).json().items.map(eventId)
    const seen = await readAll({
      path,
      url: `${url}?limit=2`,
      keyOf: eventId,
      async meanwhile(page) {
        if (page === 0) await api.happen([penalty('late', '2026-05-30')])
      },
    })
    expect(seen).toEqual(before)
  })

  test('warnings, also when one that was not read yet is withdrawn and raised again', async () => {
    await api.happen(
      ['a', 'b', 'c', 'd', 'e'].map((name) =>
        warning(`w-${name}`, 'WarningRaised', anchored(name)),
      ),
    )
    const before = (await api.ask('/v1/warnings')).json().items.map(warningId)
    const seen = await readAll({
      path: '/v1/warnings',
      url: '/v1/warnings?standing=true&limit=2',
      keyOf: warningId,
      async meanwhile(page) {
        if (page > 0) return
        await api.happen([
          warning('w-a-gone', 'WarningWithdrawn', anchored('a')),
          warning('w-a-back', 'WarningRaised', anchored('a')),
          warning('w-f', 'WarningRaised', anchored('f')),
        ])
      },
    })
    expect(seen).toEqual(before.filter((id: string) => id !== WITHDRAWN_WARNING))
  })

  test('alerts, also when one that was not read yet is worked on', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((name) => derivedId('alert', name))
    await api.happen(ids.map((id) => raisedAlert(`raise-${id}`, id, [WARNING])))
    const seen = await readAll({
      path: '/v1/alerts',
      url: '/v1/alerts?limit=2',
      keyOf: (item) => item['alert_id'],
      async meanwhile(page) {
        if (page > 0) return
        await api.happen([
          alertEvent('work', 'AlertSignedFor', { alert_id: ids[0], actor: 'wang' }),
          raisedAlert('raise-late', derivedId('alert', 'late'), [WARNING]),
        ])
      },
    })
    expect(seen).toEqual([...ids.toReversed(), ALERT])
  })

  test('counts', async () => {
    const before = (await api.ask('/v1/counts')).json().items.map(countKey)
    const seen = await readAll({
      path: '/v1/counts',
      url: '/v1/counts?limit=1',
      keyOf: countKey,
      async meanwhile(page) {
        if (page === 2)
          await api.happen([penalty('count-late', '2026-01-01', { region: '110101' })])
      },
    })
    expect(seen).toEqual(before)
  })

  test('the facts behind a count', async () => {
    const url = '/v1/facts?event_type=PenaltyDecided'
    const before = (await api.ask('/v1/facts', url)).json().items.map(eventId)
    const seen = await readAll({
      path: '/v1/facts',
      url: `${url}&limit=10`,
      keyOf: eventId,
      async meanwhile(page) {
        if (page === 0) await api.happen([penalty('fact-late', '2026-01-02')])
      },
    })
    expect(seen).toEqual(before)
  })
})
