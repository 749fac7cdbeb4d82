import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { temporaryFolder } from '#/support/intake/intake-server.ts'
import { StartedProgram } from '#/support/program/started-program.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))
const RULES = fileURLToPath(new URL('../../../tools/reports/rules', import.meta.url))
const FIVE = join(RULES, 'tw-five-penalties-in-one-year.yaml')
const TWO = join(RULES, 'tw-two-penalties-in-one-year.yaml')

function jianwei(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], {
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

const MAPPING = `
mapping: penalties
description: a test
source: urn:example:penalties
input: { format: csv, columns: [id, subject, day] }
time_zone: Asia/Taipei
events:
  - type: PenaltyDecided
    id: '{id}'
    subject: test:{subject}
    occurred_at: { column: day, as: instant }
    reported_at: { column: day, as: instant }
    data: { penalty_types: { constant: ['02'] } }
`

test('a rule file over a data folder: a report, and the same canonical JSON each time', () => {
  using folder = temporaryFolder()
  const data = ['--data', join(folder.path, 'data')]
  const mapping = join(folder.path, 'penalties.yaml')
  const rows = join(folder.path, 'penalties.csv')
  writeFileSync(mapping, MAPPING)
  const days = ['01-01', '01-11', '01-21', '01-31', '02-10', '03-10', '12-31']
  writeFileSync(
    rows,
    'id,subject,day\n' +
      `${days.map((day, index) => `${index},a,2014-${day}\n`).join('')}9,b,2014-02-02\n`,
  )
  expect(jianwei('import', rows, '--mapping', mapping, ...data).code).toBe(0)

  const json = join(folder.path, 'result.json')
  const asked = [
    'backtest',
    FIVE,
    '--by',
    'source',
    '--outcome',
    'penalty-within-180-days',
    '--json',
    json,
    ...data,
  ]
  const first = jianwei(...asked, '--against', TWO)
  expect(first.code, first.err).toBe(0)
  expect(first.out).toContain('tw-five-penalties-in-one-year version 1')
  expect(first.out).toContain('1 warnings for 1 subjects')
  expect(first.out).toMatch(/precision +100\.0 %/)
  expect(first.out).toContain('Compared with tw-two-penalties-in-one-year version 1')
  const bytes = readFileSync(json, 'utf8')
  expect(bytes).toBe(`${canonicalJson(JSON.parse(bytes))}\n`)
  expect(jianwei(...asked, '--against', TWO).code).toBe(0)
  expect(readFileSync(json, 'utf8')).toBe(bytes)

  const narrower = jianwei(
    'backtest',
    FIVE,
    '--by',
    'source',
    '--from',
    '2014-02-11',
    '--to',
    '2014-12-31',
    ...data,
  )
  expect(narrower.out).toContain('0 warnings for 0 subjects')
  const inline = jianwei(...asked.slice(0, 5), '{ events: [Earthquake], within: 1 day }', ...data)
  expect(inline).toMatchObject({ code: 1, err: expect.stringContaining('outcome.events[0]') })
  const unknown = jianwei('backtest', FIVE, '--against', '7', ...data)
  expect(unknown).toMatchObject({
    code: 1,
    err: expect.stringContaining('the log has no version 7'),
  })
  expect(unknown.err).not.toContain('    at ')
})

test('while a server has the folder the command says so, and what to ask instead', async () => {
  using folder = temporaryFolder()
  await using program = new StartedProgram({ JIANWEI_DATA: folder.path, EXAMPLE_DATA: 'none' })
  await program.origin()
  const refused = jianwei('backtest', FIVE, '--data', folder.path)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('in use by another process')
  expect(refused.err).toContain('POST /v1/backtests')
  expect(refused.err).not.toContain('    at ')
})
