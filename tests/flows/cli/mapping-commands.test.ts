import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#/support/intake/intake-server.ts'

const LAUNCHER = join(import.meta.dirname, '../../../services/cli/jianwei.js')

const MAPPING = `mapping: shops
description: Shops, a row each.
source: urn:example:shops
input: { format: csv, columns: [id, day, street] }
time_zone: Asia/Shanghai
tables: { streets: { file: streets.csv, key: code, value: name } }
events:
  - type: ViolationFound
    id: '{id}'
    subject: 'shop:{id}'
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { case_number: '{id}', legal_basis: { column: street, table: streets } }
`

function programIn(folder: string) {
  return (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, JIANWEI_DATA: join(folder, 'data') },
    })
    return { status, stdout, stderr }
  }
}

test('a mapping is proposed into a file, which is not written over', () => {
  using folder = temporaryFolder()
  const run = programIn(folder.path)
  writeFileSync(join(folder.path, 'shops.csv'), 'id,day,note\n1,2024-03-07,甲法\n')
  const proposed = run('mapping', 'new', 'shops.csv', '-o', 'shops.yaml')
  expect(proposed).toMatchObject({ status: 0, stderr: '' })
  expect(proposed.stdout).toContain('shops.yaml: ViolationFound from 3 columns, 0 of them')
  expect(readFileSync(join(folder.path, 'shops.yaml'), 'utf8')).toContain('mapping: shops')
  expect(run('mapping', 'try', 'shops.yaml', 'shops.csv').status).toBe(0)
  const again = run('mapping', 'new', 'shops.csv', '-o', 'shops.yaml')
  expect(again.status).not.toBe(0)
  expect(again.stderr).not.toContain('    at ')
  const misspelt = run('mapping', 'new', 'shops.csv', '--type', 'ViolatonFound')
  expect(misspelt.stderr).toContain('ViolationFound')
  expect(existsSync(join(folder.path, 'data'))).toBe(false)
})

test('a mapping is published with its tables, and from then on imports take its name', () => {
  using folder = temporaryFolder()
  const run = programIn(folder.path)
  const publish = ['mapping', 'publish', 'shops.yaml', '--actor', 'li', '--reason', 'new']
  writeFileSync(join(folder.path, 'shops.yaml'), MAPPING)
  const without = run(...publish)
  expect(without.status).toBe(1)
  expect(without.stderr).toContain('there is no file streets.csv beside the mapping')
  writeFileSync(join(folder.path, 'streets.csv'), 'code,name\n01,城关街道\n')
  expect(run(...publish).stdout).toBe('shops is published as version 1\n')
  expect(run(...publish).stdout).toBe('Version 1 of shops says the same; nothing was published\n')
  writeFileSync(join(folder.path, 'shops.csv'), 'id,day,street\n1,2024-03-07,01\n')
  const listed = run('mapping', 'list').stdout
  expect(listed).toMatch(/^shops {2}version 1, .*, li: new$/m)
  expect(listed).toMatch(/^tw-epa-penalties {2}in a file$/m)
  // Elsewhere, where no such file lies.
  const file = join(folder.path, 'shops.csv')
  const data = join(folder.path, 'data')
  const elsewhere = programIn(data)
  const tried = elsewhere('mapping', 'try', 'shops', file, '--data', data)
  expect(tried).toMatchObject({ status: 0, stderr: '' })
  expect(tried.stdout).toContain('legal_basis "城关街道"')
  const imported = elsewhere('import', file, '--mapping', 'shops', '--data', data)
  expect(imported).toMatchObject({ status: 0, stderr: '' })
  expect(imported.stdout).toContain('1 event accepted')
  const unknown = elsewhere('import', file, '--mapping', 'shps', '--data', data)
  expect(unknown.stderr).toContain('there is neither a file nor a mapping called shps')
})

test('refused rows are read again by the mapping that was published since', () => {
  using folder = temporaryFolder()
  const run = programIn(folder.path)
  const publish = ['mapping', 'publish', 'shops.yaml', '--actor', 'li', '--reason', 'mended']
  writeFileSync(join(folder.path, 'streets.csv'), 'code,name\n01,城关街道\n')
  writeFileSync(join(folder.path, 'shops.yaml'), MAPPING)
  expect(run(...publish).status).toBe(0)
  writeFileSync(join(folder.path, 'shops.csv'), 'id,day,street\n1,07.03.2024,01\n')
  expect(run('import', 'shops.csv', '--mapping', 'shops').stdout).toContain('1 record quarantined')
  expect(run('quarantine', 'redrive', '--held').stdout).toContain('DATE_UNREADABLE day')
  const mended = MAPPING.replace('as: instant', 'as: instant, format: DD.MM.YYYY')
  writeFileSync(join(folder.path, 'shops.yaml'), mended)
  expect(run(...publish).stdout).toBe('shops is published as version 2\n')
  const group = run('quarantine', 'groups').stdout.split(' ')[0] ?? ''
  expect(run('quarantine', 'preview', group).stdout).toBe('1 accepted\n')
  expect(run('quarantine', 'redrive', '--held').stdout).toContain('1 taken, 0 not')
})
