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
  readonly #folders: readonly string[]
  readonly book: MappingBook

  constructor(book: MappingBook, folders: readonly string[]) {
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

  /** As `named`, with what an import says of it. */
  newest(name: string): NamedMapping | undefined {
    const { version = null, hash } = this.book.named(name)?.newest ?? {}
    const mapping = this.named(name)
    return mapping && { mapping, version, hash: hash ?? mappingHash(mapping) }
  }

  /** The newest that the log holds, or a version of it. Undefined where there is none. */
  async find(log: EventLog, name: string, version?: number): Promise<NamedMapping | undefined> {
    await this.book.catchUp(log)
    if (version === undefined) return this.newest(name)
    const published = await publishedVersion(log, name, version)
    return published && { mapping: mappingOfText(published, name), version, hash: published.hash }
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
