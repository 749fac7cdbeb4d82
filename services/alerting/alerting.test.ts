import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import {
  streamOf,
  type NewEvent,
  type Position,
  type RecordedEvent,
  recordEvent,
} from '@jianwei/events/envelope.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { eventsOf } from '@jianwei/tests/support/intake/intake-server.ts'
import { logForEachTest } from '@jianwei/tests/support/log/log-each-test.ts'
import { newSqliteLog } from '@jianwei/tests/support/log/sqlite-place.ts'
import { someEvent } from '@jianwei/tests/support/log/events.ts'
import { logWithAppend } from '@jianwei/tests/support/log/log-with-append.ts'
import { ruleWith } from '@jianwei/tests/support/rules/rule-with.ts'
import { NOTHING_ALERTED, raiseAlerts, type AlertingRecord } from '#/alerting/alerting.ts'
import { AlertsOfKey } from '#/alerting/alerts-of-key.ts'
import { SilencesAsKnown } from '#/alerting/silences-as-known.ts'
import { appendDecided } from '#/commands/handle-commands.ts'
import { WARNINGS_LEDGER, ledgerDifference } from '#/evaluation/ledger.ts'

/*
 * Alerting by itself, over a log. What it asks of the warehouse is answered by an empty one: no
 * source has a newer fact, and no warning has moved.
 */

const SOURCE = 'urn:example:register'
const CLOCK = '2026-03-09T00:00:00.000Z' as Instant
const RULE = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})
// Nothing else is asked of it.
const EMPTY = { query: async () => [] } as unknown as Warehouse

let log: EventLog
const own = logForEachTest(newSqliteLog, (opened) => void (log = opened))

const subjects = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `test:subject-${at}`)
const evidenceOf = (subject: string): NewEvent =>
  someEvent({ source: SOURCE, id: `fact of ${subject}`, subject_id: subject })
const warningOf = (subject: string) => ({
  warning_id: derivedId('warning', subject),
  subject_id: subject,
  anchor: CLOCK,
  anchor_at: CLOCK,
  evidence: [evidenceOf(subject).event_id],
})

async function append(stream: string, events: readonly NewEvent[]): Promise<void> {
  await log.append([{ stream: streamOf('source', stream), expected: 'any', events }])
}

async function evaluated(): Promise<Parameters<typeof ledgerDifference>[2]> {
  const boundary = { position: await log.head(), clock: CLOCK }
  return { rule: RULE, boundary, ledger: WARNINGS_LEDGER }
}

async function raise(of: readonly string[]): Promise<void> {
  await append('facts', of.map(evidenceOf))
  await appendDecided(log, ledgerDifference(of.map(warningOf), [], await evaluated()))
}

async function withdraw(of: readonly string[]): Promise<void> {
  const ledger = of.map((subject) => ({ ...warningOf(subject), standing: true, entries: 1 }))
  await appendDecided(log, ledgerDifference([], ledger, await evaluated()))
}

/** Says something of the one import. */
async function importing(type: 'ImportStarted' | 'ImportCompleted'): Promise<void> {
  const counts = { records: 1, accepted: 1, duplicate: 0, quarantined: 0 }
  const file = { of_sources: [SOURCE], file: 'f.csv', mapping: 'm', file_hash: 'h' }
  const data = { import_id: 'i', attempt_id: 'a', ...(type === 'ImportStarted' ? file : counts) }
  const event = recordEvent({
    type,
    schema_version: 2,
    source: 'jianwei:intake',
    id: type,
    subject_id: `source:${SOURCE}`,
    region: null,
    occurred_at: CLOCK,
    causation_id: null,
    data,
  })
  await append('imports', [event])
}

/** Catches up to the end of the log, or to a position. */
async function catchUp(
  record: AlertingRecord,
  { upTo, into = log, signal = new AbortController().signal }: CatchUp = {},
): Promise<AlertingRecord> {
  const position = upTo ?? (await log.head())
  const silences = new SilencesAsKnown(EMPTY)
  const parts = { log: into, warehouse: EMPTY, rules: [RULE], silences, signal }
  return (await raiseAlerts(parts, record, { position, recorded_at: CLOCK })).record
}
interface CatchUp {
  readonly upTo?: Position
  readonly into?: EventLog
  readonly signal?: AbortSignal
}

async function alertEvents(): Promise<readonly RecordedEvent[]> {
  return (await eventsOf(log)).filter(({ type }) => type.startsWith('Alert'))
}

/** What every alert's stream says, whenever it came to be there. */
async function alerts(): Promise<readonly string[]> {
  return (await alertEvents())
    .map(({ stream, revision, type, subject_id }) => `${stream} ${revision} ${type} ${subject_id}`)
    .toSorted()
}

test('over a thousand warnings wait for an import and open alerts at its end, if they still stand', async () => {
  const all = subjects(1_200)
  await importing('ImportStarted')
  await raise(all)
  const record = await catchUp(NOTHING_ALERTED)
  expect(await alertEvents()).toEqual([])
  expect(Object.keys(record.waiting)).toEqual([SOURCE])
  // What is kept does not grow with what waits.
  expect(JSON.stringify(record).length).toBeLessThan(1_000)
  await withdraw(all.filter((_, at) => at % 3 === 0))
  await importing('ImportCompleted')
  const after = await catchUp(record)
  expect((await alertEvents()).map(({ type, subject_id }) => [type, subject_id])).toEqual(
    all.filter((_, at) => at % 3 !== 0).map((subject) => ['AlertRaised', subject]),
  )
  expect([after.importing, after.waiting]).toEqual([{}, {}])
})

