import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { alertDecider } from '@jianwei/events/alert/decider.ts'
import type { AlertEvent } from '@jianwei/events/alert/effects.ts'
import { stateAfter } from '@jianwei/events/decider.ts'
import {
  streamOf,
  type NewEvent,
  type RecordedEvent,
  recordEvent,
} from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { warnings } from '@jianwei/projections/warnings/queries.ts'
import { FACTS_FROM_LOG_MAX } from '@jianwei/services/evaluation/placed-entries.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { someCorrection, someEvent } from '#/support/log/events.ts'

const SUBJECT = '91330203MA00000010'
const SOURCE = 'urn:example:market-bureau'
const threeComplaints = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})
const answered = ruleWith({
  id: 'ticket-answered',
  kind: 'deadline',
  parameters: {
    duty: { events: ['TicketDispatched'] },
    answer: { events: ['TicketAnswered'] },
    match: ['data.ticket_number'],
    within: { days: 5, counted: 'calendar' },
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock('2026-03-20T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('sentinel')
  clock.set('2026-03-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [threeComplaints, answered], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const complaint = (day: string, id?: string): NewEvent =>
  someEvent({ occurred_at: `${day}T04:00:00.000Z` as Instant, ...(id === undefined ? {} : { id }) })

async function everything(): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const signal = new AbortController().signal
  for await (const batch of pipeline.stores.log.follow('start', {
    signal,
    batch_events_max: 1_000,
    until: 'head',
  })) {
    events.push(...batch.events)
  }
  return events
}

async function types(): Promise<readonly string[]> {
  return (await everything()).flatMap(({ stream, type }) =>
    stream.startsWith('subject-') ? [] : [type],
  )
}

function amend(type: 'FactRetracted', id: string): NewEvent {
  return someEvent({ type, data: { fact: { source: SOURCE, id }, reason: 'entered by mistake' } })
}

describe('the ledger of warnings', () => {
  test('a warning is raised once, with its evidence, and opens an alert', async () => {
    await pipeline.take([complaint('2026-03-01', 'a'), complaint('2026-03-02', 'b')])
    expect(await types()).toEqual([])
    await pipeline.take([complaint('2026-03-05', 'c')])
    expect(await types()).toEqual(['WarningRaised', 'AlertRaised'])
    await pipeline.take([complaint('2026-03-06')])
    expect(await types()).toEqual(['WarningRaised', 'AlertRaised'])
    const raised = (await everything()).find((event) => event.type === 'WarningRaised')
    expect(raised).toMatchObject({
      subject_id: SUBJECT,
      data: { anchor: '2026-03-05T04:00:00.000Z', level: 'yellow' },
    })
    expect(raised?.data['evidence']).toHaveLength(3)
  })

  test('a warning lies where its newest fact does, as that was known, and so does its end', async () => {
    const at = (day: string, region: string | null): NewEvent => ({
      ...complaint(`2026-03-${day}`, day),
      region,
    })
    await pipeline.take([at('01', null), at('02', '330212'), at('05', '330203')])
    await pipeline.take([amend('FactRetracted', '02')])
    const ledger = (await everything()).filter(({ type }) => type.startsWith('Warning'))
    expect(ledger.map(({ type, region }) => [type, region])).toEqual([
      ['WarningRaised', '330203'],
      ['WarningWithdrawn', '330203'],
    ])
  })

  test('a late fact moves the anchor: the old warning is withdrawn, the alert is the same', async () => {
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04'), complaint('2026-03-08')])
    await pipeline.take([complaint('2026-03-02')])
    expect((await types()).toSorted()).toEqual(
      [
        'WarningRaised',
        'AlertRaised',
        'WarningRaised',
        'WarningWithdrawn',
        'AlertWarningGathered',
        'AlertWarningWithdrawn',
      ].toSorted(),
    )
    const alerts = new Set(
      (await everything()).flatMap(({ stream }) => (stream.startsWith('alert-') ? [stream] : [])),
    )
    expect(alerts.size).toBe(1)
  })

  test('a retraction withdraws, and a fact that comes after it raises again, in one stream', async () => {
    await pipeline.take([
      complaint('2026-03-01'),
      complaint('2026-03-04', 'wrong'),
      complaint('2026-03-08'),
    ])
    await pipeline.take([amend('FactRetracted', 'wrong')])
    expect((await types()).filter((type) => type.startsWith('Warning'))).toEqual([
      'WarningRaised',
      'WarningWithdrawn',
    ])
    await pipeline.take([complaint('2026-03-05')])
    const warnings = (await everything()).filter((event) => event.type.startsWith('Warning'))
    expect(warnings.map((event) => event.type)).toEqual([
      'WarningRaised',
      'WarningWithdrawn',
      'WarningRaised',
    ])
    expect(new Set(warnings.map((event) => event.stream)).size).toBe(1)
    expect(warnings.map((event) => event.revision)).toEqual([0, 1, 2])
  })

  test('evaluating everything again from nothing appends nothing', async () => {
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04'), complaint('2026-03-08')])
    const before = await pipeline.stores.log.head()
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [threeComplaints, answered], clock)
    await pipeline.settle()
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    await pipeline[Symbol.asyncDispose]()
    pipeline = await runPipeline(folder.path, [threeComplaints, answered], clock)
    await pipeline.settle()
    expect(await pipeline.stores.log.head()).toBe(before)
  })

  test('a rule that is added finds what happened before it', async () => {
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04'), complaint('2026-03-08')])
    await pipeline[Symbol.asyncDispose]()
    const two = ruleWith({
      id: 'two-complaints',
      kind: 'count',
      parameters: { of: { events: ['ComplaintReceived'] }, at_least: 2, window: '30 days' },
    })
    pipeline = await runPipeline(folder.path, [threeComplaints, answered, two], clock)
    await pipeline.settle()
    const rules = (await everything()).flatMap(({ type, data }) =>
      type === 'WarningRaised' ? [data['rule_id']] : [],
    )
    expect(rules).toEqual(['three-complaints', 'two-complaints'])
  })
})

describe('deadlines', () => {
  const dispatched = someEvent({
    type: 'TicketDispatched',
    occurred_at: '2026-03-19T04:00:00.000Z' as Instant,
    data: { ticket_number: 'T-1', handling_unit: '某街道办事处' },
  })

  test('time that passes in the log raises a warning when nothing answers', async () => {
    await pipeline.take([dispatched])
    expect(await types()).toEqual([])
    clock.set('2026-03-24T16:01:00.000Z')
    await pipeline.tick()
    expect(await types()).toEqual(['ClockAdvanced', 'WarningRaised', 'AlertRaised'])
  })

  test('an answer in time that arrives late withdraws it', async () => {
    await pipeline.take([dispatched])
    clock.set('2026-03-24T16:01:00.000Z')
    await pipeline.tick()
    const answer = someEvent({
      type: 'TicketAnswered',
      occurred_at: '2026-03-24T15:59:59.000Z' as Instant,
      data: { ticket_number: 'T-1' },
    })
    await pipeline.take([answer])
    expect((await types()).slice(1)).toEqual([
      'WarningRaised',
      'AlertRaised',
      'WarningWithdrawn',
      'AlertWarningWithdrawn',
    ])
  })
})

describe('a warning whose anchor a correction moves', () => {
  const dispatched = (occurred_at: string): NewEvent =>
    someEvent({
      type: 'TicketDispatched',
      occurred_at: occurred_at as Instant,
      data: { ticket_number: 'T-1', handling_unit: '某街道办事处' },
    })

  const ledger = async (): Promise<readonly string[]> =>
    (await everything()).flatMap(({ type, data }) =>
      type.startsWith('Warning') ? [`${type} ${String(data['anchor_at'])}`] : [],
    )

  const shown = async (): Promise<readonly Instant[]> => {
    const { items } = await warnings(pipeline.stores.warehouse, { limit: 10, standing: true })
    return items.map((warning) => warning.anchor_at)
  }

  test('is withdrawn and raised where it lies now, and stays with its alert, also a closed one', async () => {
    const ticket = dispatched('2026-03-01T04:00:00.000Z')
    await pipeline.take([ticket])
    await pipeline.take([
      someCorrection(ticket, { occurred_at: '2026-03-02T04:00:00.000Z' as Instant }),
    ])
    expect(await ledger()).toEqual([
      'WarningRaised 2026-03-01T04:00:00.000Z',
      'WarningWithdrawn 2026-03-01T04:00:00.000Z',
      'WarningRaised 2026-03-02T04:00:00.000Z',
    ])
    expect(await shown()).toEqual(['2026-03-02T04:00:00.000Z'])
    expect((await types()).filter((type) => type.startsWith('Alert'))).toEqual(['AlertRaised'])
    await close()
    await pipeline.take([
      someCorrection(ticket, { occurred_at: '2026-03-03T04:00:00.000Z' as Instant }),
    ])
    expect(await shown()).toEqual(['2026-03-03T04:00:00.000Z'])
    expect(await alertStates()).toEqual(['closed'])
  })

  test('opens an alert where it was too old for one before', async () => {
    const ticket = dispatched('2025-03-01T04:00:00.000Z')
    await pipeline.take([complaint('2026-03-01')])
    await pipeline.take([ticket])
    expect(await types()).toEqual(['WarningRaised'])
    await pipeline.take([
      someCorrection(ticket, { occurred_at: '2026-03-01T04:00:00.000Z' as Instant }),
    ])
    expect((await types()).filter((type) => type.startsWith('Alert'))).toEqual(['AlertRaised'])
  })

  test('is not raised again because somebody looks again, however long ago it lies', async () => {
    const ticket = dispatched('1905-03-01T04:00:00.123Z')
    await pipeline.take([ticket])
    await pipeline.take([someCorrection(ticket, { region: '330204' })])
    clock.set('2026-03-21T02:00:00.000Z')
    await pipeline.tick()
    expect(await ledger()).toEqual(['WarningRaised 1905-03-01T04:00:00.000Z'])
  })
})

async function close(): Promise<void> {
  const alert = (await everything()).find((event) => event.type === 'AlertRaised')
  const closing = recordEvent({
    type: 'AlertClosed',
    schema_version: 1,
    source: 'test',
    id: 'close',
    subject_id: SUBJECT,
    region: null,
    occurred_at: clock.now(),
    causation_id: null,
    data: { alert_id: alert?.data['alert_id'], actor: 'wang', reason: 'done' },
  })
  const stream = streamOf('alert', String(alert?.data['alert_id']))
  await pipeline.stores.log.append([{ stream, expected: 'any', events: [closing] }])
  await pipeline.settle()
}

async function alertStates(): Promise<readonly string[]> {
  const streams = Map.groupBy(await everything(), (event) => event.stream)
  return [...streams].flatMap(([stream, events]) => {
    if (!stream.startsWith('alert-')) return []
    return [stateAfter(alertDecider, events as unknown as readonly AlertEvent[]).state]
  })
}

describe('alerts', () => {
  const old = ['2025-01-01', '2025-01-04', '2025-01-08'].map((day) => complaint(day))

  test('an anchor that is too old for an alert is recorded without one', async () => {
    await pipeline.take([complaint('2026-03-01')])
    await pipeline.take(old)
    expect(await types()).toEqual(['WarningRaised'])
  })

  test('while an import runs its source opens no alert; what is not too old does when it ends', async () => {
    await say('ImportStarted', {
      import_id: 'i-1',
      of_sources: [SOURCE],
      file: 'f.csv',
      mapping: 'm',
      file_hash: 'h',
    })
    await pipeline.take(old)
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04'), complaint('2026-03-08')])
    expect((await types()).filter((type) => type.startsWith('Alert'))).toEqual([])
    await say('ImportCompleted', { import_id: 'i-1', accepted: 6, duplicate: 0, quarantined: 0 })
    await pipeline.settle()
    expect((await types()).filter((type) => type.startsWith('Alert'))).toEqual(['AlertRaised'])
    const alert = (await everything()).find((event) => event.type === 'AlertRaised')
    expect(alert).toMatchObject({
      subject_id: SUBJECT,
      region: '330203',
      data: { rule_id: 'three-complaints' },
    })
  })

  test('a fact of which only the correction has come opens an alert like any other', async () => {
    const { type, occurred_at, data } = complaint('2026-03-08')
    const replacement = {
      type,
      schema_version: 1,
      occurred_at,
      region: '330203',
      department: null,
      data,
    }
    const correction = {
      fact: { source: SOURCE, id: 'never-sent' },
      reason: 'entered by mistake',
      replacement,
    }
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04')])
    await pipeline.take([someEvent({ type: 'FactCorrected', data: correction })])
    expect(await types()).toEqual(['WarningRaised', 'AlertRaised'])
    const alert = (await everything()).find((event) => event.type === 'AlertRaised')
    expect(alert).toMatchObject({ region: '330203' })
  })

  test('after an alert was closed a new warning opens a new one, but one that only moved does not', async () => {
    await pipeline.take([complaint('2026-01-01'), complaint('2026-01-04'), complaint('2026-01-08')])
    await close()
    await pipeline.take([complaint('2026-01-02')])
    expect(await alertStates()).toEqual(['closed'])
    await pipeline.take([complaint('2026-03-01'), complaint('2026-03-04'), complaint('2026-03-08')])
    expect(await alertStates()).toEqual(['closed', 'raised'])
  })

  async function say(type: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    const subject = {
      source: 'jianwei:intake',
      subject_id: 'source:test',
      region: null,
      causation_id: null,
    }
    const occurred_at = instantFromMs(msOfInstant(clock.now()))
    const record = recordEvent({ type, schema_version: 1, id: type, occurred_at, data, ...subject })
    await pipeline.stores.log.append([
      { stream: streamOf('source', 'test'), expected: 'any', events: [record] },
    ])
  }
})

test('where the facts of warnings lie is asked once a round, of many rules together', async () => {
  const asked: string[] = []
  pipeline.stores.onStatement(({ purpose }) => void asked.push(purpose))
  const subjects = Array.from({ length: FACTS_FROM_LOG_MAX + 1 }, (_, at) => `test:subject-${at}`)
  await pipeline.take(
    subjects.flatMap((subject_id) => [
      ...['01', '02', '05'].map((day) => ({ ...complaint(`2026-03-${day}`), subject_id })),
      someEvent({
        type: 'TicketDispatched',
        subject_id,
        occurred_at: '2026-03-01T04:00:00.000Z' as Instant,
        data: { ticket_number: 'T-1', handling_unit: '某街道办事处' },
      }),
    ]),
  )
  const raised = (await everything()).filter(({ type }) => type === 'WarningRaised')
  expect(raised).toHaveLength(2 * subjects.length)
  expect(raised.every(({ region }) => region === '330203')).toBe(true)
  const rounds = new Set(raised.map(({ data }) => data['seen_position']))
  const places = asked.filter((purpose) => purpose === 'sentinel:places')
  expect(places.length).toBeLessThanOrEqual(rounds.size)
})
