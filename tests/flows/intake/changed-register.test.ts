import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import {
  importFile,
  type ImportParts,
  type ImportSummary,
} from '@jianwei/services/intake/import-file.ts'
import { readCloudEvent } from '@jianwei/services/intake/cloud-event.ts'
import type { IntakeResult } from '@jianwei/services/intake/intake.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

/**
 * A register of penalties: a row is a record, with the decision, perhaps an order, and the
 * violations in a list.
 */
const REGISTER = `
mapping: register
description: a test
source: urn:example:register
input: { format: ndjson }
time_zone: Asia/Shanghai
events:
  - type: PenaltyDecided
    id: 'p:{id}'
    subject: 'test:{shop}'
    occurred_at: { column: decided, as: instant }
    reported_at: { column: decided, as: instant }
    data:
      penalty_types: { constant: ['02'] }
      decision_number: '{id}'
      currency: CNY
      fine_cents: { column: fine, as: cents, unit: yuan }
      fine_unit: yuan
      fine_text: '{fine}'
  - type: RectificationOrdered
    when: { column: due, present: true }
    id: 'o:{id}'
    subject: 'test:{shop}'
    occurred_at: { column: decided, as: instant }
    reported_at: unknown
    data: { due_date: { column: due, as: civil_date } }
  - type: ViolationFound
    each: violations
    id: 'v:{id}:{item}'
    subject: 'test:{shop}'
    occurred_at: { column: decided, as: instant }
    reported_at: unknown
    data: { case_number: '{item}' }
`
const register = readMapping(REGISTER, 'register.yaml')
const dated = readMapping(
  REGISTER.replace(
    'events:\n',
    'changed_at: { column: changed, as: instant, optional: true }\nevents:\n',
  ),
  'register.yaml',
)
const occurrences = readMapping(
  REGISTER.replace('events:\n', 'identity: occurrence\nevents:\n'),
  'register.yaml',
)

type Row = Readonly<Record<string, unknown>>
const row = (fields: Row = {}): Row => ({
  id: '1',
  shop: 'a',
  decided: '2012-03-01',
  fine: 100,
  ...fields,
})

const own = intakeForEachTest()
let files = 0

/** Imports a file of these rows that was never imported before. */
async function release(
  rows: readonly Row[],
  mapping: Mapping = register,
  parts: Partial<ImportParts> = {},
): Promise<ImportSummary> {
  files += 1
  const path = join(own.folder, `release-${files}.ndjson`)
  writeFileSync(path, rows.map((one) => `${JSON.stringify({ ...one, release: files })}\n`).join(''))
  return importFile(path, mapping, { ...own.opened, ...parts })
}

async function facts(): Promise<RecordedEvent[]> {
  return (await eventsOf(own.opened.log)).filter(({ source }) => source === register.source)
}

/** What the log holds: fines of decisions and of their corrections, ids of the rest. */
async function told(): Promise<unknown[]> {
  return (await facts()).map(({ type, data, source_event_id }) => {
    if (type === 'PenaltyDecided') return data['fine_cents']
    if (type !== 'FactCorrected' && type !== 'FactRetracted') return source_event_id
    // The schemas of the two.
    const { fact, replacement } = data as {
      fact: { id: string }
      replacement?: { data: { fine_cents?: number } }
    }
    return replacement === undefined
      ? `without ${fact.id}`
      : (replacement.data.fine_cents ?? `again ${fact.id}`)
  })
}

async function refusals(): Promise<string[]> {
  const { entries } = await own.opened.quarantine.list({ limit: 100 })
  return entries.flatMap(({ reasons }) => reasons.map(({ code }) => code))
}

