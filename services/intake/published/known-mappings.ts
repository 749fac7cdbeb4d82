import { readFileSync } from 'node:fs'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { mappingHash } from '#/intake/mapping/mapping-hash.ts'
import { mappingFiles, mappingFromFile } from '#/intake/mapping/mapping-files.ts'
import { publishedVersion } from '#/intake/published/mapping-aggregate.ts'
import type { MappingBook, MappingText } from '#/intake/published/mapping-book.ts'
import { mappingOfText } from '#/intake/published/mapping-text.ts'

/** A mapping as an import names it. */
export interface NamedMapping {
  readonly mapping: Mapping
  /** Null: of a file, which has no versions. */
  readonly version: number | null
  readonly hash: string
}

/**
 * Mappings by their names: those that were published, then those of one's own folder, then those
 * that come with the program.
 */
export class KnownMappings {
  readonly #log: EventLog
  readonly #folders: readonly string[]
  readonly book: MappingBook

  constructor(log: EventLog, book: MappingBook, folders: readonly string[]) {
    this.#log = log
    this.#folders = folders
    this.book = book
  }

  /**
   * As the book has them by now. Throws MappingRefused where a file of the folder is no mapping.
   */
  named(name: string): Mapping | undefined {
    const published = this.book.named(name)
    if (published !== undefined) return mappingOfText(published.newest, name)
    const path = this.files().get(name)
    return path === undefined ? undefined : mappingFromFile(path)
  }

  /** The newest, or a version that was published. Undefined where there is none. */
  async find(name: string, version?: number): Promise<NamedMapping | undefined> {
    await this.book.catchUp(this.#log)
    const newest = this.book.named(name)?.newest
    const text = version === undefined ? newest : await publishedVersion(this.#log, name, version)
    if (text !== undefined) {
      const mapping = mappingOfText(text, name)
      return { mapping, version: text.version, hash: text.hash }
    }
    const mapping = version === undefined ? this.named(name) : undefined
    return mapping && { mapping, version: null, hash: mappingHash(mapping) }
  }

  /** Mappings that lie in files, by name. */
  files(): ReadonlyMap<string, string> {
    return mappingFiles(this.#folders)
  }

  /** What a file says; its tables stay where they are. */
  textOfFile(name: string): MappingText | undefined {
    const path = this.files().get(name)
    return path === undefined ? undefined : { text: readFileSync(path, 'utf8'), tables: [] }
  }
}
