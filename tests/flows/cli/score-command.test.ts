import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'
import { sql } from '@jianwei/projections/sql.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const LAUNCHER = join(ROOT, 'services/cli/jianwei.js')
const CHICAGO = join(ROOT, '../shared/data/chicago-food-inspections')
const CHICAGO_RULE = join(ROOT, 'tools/reports/rules/chicago-critical-violation-score.yaml')
const CLASS_RULE = join(ROOT, 'tests/support/rules/examples/credit-risk-class.yaml')

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function jianwei(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], {
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

const MAPPING = `
mapping: penalties
description: a test
source: urn:example:penalties
input: { format: csv, columns: [id, subject, day, told] }
time_zone: Asia/Shanghai
events:
  - type: PenaltyDecided
    id: '{id}'
    subject: test:{subject}
    occurred_at: { column: day, as: instant }
    reported_at: { column: told, as: instant }
    data: { penalty_types: ['01'] }
`

/** Imports rows of id, subject, day and the day on which it was told. */
function importRows(folder: string, name: string, rows: string): void {
  const mapping = join(folder, 'mapping.yaml')
  writeFileSync(mapping, MAPPING.replace("['01']", "{ list: ['01'] }"))
  writeFileSync(join(folder, name), `id,subject,day,told\n${rows}`)
  const run = jianwei('import', join(folder, name), '-m', mapping, '-d', join(folder, 'data'))
  expect(run).toMatchObject({ code: 0, err: '' })
}

describe('jianwei score', () => {
  test('writes a line for each subject of the file, in its order, and nothing that came later changes one', () => {
    using folder = temporaryFolder()
    const subjects = join(folder.path, 'subjects.csv')
    const data = join(folder.path, 'data')
    writeFileSync(subjects, 'subject_id\ntest:b\ntest:nobody\ntest:a\ntest:b\n')
    // The second of b happened in time and was told too late; that of the last day of the year
    // counts.
    importRows(
      folder.path,
      'one.csv',
      '1,a,2024-01-02,2024-01-02\n2,b,2024-12-31,2024-12-31\n3,b,2024-06-01,2025-06-01\n',
    )
    const score = (...more: readonly string[]): Run =>
      jianwei(
        'score',
        CLASS_RULE,
        '--as-of',
        '2024-12-31',
        '--subjects',
        subjects,
        '-d',
        data,
        ...more,
      )
    const first = score()
    expect(first.code).toBe(0)
    const lines = first.out.split('\n')
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'subject_id',
      'test:b',
      'test:nobody',
      'test:a',
      'test:b',
      '',
    ])
    const [, b, nobody, a, again] = lines.map((line) => Number(line.split(',')[1]))
    // The day ends a second before midnight; a penalty has lost next to nothing by then, and half
    // after a year.
    expect(b).toBeCloseTo(25, 0)
    expect(a).toBeCloseTo(12.5, 0)
    expect([nobody, again]).toEqual([0, b])

    importRows(
      folder.path,
      'two.csv',
      '4,a,2025-01-01,2025-01-01\n5,b,2024-03-01,2025-01-01\n6,nobody,2025-01-01,2025-01-01\n',
    )
    const output = join(folder.path, 'scores.csv')
    expect(score('--output', output)).toMatchObject({ code: 0, out: '', err: '' })
    expect(readFileSync(output, 'utf8')).toBe(first.out)
    // Nothing was in this log in 2024, so by platform nothing was known.
    expect(score('--by', 'platform').out).toMatch(
      /^subject_id,score\ntest:b,0\ntest:nobody,0\ntest:a,0\ntest:b,0\n$/,
    )
  })

  test('ranks subjects by any rule: what its warnings have left', () => {
    using folder = temporaryFolder()
    const subjects = join(folder.path, 'subjects.txt')
    writeFileSync(subjects, 'test:a\ntest:b\n')
    importRows(
      folder.path,
      'rows.csv',
      '1,a,2024-10-01,2024-10-01\n2,a,2024-10-02,2024-10-02\n3,b,2024-10-01,2024-10-01\n',
    )
    // The second penalty warns at midnight of 2 October in China; ninety days later half of the
    // point is left.
    const asked = [
      'two-penalties-in-one-year',
      '--as-of',
      '2024-12-31T00:00:00+08:00',
      '--subjects',
      subjects,
    ]
    const run = jianwei('score', ...asked, '-d', join(folder.path, 'data'))
    expect(run).toMatchObject({ code: 0, out: 'subject_id,score\ntest:a,0.5\ntest:b,0\n', err: '' })

    const later = [...asked.with(2, '2199-12-31'), '-d', join(folder.path, 'data')]
    const { err } = jianwei('score', ...later)
    expect(err).toMatch(
      /^--as-of 2199-12-31: the log's newest event, at position \d+, was recorded at [-:.\dTZ]+; /,
    )
    expect(err).toMatch(/; what comes later is not known yet\n$/)
  })

  test('says in a line what cannot be done', async () => {
    using folder = temporaryFolder()
    const subjects = join(folder.path, 'subjects.txt')
    writeFileSync(subjects, 'test:a\n')
    const data = join(folder.path, 'data')
    importRows(folder.path, 'rows.csv', '1,a,2024-10-01,2024-10-01\n')
    const score = (rule: string, asOf: string, file: string, where = data): Run =>
      jianwei('score', rule, '--as-of', asOf, '--subjects', file, '-d', where)
    const refused = (run: Run, message: string): void => {
      expect(run.code).toBe(1)
      expect(run.out).toBe('')
      expect(run.err).toContain(message)
      expect(run.err).not.toContain('    at ')
    }
    refused(
      score('no-such-rule', '2024-12-31', subjects),
      'there is neither such a file nor a rule of this id',
    )
    refused(score(LAUNCHER, '2024-12-31', subjects), 'rules refused')
    refused(score(CLASS_RULE, '2024-02-30', subjects), '--as-of 2024-02-30: expected a real day')
    refused(score(CLASS_RULE, '2024-12-31', join(folder.path, 'absent.txt')), 'ENOENT')
    refused(
      score(CLASS_RULE, '2024-12-31', subjects, join(folder.path, 'nowhere')),
      'there is no log at',
    )
    // The first run has made the warehouse; now this process has it.
    expect(score(CLASS_RULE, '2024-12-31', subjects).code).toBe(0)
    await using warehouse = await ChdbWarehouse.open({ folder: join(data, 'warehouse') })
    expect(
      await warehouse.query(sql`SELECT 1 AS one`, { purpose: 'test:score-command' }),
    ).toHaveLength(1)
    refused(
      score(CLASS_RULE, '2024-12-31', subjects),
      'is in use by another process; stop it first',
    )
  })
})

