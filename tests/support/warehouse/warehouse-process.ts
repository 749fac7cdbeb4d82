/**
 * A process that uses a chDB warehouse, for tests that need a second one or one that can be killed.
 * `open FOLDER`: opens it and says so, or prints the code of the refusal. `insert FOLDER PROGRESS
 * BATCHES`: inserts batches under their own tokens, each noted in the file PROGRESS before it is
 * begun, and begins with the one that is noted there.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { BATCH_ROWS } from '#/support/warehouse/killed-batches.ts'
import { sql } from '@jianwei/projections/sql.ts'

const [mode, folder = '', progress = '', batches = '0'] = process.argv.slice(2)

if (mode === 'open') await open()
if (mode === 'insert') await insert(Number(batches))

async function open(): Promise<void> {
  try {
    await using warehouse = await ChdbWarehouse.open({ folder })
    const rows = await warehouse.query(sql`SELECT 1 AS n`, { purpose: 'test:open' })
    process.stdout.write(`opened ${JSON.stringify(rows)}\n`)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    process.stdout.write(`${error.code}\n`)
  }
}

async function insert(count: number): Promise<void> {
  await using warehouse = await ChdbWarehouse.open({ folder })
  const begun = await readFile(progress, 'utf8').catch(() => '0')
  for (let batch = Number(begun); batch < count; batch += 1) {
    await writeFile(progress, String(batch))
    const lines = Array.from({ length: BATCH_ROWS }, (_, row) => {
      const id = batch * BATCH_ROWS + row
      // Every batch lies in three yearly partitions: a kill can leave some of them out.
      return `[${id},"${2020 + (id % 3)}-01-01T00:00:00.000Z"]\n`
    })
    await warehouse.insert({
      table: 'killed',
      columns: ['id', 'at'],
      body: lines.join(''),
      token: `batch:${batch}`,
    })
  }
  process.stdout.write('done\n')
}
