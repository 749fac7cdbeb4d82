import { describe, expect, test } from 'vitest'
import { outboundTopicOf } from '@jianwei/events/topics.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  clock,
  complaint,
  draft,
  everything,
  found,
  get,
  pipeline,
  start,
  step,
  stop,
  three,
  withLivingRules,
} from '#/support/rules/living-rules.ts'
import { complaints, farAbovePeers } from '#/support/rules/rule-text.ts'

// Every test starts the program, and some start it again.
withLivingRules()

describe('a shadow', () => {
  test('finds what comes on the live stream, apart from warnings and alerts, and nobody outside hears of it', async () => {
    await draft({})
    expect((await step(1, 'shadow')).body).toMatchObject({ state: 'shadow', rule_version: 1 })
    await pipeline.take(three.slice(0, 2).map((day) => complaint(day)))
    expect(await found()).toEqual([])
    await pipeline.take([complaint('2026-03-08')])
    expect(await found()).toEqual(['ShadowWarningRaised 1'])
    await pipeline.take([complaint('2026-03-02')])
    expect((await found()).toSorted()).toEqual(
      ['ShadowWarningRaised 1', 'ShadowWarningRaised 1', 'ShadowWarningWithdrawn 1'].toSorted(),
    )

    const shadows = await get('/v1/shadow-warnings?rule_id=complaints&rule_version=1&standing=true')
    expect(shadows.items).toMatchObject([
      { standing: true, rule_state: 'shadow', anchor: '2026-03-04T04:00:00.000Z' },
    ])
    expect((await get('/v1/shadow-warnings?rule_version=2')).items).toEqual([])
    expect((await get('/v1/warnings')).items).toEqual([])
    expect((await get('/v1/alerts')).items).toEqual([])
    expect(await get('/v1/rules/complaints')).toMatchObject({
      state: 'shadow',
      outcomes: { standing: 0, raised: 0 },
      shadow: { standing: 1, raised: 2, withdrawn: 1 },
    })
    const outside = (await everything()).filter(({ type }) => outboundTopicOf(type) !== undefined)
    expect(outside).toEqual([])
  })

  test('looks at what happened before it began', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    await step(1, 'shadow')
    expect(await found()).toEqual(['ShadowWarningRaised 1'])
  })

  test('ends when its version is published: the warnings are raised, and become alerts', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    await step(1, 'shadow')
    expect((await step(1, 'publish')).body).toMatchObject({ state: 'published' })
    expect(await found()).toEqual(['ShadowWarningRaised 1', 'WarningRaised 1', 'AlertRaised'])
    await pipeline.take([complaint('2026-03-02')])
    expect((await found()).filter((entry) => entry.startsWith('Shadow'))).toEqual([
      'ShadowWarningRaised 1',
    ])
    expect((await get('/v1/shadow-warnings')).items).toMatchObject([{ rule_state: 'published' }])
  })

  test('any number run beside what is published, each with its own', async () => {
    for (const version of [1, 2, 3, 4]) await draft({ version, ...complaints(version) })
    await step(1, 'publish')
    for (const version of [2, 3, 4]) await step(version, 'shadow')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(new Set(await found())).toEqual(
      new Set(['WarningRaised 1', 'ShadowWarningRaised 2', 'ShadowWarningRaised 3', 'AlertRaised']),
    )
  })
})

