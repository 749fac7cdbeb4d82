/**
 * `npm run docs:events`: brings `events/README.md` in step with the catalogue and freezes the shape
 * of versions that have none frozen yet. A frozen shape is never written again: what changes needs
 * a new version.
 */
import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogue } from '@jianwei/events/catalogue.ts'
import { withEventsTable } from '#/generate/events-table.ts'
import {
  goldenFileName,
  GOLDEN_SCHEMAS_FOLDER,
  readFrozenShape,
  shapeOf,
} from '@jianwei/tests/support/golden-files.ts'

readCommandLine({
  call: 'npm run docs:events --',
  does: 'Brings events/README.md in step with the catalogue, and freezes shapes that are new.',
})

const readme = fileURLToPath(new URL('../../events/README.md', import.meta.url))
writeFileSync(readme, withEventsTable(readFileSync(readme, 'utf8')))
for (const definition of catalogue) {
  if (readFrozenShape(definition) !== undefined) continue
  writeFileSync(GOLDEN_SCHEMAS_FOLDER + goldenFileName(definition), shapeOf(definition))
}
