import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { streamOf, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { eventsIn } from '@jianwei/services/composition/events-in-log.ts'
import { openIntake, type OpenIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import {
  mappingFromFile,
  SHIPPED_MAPPINGS,
} from '@jianwei/services/intake/mapping/mapping-files.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { countsBy, eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'
import { readingsOf } from '#/support/intake/mapped-readings.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const EXAMPLE = join(ROOT, 'services/intake/examples/tw-epa-penalties.csv.gz')

const shipped = (name: string): Mapping => mappingFromFile(join(SHIPPED_MAPPINGS, `${name}.yaml`))
const typeCounts = (events: readonly RecordedEvent[]): Record<string, number> =>
  countsBy(events, ({ type }) => type)

/** Writes the text as a file beside the log and imports it. */
async function importText(
  opened: OpenIntake,
  path: string,
  content: string | Buffer,
  mapping: Mapping,
) {
  writeFileSync(path, content)
  return importFile(path, mapping, opened)
}

async function held(opened: OpenIntake): Promise<[number | null, string, string][]> {
  const { entries } = await opened.quarantine.list({ limit: 100 })
  return entries.map(({ origin, reasons, bytes }) => [
    origin.channel === 'file' ? origin.line : null,
    reasons.map(({ code }) => code).join(' '),
    Buffer.from(bytes).toString('latin1'),
  ])
}

test('every shipped mapping can be read, and its file has its name', () => {
  const files = readdirSync(SHIPPED_MAPPINGS)
  expect(files.length).toBeGreaterThanOrEqual(9)
  for (const file of files)
    expect(mappingFromFile(join(SHIPPED_MAPPINGS, file)).mapping).toBe(basename(file, '.yaml'))
})

describe('the example: penalties in Taiwan', () => {
  test('every row becomes its events, and importing again reads nothing', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const mapping = shipped('tw-epa-penalties')
    const summary = await importFile(EXAMPLE, mapping, opened)
    expect(summary).toMatchObject({
      records: 35_870,
      lines: 35_871,
      accepted: 87_910,
      duplicate: 0,
      quarantined: 0,
      was_complete: false,
      was_read_anew: false,
    })
    expect(await importFile(EXAMPLE, mapping, opened)).toEqual({ ...summary, was_complete: true })
    // A slow machine says more often that the import lives.
    const ofImport = await Array.fromAsync(opened.log.read(streamOf('source', mapping.source)))
    // One more is what the second source of the mapping states.
    expect(await eventsIn(opened.log)).toBe(87_910 + ofImport.length + 1)
    const [started] = ofImport
    expect(started).toMatchObject({
      type: 'ImportStarted',
      ordinal: 1,
      data: { of_sources: [mapping.source, 'urn:tw-epa:changes'] },
    })
    // The first row: 2011-03-01, violation of 2010-11-26, 110,000 TWD, to be put right by
    // 2011-01-31.
    const first = await Array.fromAsync(opened.log.read(streamOf('subject', 'tw-epa:M3600969')))
    expect(first.slice(0, 3)).toMatchObject([
      {
        type: 'ViolationFound',
        occurred_at: '2010-11-25T16:00:00.000Z',
        reported_at: '2011-02-28T16:00:00.000Z',
      },
      {
        type: 'PenaltyDecided',
        data: { fine_cents: 11_000_000, currency: 'TWD', violated_on: '2010-11-26' },
      },
      { type: 'RectificationOrdered', region: 'tw-epa:南投縣', data: { due_date: '2011-01-31' } },
    ])
  })

  test('its rows say so many things of each kind', async () => {
    const events = (await readingsOf(EXAMPLE, shipped('tw-epa-penalties'))).flatMap((reading) =>
      reading.ok ? reading.events : [],
    )
    expect(countsBy(events, ({ type }) => type)).toEqual({
      PenaltyDecided: 35_870,
      RectificationChecked: 926,
      RectificationOrdered: 11_564,
      ReviewDecided: 3_680,
      ViolationFound: 35_870,
    })
  })

  test('it holds no names: every column is an id, a date, a code, an amount or a law', () => {
    const [header = ''] = gunzipSync(readFileSync(EXAMPLE)).toString('utf8').split('\n', 1)
    expect(header.split(',')).toEqual(shipped('tw-epa-penalties').input.columns)
    expect(header).not.toMatch(/name|address|reg_no/)
  })

  test('killed with kill -9 again and again, an import that is resumed brings each event once', async () => {
    using folder = temporaryFolder()
    const rows = gunzipSync(readFileSync(EXAMPLE))
      .toString('utf8')
      .split('\n')
      .slice(0, 6_001)
      .join('\n')
    const file = join(folder.path, 'part.csv.gz')
    writeFileSync(file, gzipSync(rows))
    const log = { log_path: join(folder.path, 'data', 'log.db') }
    let kills = 0
    for (let at = 1; at <= 3; at++)
      kills += (await killDuringImport(file, folder.path, log, at * 3_000)) ? 1 : 0
    expect(kills).toBe(3)
    expect(await runImport(file, folder.path).ended).toBe(0)
    await using opened = openIntake(log)
    await using fresh = openIntake({ log_path: join(folder.path, 'fresh.db') })
    await importFile(file, shipped('tw-epa-penalties'), fresh)
    expect(await factIds(opened)).toEqual(await factIds(fresh))
    const attempts = (await eventsOf(opened.log)).filter(({ type }) => type.startsWith('Import'))
    expect(attempts.map(({ type, data }) => [type, data['outcome']])).toEqual([
      ['ImportStarted', undefined],
      ...Array.from({ length: 3 }, () => [
        ['ImportAborted', 'superseded'],
        ['ImportStarted', undefined],
      ]).flat(),
      ['ImportCompleted', undefined],
    ])
    const started = attempts.filter(({ type }) => type === 'ImportStarted')
    const ended = attempts.filter(({ type }) => type !== 'ImportStarted')
    const ids = started.map(({ data }) => data['attempt_id'])
    expect(ended.map(({ data }) => data['attempt_id'])).toEqual(ids)
    expect(new Set(ids).size).toBe(4)
  })
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends an import with a word about it, and it goes on later',
  async (signal) => {
    using folder = temporaryFolder()
    const log = { log_path: join(folder.path, 'data', 'log.db') }
    const { child, ended } = runImport(EXAMPLE, folder.path)
    while (!existsSync(log.log_path)) await sleep(10)
    await using opened = openIntake(log)
    while ((await eventsIn(opened.log)) < 3_000) await sleep(5)
    child.kill(signal)
    expect(await ended).toBe(1)
    const imports = (await eventsOf(opened.log)).filter(({ type }) => type.startsWith('Import'))
    expect(imports.map(({ type, data }) => data['outcome'] ?? type)).toEqual([
      'ImportStarted',
      'stopped',
    ])
  },
)

async function factIds({ log }: OpenIntake): Promise<string[]> {
  const events = await eventsOf(log)
  return events
    .flatMap(({ type, event_id }) =>
      type.startsWith('Import') || type === 'SourceRegistered' ? [] : [event_id],
    )
    .sort()
}

function runImport(file: string, folder: string) {
  const data = join(folder, 'data')
  const args = [
    join(ROOT, 'services/cli/jianwei.js'),
    'import',
    file,
    '-m',
    'tw-epa-penalties',
    '-d',
    data,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return { child, ended }
}

/** Starts the import and kills it when the log holds so many events. False when it ended before. */
async function killDuringImport(
  file: string,
  folder: string,
  log: { log_path: string },
  events: number,
): Promise<boolean> {
  const { child, ended } = runImport(file, folder)
  const end = ended.then((code) => code ?? 'killed')
  while (!existsSync(log.log_path)) await sleep(10)
  await using opened = openIntake(log)
  while ((await eventsIn(opened.log)) < events) {
    if ((await Promise.race([end, sleep(5, 'running')])) !== 'running') return false
  }
  child.kill('SIGKILL')
  return (await end) === 'killed'
}

const PLAIN = `
mapping: plain
description: a test
source: urn:example:plain
input: { format: csv, columns: [id, when, note, amount] }
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: test:{id}
    occurred_at: { column: when, as: instant, format: YYYY/MM/DD }
    reported_at: unknown
    data: { legal_basis: '{note}' }
`

describe('rows that do not map', () => {
  const mapping = readMapping(PLAIN, 'plain.yaml')

  test('go to quarantine with line, reason and bytes, and the rows around them are taken', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const content = Buffer.concat([
      Buffer.from(
        '\uFEFFid,when,note,amount\r\n1,2026/01/02,"two\nlines, ""quoted""",\n2,2026-01-02,x,\n',
      ),
      Buffer.from('3,2026/01/02,x\n4,2026/01/02,"x"y,\n5,2026/01/02,'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',\n\n6,2026/01/02,,\n7,2026/02/30,x,\n8,2026/01/02,last,'),
    ])
    const summary = await importText(opened, join(folder.path, 'rows.csv'), content, mapping)
    expect(summary).toMatchObject({ accepted: 2, quarantined: 6 })
    expect(
      (await held(opened)).map(([line, code, bytes]) => [line, code, bytes.slice(0, 20)]),
    ).toEqual([
      [4, 'DATE_UNREADABLE', '2,2026-01-02,x,'],
      [5, 'CSV_FIELD_COUNT', '3,2026/01/02,x'],
      [6, 'CSV_MALFORMED', '4,2026/01/02,"x"y,'],
      [7, 'ENCODING_INVALID', '5,2026/01/02,ÿþ,'],
      [9, 'COLUMN_EMPTY', '6,2026/01/02,,'],
      [10, 'DATE_UNREADABLE', '7,2026/02/30,x,'],
    ])
    const facts = (await eventsOf(opened.log)).filter(({ type }) => type === 'ViolationFound')
    expect(facts.map(({ data }) => data['legal_basis'])).toEqual(['two\nlines, "quoted"', 'last'])
  })

  test('are taken on a re-drive once the mapping was repaired, and the re-drives are recorded', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    await importText(
      opened,
      join(folder.path, 'rows.csv'),
      'id,when,note,amount\n2,2026-01-02,x,\n',
      mapping,
    )
    const [entry] = (await opened.quarantine.list({ limit: 1 })).entries
    const id = entry?.quarantine_id ?? ''
    const repaired = readMapping(PLAIN.replace('YYYY/MM/DD', 'YYYY-MM-DD'), 'plain.yaml')
    const unrepaired = createRedrive({ ...opened, mappingNamed: () => mapping })
    expect(await unrepaired(id, { actor: 'an engineer' })).toMatchObject({ outcome: 'refused' })
    const redrive = createRedrive({ ...opened, mappingNamed: () => repaired })
    expect(await redrive(id, { reason: 'format repaired' })).toMatchObject({
      outcome: 'taken',
      events: [{ status: 'accepted' }],
    })
    expect(await redrive(id, {})).toMatchObject({ outcome: 'settled' })
    expect(await redrive('00000000-0000-5000-8000-000000000000', {})).toEqual({
      outcome: 'unknown',
    })
    expect(await opened.quarantine.get(id)).toMatchObject({ state: 'redriven' })
    const records = (await eventsOf(opened.log)).filter(({ type }) => type === 'InputRedriven')
    expect(records.map(({ data }) => data)).toMatchObject([
      {
        quarantine_id: id,
        event_ids: [],
        reasons: [{ code: 'DATE_UNREADABLE' }],
        actor: 'an engineer',
      },
      { quarantine_id: id, event_ids: [expect.any(String)], reason: 'format repaired' },
    ])
  })

  test('a file in another encoding is read by its mapping', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const gb = readMapping(
      PLAIN.replace('format: csv', 'format: csv, encoding: gb18030'),
      'plain.yaml',
    )
    const note = Buffer.from([0xb3, 0xac, 0xb1, 0xea])
    const content = Buffer.concat([
      Buffer.from('id,when,note,amount\n1,2026/01/02,'),
      note,
      Buffer.from(',\n'),
    ])
    expect(await importText(opened, join(folder.path, 'gb.csv'), content, gb)).toMatchObject({
      accepted: 1,
    })
    expect((await eventsOf(opened.log))[2]?.data).toEqual({ legal_basis: '超标' })
  })

  test('a file without the columns, or without anything, is refused as a whole', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const path = join(folder.path, 'rows.csv')
    await expect(importText(opened, path, 'id,note\n1,x\n', mapping)).rejects.toMatchObject({
      code: 'FILE_HEADER',
      message: 'the header lacks the columns when, amount',
    })
    await expect(importText(opened, path, '', mapping)).rejects.toMatchObject({
      code: 'FILE_EMPTY',
    })
  })

  test('a packed file that is cut keeps what came before, and goes on when it is whole', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const rows = Array.from(
      { length: 5_000 },
      (_, n) => `${n},2026/01/02,note ${n * 7919},\n`,
    ).join('')
    const packed = gzipSync(`id,when,note,amount\n${rows}`)
    const path = join(folder.path, 'rows.csv.gz')
    const cut = packed.subarray(0, packed.length - 2_000)
    await expect(importText(opened, path, cut, mapping)).rejects.toMatchObject({
      code: 'Z_BUF_ERROR',
    })
    expect(await eventsIn(opened.log)).toBeGreaterThan(1_000)
    await importText(opened, path, packed, mapping)
    expect(typeCounts(await eventsOf(opened.log))).toMatchObject({ ViolationFound: 5_000 })
  })
})