/** As a department would by HTTP. */
async function send(event: Row): Promise<IntakeResult | undefined> {
  const reading = readCloudEvent(
    {
      specversion: '1.0',
      source: register.source,
      subject: 'test:a',
      time: '2026-01-01T00:00:00Z',
      ...event,
    },
    own.opened.now(),
  )
  const input = reading.ok ? ({ ok: true, events: [reading.event] } as const) : reading
  const origin = { channel: 'http', line: null } as const
  const bytes = Buffer.from(JSON.stringify(event))
  const [results] = await own.opened.intake.take([
    { reading: input, origin, content_type: 'application/json', bytes },
  ])
  return results?.[0]
}

function explicitCorrection(fine: number): Row {
  const replacement = {
    type: 'PenaltyDecided',
    schema_version: 1,
    occurred_at: '2012-02-29T16:00:00Z',
    region: null,
    department: null,
    data: {
      penalty_types: ['02'],
      decision_number: '1',
      currency: 'CNY',
      fine_cents: fine,
      fine_unit: 'yuan',
      fine_text: String(fine / 100),
    },
  }
  return {
    id: `explicit-${fine}`,
    type: 'FactCorrected',
    data: { fact: { source: register.source, id: 'p:1' }, reason: 'appeal', replacement },
  }
}

