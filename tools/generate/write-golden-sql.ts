/**
 * `npm run golden:sql`: writes the golden statements anew, after a change of the SQL that was
 * meant.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GOLDEN_FOLDER, goldenStatements } from '@jianwei/tests/golden/golden-statements.ts'
import { openWarehouse } from '@jianwei/tests/support/warehouse/warehouse-in-folder.ts'
import { readCommandLine } from '#/command-line.ts'

readCommandLine({
  call: 'npm run golden:sql --',
  does: 'Writes the statements of one rule of each kind to tests/golden/sql.',
})

await using opened = await openWarehouse()
const statements = await goldenStatements(opened.warehouse)
mkdirSync(GOLDEN_FOLDER, { recursive: true })
for (const file of readdirSync(GOLDEN_FOLDER))
  if (file.endsWith('.sql')) rmSync(join(GOLDEN_FOLDER, file))
for (const { file, text } of statements) writeFileSync(join(GOLDEN_FOLDER, file), text)
