import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { openBureauApi, type BureauApi } from '#/support/server/bureau-api.ts'
import {
  ALERT,
  BAKERY,
  idOf,
  RULE,
  STALLS,
  WARNING,
  WITHDRAWN_WARNING,
} from '#/support/log/bureau-log.ts'
import { SOURCE } from '#/support/log/recorded-log.ts'

let api: BureauApi
beforeAll(async () => {
  api = await openBureauApi()
})
afterAll(async () => api?.[Symbol.asyncDispose]())

describe('alerts', () => {
  test('are listed with their state and owner', async () => {
    const { items } = (await api.ask('/v1/alerts')).json()
    expect(items).toMatchObject([
      {
        alert_id: ALERT,
        state: 'signed_for',
        level: 'orange',
        owner: 'li',
        subject_id: BAKERY,
        standing_warnings: 1,
      },
    ])
  })

  test.each([
    ['state=signed_for', 1],
    ['state=closed', 0],
    ['level=orange', 1],
    ['level=red', 0],
    ['rule_id=three-penalties', 1],
    ['rule_id=other', 0],
    [`subject_id=${BAKERY}`, 1],
    ['subject_id=test:other', 0],
    ['region=330000', 1],
    ['region=330204', 0],
    ['since=2026-06-01T08:00:00%2B08:00', 1],
    ['since=2026-06-01T08:00:00+08:00', 1],
    ['since=2026-06-01T00:00:00.001Z', 0],
  ])('?%s gives %i', async (query, count) => {
    expect((await api.ask('/v1/alerts', `/v1/alerts?${query}`)).json().items).toHaveLength(count)
  })

  test('one alert shows its warnings, the facts behind them as known now, its rule with the law, and its life', async () => {
    const alert = (await api.ask('/v1/alerts/{alert_id}', `/v1/alerts/${ALERT}`)).json()
    expect(alert).toMatchObject({
      alert_id: ALERT,
      more_warnings: false,
      rule: {
        rule_id: RULE.id,
        legal_basis: [{ law: '中华人民共和国食品安全法', article: '第一百三十四条' }],
      },
    })
    const [newest, oldest] = alert.warnings
    expect([newest.warning_id, newest.standing]).toEqual([WITHDRAWN_WARNING, false])
    expect([oldest.warning_id, oldest.standing]).toEqual([WARNING, true])
    expect(
      oldest.facts.map((fact: { fact_id: string; version_kind: string }) => [
        fact.fact_id,
        fact.version_kind,
      ]),
    ).toEqual([
      [idOf('p1'), 'original'],
      [idOf('p2'), 'correction'],
      [idOf('p3'), 'original'],
    ])
    expect(oldest.facts[1]).toMatchObject({ event_id: idOf('c2'), data: { fine_cents: 5 } })
    expect(newest.facts).toHaveLength(2)
    expect(alert.steps.map((step: { type: string }) => step.type)).toEqual([
      'AlertRaised',
      'AlertSignedFor',
      'AlertWarningWithdrawn',
    ])
  })
})

describe('warnings', () => {
  test.each([
    ['', [WITHDRAWN_WARNING, WARNING]],
    ['?standing=true', [WARNING]],
    ['?standing=false', [WITHDRAWN_WARNING]],
    ['?level=orange&rule_id=three-penalties', [WITHDRAWN_WARNING, WARNING]],
    ['?level=blue', []],
    [`?subject_id=${BAKERY}&standing=true`, [WARNING]],
    [`?alert_id=${ALERT}`, [WITHDRAWN_WARNING, WARNING]],
    [`?alert_id=${derivedId('alert', 'none')}`, []],
  ])('%s are each listed once', async (query, ids) => {
    const { items } = (await api.ask('/v1/warnings', `/v1/warnings${query}`)).json()
    expect(items.map((item: { warning_id: string }) => item.warning_id)).toEqual(ids)
  })

  test('one warning shows its ledger, its facts and its rule', async () => {
    const found = (
      await api.ask('/v1/warnings/{warning_id}', `/v1/warnings/${WITHDRAWN_WARNING}`)
    ).json()
    expect(found).toMatchObject({ standing: false, rule: { rule_id: RULE.id } })
    expect(found.ledger.map((entry: { movement: string }) => entry.movement)).toEqual([
      'raised',
      'withdrawn',
    ])
    expect(found.facts.map((fact: { fact_id: string }) => fact.fact_id)).toEqual([
      idOf('p2'),
      idOf('p3'),
    ])
  })
})

