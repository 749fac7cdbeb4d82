import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mapping } from '#/intake/mapping/language.ts'
import { readMapping } from '#/intake/mapping/read-mapping.ts'

/** The mappings that come with the program. */
export const SHIPPED_MAPPINGS = fileURLToPath(new URL('../mappings', import.meta.url))

/** Throws MappingRefused with every problem, or what the file system says. */
export function mappingFromFile(path: string): Mapping {
  return readMapping(readFileSync(path, 'utf8'), path, (name) => {
    const beside = join(dirname(path), name)
    return existsSync(beside) ? readFileSync(beside) : undefined
  })
}

/**
 * Finds a mapping by its name, `<name>.yaml` in the first of the folders that has it. It is read
 * anew each time, so that a repaired mapping counts at once.
 */
export function mappingFinder(folders: readonly string[]): (name: string) => Mapping | undefined {
  return (name) => {
    // A name is also a file name; anything else could lead out of the folder.
    if (!/^[a-z][a-z0-9_-]*$/.test(name)) return undefined
    const path = folders
      .map((folder) => join(folder, `${name}.yaml`))
      .find((candidate) => existsSync(candidate))
    return path === undefined ? undefined : mappingFromFile(path)
  }
}

/** The mappings that lie in the folders, by name; the first folder that has a name goes before. */
export function mappingFiles(folders: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const folder of folders.toReversed())
    for (const file of readdirSync(folder))
      if (MAPPING_FILE.test(file)) found.set(basename(file, '.yaml'), join(folder, file))
  return found
}

const MAPPING_FILE = /^[a-z][a-z0-9_-]*\.yaml$/
/** Finds each mapping once, for many rows at one time. */
export function lookedUpOnce(
  find: (name: string) => Mapping | undefined,
): (name: string) => Mapping | undefined {
  const known = new Map<string, Mapping | undefined>()
  return (name) => {
    if (!known.has(name)) known.set(name, find(name))
    return known.get(name)
  }
}
