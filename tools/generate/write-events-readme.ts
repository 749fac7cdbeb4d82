/**
 * `npm run docs:events`: brings `events/README.md`, `docs/events.md` and the examples that the
 * program shows in step with the catalogue, and freezes the shape of versions that have none frozen
 * yet. A frozen shape is never written again: what changes needs a new version.
 */
import { readCommandLine } from '#/command-line.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { catalogue } from '@jianwei/events/catalogue.ts'
import { eventExamples } from '#/generate/event-examples.ts'
import { eventsDocument } from '#/generate/events-document.ts'
import { withEventsTable } from '#/generate/events-table.ts'
import {
  goldenFileName,
  GOLDEN_SCHEMAS_FOLDER,
  readFrozenShape,
  shapeOf,
} from '@jianwei/tests/support/golden-files.ts'

readCommandLine({
  call: 'npm run docs:events --',
  does: 'Brings what is written about events in step with the catalogue; freezes new shapes.',
})

const project = fileURLToPath(new URL('../../', import.meta.url))
const readme = `${project}events/README.md`
writeFileSync(readme, withEventsTable(readFileSync(readme, 'utf8')))
writeFileSync(`${project}docs/events.md`, eventsDocument())
writeFileSync(`${project}events/event-examples.json`, eventExamples())
for (const definition of catalogue) {
  if (readFrozenShape(definition) !== undefined) continue
  writeFileSync(GOLDEN_SCHEMAS_FOLDER + goldenFileName(definition), shapeOf(definition))
}
