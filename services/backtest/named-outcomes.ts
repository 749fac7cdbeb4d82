import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of the outcomes that come with the program: one YAML file each, called as its `id`.
 */
function shippedOutcomes(): string {
  return fileURLToPath(
    new URL('backtest/outcomes', import.meta.resolve('@jianwei/projections/package.json')),
  )
}

/** The text of an outcome that comes with the program; undefined when none has this name. */
export async function outcomeText(name: string): Promise<string | undefined> {
  const file = `${name}.yaml`
  // Only what the folder lists is read, so that a name cannot lead elsewhere.
  return (await readdir(shippedOutcomes())).includes(file)
    ? readFile(join(shippedOutcomes(), file), 'utf8')
    : undefined
}