const isAbsent = !existsSync(CHICAGO)
if (isAbsent)
  console.log('SKIPPED: scores of establishments in Chicago, because ../shared/data is absent')

test.skipIf(isAbsent)(
  'establishments in Chicago are scored by their past, and later facts change no byte',
  () => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'data')
    const rows = (file: string): string[] =>
      gunzipSync(readFileSync(join(CHICAGO, file)))
        .toString('utf8')
        .split('\n')
        .filter((row) => row !== '')
    const dayOf = (row: string): string => JSON.parse(row).event_date
    // Licences of which an inspection fell into the first half year; then all of their rows.
    const inspections = rows('inspections.ndjson.gz')
    const chosen = new Set(inspections.slice(0, 300).map((row) => JSON.parse(row).license))
    const ofChosen = (list: readonly string[]): string[] =>
      list.filter((row) => chosen.has(JSON.parse(row).license))
    const parts = {
      'chicago-inspections': ofChosen(inspections),
      'chicago-licences': ofChosen(rows('licenses.ndjson.gz')),
    }
    const importPart = (name: string, among: (row: string) => boolean): void => {
      for (const [mapping, all] of Object.entries(parts)) {
        const file = join(folder.path, `${name}-${mapping}.ndjson`)
        writeFileSync(file, `${all.filter(among).join('\n')}\n`)
        expect(jianwei('import', file, '-m', mapping, '-d', data)).toMatchObject({
          code: 0,
          err: '',
        })
      }
    }
    const AS_OF = '2013-06-30'
    const subjects = join(folder.path, 'subjects.csv')
    writeFileSync(
      subjects,
      `subject_id\n${[...chosen].map((licence) => `chicago:${licence}\n`).join('')}`,
    )
    const score = (): Run =>
      jianwei('score', CHICAGO_RULE, '--as-of', AS_OF, '--subjects', subjects, '-d', data)
    importPart('past', (row) => dayOf(row) <= AS_OF)
    const past = score()
    expect(past.code).toBe(0)
    const written = past.out.trimEnd().split('\n')
    expect(written.slice(1).map((line) => line.split(',')[0])).toEqual(
      [...chosen].map((licence) => `chicago:${licence}`),
    )
    expect(new Set(written.slice(1).map((line) => line.split(',')[1])).size).toBeGreaterThan(100)
    importPart('later', (row) => dayOf(row) > AS_OF)
    expect(score().out).toBe(past.out)
  },
)
