import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  streamOf,
  type NewEvent,
  type RecordedEvent,
  recordEvent,
} from '@jianwei/events/envelope.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { tellWarnings } from '@jianwei/services/all-in-one/narrator.ts'
import { openStores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { importFile, type ImportParts } from '@jianwei/services/intake/import-file.ts'
import { createIntake } from '@jianwei/services/intake/intake.ts'
import { SENTINEL_CHECKPOINT } from '@jianwei/services/sentinel/sentinel-record.ts'
import { someEvent } from '#/support/log/events.ts'
import {
  registerCsv,
  registerMapping,
  REGISTER_SOURCE,
  REGISTER_SUBJECT,
} from '#/support/intake/import-log.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { killedAfter } from '#/support/intake/killed-import.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { settableClock } from '#/support/program/settable-clock.ts'

/*
 * What an import holds back, and for how long. Whatever becomes of it, in the end three complaints
 * within thirty days, which the rule warns of, open an alert.
 */

const START = '2026-03-20T02:00:00.000Z'
const RULE = ruleWith({
  id: 'three-complaints',
  kind: 'count',
  parameters: { of: { events: ['ComplaintReceived'] }, at_least: 3, window: '30 days' },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock(START)

beforeEach(async () => {
  folder = await temporaryFolder('import-holds')
  clock.set(START)
  pipeline = await runPipeline(folder.path, [RULE], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

async function restart(): Promise<void> {
  await pipeline[Symbol.asyncDispose]()
  pipeline = await runPipeline(folder.path, [RULE], clock)
}

function partsOf(changes: Partial<ImportParts> = {}): ImportParts {
  const { stores } = pipeline
  const now = (): Instant => clock.now()
  return { ...stores, now, intake: createIntake({ ...stores, now }), ...changes }
}

async function bring(content: string | Buffer, changes: Partial<ImportParts> = {}) {
  const path = join(folder.path, 'rows.csv')
  writeFileSync(path, content)
  return importFile(path, registerMapping, partsOf(changes))
}

/** As `kill -9` leaves it. */
async function bringAndKill(content: string, batches: number): Promise<void> {
  const killed = bring(content, killedAfter(partsOf(), batches))
  await expect(killed).rejects.toThrow('killed')
  await pipeline.settle()
}

const complaint = (day: string, source = REGISTER_SOURCE): NewEvent =>
  someEvent({
    type: 'ComplaintReceived',
    source,
    subject_id: REGISTER_SUBJECT,
    occurred_at: `${day}T04:00:00.000Z` as Instant,
    data: {},
  })
const three = (source?: string): readonly NewEvent[] =>
  ['2026-03-01', '2026-03-04', '2026-03-08'].map((day) => complaint(day, source))

function later(minutes: number, seconds = 0): void {
  clock.set(instantFromMs(msOfInstant(clock.now()) + minutes * 60_000 + seconds * 1_000))
}

async function of(prefix: string): Promise<readonly RecordedEvent[]> {
  return (await eventsOf(pipeline.stores.log)).filter(({ type }) => type.startsWith(prefix))
}

async function types(prefix: string): Promise<readonly string[]> {
  return (await of(prefix)).map(({ type }) => type)
}

async function ask(path: string) {
  const { warehouse, log } = pipeline.stores
  const app = serverWithoutData({ warehouse, log, rules: shelfOf([RULE]) })
  try {
    return (await app.inject(path)).json()
  } finally {
    await app.close()
  }
}

async function consoleLines(): Promise<string> {
  const lines: string[] = []
  const told = { warehouse: pipeline.stores.warehouse, registry: shelfOf([RULE]) }
  await tellWarnings({ say: (line) => lines.push(line.trim().replaceAll(/ +/g, ' ')) }, told)
  return lines.join('\n')
}

describe('an import that has ended holds nothing back', () => {
  const stopping = (): Partial<ImportParts> => {
    const stop = new AbortController()
    return { signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) }
  }
  const failing = (): Partial<ImportParts> => {
    const { intake } = partsOf()
    let batches = 0
    return {
      intake: {
        take: async (inputs) => {
          batches += 1
          if (batches === 2) throw new Error('broken')
          return intake.take(inputs)
        },
      },
    }
  }
  const packed = gzipSync(registerCsv(3_000))
  test.each<[string, string | Buffer, () => Partial<ImportParts>]>([
    ['refused for its kind', Buffer.from('504b030414000600', 'hex'), () => ({})],
    ['refused for its header', 'id,date\n', () => ({})],
    ['cut off before its first record', packed.subarray(0, 20), () => ({})],
    ['cut off in the middle', packed.subarray(0, packed.length - 500), () => ({})],
    ['failed in the middle', registerCsv(3_000), failing],
    ['stopped in the middle', registerCsv(3_000), stopping],
  ])('%s', async (_, content, changes) => {
    await expect(bring(content, changes())).rejects.toThrow()
    await pipeline.take(three())
    expect(await types('Alert')).toEqual(['AlertRaised'])
    expect(await consoleLines()).toBe(
      'three-complaints@1 1 warnings, 0 too old for an alert, 1 open alerts',
    )
  })

  test('and a source of which only a refused file is known sees why', async () => {
    await expect(bring('id,date\n')).rejects.toThrow()
    await pipeline.settle()
    expect((await ask('/v1/sources')).items).toMatchObject([
      {
        source: REGISTER_SOURCE,
        events: 0,
        imports: [],
        last_import: {
          file: 'rows.csv',
          mapping: 'register',
          state: 'refused',
          code: 'FILE_HEADER',
        },
      },
    ])
  })

  test('nor does it after it was mended and brought in again, and after a restart', async () => {
    await expect(bring('id,date\n')).rejects.toThrow()
    await bring(registerCsv(2))
    await restart()
    await pipeline.take(three())
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })
})

describe('an import that was killed and never tried again', () => {
  test('holds for fifteen minutes of the log, and what waited is dealt with then', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    expect(await types('Import')).toEqual(['ImportStarted'])
    await pipeline.take(three())
    later(14, 59)
    await pipeline.tick()
    expect(await types('Alert')).toEqual([])
    later(0, 1)
    await pipeline.tick()
    expect(await types('Alert')).toEqual(['AlertRaised'])
    const [started, lapsed] = await of('Import')
    expect(lapsed).toMatchObject({
      type: 'ImportLapsed',
      source: 'jianwei:sentinel',
      occurred_at: '2026-03-20T02:15:00.000Z',
      data: {
        attempt_id: started?.data['attempt_id'],
        of_sources: [REGISTER_SOURCE],
        renewed_at: START,
      },
    })
    later(60)
    await pipeline.tick()
    expect(await types('Import')).toEqual(['ImportStarted', 'ImportLapsed'])
  })

  test('the same where the program was restarted meanwhile', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    await pipeline.take(three())
    await restart()
    later(16)
    await pipeline.tick()
    expect(await types('Alert')).toEqual(['AlertRaised'])
    await restart()
    await pipeline.settle()
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })

  test('also a fact of the department, without a tick, lets the time pass', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    await pipeline.take(three().slice(0, 2))
    later(20)
    await pipeline.take(three().slice(2))
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })

  test('does not hold back other sources', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    await pipeline.take(three('urn:example:other'))
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })

  test('what waits is visible: in /v1/sources, in the health and on the console', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    const until = '2026-03-20T02:15:00.000Z'
    const file = { file: 'rows.csv', mapping: 'register' }
    expect((await ask('/v1/sources')).items).toMatchObject([
      {
        source: REGISTER_SOURCE,
        imports: [{ ...file, since: START, until }],
        warnings_waiting: 0,
        last_import: { ...file, state: 'running', code: null },
      },
    ])
    await pipeline.take(three())
    const [source] = (await ask('/v1/sources')).items
    expect(source.warnings_waiting).toBe(1)
    expect((await ask('/health/ready')).imports).toMatchObject([
      { ...file, sources: [REGISTER_SOURCE], since: START, until, warnings_waiting: 1 },
    ])
    expect((await ask('/v1/completeness?rule_id=three-complaints')).rule).toMatchObject({
      raised: 1,
      waiting: 1,
    })
    expect(await consoleLines()).toBe(
      'three-complaints@1 1 warnings, 0 too old for an alert, 1 waiting for an import to ' +
        'end, 0 open alerts',
    )
    later(15)
    await pipeline.tick()
    const [mended] = (await ask('/v1/sources')).items
    expect(mended).toMatchObject({
      imports: [],
      warnings_waiting: 0,
      last_import: { state: 'lapsed', code: null },
    })
    expect((await ask('/health/ready')).imports).toEqual([])
    expect(await consoleLines()).toBe(
      'three-complaints@1 1 warnings, 0 too old for an alert, 1 open alerts',
    )
  })

  test('a sentinel that lost its record says the same again', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    await pipeline.take(three())
    later(15)
    await pipeline.tick()
    const head = await pipeline.stores.log.head()
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    await restart()
    await pipeline.settle()
    expect(await pipeline.stores.log.head()).toBe(head)
  })
})

