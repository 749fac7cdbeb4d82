import { existsSync } from 'node:fs'
import { DomainError } from '@jianwei/events/errors.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Config } from '#/all-in-one/config.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { mappingFromFile, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { KnownMappings, type NamedMapping } from '#/intake/published/known-mappings.ts'
import { MappingBook } from '#/intake/published/mapping-book.ts'

/**
 * A mapping by its file, or by its name: the newest that was published, where there is a log, then
 * those of one's own folder, then those that come with the program. Throws MappingUnknown and
 * MappingRefused.
 */
export async function mappingOf(
  nameOrFile: string,
  config: Config,
  log: EventLog | null,
): Promise<NamedMapping> {
  if (existsSync(nameOrFile)) return mappingOfFile(nameOrFile)
  const known = knownMappings(config)
  if (log !== null) await known.book.catchUp(log)
  const found = known.newest(nameOrFile)
  if (found === undefined) throw new MappingUnknown(nameOrFile, known)
  return found
}

/** Throws MappingRefused. */
export function mappingOfFile(path: string): NamedMapping {
  const mapping = mappingFromFile(path)
  return { mapping, version: null, hash: mappingHash(mapping) }
}

/** All that names may mean; its book is not read yet. */
export function knownMappings({ mappings_dir }: Config): KnownMappings {
  const folders = [...(mappings_dir === null ? [] : [mappings_dir]), SHIPPED_MAPPINGS]
  return new KnownMappings(new MappingBook(), folders)
}

class MappingUnknown extends DomainError {
  override readonly name = 'MappingUnknown'
  readonly code = 'MAPPING_UNKNOWN'

  constructor(nameOrFile: string, known: KnownMappings) {
    const names = [...known.book.all().map(({ name }) => name), ...known.files().keys()]
    super(
      `there is neither a file nor a mapping called ${nameOrFile}; ` +
        `the mappings are ${[...new Set(names)].toSorted().join(', ')}`,
    )
  }
}