describe('publishing', () => {
  test('takes effect without a restart, and only drafts until then', async () => {
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({})
    expect(await found()).toEqual([])
    await step(1, 'publish')
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
  })

  test('of a further version leaves the earlier one in force, unless told; the alert is the same', async () => {
    await draft({})
    await step(1, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    await draft({ version: 2, ...complaints(2) })
    await step(2, 'publish')
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised', 'WarningRaised 2'])
    await draft({ version: 3, ...complaints(4) })
    expect((await step(3, 'publish', { retire_previous: true })).body).toMatchObject({
      state: 'published',
    })
    const states = (await get('/v1/rules')).items.map((rule: { state: string }) => rule.state)
    expect(states).toEqual(['retired', 'retired', 'published'])
    expect(await get('/v1/rules/complaints')).toMatchObject({ rule_version: 3 })
  })

  test('the version in force on the day of the anchor is the one that warns', async () => {
    await draft({ version: 1, in_force: { to: '2026-03-10' } })
    await draft({
      version: 2,
      in_force: { from: '2026-03-11' },
      facts_before_in_force: 'counted',
      ...complaints(4),
    })
    await step(1, 'publish')
    await step(2, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised'])
    await pipeline.take([complaint('2026-03-15')])
    expect(await found()).toEqual(['WarningRaised 1', 'AlertRaised', 'WarningRaised 2'])
  })
})

describe('retiring', () => {
  test('stops: what stood stays as it was, marked, and the alert stays with people', async () => {
    await draft({})
    await step(1, 'publish')
    await pipeline.take(three.map((day) => complaint(day)))
    await step(1, 'retire')
    const before = await found()
    await pipeline.take([
      complaint('2026-03-02'),
      ...three.map((day) => complaint(day, '91330203MA00000029')),
    ])
    expect(await found()).toEqual(before)
    expect((await get('/v1/warnings')).items).toMatchObject([
      { standing: true, rule_state: 'retired' },
    ])
    expect((await get('/v1/alerts')).items).toMatchObject([{ state: 'raised' }])
    expect((await get('/v1/rules?state=retired')).items).toMatchObject([
      { rule_id: 'complaints', outcomes: { standing: 1, open_alerts: 1 } },
    ])
  })

  test('a shadow stops as well', async () => {
    await draft({})
    await step(1, 'shadow')
    await step(1, 'retire')
    await pipeline.take(three.map((day) => complaint(day)))
    expect(await found()).toEqual([])
  })
})

describe('a restart', () => {
  test('in the middle changes nothing that follows', async () => {
    await draft({})
    await draft({ version: 2, ...complaints(2) })
    await step(1, 'publish')
    await step(2, 'shadow')
    await pipeline.take(three.slice(0, 2).map((day) => complaint(day)))
    await stop()
    await start()
    await pipeline.settle()
    expect(await found()).toEqual(['ShadowWarningRaised 2'])
    await pipeline.take([complaint('2026-03-08')])
    expect(await found()).toEqual(['ShadowWarningRaised 2', 'WarningRaised 1', 'AlertRaised'])
  })

  test('without the record of the sentinel appends nothing twice, in either ledger', async () => {
    await draft({})
    await draft({ version: 2, ...complaints(2) })
    await step(1, 'publish')
    await step(2, 'shadow')
    await pipeline.take(three.map((day) => complaint(day)))
    const before = await pipeline.stores.log.head()
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    await stop()
    await start()
    await pipeline.settle()
    expect(await pipeline.stores.log.head()).toBe(before)
  })
})

test('a rule that is judged on snapshots keeps its shadow apart as well', async () => {
  await draft(farAbovePeers)
  await step(1, 'shadow')
  const peers = ['test:one', 'test:two', 'test:three'].map((subject_id) =>
    someEvent({
      type: 'SubjectRegistered',
      subject_id,
      data: { name: '某餐饮店', industry_code: 'H6210@2017' },
    }),
  )
  await pipeline.take([...peers, ...three.slice(1).map((day) => complaint(day, 'test:one'))])
  expect(await found()).toEqual([])
  clock.set('2026-03-31T16:00:30.000Z')
  await pipeline.tick()
  expect(await found()).toEqual(['ShadowWarningRaised 1'])
  await step(1, 'publish')
  expect(await found()).toEqual(['ShadowWarningRaised 1', 'WarningRaised 1', 'AlertRaised'])
})

test('a rule about groups keeps its shadow apart as well, and is raised when it is published', async () => {
  const parameters = {
    of: { events: ['ComplaintReceived'] },
    group_by: [{ field: 'region', prefix: 4 }],
    window: '7 days',
    baseline: '28 days',
    at_least: 3,
    chance_at_most: 0.001,
  }
  await draft({ kind: 'surge', parameters })
  await step(1, 'shadow')
  const week = ['2026-03-10', '2026-03-11', '2026-03-12'].map((day, index) =>
    complaint(day, `test:${index}`),
  )
  await pipeline.take([complaint('2025-12-01', 'test:old'), ...week])
  expect(await found()).toEqual(['ShadowWarningRaised 1'])
  await pipeline.take([complaint('2026-01-05', 'test:other')])
  expect(await found()).toEqual(['ShadowWarningRaised 1'])
  await step(1, 'publish')
  expect(await found()).toEqual(['ShadowWarningRaised 1', 'WarningRaised 1', 'AlertRaised'])
})
