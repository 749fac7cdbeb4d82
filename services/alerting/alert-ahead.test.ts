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
import { AHEAD_ENTRIES_MAX, AHEAD_EVENTS_MAX } from '#/alerting/alert-ahead.ts'

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
  expect(await bench.ahead(position, fresh)).toBe(2)
  expect(await raisedAbout()).toEqual([a.subject, b.subject])
  const head = await log.head()
  const record = await bench.catchUp()
  expect(await log.head()).toBe(head)
  // A storm counts each of them once.
  expect(record.storms[RULE.id]).toMatchObject({ alerts: 2 })
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
  expect(await bench.ahead(position, await bench.raise(a))).toBe(0)
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
  expect(await bench.ahead(position, await bench.raise(a))).toBe(0)
  await bench.catchUp()
  expect((await raisedAbout()).filter((about) => raised.includes(about))).toEqual(raised)
})

test('an import that holds their source holds them, and one that lapses is given up first', async () => {
  await importStarts()
  const record = await bench.catchUp()
  const position = await log.head()
  const fresh = await bench.raise(a)
  expect(await bench.ahead(position, fresh, { record })).toBe(0)
  const renewed_at = '2001-01-01T00:00:00.000Z' as Instant
  const importing = { a: { import_id: 'i', of_sources: [], renewed_at } }
  expect(await bench.ahead(position, fresh, { record: { ...record, importing } })).toBe(0)
  expect(await raisedAbout()).toEqual([])
})

test('too many entries, or events among which they lie, wait for the next boundary', async () => {
  const position = await log.head()
  const much = Array.from({ length: AHEAD_EVENTS_MAX }, (_, n) => someEvent({ id: `much ${n}` }))
  await bench.append('facts', much)
  expect(await bench.ahead(position, await bench.raise(a))).toBe(0)
  const fresh = await bench.raise(...warnings(AHEAD_ENTRIES_MAX + 3).slice(2))
  expect(await bench.ahead(await log.head(), fresh)).toBe(0)
  expect(await raisedAbout()).toEqual([])
})
