import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { versionOf } from '@jianwei/events/fact.ts'
import { factsAsKnown } from '#/support/rules/reference/reference.ts'
import {
  importFile,
  type ImportParts,
  type ImportSummary,
} from '@jianwei/services/intake/import-file.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { releaseShown } from '@jianwei/services/intake/http/release-preview-view.ts'
import { previewRelease } from '@jianwei/services/intake/release/release-preview.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { killedAfter } from '#/support/intake/killed-import.ts'

/* Registers that are published whole: what a file lacks is gone. */

const YAML = `
mapping: licences
description: a test
source: urn:example:licences
input: { format: csv, columns: [id, shop, until] }
time_zone: Asia/Shanghai
release: whole
events:
  - type: RectificationOrdered
    id: 'l:{id}'
    subject: 'test:{shop}'
    occurred_at: 2024-01-01T00:00:00Z
    reported_at: unknown
    data: { due_date: { column: until, as: civil_date } }
`
const licences = readMapping(YAML, 'licences.yaml')
const withTerms = (terms: string, yaml = YAML): Mapping =>
  readMapping(yaml.replace('release: whole', `release: { whole: true, ${terms} }`), 'licences.yaml')
const anything = withTerms('gone_at_most: 100%')

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))

const own = intakeForEachTest()

function bring(
  name: string,
  rows: readonly string[],
  mapping: Mapping = licences,
  parts: ImportParts = own.opened,
): Promise<ImportSummary> {
  const path = join(own.folder, name)
  writeFileSync(path, `id,shop,until\n${rows.map((row) => `${row}\n`).join('')}`)
  return importFile(path, mapping, parts)
}

const row = (id: number | string, until = '2025-01-01'): string => `${id},a,${until}`
const rows = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => row(from + at))

/** The dates of what stands, by id. */
async function standing(): Promise<Readonly<Record<string, unknown>>> {
  const events = await eventsOf(own.opened.log)
  const idOf = new Map<string, string>(events.map((one) => [one.event_id, one.source_event_id]))
  const known = factsAsKnown(
    events.flatMap((event) => versionOf(event) ?? []),
    { by: 'platform' },
  )
  return Object.fromEntries(
    known.map(({ fact_id, content }) => [idOf.get(fact_id) ?? fact_id, content.data['due_date']]),
  )
}

async function typesSaid(): Promise<readonly string[]> {
  return (await eventsOf(own.opened.log))
    .filter(({ source }) => source === 'urn:example:licences')
    .map(({ type }) => type)
}

describe('a register that is published whole', () => {
  test('retracts what is gone, corrects what changed, and leaves the rest', async () => {
    await bring('1.csv', rows(0, 5))
    const summary = await bring('2.csv', [row(0), row(1, '2026-01-01'), row(3), row(4), row(9)])
    expect(summary).toMatchObject({ records: 5, accepted: 1, corrected: 1, duplicate: 3 })
    expect(summary.release).toMatchObject({ standing: 5, gone: 1, retracted: 1 })
    expect(summary.release?.examples).toMatchObject([{ id: 'l:2', subject_id: 'test:a' }])
    const day = '2025-01-01'
    const expected = { 'l:0': day, 'l:1': '2026-01-01', 'l:3': day, 'l:4': day, 'l:9': day }
    expect(await standing()).toEqual(expected)
    const retraction = (await eventsOf(own.opened.log)).find(({ type }) => type === 'FactRetracted')
    expect(retraction?.data['reason']).toMatch(/^not in the release [0-9a-f]{12}$/)
  })

  test('says nothing new when the same release comes under another name', async () => {
    await bring('1.csv', rows(0, 5))
    await bring('2.csv', rows(1, 5))
    const before = await typesSaid()
    await bring('3.csv', [...rows(1, 5), ''])
    expect(await typesSaid()).toEqual(before)
  })

  test('lets a record that comes back stand again, and go again', async () => {
    await bring('1.csv', rows(0, 5))
    await bring('2.csv', rows(1, 5))
    expect(Object.keys(await standing())).not.toContain('l:0')
    expect(await bring('3.csv', rows(0, 6))).toMatchObject({ accepted: 1, corrected: 1 })
    expect(Object.keys(await standing())).toContain('l:0')
    await bring('4.csv', rows(1, 6))
    expect(Object.keys(await standing())).not.toContain('l:0')
  })

  test('retracts no facts of other sources, types and ids', async () => {
    const other = (change: (yaml: string) => string): Mapping =>
      readMapping(change(YAML.replace('release: whole\n', '')), 'other.yaml')
    await bring('1.csv', rows(0, 5))
    await bring(
      '2.csv',
      rows(5, 10),
      other((yaml) => yaml.replace('urn:example', 'urn:other')),
    )
    await bring(
      '3.csv',
      rows(10, 15),
      other((yaml) => yaml.replace('l:{id}', 'other:{id}')),
    )
    const summary = await bring('4.csv', rows(0, 5), anything)
    expect(summary.release).toMatchObject({ standing: 5, gone: 0, retracted: 0 })
    expect(Object.keys(await standing())).toHaveLength(15)
  })

  test('may be the register of one region only', async () => {
    const of = (region: string): Mapping =>
      withTerms(
        `gone_at_most: 100%, of: { region: '${region}' }`,
        YAML.replace("    subject: 'test:{shop}'", `$&\n    region: '${region}'`),
      )
    await bring('1.csv', rows(0, 5), of('310101'))
    await bring('2.csv', rows(5, 10), of('310104'))
    const { release } = await bring('3.csv', rows(6, 10), of('310104'))
    expect(release).toMatchObject({ standing: 5, gone: 1, retracted: 1 })
    expect(Object.keys(await standing())).toHaveLength(9)
  })
})