describe('subjects', () => {
  test.each([
    ['面包', [BAKERY]],
    ['TEST:BAK', [BAKERY]],
    ['nobody', []],
  ])('are found by %s', async (query, ids) => {
    const { items } = (
      await api.ask('/v1/subjects', `/v1/subjects?query=${encodeURIComponent(query)}`)
    ).json()
    expect(items.map((item: { subject_id: string }) => item.subject_id)).toEqual(ids)
  })

  test('one subject shows what is known now, what happened, and its open alerts', async () => {
    const bakery = (await api.ask('/v1/subjects/{subject_id}', `/v1/subjects/${BAKERY}`)).json()
    expect(bakery).toMatchObject({
      subject_id: BAKERY,
      name: '好味面包店',
      region: '330203',
      more_open_alerts: false,
    })
    expect(bakery.reported).toMatchObject([
      { type: 'FactRetracted', versions: 1 },
      // Four penalties and a correction of one; another was retracted.
      { type: 'PenaltyDecided', versions: 5 },
      { type: 'SubjectRegistered', versions: 1 },
    ])
    expect(bakery.activity).toMatchObject([
      { type: 'PenaltyDecided', facts: 3, last_occurred_at: '2026-03-01T00:00:00.000Z' },
      { type: 'SubjectRegistered', facts: 1 },
    ])
    expect(bakery.facts).toContainEqual(
      expect.objectContaining({
        attribute: 'name',
        value: '好味面包店',
        event_id: idOf('registered'),
      }),
    )
    expect(bakery.open_alerts).toMatchObject([{ alert_id: ALERT }])
  })
})

