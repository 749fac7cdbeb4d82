import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/intake/intake-server.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))

interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function jianwei(args: readonly string[], node = process.execPath, language = 'C'): Run {
  const env = { ...process.env, LC_ALL: language }
  const run = { encoding: 'utf8', env } as const
  const { status, stdout, stderr } = spawnSync(node, [LAUNCHER, ...args], run)
  return { code: status, out: stdout, err: stderr }
}

/** A Node on this machine that is too old to run the program by itself. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (node) =>
      existsSync(node) &&
      !/^v2[4-9]/.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout),
  )
if (oldNode === undefined)
  console.log('SKIPPED: the launcher on an old Node, because this machine has none')

const MAPPING = `
mapping: visits
description: a test
source: urn:example:visits
input: { format: csv, columns: [id, day] }
time_zone: Asia/Shanghai
events:
  - type: InspectionConducted
    id: '{id}'
    subject: test:{id}
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { officers: null }
`

test.skipIf(oldNode === undefined)(
  'on an older Node the launcher hands over to the Node that npm installed',
  () => {
    const run = jianwei(['--help'], oldNode)
    expect(run).toMatchObject({ code: 0, err: '' })
    expect(run.out).toContain('Usage: jianwei')
    expect(jianwei(['no-such-command'], oldNode).code).toBe(1)
  },
)

test('import, list, show, repair, re-drive', () => {
  using folder = temporaryFolder()
  const mapping = join(folder.path, 'visits.yaml')
  const rows = join(folder.path, 'visits.csv')
  const data = ['--data', join(folder.path, 'data')]
  writeFileSync(mapping, MAPPING)
  writeFileSync(rows, 'id,day\n1,2026-01-01\n2,02.01.2026\n')
  const imported = jianwei(['import', rows, '--mapping', mapping, ...data])
  expect(imported).toMatchObject({ code: 3, err: '' })
  expect(imported.out).toContain(
    '2 records in 3 lines: 1 event accepted, 0 corrected, 0 duplicates, 1 record quarantined',
  )
  expect(jianwei(['import', rows, '--mapping', mapping, ...data])).toMatchObject({
    code: 3,
    out: expect.stringContaining('finished before'),
  })

  const listed = jianwei(['quarantine', 'list', ...data])
  expect(listed.out).toMatch(/^\S+ {2}held {2}\S+ {2}visits\.csv:3 {2}DATE_UNREADABLE\n$/)
  expect(listed.err).toBe('')
  expect(jianwei(['quarantine', 'list', '--limit', '0', ...data])).toMatchObject({
    out: '',
    err: '0 of 1; --limit shows more\n',
  })
  const [id = ''] = listed.out.split(' ')
  const shown = jianwei(['quarantine', 'show', id, ...data])
  expect(shown.out).toContain('"path": "day"')
  expect(shown.out).toMatch(/\n2,02\.01\.2026\n$/)

  const again = jianwei(['quarantine', 'redrive', id, '--mapping', mapping, ...data])
  expect(again).toMatchObject({ code: 4 })
  expect(again.out).toContain('DATE_UNREADABLE day')
  writeFileSync(mapping, MAPPING.replace('as: instant', 'as: instant, format: DD.MM.YYYY'))
  const redriven = jianwei([
    'quarantine',
    'redrive',
    '--held',
    '--mapping',
    mapping,
    '--actor',
    'engineer',
    ...data,
  ])
  expect(redriven).toMatchObject({ code: 0, err: '' })
  expect(redriven.out).toContain('1 taken, 0 not')
  expect(jianwei(['quarantine', 'list', '--state', 'held', ...data])).toMatchObject({
    out: '',
    err: 'there is nothing of this kind in quarantine\n',
  })
  expect(jianwei(['quarantine', 'list', '--limit', 'abc', ...data])).toMatchObject({
    code: 1,
    err: expect.stringContaining('expected a whole number'),
  })
})

test('what an import ends with says whether all, some or none of the file was taken', () => {
  using folder = temporaryFolder()
  const data = ['--data', join(folder.path, 'data')]
  const mapping = join(folder.path, 'visits.yaml')
  const rows = join(folder.path, 'visits.csv')
  writeFileSync(mapping, MAPPING)
  const imported = (...days: readonly string[]) => {
    writeFileSync(rows, ['id,day', ...days.map((day, at) => `${day}-${at},${day}`), ''].join('\n'))
    return jianwei(['import', rows, '--mapping', mapping, ...data]).code
  }
  expect(imported('2026-01-01', '2026-01-02')).toBe(0)
  expect(imported('2026-01-01', 'soon')).toBe(3)
  expect(imported('never', 'soon')).toBe(4)
  // Not one row was looked at.
  expect(jianwei(['import', rows, '--mapping', 'absent', ...data]).code).toBe(1)
  for (const command of [['import'], ['mapping', 'try'], ['quarantine', 'redrive']])
    expect(jianwei([...command, '--help']).out).toContain('4 when nothing was taken')
})

test('a terminal in Chinese is told in Chinese why something was refused', () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  const mapping = join(folder.path, 'visits.yaml')
  const rows = join(folder.path, 'visits.csv')
  writeFileSync(mapping, MAPPING)
  writeFileSync(rows, 'id,day\n1,soon\n')
  const inChinese = (...args: readonly string[]) => jianwei(args, process.execPath, 'zh_CN.UTF-8')
  expect(inChinese('mapping', 'try', mapping, rows, ...data).out).toContain(
    'DATE_UNREADABLE at day: 应为 1900 年至 2299 年间真实存在的日期',
  )
  writeFileSync(rows, 'number,day\n1,soon\n')
  expect(inChinese('import', rows, '-m', mapping, ...data)).toMatchObject({
    code: 1,
    err: expect.stringContaining('表头缺少列 id'),
  })
  writeFileSync(mapping, 'mapping: x\ncolour: red\n')
  const { err } = inChinese('import', rows, '-m', mapping, ...data)
  expect(err).toContain('映射未通过：')
  expect(err).toContain('没有这一键："colour"')
})

test('what cannot be done is said in a line, without a stack', () => {
  using folder = temporaryFolder()
  const data = ['--data', folder.path]
  const mapping = join(folder.path, 'broken.yaml')
  writeFileSync(mapping, 'mapping: x\ncolour: red\n')
  expect(jianwei(['import', 'absent.csv', '-m', 'tw-epa-penalties', ...data])).toMatchObject({
    code: 1,
    err: 'there is no file absent.csv (ENOENT)\n',
  })
  expect(jianwei(['import', LAUNCHER, '-m', 'absent', ...data])).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /^there is neither a file nor a mapping called absent; the mappings are .*tw-epa-penalties/,
    ),
  })
  expect(jianwei(['import', folder.path, '-m', 'tw-epa-penalties', ...data])).toMatchObject({
    code: 1,
    err: 'this is a folder, and a file is expected (EISDIR)\n',
  })
  const refused = jianwei(['import', LAUNCHER, '-m', mapping, ...data])
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('Mapping refused')
  expect(refused.err).toContain('Unrecognized key: "colour"')
  expect(refused.err).not.toContain('    at ')
  expect(jianwei(['quarantine', 'show', 'nothing', ...data])).toMatchObject({
    code: 1,
    err: 'there is no nothing in quarantine\n',
  })
})