describe('a release that lacks much', () => {
  test('is refused before anything is written, with the numbers and examples', async () => {
    await bring('1.csv', rows(0, 100))
    const before = await typesSaid()
    const refused = bring('2.csv', [...rows(0, 50), row(200)])
    await expect(refused).rejects.toMatchObject({
      code: 'RELEASE_LACKS_MUCH',
      message: expect.stringContaining('lacks 50 of the 100 facts'),
    })
    expect(await typesSaid()).toEqual(before)
    expect((await own.opened.quarantine.list({ limit: 1 })).entries).toEqual([])
  })

  test('is taken where the mapping allows it, without reading it as another import', async () => {
    await bring('1.csv', rows(0, 100))
    await expect(bring('2.csv', rows(0, 50))).rejects.toThrow('gone_at_most')
    const summary = await bring('2.csv', rows(0, 50), withTerms('gone_at_most: 50'))
    expect(summary.release).toMatchObject({ gone: 50, gone_at_most: 50, retracted: 50 })
    expect(Object.keys(await standing())).toHaveLength(50)
  })

  test.each([
    [1, 1],
    [5, 5],
    [7, 6],
  ])('of a small register of %i lacks at most five and never all (%i)', async (all, lacking) => {
    await bring('1.csv', rows(0, all))
    await expect(bring('2.csv', rows(lacking, all))).rejects.toMatchObject({
      code: 'RELEASE_LACKS_MUCH',
    })
  })
})

describe('a release with rows that cannot be read', () => {
  test('keeps the facts of those whose id can be read', async () => {
    await bring('1.csv', rows(0, 5))
    const summary = await bring('2.csv', [...rows(0, 3), row(3, 'tomorrow')])
    expect(summary).toMatchObject({ quarantined: 1 })
    expect(summary.release).toMatchObject({ gone: 1, retracted: 1, rows_without_id: 0 })
    expect(Object.keys(await standing())).toEqual(['l:0', 'l:1', 'l:2', 'l:3'])
  })

  test('retracts nothing while an id is not known, and says so in the log', async () => {
    await bring('1.csv', rows(0, 5))
    const summary = await bring('2.csv', [row(0, '2026-01-01'), ...rows(1, 3), '3;a;2025-01-01'])
    expect(summary).toMatchObject({ corrected: 1, duplicate: 2, quarantined: 1 })
    expect(summary.release).toMatchObject({ gone: 2, retracted: 0, rows_without_id: 1 })
    expect(Object.keys(await standing())).toHaveLength(5)
    const told = (await eventsOf(own.opened.log)).findLast(({ type }) => type === 'ReleaseCompared')
    expect(told?.data).toMatchObject({ gone: 2, rows_without_id: 1 })
  })

  test('takes the row when it was repaired', async () => {
    await bring('1.csv', rows(0, 5))
    await bring('2.csv', [...rows(0, 4), row(4, 'tomorrow')])
    const [entry] = (await own.opened.quarantine.list({ limit: 1 })).entries
    const redrive = createRedrive({ ...own.opened, mappingNamed: () => licences })
    const outcome = await redrive(entry?.quarantine_id ?? '', { repaired: row(4, '2027-01-01') })
    expect(outcome).toMatchObject({ outcome: 'taken' })
    expect((await standing())['l:4']).toBe('2027-01-01')
  })
})

describe('releases with dates in their names', () => {
  const dated = withTerms(
    String.raw`dated: { file_name: '(\d{8})', format: YYYYMMDD }, gone_at_most: 100%`,
  )

  test('make what is gone and what changed known from their date', async () => {
    await bring('r-20260101.csv', rows(0, 5), dated)
    await bring('r-20260201.csv', [row(1, '2030-01-01'), ...rows(2, 5)], dated)
    const amendments = (await eventsOf(own.opened.log)).filter(({ type }) =>
      type.startsWith('Fact'),
    )
    expect(amendments.map(({ type, reported_at }) => [type, reported_at])).toEqual([
      ['FactCorrected', '2026-01-31T16:00:00.000Z'],
      ['FactRetracted', '2026-01-31T16:00:00.000Z'],
    ])
    expect(amendments[1]?.data['reason']).toBe('not in the release 2026-01-31T16:00:00.000Z')
  })

  test('are refused where a later one was taken, and where the name has no date', async () => {
    await bring('r-20260201.csv', rows(0, 5), dated)
    const before = await typesSaid()
    await expect(bring('r-20260101.csv', rows(0, 6), dated)).rejects.toMatchObject({
      code: 'RELEASE_OLDER',
    })
    await expect(bring('latest.csv', rows(0, 6), dated)).rejects.toMatchObject({
      code: 'RELEASE_UNDATED',
    })
    expect(await typesSaid()).toEqual(before)
    await bring('r-20260201-again.csv', rows(0, 4), dated)
    expect(Object.keys(await standing())).toHaveLength(4)
  })
})

