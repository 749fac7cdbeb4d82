import type { VersionRead } from '#/subject/subject-queries.ts'

/** The events that say what a subject is called. */
export const NAMING = ['SubjectRegistered', 'SubjectChanged'] as const

export interface NameHeld {
  readonly name: string
  readonly since: string
  readonly event_id: string
  readonly isMasked: boolean
}

type Naming = Pick<
  VersionRead,
  'event_id' | 'version_kind' | 'occurred_at' | 'known_until' | 'data' | 'masked'
>

/**
 * The names of a subject, the latest first, each from the day on which it was first said. Of a fact
 * that has several versions the one that holds counts.
 */
export function namesOf(versions: readonly Naming[]): readonly NameHeld[] {
  const said = versions
    .filter(({ version_kind, known_until }) => version_kind !== 'retraction' && !known_until)
    .flatMap(({ data, occurred_at, event_id, masked }) => {
      const name = data?.['name']
      if (typeof name !== 'string') return []
      const isMasked = (masked ?? []).includes('data.name')
      return [{ name, since: occurred_at, event_id, isMasked }]
    })
    .toSorted((one, other) => one.since.localeCompare(other.since))
  return said.filter(({ name }, index) => name !== said[index - 1]?.name).toReversed()
}
