import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { MappingPublished, MappingTable } from '@jianwei/events/mapping/events.ts'
import { LogBook } from '#/intake/log-book.ts'

/** A version of a mapping, without what it says. */
export interface PublishedVersion {
  readonly version: number
  readonly hash: string
  readonly actor: string
  readonly reason: string
  readonly published_at: Instant
}

export interface PublishedMapping {
  readonly name: string
  /** Oldest first; there is one at least. */
  readonly versions: readonly PublishedVersion[]
  readonly newest: PublishedVersion & MappingText
}

export interface MappingText {
  readonly text: string
  readonly tables: readonly MappingTable[]
}

/** The mappings that were published, each with the text of its newest version. */
export class MappingBook extends LogBook {
  protected readonly types = ['MappingPublished']
  readonly #mappings = new Map<string, PublishedMapping>()

  /** By name. */
  all(): readonly PublishedMapping[] {
    return [...this.#mappings.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  named(name: string): PublishedMapping | undefined {
    return this.#mappings.get(name)
  }

  protected apply({ data, occurred_at }: RecordedEvent): void {
    // Only this type is read, and the catalogue parsed it.
    const { mapping: name, text, tables, ...said } = data as MappingPublished
    const { version, hash, actor, reason } = said
    const published = { version, hash, actor, reason, published_at: occurred_at }
    const before = this.#mappings.get(name)?.versions ?? []
    this.#mappings.set(name, {
      name,
      versions: [...before, published],
      newest: { ...published, text, tables },
    })
  }
}