describe('an import that goes on', () => {
  test('takes over what the killed attempt held, and what waited is dealt with when it ends', async () => {
    await bringAndKill(registerCsv(3_000), 1)
    await pipeline.take(three())
    later(30)
    // Nothing else was said in the log for half an hour: the hold passes from one attempt to the
    // next.
    await bring(registerCsv(3_000))
    await pipeline.settle()
    expect(await types('Import')).toEqual([
      'ImportStarted',
      'ImportAborted',
      'ImportStarted',
      'ImportCompleted',
    ])
    expect(await types('Alert')).toEqual(['AlertRaised'])
    expect(await types('ImportLapsed')).toEqual([])
  })

  test('holds as long as it lives: each minute in which it reads renews the hold', async () => {
    const { intake } = partsOf()
    const during: number[] = []
    const slow: Partial<ImportParts> = {
      intake: {
        take: async (inputs) => {
          if (during.length === 0) await pipeline.take(three())
          later(10)
          await pipeline.tick()
          during.push((await types('Alert')).length)
          return intake.take(inputs)
        },
      },
    }
    await bring(registerCsv(4_500), slow)
    expect(during).toEqual([0, 0, 0, 0, 0])
    await pipeline.settle()
    expect(await types('Alert')).toEqual(['AlertRaised'])
    expect(await types('ImportLapsed')).toEqual([])
  })

  test('that was given up holds again from its next word on', async () => {
    const { intake } = partsOf()
    const alerts: number[] = []
    let batches = 0
    const slow: Partial<ImportParts> = {
      intake: {
        take: async (inputs) => {
          batches += 1
          if (batches === 1) {
            later(20)
            await pipeline.tick()
          } else if (batches === 2) {
            await pipeline.take(three())
            alerts.push((await types('Alert')).length)
          }
          return intake.take(inputs)
        },
      },
    }
    await bring(registerCsv(3_000), slow)
    await pipeline.settle()
    expect(alerts).toEqual([0])
    expect(await types('Import')).toEqual([
      'ImportStarted',
      'ImportLapsed',
      'ImportProgressed',
      'ImportCompleted',
    ])
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })
})