test('a release that is killed at any step ends as one that was not', async () => {
  const before = rows(0, 3_000)
  const after = [
    ...rows(100, 2_000),
    ...rows(2_000, 2_400).map((one) => one.replace(',2025', ',2026')),
  ]
  await bring('1.csv', before)
  for (const batches of [0, 1, 2, 0, 1]) {
    const killed = killedAfter(own.opened, batches)
    await bring('2.csv', after, anything, killed).catch((error: unknown) => {
      expect(error).toMatchObject({ message: 'killed' })
    })
  }
  const summary = await bring('2.csv', after, anything)
  const ids = Object.keys(await standing())
  expect(ids).toHaveLength(2_300)
  const types = await typesSaid()
  expect(types.filter((type) => type === 'FactRetracted')).toHaveLength(700)
  expect(types.filter((type) => type === 'FactCorrected')).toHaveLength(400)
  expect(summary).toMatchObject({ records: 2_300, quarantined: 0 })
})

describe('the preview of a release', () => {
  const preview = (name: string, list: readonly string[], mapping = licences) => {
    const path = join(own.folder, name)
    writeFileSync(path, `id,shop,until\n${list.map((one) => `${one}\n`).join('')}`)
    return previewRelease(path, mapping, own.opened)
  }

  test('says what an import then does, and writes nothing', async () => {
    await bring('1.csv', rows(0, 50))
    const list = [
      ...rows(5, 40),
      ...rows(40, 50).map((one) => one.replace(',2025', ',2026')),
      row(99),
    ]
    const before = await eventsOf(own.opened.log)
    const said = await preview('2.csv', list)
    expect(await eventsOf(own.opened.log)).toEqual(before)
    expect(said).toMatchObject({ new: 1, corrected: 10, unchanged: 35, gone: 5, refusal: null })
    expect(said.changed).toHaveLength(5)
    const { accepted, corrected, duplicate, release } = await bring('2.csv', list)
    expect([accepted, corrected, duplicate, release?.retracted]).toEqual([1, 10, 35, 5])
  })

  test('over HTTP ends with nothing where nobody waits any longer', async () => {
    await bring('1.csv', rows(0, 50))
    const path = join(own.folder, '1.csv')
    const shown = (gone: AbortSignal) =>
      releaseShown(own.opened, path, licences, { gone, shows_ids: true })
    expect(await shown(AbortSignal.abort())).toMatchObject({ is_compared: false, unchanged: 0 })
    const all = new AbortController()
    expect(await shown(all.signal)).toMatchObject({ is_compared: true, unchanged: 50 })
  })

  test('says that an import would refuse the file', async () => {
    await bring('1.csv', rows(0, 50))
    const said = await preview('2.csv', rows(25, 50))
    expect(said.refusal?.message).toContain('lacks 25 of the 50 facts')
  })
})

test('the command line says what a release would change, and takes a limit for once', async () => {
  await bring('1.csv', rows(0, 50))
  const [mapping, file] = [join(own.folder, 'licences.yaml'), join(own.folder, '2.csv')]
  writeFileSync(mapping, YAML)
  writeFileSync(file, `id,shop,until\n${rows(25, 50).join('\n')}\n`)
  const run = (...words: readonly string[]) =>
    spawnSync(process.execPath, [LAUNCHER, ...words, '--data', own.folder], { encoding: 'utf8' })
  expect(run('mapping', 'try', mapping, file).stdout).toContain(
    'Beside 50 facts of the register that stand: 0 new, 0 corrected, 25 unchanged, 25 gone ' +
      '(at most 5).',
  )
  expect(run('import', file, '-m', mapping)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('lacks 25 of the 50 facts'),
  })
  expect(run('import', file, '-m', mapping, '--gone-at-most', 'half')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('expected a number or a part such as 5%'),
  })
  const taken = run('import', file, '-m', mapping, '--gone-at-most', '50%')
  expect(taken.stdout).toContain('the file lacks 25: 25 retracted')
  expect(taken.status).toBe(0)
})

test.each([
  ['identity: occurrence', 'only records can be gone'],
  ['input: { format: exchange }', 'the exchange format says itself'],
])('a mapping of %s is not published whole', (line, words) => {
  const [key = ''] = line.split(' ')
  const others = YAML.split('\n').filter((one) => !one.startsWith(key))
  expect(() => readMapping([line, ...others].join('\n'), 'x.yaml')).toThrow(words)
})