/** A line of an exchange file: an inspection, with some fields changed. */
function record(changes: Readonly<Record<string, unknown>>): string {
  const fields = {
    record_unique_identity: 'r1',
    cd_id: '11A01',
    cd_time: '2019-04-11 10:00:00',
    cd_source: '330200',
    cd_batch: '2019041100001',
    cd_operation: 'i',
    check_action_name: '日常检查',
    check_date: '2019-04-10',
    check_personnel: '张三,李四',
    check_personnel_code: '01,02',
    check_result: '1',
    administrative_cp: '某公司',
    administrative_cp_ce_type: '001',
    administrative_cp_ui_code: '91330100799655058B',
    area_number: '330203',
    ...changes,
  }
  return `${JSON.stringify(fields)}\n`
}

describe('the government exchange format', () => {
  const inspections = shipped('exchange-inspections')

  test('i becomes an event, u a correction, d a retraction, and a record sent again is a duplicate', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const insert = record({})
    const update = record({ cd_operation: 'u', cd_batch: '2019041100002', check_result: '2' })
    const remove = record({
      cd_operation: 'd',
      cd_batch: '2019041200001',
      check_date: '',
      check_personnel: '',
    })
    const content = insert + insert + update + update + remove + remove
    const summary = await importText(opened, join(folder.path, 'x.ndjson'), content, inspections)
    expect(summary).toMatchObject({ accepted: 1, corrected: 2, duplicate: 3, quarantined: 0 })
    const [, , first, second, third] = await eventsOf(opened.log)
    expect(first).toMatchObject({
      type: 'InspectionConducted',
      source_event_id: '11A01',
      reported_at: '2019-04-11T02:00:00.000Z',
      occurred_at: '2019-04-09T16:00:00.000Z',
      region: '330203',
      data: {
        officers: [
          { name: '张三', certificate_number: '01' },
          { name: '李四', certificate_number: '02' },
        ],
      },
    })
    const fact = { source: inspections.source, id: '11A01' }
    expect(second).toMatchObject({
      type: 'FactCorrected',
      source_event_id: expect.stringMatching(/^report:/),
      data: {
        fact,
        replacement: { type: 'InspectionConducted', data: { check_result: { code: '2' } } },
      },
    })
    expect(third).toMatchObject({
      type: 'FactRetracted',
      data: { fact, reason: 'delete in batch 2019041200001' },
    })
  })

  test('an insert that comes again with other content is a correction, and of another subject it is refused', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const later = { cd_batch: '2019050100001', cd_time: '2019-05-01 08:00:00' }
    const content = [
      record({}),
      record({ ...later, check_result: '9' }),
      record({ ...later, check_result: '9' }),
      record({ ...later, administrative_cp_ui_code: '9144030071526726XG' }),
    ]
    const summary = await importText(
      opened,
      join(folder.path, 'x.ndjson'),
      content.join(''),
      inspections,
    )
    expect(summary).toMatchObject({ accepted: 1, corrected: 1, duplicate: 1, quarantined: 1 })
    expect((await held(opened)).map(([line, code]) => [line, code])).toEqual([
      [4, 'SUBJECT_CHANGED'],
    ])
    expect((await eventsOf(opened.log))[3]).toMatchObject({
      type: 'FactCorrected',
      data: { reason: 'insert in batch 2019050100001' },
    })
  })

  test('a broken envelope is refused with its field', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const content = [
      record({ cd_operation: 'x' }),
      record({ cd_batch: '' }),
      record({ cd_time: 'yesterday' }),
      record({ check_personnel: '张三', check_personnel_code: '01' }),
      record({ administrative_cp_ui_code: '11010519491231002X', administrative_cp_ce_type: '111' }),
    ]
    await importText(opened, join(folder.path, 'x.ndjson'), content.join(''), inspections)
    expect((await held(opened)).map(([line, code]) => [line, code])).toEqual([
      [1, 'CD_OPERATION'],
      [2, 'CD_BATCH'],
      [3, 'CD_TIME'],
      [4, 'OFFICERS_TOO_FEW'],
      [5, 'SUBJECT_IS_PERSONAL'],
    ])
  })

  test('an update or delete may come before its insert', async () => {
    using folder = temporaryFolder()
    await using opened = openIntake({ log_path: join(folder.path, 'log.db') })
    const content = record({ cd_operation: 'd', cd_batch: '2019050100001' }) + record({})
    const summary = await importText(opened, join(folder.path, 'x.ndjson'), content, inspections)
    expect(summary).toMatchObject({ accepted: 0, corrected: 2, quarantined: 0 })
  })
})