describe('the history of a subject', () => {
  const path = '/v1/subjects/{subject_id}/history'
  const url = `/v1/subjects/${BAKERY}/history`
  const fines = async (query: string): Promise<unknown[]> => {
    const { items } = (await api.ask(path, `${url}?${query}`)).json()
    return items.map(
      (item: { type: string; data: { fine_cents?: number } | null }) =>
        item.data?.fine_cents ?? item.type,
    )
  }

  test('shows every version with the points between which it was known', async () => {
    const { items } = (await api.ask(path, url)).json()
    const original = items.find((item: { event_id: string }) => item.event_id === idOf('p2'))
    const corrected = items.find((item: { event_id: string }) => item.event_id === idOf('c2'))
    expect(original.known_until).toEqual(corrected.known_from)
    expect(original.known_until).toEqual({ position: 11, at: '2026-06-01T00:00:11.000Z' })
    expect(corrected).toMatchObject({
      fact_id: idOf('p2'),
      version_kind: 'correction',
      reason: 'wrong',
      known_until: null,
    })
    expect(items).toHaveLength(7)
  })

  test('shows what this platform knew at a position, or at a time', async () => {
    expect(await fines('as_known_at=6')).toEqual([
      100_000,
      100_000,
      100_000,
      100_000,
      'SubjectRegistered',
    ])
    expect(await fines('as_known_at=11')).toEqual([
      100_000,
      100_000,
      5,
      100_000,
      'SubjectRegistered',
    ])
    expect(await fines('as_known_at=12')).toEqual([100_000, 5, 100_000, 'SubjectRegistered'])
    expect(await fines('as_known_at=2026-06-01T00:00:11.999Z')).toEqual(
      await fines('as_known_at=11'),
    )
    expect(await fines('as_known_at=2026-05-31T23:59:59Z')).toEqual([])
    // The day ends at 15:59:59.999Z, hours after the last event; the day before, hours before the
    // first.
    expect(await fines('as_known_at=2026-06-01')).toEqual(await fines('as_known_at=40'))
    expect(await fines('as_known_at=2026-05-31')).toEqual([])
    expect(await fines('as_known_at=2026-06-01T08:00:11.999+08:00')).toEqual(
      await fines('as_known_at=11'),
    )
  })

  test('shows what could have been known by the times of the sources', async () => {
    expect(await fines('by=source&as_known_at=2026-03-02T00:00:00Z')).toEqual([100_000])
    expect(await fines('by=source&as_known_at=2026-05-01T00:00:00Z')).toEqual([100_000, 100_000, 5])
    expect(await fines('by=source&as_known_at=2026-05-02T00:00:00Z')).toEqual([100_000, 5])
  })

  test('leaves out what happened after as_of, and can show what the platform did', async () => {
    expect(await fines('as_known_at=12&as_of=2026-02-28T00:00:00Z')).toEqual([
      5,
      100_000,
      'SubjectRegistered',
    ])
    const { items } = (await api.ask(path, `${url}?with_records=true`)).json()
    expect(items.map((item: { type: string }) => item.type)).toContain('AlertRaised')
    // A day counts up to its end in China.
    expect(await fines('as_known_at=12&as_of=2026-02-28')).toEqual(
      await fines('as_known_at=12&as_of=2026-02-28T15:59:59.999Z'),
    )
  })

  test('shows only versions of a type or a source, which still end where the next begins', async () => {
    expect(await fines('event_type=SubjectRegistered')).toEqual(['SubjectRegistered'])
    expect(await fines('event_type=PenaltyDecided&as_known_at=12')).toEqual([100_000, 5, 100_000])
    const { items } = (await api.ask(path, `${url}?event_type=PenaltyDecided`)).json()
    const original = items.find((item: { event_id: string }) => item.event_id === idOf('p2'))
    expect(original.known_until).toEqual({ position: 11, at: '2026-06-01T00:00:11.000Z' })
    expect(await fines('source=urn:nobody')).toEqual([])
    const all = await fines('')
    expect(await fines(`source=${items[0].source}&source=urn:nobody`)).toEqual(all)
    const both = await fines('event_type=PenaltyDecided&event_type=FactRetracted')
    expect(both).toHaveLength(all.length - 1)
  })

  test.each([
    [path, `${url}?as_known_at=41`, `${url}?as_known_at=2026-06-01T00:00:11Z`],
    [path, `${url}?as_known_at=2026-06-02`, `${url}?as_known_at=11`],
    [
      path,
      `${url}?by=source&as_known_at=2027-01-01T00:00:00Z`,
      `${url}?by=source&as_known_at=2026-05-01T00:00:00Z`,
    ],
    [path, `${url}?as_of=2027-01-01T00:00:00Z`, `${url}?as_of=2026-02-28T00:00:00Z`],
    [
      '/v1/alerts',
      '/v1/alerts?since=2027-01-01T00:00:00Z',
      '/v1/alerts?since=2026-02-28T00:00:00Z',
    ],
    ['/v1/counts', '/v1/counts?to=2027-01-01', '/v1/counts'],
    [
      '/v1/facts',
      '/v1/facts?event_type=PenaltyDecided&from=2027-01-01',
      '/v1/facts?event_type=PenaltyDecided',
    ],
  ])('of a time beyond the newest event %s says so (%s)', async (route, beyond, within) => {
    const message = expect.stringMatching(
      /^the log's newest event, at position \d+, was recorded at 2026-06-01T00:00:\d\d/,
    )
    expect((await api.ask(route, beyond)).json()).toMatchObject({
      notice: { code: 'BEYOND_HEAD', message },
    })
    expect((await api.ask(route, within)).json()).not.toHaveProperty('notice')
  })

  test('a position has no place in the order of the sources', async () => {
    const answer = await api.ask(path, `${url}?by=source&as_known_at=6`)
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      reasons: [{ code: 'KNOWING_POINT_OF_PLATFORM', path: 'query.as_known_at' }],
    })
  })
})

