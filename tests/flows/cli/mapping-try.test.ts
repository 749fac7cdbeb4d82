import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/intake/intake-server.ts'

const LAUNCHER = fileURLToPath(new URL('../../../services/cli/jianwei.js', import.meta.url))

const MAPPING = `
mapping: shops
description: a test
source: urn:example:shops
input: { format: csv, columns: [id, day, fine] }
time_zone: Asia/Shanghai
skip: { column: id, equals: 合计 }
events:
  - type: ViolationFound
    id: '{id}'
    subject: shop:{id}
    occurred_at: { column: day, as: instant, format: [YYYY-MM-DD, M/D/YYYY] }
    reported_at: unknown
    data: { case_number: '{id}', legal_basis: { column: fine, optional: true } }
`
const FILE = 'id,day,fine\n1,3/7/2024,甲法\n2,2024-02-30,\n3,soon,\n合计,,\n'

test('a mapping is tried: records beside their events, refusals by reason, and nothing is written', () => {
  using folder = temporaryFolder()
  const [mapping, file] = [join(folder.path, 'shops.yaml'), join(folder.path, 'shops.csv')]
  writeFileSync(mapping, MAPPING)
  writeFileSync(file, FILE)
  const run = (...more: readonly string[]) =>
    spawnSync(
      process.execPath,
      [LAUNCHER, 'mapping', 'try', mapping, file, '--data', join(folder.path, 'data'), ...more],
      { encoding: 'utf8' },
    )
  const { status, stdout, stderr } = run('--rows', '1')
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
  expect(stdout.split('\n')).toEqual([
    'shops.csv, line 2',
    '  id: 1',
    '  day: 3/7/2024',
    '  fine: 甲法',
    '  → ViolationFound of shop:1, id 1',
    '      occurred 2024-03-06T16:00:00.000Z, reported not said: known from the import on',
    '      case_number "1"',
    '      legal_basis "甲法"',
    '',
    '4 records read, 1 event made of them; 2 refused; 1 passed over on purpose. ' +
      'Nothing was written.',
    '',
    'DATE_UNREADABLE at day: 2 records. expected a real date as YYYY-MM-DD or M/D/YYYY, ' +
      'between 1900 and 2299',
    '  line 3: 2024-02-30',
    '  line 4: soon',
    '',
  ])
  writeFileSync(file, 'id,day,fine\n1,3/7/2024,甲法\n')
  expect(run().status).toBe(0)
  writeFileSync(file, 'id,day,fine\n1,soon,甲法\n')
  expect(run().status).toBe(4)
  writeFileSync(file, '1,3/7/2024,甲法\n')
  const wrong = run()
  expect(wrong.status).toBe(1)
  expect(wrong.stderr).toContain('its first line looks like data: use `header_row: 0`')
})
