import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile, type ImportParts } from '@jianwei/services/intake/import-file.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import {
  registerCsv,
  registerMapping,
  REGISTER_SOURCE,
  importEvents,
} from '#/support/intake/import-log.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'

let folder: ReturnType<typeof temporaryFolder>
let opened: OpenIntake
beforeEach(() => {
  folder = temporaryFolder()
  opened = openIntake({ log_path: join(folder.path, 'log.db') })
})
afterEach(async () => {
  await opened[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const NDJSON = {
  ...registerMapping,
  input: { ...registerMapping.input, format: 'ndjson' as const },
}

interface Bring {
  readonly mapping?: Mapping
  readonly name?: string
  readonly parts?: Partial<ImportParts>
}

function bring(
  content: string | Buffer,
  { mapping = registerMapping, name = 'rows.csv', parts = {} }: Bring = {},
) {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return importFile(path, mapping, { ...opened, ...parts })
}

/** What was said about attempts: the event, and how it ended where it did not complete. */
async function told(): Promise<string[]> {
  return (await importEvents(opened.log)).map(({ type, data }) =>
    type === 'ImportAborted' ? `${type} ${String(data['outcome'])} ${String(data['code'])}` : type,
  )
}

const XLSX = Buffer.concat([
  Buffer.from('504b03041400060008000000', 'hex'),
  Buffer.from('[Content_Types].xml\n\n'),
])

describe('a file that the mapping cannot read is refused before anything waits for it, and the log says so', () => {
  test.each<[string, string | Buffer, Bring, string]>([
    ['an Excel workbook', XLSX, { name: 'rows.xlsx' }, 'FILE_FORMAT'],
    [
      'a text in UTF-16 without a mapped column',
      Buffer.from('\ufeffid,name\n', 'utf16le'),
      { name: 'rows.csv' },
      'FILE_HEADER',
    ],
    [
      'an Excel workbook for a mapping of JSON',
      XLSX,
      { name: 'rows.xlsx', mapping: NDJSON },
      'FILE_FORMAT',
    ],
    ['an old Office file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), {}, 'FILE_FORMAT'],
    ['a PDF', '%PDF-1.7\n', {}, 'FILE_FORMAT'],
    ['a header without a mapped column', 'id,date\n1,2026-01-01\n', {}, 'FILE_HEADER'],
    ['a header that is no CSV', 'id,"day\n', {}, 'FILE_HEADER'],
    ['nothing', '', {}, 'FILE_EMPTY'],
  ])('%s', async (_, content, how, code) => {
    await expect(bring(content, how)).rejects.toMatchObject({ name: 'FileRefused', code })
    expect(await told()).toEqual([`ImportAborted refused ${code}`])
    const [event] = await importEvents(opened.log)
    expect(event).toMatchObject({
      subject_id: `source:${REGISTER_SOURCE}`,
      data: {
        of_sources: [REGISTER_SOURCE],
        file: how.name ?? 'rows.csv',
        mapping: 'register',
        records: 0,
      },
    })
  })
})

test('the name of a file that holds the number of a person is not kept in the log', async () => {
  await bring('id,day\n1,2026-01-01\n', { name: '11010519491231002X.csv' })
  const events = await importEvents(opened.log)
  expect(events[0]).toMatchObject({
    type: 'ImportStarted',
    data: { file: expect.stringMatching(/^[0-9a-f]{12}\.csv$/) },
  })
  expect(JSON.stringify(events)).not.toContain('11010519491231002X')
})

describe('an attempt says how it ended', () => {
  test('read to its end, with what the file held; the header and blank lines are no records', async () => {
    const summary = await bring('id,day\n1,2026-01-01\n\n2,2026-01-02\n3,yesterday\n')
    expect(summary).toMatchObject({ lines: 5, records: 3, accepted: 2, quarantined: 1 })
    const [, completed] = await importEvents(opened.log)
    expect(completed).toMatchObject({
      type: 'ImportCompleted',
      data: { records: 3, accepted: 2, duplicate: 0, quarantined: 1 },
    })
    expect(await bring('id,day\n1,2026-01-01\n\n2,2026-01-02\n3,yesterday\n')).toEqual({
      ...summary,
      was_complete: true,
    })
    expect(await told()).toEqual(['ImportStarted', 'ImportCompleted'])
  })

  test('a last line without a line break and line breaks inside quotes are lines of the file', async () => {
    expect(await bring('id,day\n"1\n",2026-01-01\n2,2026-01-02')).toMatchObject({
      lines: 4,
      records: 2,
    })
  })

  test('a packed file that is cut off before its first record holds nothing back', async () => {
    const packed = gzipSync(registerCsv(10))
    const cut = bring(packed.subarray(0, 20), { name: 'rows.csv.gz' })
    await expect(cut).rejects.toMatchObject({ name: 'FileDamaged', code: 'Z_BUF_ERROR' })
    await expect(cut).rejects.toThrow('rows.csv.gz is cut off')
    expect(await told()).toEqual(['ImportAborted failed Z_BUF_ERROR'])
  })

  test('a packed file that is cut off in the middle keeps what came before, and the whole file is a new import', async () => {
    const packed = gzipSync(registerCsv(5_000))
    const cut = bring(packed.subarray(0, packed.length - 500), { name: 'rows.csv.gz' })
    await expect(cut).rejects.toMatchObject({ code: 'Z_BUF_ERROR' })
    expect(await told()).toEqual(['ImportStarted', 'ImportAborted failed Z_BUF_ERROR'])
    const [, aborted] = await importEvents(opened.log)
    expect(aborted?.data['records']).toBeGreaterThan(1_000)
    const summary = await bring(packed, { name: 'rows.csv.gz' })
    expect(summary.accepted + summary.duplicate).toBe(5_000)
    expect(await told()).toEqual([
      'ImportStarted',
      'ImportAborted failed Z_BUF_ERROR',
      'ImportStarted',
      'ImportCompleted',
    ])
  })

  test('an error in the middle, and the next attempt goes on where it was', async () => {
    let batches = 0
    const broken: ImportParts['intake'] = {
      take: async (inputs) => {
        batches += 1
        if (batches === 2) throw new RangeError('the disk is full of 张三')
        return opened.intake.take(inputs)
      },
    }
    await expect(bring(registerCsv(2_500), { parts: { intake: broken } })).rejects.toThrow(
      RangeError,
    )
    expect(await told()).toEqual(['ImportStarted', 'ImportAborted failed RangeError'])
    expect(JSON.stringify(await importEvents(opened.log))).not.toContain('张三')
    expect(await bring(registerCsv(2_500))).toMatchObject({
      records: 2_500,
      accepted: 2_500,
      duplicate: 0,
    })
    const events = await importEvents(opened.log)
    expect(events.map(({ type }) => type)).toEqual([
      'ImportStarted',
      'ImportAborted',
      'ImportStarted',
      'ImportCompleted',
    ])
    const attempts = events.map(({ data }) => data['attempt_id'])
    expect([attempts[0], attempts[2]]).toEqual([attempts[1], attempts[3]])
    expect(attempts[0]).not.toBe(attempts[2])
  })

  test('stopped by a signal, and resumed', async () => {
    const stop = new AbortController()
    const parts = { signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) }
    await expect(bring(registerCsv(2_500), { parts })).rejects.toThrow('stopped')
    expect(await told()).toEqual(['ImportStarted', 'ImportAborted stopped STOPPED'])
    expect(await bring(registerCsv(2_500))).toMatchObject({ records: 2_500, accepted: 2_500 })
  })

  test('a stop is no end where the program goes on by itself: the next attempt takes its place', async () => {
    const stop = new AbortController()
    const parts = {
      goes_on: true,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    }
    await expect(bring(registerCsv(2_500), { parts })).rejects.toThrow('stopped')
    expect(await told()).toEqual(['ImportStarted'])
    await bring(registerCsv(2_500), { parts: { goes_on: true } })
    expect(await told()).toEqual([
      'ImportStarted',
      'ImportAborted superseded SUPERSEDED',
      'ImportStarted',
      'ImportCompleted',
    ])
  })

  test('a log that refuses the last word does not hide why the import failed', async () => {
    const log: ImportParts['log'] = {
      ...opened.log,
      find: (ids) => opened.log.find(ids),
      append: async () => {
        throw new RangeError('the log is away')
      },
    }
    await expect(bring(registerCsv(1), { parts: { log } })).rejects.toThrow('the log is away')
    expect(await told()).toEqual([])
  })
})

test('an attempt that another process took over ends, and takes nothing away from it', async () => {
  let other: Promise<unknown> | undefined
  const overtaken: ImportParts['intake'] = {
    take: async (inputs) => {
      other ??= bring(registerCsv(2_500))
      await other
      return opened.intake.take(inputs)
    },
  }
  const first = bring(registerCsv(2_500), { parts: { intake: overtaken } })
  await expect(first).rejects.toMatchObject({ name: 'CheckpointConflict' })
  expect(await other).toMatchObject({ records: 2_500, accepted: 2_500 })
  expect(await told()).toEqual([
    'ImportStarted',
    'ImportAborted superseded SUPERSEDED',
    'ImportStarted',
    'ImportCompleted',
  ])
})

test('a long import says that it lives, before a batch and at most once a minute', async () => {
  let now = msOfInstant('2026-03-20T02:00:00.000Z' as Instant)
  const parts = { now: () => instantFromMs(now), onProgress: () => (now += 25_000) }
  await bring(registerCsv(9_500), { parts })
  const events = await importEvents(opened.log)
  expect(events.map(({ type, data }) => [type, data['records']])).toEqual([
    ['ImportStarted', undefined],
    ['ImportProgressed', 3_000 - 1],
    ['ImportProgressed', 6_000 - 1],
    ['ImportProgressed', 9_000 - 1],
    ['ImportCompleted', 9_500],
  ])
  expect(events[1]?.data).toMatchObject({ of_sources: [REGISTER_SOURCE], accepted: 2_999 })
})

describe('an import of an earlier version of the program', () => {
  const content = registerCsv(1_500)
  const before = { accepted: 1_000, duplicate: 0, quarantined: 0 }

  /** The name under which its record is kept, and its id. */
  async function importId(): Promise<string> {
    await using elsewhere = openIntake({ log_path: join(folder.path, 'elsewhere.db') })
    const path = join(folder.path, 'rows.csv')
    writeFileSync(path, content)
    return (await importFile(path, registerMapping, elsewhere)).import_id
  }

  test('that was finished is not read again, and its header is no record', async () => {
    const id = await importId()
    const stored = { records: 1_501, ...before, accepted: 1_500, complete: true }
    await opened.checkpoints.save(`import-${id}`, JSON.stringify(stored), 'absent')
    expect(await bring(content)).toMatchObject({
      records: 1_500,
      lines: null,
      accepted: 1_500,
      was_complete: true,
    })
    expect(await told()).toEqual([])
  })

  test('that was not finished is read from its beginning, and each event is there once', async () => {
    const id = await importId()
    await opened.checkpoints.save(
      `import-${id}`,
      JSON.stringify({ records: 1_000, ...before, complete: false }),
      'absent',
    )
    expect(await bring(content)).toMatchObject({ records: 1_500, accepted: 1_500 })
  })
})
