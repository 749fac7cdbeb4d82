import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { textsOfTables } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'

const GOLDEN = new URL('tables/texts.json', import.meta.url)

/**
 * Warehouses remember the text of each table file by its version, and refuse another one. Also a
 * view that only reads a table of a new name is another text.
 */
test('a table file whose text changed has a new version', async () => {
  const written = JSON.parse(await readFile(GOLDEN, 'utf8')) as Readonly<Record<string, string>>
  const now = await textsOfTables(allTableFiles)
  const unknown = Object.keys(now).filter((name) => !(name in written))
  expect(unknown, `add what is new to tables/texts.json: ${JSON.stringify(now)}`).toEqual([])
  for (const [name, checksum] of Object.entries(now))
    expect(written[name], `${name} has another text: raise its version and its tables' names`).toBe(
      checksum,
    )
})
