import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Config } from '#/all-in-one/config.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingFinder, mappingFromFile, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'

/** A mapping by its file, or by its name. Throws MappingUnknown and MappingRefused. */
export function mappingOf(nameOrFile: string, config: Config): Mapping {
  if (existsSync(nameOrFile)) return mappingFromFile(nameOrFile)
  const folders = [...(config.mappings_dir === null ? [] : [config.mappings_dir]), SHIPPED_MAPPINGS]
  const found = mappingFinder(folders)(nameOrFile)
  if (found === undefined) throw new MappingUnknown(nameOrFile, folders)
  return found
}

class MappingUnknown extends DomainError {
  override readonly name = 'MappingUnknown'
  readonly code = 'MAPPING_UNKNOWN'

  constructor(nameOrFile: string, folders: readonly string[]) {
    const names = folders
      .flatMap((folder) => readdirSync(folder))
      .filter((file) => file.endsWith('.yaml'))
    const known = [...new Set(names.map((file) => basename(file, '.yaml')))].sort()
    super(
      `there is neither a file nor a mapping called ${nameOrFile}; ` +
        `the mappings are ${known.join(', ')}`,
    )
  }
}