test('rules show their law, their outcomes, and why they could not be evaluated', async () => {
  const { items, next } = (await api.ask('/v1/rules')).json()
  expect(next).toBeNull()
  expect(items).toMatchObject([
    {
      rule_id: RULE.id,
      outcomes: { standing: 1, raised: 2, withdrawn: 1, without_alert: 0, open_alerts: 1 },
      failures: [{ code: 'CALENDAR_YEAR_MISSING' }],
      suppressed: [{ exception: 'first-minor', warnings: 3 }],
      feed_outcomes: [
        {
          outcome: 'not_judged',
          source: 'urn:example:market-bureau',
          warnings: 4,
          text: { en: 'Not judged: no feed of DecisionPublished from this department.' },
        },
      ],
      exceptions: [],
      alerting: {
        record_only: false,
        group_by: 'subject',
        window_seconds: null,
        storm: { more_than: 1_000, within_seconds: 3_600 },
        needs_second_person_above: 1_000,
      },
      facts_before_in_force: null,
    },
  ])
  expect((await api.ask('/v1/rules/{rule_id}', `/v1/rules/${RULE.id}`)).json()).toEqual(items[0])
})

test('sources show how much they send, how late, and what of it is refused', async () => {
  const { items } = (await api.ask('/v1/sources')).json()
  expect(items).toMatchObject([
    {
      source: SOURCE,
      department: '市场监管局',
      events: 7 + STALLS,
      amendments: 2,
      refused: 1,
      recording_delay_s_max: expect.any(Number),
    },
  ])
  const named = async (source: string): Promise<unknown> =>
    (await api.ask('/v1/sources', `/v1/sources?source=${encodeURIComponent(source)}`)).json()
  expect(await named(SOURCE)).toEqual({ items, next: null })
  expect(await named('urn:nobody')).toEqual({ items: [], next: null })
})

test('an event is shown as the log keeps it', async () => {
  const event = (
    await api.ask('/v1/events/{event_id}', `/v1/events/${idOf('c2').toUpperCase()}`)
  ).json()
  expect(event).toMatchObject({
    event_id: idOf('c2'),
    type: 'FactCorrected',
    position: 11,
    data: { reason: 'wrong' },
  })
})

describe('counts', () => {
  test('are of facts as known now, and lead to them', async () => {
    const query = 'event_type=PenaltyDecided&region=330203'
    const { items } = (await api.ask('/v1/counts', `/v1/counts?${query}`)).json()
    expect(items.map((item: { day: string; facts: number }) => [item.day, item.facts])).toEqual([
      ['2026-01-01', 1],
      ['2026-02-02', 1],
      ['2026-03-01', 1],
    ])
    const facts = (
      await api.ask('/v1/facts', `/v1/facts?${query}&from=2026-02-01&to=2026-03-01`)
    ).json()
    expect(facts.items.map((fact: { event_id: string }) => fact.event_id)).toEqual([
      idOf('c2'),
      idOf('p3'),
    ])
  })

  test('of a region that the source did not name have none', async () => {
    const { items } = (
      await api.ask('/v1/counts', '/v1/counts?from=2026-05-05&to=2026-05-05')
    ).json()
    expect(items).toEqual([
      { event_type: 'PenaltyDecided', region: '330204', day: '2026-05-05', facts: STALLS },
    ])
  })
})

