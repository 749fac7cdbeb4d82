import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import { importFile, type ImportParts, type ImportSummary } from '#/intake/import-file.ts'
import { mappingFinder, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { readDirectoryFile } from '#/organisations/directory-file.ts'
import { importDirectory } from '#/organisations/import-directory.ts'

const EXAMPLE_FILE = fileURLToPath(
  new URL('../intake/examples/tw-epa-penalties.csv.gz', import.meta.url),
)
/** The bodies that the example data name. */
const EXAMPLE_DIRECTORY = fileURLToPath(
  new URL('../organisations/examples/tw-epa-directory.csv', import.meta.url),
)
const EXAMPLE_MAPPING = 'tw-epa-penalties'
/**
 * Says that this log began with the example data, so that a start that was interrupted goes on with
 * it.
 */
const EXAMPLE_CHECKPOINT = 'example-data'

/** Whether the example data belong into this log: it is new, or its loading was interrupted. */
export async function wantsExampleData(
  checkpoints: CheckpointStore,
  logIsEmpty: boolean,
): Promise<boolean> {
  const stored = await checkpoints.load(EXAMPLE_CHECKPOINT)
  return stored === undefined ? logIsEmpty : stored.value === 'loading'
}

/**
 * Brings the example data in like any file: through intake, with the mapping that ships with it.
 */
export async function loadExampleData(parts: ImportParts): Promise<ImportSummary> {
  const mapping = mappingFinder([SHIPPED_MAPPINGS])(EXAMPLE_MAPPING)
  if (mapping === undefined)
    throw new Error(`the mapping ${EXAMPLE_MAPPING} is missing from ${SHIPPED_MAPPINGS}`)
  const { checkpoints } = parts
  const stored = await checkpoints.load(EXAMPLE_CHECKPOINT)
  const version =
    stored?.version ?? (await checkpoints.save(EXAMPLE_CHECKPOINT, 'loading', 'absent'))
  const summary = await importFile(EXAMPLE_FILE, mapping, { ...parts, goes_on: true })
  await loadExampleDirectory(parts)
  await checkpoints.save(EXAMPLE_CHECKPOINT, 'loaded', version)
  return summary
}

/** Where a start was interrupted, what is there already is nothing new. */
async function loadExampleDirectory({ log, now }: ImportParts): Promise<void> {
  await importDirectory(log, {
    rows: readDirectoryFile(await readFile(EXAMPLE_DIRECTORY, 'utf8')),
    from: dayInChina(now()),
    actor: 'jianwei:example',
    reason: 'the bodies that the example data name',
    now: now(),
    dry_run: false,
  })
}