describe('a register that is imported again', () => {
  const named = async (name: string, fine: number, mapping = register): Promise<ImportSummary> => {
    const path = join(own.folder, name)
    writeFileSync(path, `${JSON.stringify(row({ fine }))}\n${JSON.stringify(row({ id: '2' }))}\n`)
    return importFile(path, mapping, own.opened)
  }

  test('returns to what it said before by the very file of then', async () => {
    await named('a.ndjson', 100)
    await named('b.ndjson', 999)
    expect(await named('a.ndjson', 100)).toMatchObject({
      records: 2,
      corrected: 1,
      duplicate: 1,
      was_read_anew: true,
    })
    expect(await named('b.ndjson', 999)).toMatchObject({
      corrected: 1,
      duplicate: 1,
      was_read_anew: true,
    })
    expect(await told()).toEqual([10_000, 10_000, 99_900, 10_000, 99_900])
    expect(await named('b.ndjson', 999)).toMatchObject({ was_complete: true, was_read_anew: false })
    expect(await told()).toHaveLength(5)
  })

  test('is read from its beginning when it was stopped and another of its files was read since', async () => {
    const rows = (fine: number): string =>
      [...Array(1_500).keys()]
        .map((id) => `${JSON.stringify(row({ id: String(id), fine }))}\n`)
        .join('')
    const [old, recent] = [join(own.folder, 'old.ndjson'), join(own.folder, 'recent.ndjson')]
    writeFileSync(old, rows(100))
    writeFileSync(recent, rows(999))
    const stop = new AbortController()
    const onProgress = (): void => stop.abort(new Error('stopped'))
    await expect(
      importFile(old, register, { ...own.opened, onProgress, signal: stop.signal }),
    ).rejects.toThrow('stopped')
    await importFile(recent, register, own.opened)
    const summary = await importFile(old, register, own.opened)
    expect(summary).toMatchObject({
      records: 1_500,
      corrected: 1_500,
      quarantined: 0,
      was_read_anew: true,
    })
  })

  test('is not read again when its ids name occurrences, or nothing but a refused file came since', async () => {
    await named('a.ndjson', 100)
    const refused = join(own.folder, 'refused.ndjson')
    writeFileSync(refused, Buffer.from('PK\u0003\u0004'))
    await expect(importFile(refused, register, own.opened)).rejects.toThrow('ZIP')
    expect(await named('a.ndjson', 100)).toMatchObject({ was_complete: true })
    await named('c.ndjson', 100, occurrences)
    await release([row({ id: '3' })], occurrences)
    expect(await named('c.ndjson', 100, occurrences)).toMatchObject({ was_complete: true })
  })

  test('corrects what changed, says why, and takes what is equal for a duplicate', async () => {
    await release([row(), row({ id: '2' })])
    const summary = await release([row({ fine: 999 }), row({ id: '2' })])
    expect(summary).toMatchObject({
      records: 2,
      accepted: 0,
      corrected: 1,
      duplicate: 1,
      quarantined: 0,
    })
    expect(await told()).toEqual([10_000, 10_000, 99_900])
    const [first, , correction] = await facts()
    expect(correction).toMatchObject({
      type: 'FactCorrected',
      subject_id: 'test:a',
      causation_id: first?.event_id,
      data: {
        fact: { source: register.source, id: 'p:1' },
        reason: 'source changed its record',
        replacement: {
          type: 'PenaltyDecided',
          occurred_at: '2012-02-29T16:00:00.000Z',
          data: { fine_cents: 99_900 },
        },
      },
    })
    expect(await release([row({ fine: 999 }), row({ id: '2' })])).toMatchObject({
      accepted: 0,
      duplicate: 2,
    })
  })

  test.each<[string, Row]>([
    ['another time', { decided: '2012-03-02' }],
    ['another type of what it says', { fine: 100.01 }],
  ])('%s under a known id is a correction too', async (_, fields) => {
    await release([row()])
    expect(await release([row(fields)])).toMatchObject({ accepted: 0, corrected: 1, duplicate: 0 })
  })

  test('is known from when the column says that the record changed, or else from now: never from when the first was', async () => {
    await release([row()], dated)
    await release([row({ fine: 200, changed: '2020-05-01' })], dated)
    await release([row({ fine: 300 })], dated)
    const [first, changed, undated] = await facts()
    expect([first?.reported_at, changed?.reported_at]).toEqual([
      '2012-02-29T16:00:00.000Z',
      '2020-04-30T16:00:00.000Z',
    ])
    expect(undated?.reported_at).toBe(undated?.recorded_at)
  })

  test('goes from one to another and back, each a correction of its own', async () => {
    for (const fine of [100, 200, 100, 200]) await release([row({ fine })])
    expect(await told()).toEqual([10_000, 20_000, 10_000, 20_000])
    expect(new Set((await facts()).map(({ event_id }) => event_id)).size).toBe(4)
  })

  test('does not undo an explicit correction or retraction that came after what it says again', async () => {
    await release([row()])
    expect(await send(explicitCorrection(5_000))).toMatchObject({ status: 'accepted' })
    expect(await release([row()])).toMatchObject({ accepted: 0, duplicate: 1 })
    expect(await release([row({ fine: 300 })])).toMatchObject({ accepted: 0, corrected: 1 })
    const data = { fact: { source: register.source, id: 'p:1' }, reason: 'annulled' }
    await send({ id: 'explicit', type: 'FactRetracted', data })
    expect(await release([row({ fine: 300 })])).toMatchObject({ accepted: 0, duplicate: 1 })
    expect(await told()).toEqual([10_000, 5_000, 30_000, 'without p:1'])
  })

  test('that took over what others had corrected and then goes back is news', async () => {
    await release([row()])
    await send(explicitCorrection(5_000))
    const duplicate = { accepted: 0, corrected: 0, duplicate: 1 }
    for (const _ of ['takes over', 'again'])
      expect(await release([row({ fine: 50 })])).toMatchObject(duplicate)
    expect(await release([row()])).toMatchObject({ accepted: 0, corrected: 1, duplicate: 0 })
    expect(await release([row()])).toMatchObject(duplicate)
    expect(await told()).toEqual([10_000, 5_000, 5_000, 10_000])
  })

  test('that left out what others had retracted and then gives it again is news', async () => {
    await release([row({ due: '2012-04-01' })])
    const data = { fact: { source: register.source, id: 'o:1' }, reason: 'annulled' }
    await send({ id: 'explicit', type: 'FactRetracted', data })
    expect(await release([row({ due: '2012-04-01' })])).toMatchObject({
      accepted: 0,
      corrected: 0,
      duplicate: 2,
    })
    for (const _ of ['leaves out', 'again'])
      expect(await release([row()])).toMatchObject({ accepted: 0, corrected: 0, duplicate: 1 })
    expect(await release([row({ due: '2012-04-01' })])).toMatchObject({
      accepted: 0,
      corrected: 1,
      duplicate: 1,
    })
    expect(await told()).toEqual([10_000, 'o:1', 'without o:1', 'without o:1', 'again o:1'])
  })

  test('retracts what a row no longer gives, and brings it back when the row gives it again', async () => {
    await release([row({ due: '2012-04-01', violations: ['x', 'y'] })])
    expect(await release([row({ violations: ['y', 'z'] })])).toMatchObject({
      accepted: 1,
      corrected: 2,
      duplicate: 2,
    })
    expect(await release([row({ violations: ['y', 'z'] })])).toMatchObject({
      accepted: 0,
      corrected: 0,
      duplicate: 3,
    })
    await release([row({ due: '2012-04-01', violations: ['x', 'y'] })])
    expect(await told()).toEqual([
      10_000,
      'o:1',
      'v:1:x',
      'v:1:y',
      'v:1:z',
      'without o:1',
      'without v:1:x',
      'again o:1',
      'again v:1:x',
      'without v:1:z',
    ])
    const [retraction] = (await facts()).filter(({ type }) => type === 'FactRetracted')
    expect(retraction?.data['reason']).toBe('source changed its record: it no longer says this')
  })

  test('retracts nothing that other rows or other channels gave', async () => {
    const violation = { time: '2012-03-01T00:00:00Z', data: { case_number: 'k' } }
    await send({ ...violation, id: 'v:1:k', type: 'ViolationFound' })
    await send({
      ...violation,
      id: 'o:1',
      type: 'RectificationOrdered',
      data: { due_date: '2012-05-01' },
    })
    await release([row({ violations: ['x'] }), row({ id: '10', violations: ['q'] })])
    await release([row({ fine: 200, violations: ['x'] })])
    expect((await facts()).filter(({ type }) => type === 'FactRetracted')).toEqual([])
  })

  test('under another subject the row goes to quarantine, whole', async () => {
    await release([row()])
    const summary = await release([row({ shop: 'b', due: '2012-04-01' })])
    expect([summary.accepted, summary.quarantined, await refusals()]).toEqual([
      0,
      1,
      ['SUBJECT_CHANGED'],
    ])
  })

  test('with a mapping whose ids name occurrences, other content goes to quarantine and equal content is a duplicate', async () => {
    await release([row({ violations: ['x'] })], occurrences)
    const summary = await release(
      [row({ violations: ['x'] }), row({ fine: 999, violations: ['x', 'y'] })],
      occurrences,
    )
    expect(summary).toMatchObject({ accepted: 0, duplicate: 2, quarantined: 1 })
    expect([await refusals(), await told()]).toEqual([['ID_REUSED'], [10_000, 'v:1:x']])
  })
})