test('the end of a hold does not open an alert anew that people have closed', async () => {
  await pipeline.take(three())
  const [alert] = await of('AlertRaised')
  const closing = recordEvent({
    type: 'AlertClosed',
    schema_version: 1,
    source: 'test',
    id: 'close',
    subject_id: REGISTER_SUBJECT,
    region: null,
    occurred_at: clock.now(),
    causation_id: null,
    data: { alert_id: alert?.data['alert_id'], actor: 'wang', reason: 'done' },
  })
  const stream = streamOf('alert', String(alert?.data['alert_id']))
  await pipeline.stores.log.append([{ stream, expected: 'any', events: [closing] }])
  await bring(registerCsv(3))
  await pipeline.settle()
  expect(await types('Alert')).toEqual(['AlertRaised', 'AlertClosed'])
})

describe('a log that holds an open import of an earlier version', () => {
  const started = (): NewEvent =>
    recordEvent({
      type: 'ImportStarted',
      schema_version: 1,
      source: 'jianwei:intake',
      id: 'import-started:i-1',
      subject_id: `source:${REGISTER_SOURCE}`,
      region: null,
      occurred_at: clock.now(),
      causation_id: null,
      data: {
        import_id: 'i-1',
        of_sources: [REGISTER_SOURCE],
        file: 'f.xlsx',
        mapping: 'm',
        file_hash: 'h',
      },
    })

  async function say(event: NewEvent): Promise<void> {
    const stream = streamOf('source', REGISTER_SOURCE)
    await pipeline.stores.log.append([{ stream, expected: 'any', events: [event] }])
    await pipeline.settle()
  }

  /** The sentinel kept the sources of each import, and no times. */
  async function writeRecordOfThen(): Promise<void> {
    await using stores = await openStores(readConfig({ JIANWEI_DATA: folder.path }), { clock })
    const stored = await stores.checkpoints.load(SENTINEL_CHECKPOINT)
    const record = { ...JSON.parse(stored?.value ?? '{}'), importing: { 'i-1': [REGISTER_SOURCE] } }
    await stores.checkpoints.save(
      SENTINEL_CHECKPOINT,
      JSON.stringify(record),
      stored?.version ?? 'absent',
    )
  }

  test('recovers with a sentinel whose record is of that version too', async () => {
    await say(started())
    await pipeline.take(three())
    expect(await types('Alert')).toEqual([])
    await pipeline[Symbol.asyncDispose]()
    await writeRecordOfThen()
    later(24 * 60)
    pipeline = await runPipeline(folder.path, [RULE], clock)
    await pipeline.tick()
    expect(await types('Alert')).toEqual(['AlertRaised'])
    expect(await types('Import')).toEqual(['ImportStarted', 'ImportLapsed'])
  })

  test('and is replayed by a sentinel that begins anew', async () => {
    await say(started())
    await pipeline.take(three())
    await pipeline.stores.checkpoints.remove(SENTINEL_CHECKPOINT)
    later(15)
    await restart()
    await pipeline.tick()
    expect(await types('Alert')).toEqual(['AlertRaised'])
  })
})