describe('what does not exist is named by its own code', () => {
  const nobody = derivedId('nobody')
  test.each([
    ['/v1/alerts/{alert_id}', `/v1/alerts/${nobody}`, 'ALERT_UNKNOWN'],
    ['/v1/warnings/{warning_id}', `/v1/warnings/${nobody}`, 'WARNING_UNKNOWN'],
    ['/v1/subjects/{subject_id}', '/v1/subjects/test:nobody', 'SUBJECT_UNKNOWN'],
    ['/v1/subjects/{subject_id}/history', '/v1/subjects/test:nobody/history', 'SUBJECT_UNKNOWN'],
    ['/v1/rules/{rule_id}', '/v1/rules/nobody', 'RULE_UNKNOWN'],
    ['/v1/events/{event_id}', `/v1/events/${nobody}`, 'EVENT_UNKNOWN'],
  ])('%s', async (path, url, code) => {
    expect((await api.ask(path, url)).json()).toMatchObject({
      status: 404,
      code,
      type: `urn:jianwei:problem:${code}`,
    })
  })
})

describe('what cannot be read is named by field', () => {
  test.each([
    [
      '/v1/alerts',
      '?limit=501&state=open&levels=red',
      ['query.limit', 'query.state', 'query.levels'],
    ],
    [
      '/v1/alerts',
      '?limit=0&since=yesterday&region=99',
      ['query.limit', 'query.region', 'query.since'],
    ],
    ['/v1/warnings', '?standing=maybe&alert_id=7', ['query.standing', 'query.alert_id']],
    ['/v1/counts', '?from=2026-13-01', ['query.from']],
    ['/v1/facts', '', ['query.event_type']],
  ])('%s%s', async (path, query, paths) => {
    const answer = await api.ask(path, path + query)
    expect(answer.json()).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
    const reasons: { path: string }[] = answer.json().reasons
    expect(reasons.map((reason) => reason.path).sort()).toEqual([...paths].sort())
  })

  test.each([
    ['/v1/alerts', '/v1/alerts', 'since'],
    ['/v1/subjects/{subject_id}/history', `/v1/subjects/${BAKERY}/history`, 'as_of'],
    ['/v1/subjects/{subject_id}/history', `/v1/subjects/${BAKERY}/history`, 'as_known_at'],
  ])(
    '%s (%s) understands an unencoded + in %s, and says how it is written',
    async (route, url, field) => {
      const answer = await api.ask(route, `${url}?${field}=2026-03-01T09:30:00+08:00`)
      expect(answer.statusCode).toBe(200)
      const refused = (await api.ask(route, `${url}?${field}=2026-03-01T09:30:00++08:00`)).json()
      expect(refused.reasons).toMatchObject([
        { path: `query.${field}`, message: expect.stringContaining('%2B') },
      ])
    },
  )

  test('the number of a person is no subject, and is not repeated', async () => {
    const answer = await api.ask('/v1/alerts', '/v1/alerts?subject_id=11010519491231002X')
    expect(answer.json().reasons).toMatchObject([
      { code: 'SUBJECT_IS_PERSONAL', path: 'query.subject_id' },
    ])
    expect(answer.body).not.toContain('11010519491231002X')
  })

  test('a cursor of another list, or of the same with other filters; the rows a page are free', async () => {
    const first = (await api.ask('/v1/counts', '/v1/counts?limit=1&from=2026-01-01')).json()
    const cursor = encodeURIComponent(first.next)
    for (const [path, query] of [
      ['/v1/counts', 'from=2026-01-02'],
      ['/v1/alerts', 'limit=1'],
      ['/v1/subjects', 'limit=1'],
    ] as const) {
      const answer = await api.ask(path, `${path}?${query}&cursor=${cursor}`)
      expect(answer.json()).toMatchObject({ status: 400, code: 'CURSOR_UNREADABLE' })
    }
    const next = (
      await api.ask('/v1/counts', `/v1/counts?limit=2&from=2026-01-01&cursor=${cursor}`)
    ).json()
    expect(next.items).toHaveLength(2)
  })

  test.each([
    '/v1/alerts',
    '/v1/warnings',
    '/v1/subjects',
    '/v1/rules',
    '/v1/sources',
    '/v1/counts',
  ])('a cursor that %s did not make', async (path) => {
    const answer = await api.ask(path, `${path}?cursor=made-up`)
    expect(answer.json()).toMatchObject({ status: 400, code: 'CURSOR_UNREADABLE' })
  })
})