describe('two rows of one file with one id', () => {
  test('and other content are neither release nor correction: the later is kept in quarantine and counted', async () => {
    await release([row()])
    const summary = await release([row(), row({ id: '2' }), row({ fine: 999 }), row()])
    expect(summary).toMatchObject({ accepted: 1, duplicate: 2, quarantined: 1 })
    expect([await refusals(), await told()]).toEqual([['ID_REUSED'], [10_000, 10_000]])
  })

  test('are seen though the import was stopped and went on between them', async () => {
    const many = Array.from({ length: 2_500 }, (_, n) => row({ id: `n${n}` }))
    const path = join(own.folder, 'stopped.ndjson')
    writeFileSync(
      path,
      [row(), ...many, row({ fine: 999 })].map((one) => `${JSON.stringify(one)}\n`).join(''),
    )
    const stop = new AbortController()
    const stopped = importFile(path, register, {
      ...own.opened,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await expect(stopped).rejects.toThrow('abort')
    expect((await facts()).length).toBeGreaterThan(0)
    const summary = await importFile(path, register, own.opened)
    expect(summary).toMatchObject({ accepted: 2_501, quarantined: 1 })
    expect(await refusals()).toEqual(['ID_REUSED'])
  })

  test('stay in quarantine when they are driven again, until the mapping tells them apart', async () => {
    await release([row(), row({ fine: 999, part: 2 })])
    const [entry] = (await own.opened.quarantine.list({ limit: 1 })).entries
    const id = entry?.quarantine_id ?? ''
    const unchanged = createRedrive({ ...own.opened, mappingNamed: () => register })
    expect(await unchanged(id, {})).toMatchObject({
      outcome: 'refused',
      reasons: [{ code: 'ID_REUSED' }],
    })
    const apart = readMapping(REGISTER.replaceAll('{id}', '{id}-{part}'), 'register.yaml')
    const repaired = createRedrive({ ...own.opened, mappingNamed: () => apart })
    expect(await repaired(id, {})).toMatchObject({ outcome: 'taken' })
    expect(await told()).toEqual([10_000, 99_900])
  })
})

test('a row that waited in quarantine changes its record when it is driven again, and ends where a later one came in', async () => {
  await release([row(), row({ id: '2' })])
  await release([row({ fine: 'hundred' }), row({ id: '2', fine: 'hundred' })])
  const hundred = readMapping(
    REGISTER.replace('{ column: fine, as: cents, unit: yuan }', '{ constant: 777 }'),
    'register.yaml',
  )
  await release([row({ id: '2', fine: 300 })])
  const redrive = createRedrive({ ...own.opened, mappingNamed: () => hundred })
  const outcomes = []
  for (const entry of (await own.opened.quarantine.list({ limit: 2 })).entries)
    outcomes.push(await redrive(entry.quarantine_id, {}))
  expect(outcomes).toMatchObject([{ outcome: 'taken' }, { outcome: 'settled' }])
  expect(await told()).toEqual([10_000, 10_000, 30_000, 777])
})

test('a row that waited in quarantine does not undo what the log has learnt of its record since', async () => {
  await release([row()])
  await release([row({ fine: 'hundred' })])
  await send(explicitCorrection(30_000))
  const hundred = readMapping(
    REGISTER.replace('{ column: fine, as: cents, unit: yuan }', '{ constant: 777 }'),
    'register.yaml',
  )
  const [entry] = (await own.opened.quarantine.list({ limit: 1 })).entries
  const redrive = createRedrive({ ...own.opened, mappingNamed: () => hundred })
  expect(await redrive(entry?.quarantine_id ?? '', {})).toMatchObject({
    outcome: 'refused',
    reasons: [{ code: 'ID_REUSED' }],
  })
  expect(await told()).toEqual([10_000, 30_000])
})

test('two imports at once with one id and other content lose neither', async () => {
  const other = openIntake({ log_path: join(own.folder, 'log.db') })
  await using _ = other
  const rows = (fine: number): Row[] =>
    Array.from({ length: 200 }, (_unused, n) => row({ id: `r${n}`, fine }))
  const parts = { intake: other.intake, log: other.log, checkpoints: other.checkpoints }
  const summaries = await Promise.all([release(rows(100)), release(rows(999), register, parts)])
  for (const { accepted, corrected } of summaries) expect(accepted + corrected).toBe(200)
  expect(summaries.reduce((sum, { corrected }) => sum + corrected, 0)).toBe(200)
  const fines = Map.groupBy(await facts(), ({ data }) => {
    // A decision, or the correction of one.
    const { decision_number, fact } = data as { decision_number?: string; fact?: { id: string } }
    return decision_number ?? fact?.id.slice(2)
  })
  expect(fines.size).toBe(200)
  for (const versions of fines.values())
    expect(versions.map(({ type }) => type)).toEqual(['PenaltyDecided', 'FactCorrected'])
})
