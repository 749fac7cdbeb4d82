import { beforeEach, expect, test } from 'vitest'
import { recordEvent } from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  ALERTING_CLOCK,
  AlertingLog,
  type GivenWarning,
} from '@jianwei/tests/support/log/alerting-log.ts'
import { someEvent } from '@jianwei/tests/support/log/events.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { logWithAppend } from '@jianwei/tests/support/log/log-with-append.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { NOTHING_ALERTED } from '#/alerting/alerting.ts'

/* Behind each boundary the warehouse holds nothing yet. */

const RULE = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})
const SOURCE = 'urn:example:register'

let log: EventLog
let bench: AlertingLog
logForEachTest(newSqliteLog, (opened) => void (log = opened))
beforeEach(() => void (bench = new AlertingLog(log, RULE)))

const warnings = (count: number): readonly GivenWarning[] =>
  Array.from({ length: count }, (_, at) => ({ subject: `test:subject-${at}` }))
const [a = { subject: '' }, b = { subject: '' }] = warnings(2)

async function raisedAbout(): Promise<readonly string[]> {
  const events = await bench.alertEvents()
  return events.flatMap(({ type, subject_id }) => (type === 'AlertRaised' ? [subject_id] : []))
}

async function importStarts(): Promise<void> {
  const file = { of_sources: [SOURCE], file: 'f.csv', mapping: 'm', file_hash: 'h' }
  const event = recordEvent({
    type: 'ImportStarted',
    schema_version: 2,
    source: 'jianwei:intake',
    id: 'import',
    subject_id: `source:${SOURCE}`,
    region: null,
    occurred_at: ALERTING_CLOCK,
    causation_id: null,
    data: { import_id: 'i', attempt_id: 'a', ...file },
  })
  await bench.append('imports', [event])
}

async function silenceOrdered(): Promise<void> {
  const scope = { rule_id: null, subject_id: 'test:nobody', region: null, department: null }
  const who = { silence_id: derivedId('silence', 's'), actor: 'wang', reason: 'r', owner: 'wang' }
  const data = { ...who, scope: { ...scope, level: null } }
  const times = { from: ALERTING_CLOCK, until: '2026-04-09T00:00:00.000Z' as Instant }
  await bench.silence('s', { type: 'SilenceOrdered', data: { ...data, ...times } })
}

test('alerts are open before the warehouse holds their warnings, and the next boundary adds nothing', async () => {
  const position = await log.head()
  const fresh = await bench.raise(a, b)
  const ahead = await bench.ahead(position, fresh)
  expect(ahead.appended).toBe(2)
  expect(await raisedAbout()).toEqual([a.subject, b.subject])
  const head = await log.head()
  // Going on from there, and again after a crash before that was saved.
  for (const from of [ahead.record, undefined]) {
    const record = await bench.catchUp(from)
    expect(await log.head()).toBe(head)
    // A storm counts each of them once.
    expect(record.storms[RULE.id]).toMatchObject({ alerts: 2 })
  }
})

test('a warning that is withdrawn leaves its alert before the warehouse holds that', async () => {
  const record = await bench.catchUp(NOTHING_ALERTED, { upTo: await bench.raised(a, b) })
  const position = await log.head()
  const fresh = await bench.withdraw(a, b)
  const ahead = await bench.ahead(position, fresh, { record })
  expect(ahead.appended).toBeGreaterThan(0)
  const head = await log.head()
  await bench.catchUp(ahead.record)
  await bench.catchUp()
  expect(await log.head()).toBe(head)
})

test.each(['before', 'after'])('killed %s its append, it is said once all the same', async (at) => {
  const position = await log.head()
  const fresh = await bench.raise(a)
  const killing = logWithAppend(log, async (all) => {
    if (at === 'after') await log.append(all)
    throw new Error('killed')
  })
  await expect(bench.ahead(position, fresh, { into: killing })).rejects.toThrow('killed')
  await bench.catchUp()
  expect(await raisedAbout()).toEqual([a.subject])
})

test('what a source said behind the boundary counts for how old a warning is', async () => {
  const position = await log.head()
  const later = { source: SOURCE, occurred_at: '2027-03-09T00:00:00.000Z' as Instant }
  await bench.append('facts', [someEvent({ ...later, id: 'later' })])
  expect((await bench.ahead(position, await bench.raise(a))).appended).toBe(0)
})

test('a warning that has only moved stays with its closed alert', async () => {
  const record = await bench.catchUp(NOTHING_ALERTED, { upTo: await bench.raised(a) })
  await bench.closeAlerts()
  const position = await log.head()
  const later = { ...a, at: '2026-03-10T00:00:00.000Z' }
  expect(await bench.ahead(position, await bench.move(a, later), { record })).toMatchObject({
    appended: 2,
  })
  expect(await raisedAbout()).toEqual([a.subject])
  // Another one that comes by itself opens an alert again.
  const next = await log.head()
  await bench.ahead(next, await bench.raise({ ...a, at: '2026-03-11T00:00:00.000Z' }), { record })
  expect(await raisedAbout()).toEqual([a.subject, a.subject])
})

test.each([
  ['an import begins', importStarts, []],
  ['a silence is ordered', silenceOrdered, [a.subject]],
  ['somebody else raises a warning', () => bench.raise(b), [b.subject, a.subject]],
  ['a warning is withdrawn', () => bench.withdraw(b), [a.subject]],
])('where %s behind the boundary, the next one sees to all of it', async (_, happens, raised) => {
  if (raised.length === 1) await bench.raise(b)
  const position = await log.head()
  await happens()
  expect((await bench.ahead(position, await bench.raise(a))).appended).toBe(0)
  await bench.catchUp()
  expect((await raisedAbout()).filter((about) => raised.includes(about))).toEqual(raised)
})

test('an import that holds their source holds them, and one that lapses is given up first', async () => {
  await importStarts()
  const record = await bench.catchUp()
  const position = await log.head()
  const fresh = await bench.raise(a)
  expect(await bench.ahead(position, fresh, { record })).toEqual({ record, appended: 0 })
  const renewed_at = '2001-01-01T00:00:00.000Z' as Instant
  const importing = { a: { import_id: 'i', of_sources: [], renewed_at } }
  const lapsing = { ...record, importing }
  expect((await bench.ahead(position, fresh, { record: lapsing })).appended).toBe(0)
  expect(await raisedAbout()).toEqual([])
})

test('too many entries, or events among which they lie, wait for the next boundary', async () => {
  const position = await log.head()
  const fresh = await bench.raise(a, b)
  // Two facts, and two entries.
  for (const limits of [{ entries_max: 1 }, { events_max: 3 }])
    expect((await bench.ahead(position, fresh, { limits })).appended).toBe(0)
  expect(await raisedAbout()).toEqual([])
  const limits = { entries_max: 2, events_max: 4 }
  expect((await bench.ahead(position, fresh, { limits })).appended).toBe(2)
})
