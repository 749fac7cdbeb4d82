import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'

test('what stands in the standard input comes into no table, and fails no insert', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-standard-input-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const program = `
    import { ChdbWarehouse } from '${import.meta.resolve('#/warehouse/chdb-warehouse.ts')}'
    import { sql } from '${import.meta.resolve('@jianwei/projections/sql.ts')}'
    const asks = { purpose: 'test' }
    await using warehouse = await ChdbWarehouse.open({ folder: ${JSON.stringify(folder)} })
    await warehouse.execute(sql\`CREATE TABLE t (n UInt8) ENGINE = MergeTree ORDER BY n\`, asks)
    await warehouse.insert({ table: 't', columns: ['n'], body: '[1]\\n', token: 'one' })
    console.log(JSON.stringify(await warehouse.query(sql\`SELECT n FROM t\`, asks)))
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  // Whoever reads it gets rows, and waits for more.
  child.stdin.on('error', () => {}).write('[2]\n')
  expect(await text(child.stdout)).toBe('[{"n":1}]\n')
  expect(await ended).toEqual([0, null])
})
