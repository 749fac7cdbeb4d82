import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type { MappingPublished } from '#/mapping/events.ts'

/** Somebody else published a version meanwhile. */
export class MappingStale extends DomainError {
  override readonly name = 'MappingStale'
  readonly code = 'MAPPING_STALE'

  constructor(name: string, present: number, seen: number) {
    super(
      present === 0
        ? `version ${seen} of ${name} was seen, and none was published`
        : `${name} is at version ${present}; version ${seen} was seen`,
    )
  }
}

export interface PublishMapping {
  readonly type: 'PublishMapping'
  /** Versions count by themselves. */
  readonly data: Omit<MappingPublished, 'version'>
  /** The version over which it was written, 0 for none; absent: over whichever is there. */
  readonly seen?: number
}

export interface MappingEvent {
  readonly type: 'MappingPublished'
  readonly data: MappingPublished
}

/** The newest version of a mapping; null before the first. */
export type PresentMapping = MappingPublished | null

/** The same text again, with the same tables, is no new version, whoever says it. */
export const mappingDecider: Decider<PresentMapping, PublishMapping, MappingEvent> = {
  initial: null,
  decide({ data, seen }, present) {
    if (present !== null && isSame(present, data)) return []
    const version = present?.version ?? 0
    if (seen !== undefined && seen !== version) throw new MappingStale(data.mapping, version, seen)
    return [{ type: 'MappingPublished', data: { ...data, version: version + 1 } }]
  },
  evolve: (_, { data }) => data,
}

function isSame(present: MappingPublished, { text, tables }: PublishMapping['data']): boolean {
  return (
    present.text === text &&
    present.tables.length === tables.length &&
    present.tables.every((table) =>
      tables.some((other) => other.file === table.file && other.text === table.text),
    )
  )
}