/** Warnings before, during and after an import, some of them withdrawn in it or after it. */
async function someHistory(): Promise<void> {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = subjects(6)
  await raise([a, e])
  await importing('ImportStarted')
  await raise([b, c, f])
  await withdraw([c])
  await withdraw([e])
  await importing('ImportCompleted')
  await raise([d])
  await withdraw([b])
}

test('killed after any of its appends, or just before it, it says each thing once', async () => {
  await someHistory()
  const upTo = await log.head()
  let appends = 0
  const counting = logWithAppend(log, (all) => {
    appends += 1
    return log.append(all)
  })
  await catchUp(NOTHING_ALERTED, { into: counting })
  const undisturbed = await alerts()
  expect(appends).toBeGreaterThan(3)
  for (let at = 0; at < 2 * appends; at++) {
    await own.renew()
    await someHistory()
    let seen = 0
    const killing = logWithAppend(log, async (all) => {
      const isLast = seen++ === Math.floor(at / 2)
      if (isLast && at % 2 === 0) throw new Error('killed before')
      const outcomes = await log.append(all)
      if (isLast) throw new Error('killed after')
      return outcomes
    })
    await expect(catchUp(NOTHING_ALERTED, { into: killing, upTo })).rejects.toThrow('killed')
    await catchUp(NOTHING_ALERTED)
    expect(await alerts(), `killed at ${at}`).toEqual(undisturbed)
  }
})

test('however the rounds were cut, a sentinel that begins anew has nothing to add', async () => {
  await someHistory()
  const end = await log.head()
  let record = NOTHING_ALERTED
  for (let upTo = 1; upTo <= end; upTo++) record = await catchUp(record, { upTo: upTo as Position })
  const inRounds = await alerts()
  await catchUp(NOTHING_ALERTED)
  expect(await alerts()).toEqual(inRounds)
})

test('a record that was lost is found again from the start, and nothing is said twice', async () => {
  await someHistory()
  const record = await catchUp(NOTHING_ALERTED)
  const head = await log.head()
  expect(await catchUp(NOTHING_ALERTED, { upTo: record.alerted })).toEqual(record)
  expect(await log.head()).toBe(head)
})

test('a record of an earlier version, with an import under way, finds what waits', async () => {
  await importing('ImportStarted')
  await raise(subjects(2))
  const { alerted, importing: held } = await catchUp(NOTHING_ALERTED)
  await importing('ImportCompleted')
  // It knew neither where the log goes on nor where the holds began.
  await catchUp({ alerted, alerted_checkpoint: null, importing: held, waiting: {}, storms: {} })
  expect((await alertEvents()).map(({ subject_id }) => subject_id)).toEqual(subjects(2))
})

test('where somebody works on the alert at the same moment, all is decided again', async () => {
  const [subject = '', other = ''] = subjects(2)
  await raise([subject, other])
  const record = await catchUp(NOTHING_ALERTED)
  await withdraw([subject, other])
  let isFirst = true
  const contended = logWithAppend(log, async (all) => {
    if (isFirst) {
      isFirst = false
      const key = { rule_id: RULE.id, subject_id: subject }
      const alert = await AlertsOfKey.load(log, key)
      const data = { alert_id: alert.alert_id, actor: 'wang', reason: 'mine' }
      alert.decide(
        { type: 'SignForAlert', data, at: CLOCK },
        { region: null, at: CLOCK, causation_id: alert.alert_id },
      )
      await appendDecided(log, alert.appends)
    }
    return log.append(all)
  })
  await catchUp(record, { into: contended })
  const of = async (who: string) =>
    (await alertEvents()).filter(({ subject_id }) => subject_id === who).map(({ type }) => type)
  expect(await of(subject)).toEqual(['AlertRaised', 'AlertSignedFor', 'AlertWarningWithdrawn'])
  expect(await of(other)).toEqual(['AlertRaised', 'AlertWarningWithdrawn'])
})

test('the alerts that warnings belong to are read together, each once', async () => {
  const all = subjects(10)
  await raise(all)
  let [underWay, most] = [0, 0]
  const read: string[] = []
  const slow: EventLog = {
    ...logWithAppend(log, (appends) => log.append(appends)),
    async *read(stream) {
      read.push(stream)
      most = Math.max(most, (underWay += 1))
      await nextTurn()
      yield* log.read(stream)
      underWay -= 1
    },
  }
  await catchUp(NOTHING_ALERTED, { into: slow })
  expect((await alertEvents()).map(({ subject_id }) => subject_id)).toEqual(all)
  expect(most).toBe(all.length)
  expect(new Set(read).size).toBe(read.length)
})

test('told to stop, its record stays where it was', async () => {
  await raise(subjects(1))
  const record = await catchUp(NOTHING_ALERTED, { signal: AbortSignal.abort() })
  expect(record).toEqual(NOTHING_ALERTED)
})

test('the facts of a warning may have come as corrections only', async () => {
  const [subject = ''] = subjects(1)
  const { type, schema_version, occurred_at, department, data, source_event_id } =
    evidenceOf(subject)
  const replacement = { type, schema_version, occurred_at, region: '330204', department, data }
  const fact = { source: SOURCE, id: source_event_id }
  const amended = { fact, reason: 'r', replacement }
  await append('facts', [
    someEvent({ type: 'FactCorrected', source: SOURCE, subject_id: subject, data: amended }),
  ])
  const { rule, boundary, ledger } = await evaluated()
  await appendDecided(log, ledgerDifference([warningOf(subject)], [], { rule, boundary, ledger }))
  await catchUp(NOTHING_ALERTED)
  expect(await alertEvents()).toMatchObject([{ type: 'AlertRaised', region: '330204' }])
})
