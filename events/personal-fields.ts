import { catalogue, definitionOf, latestVersion } from '#/catalogue.ts'
import type { EventDefinition, PersonalKind } from '#/define-event.ts'
import { personalFieldsOf } from '#/json-schema.ts'

/** What the personal fields of a type hold, by path: `officers[].name`. */
export type PersonalFields = ReadonlyMap<string, PersonalKind>

const known = new Map<string, PersonalFields>()

/**
 * The one table of what is personal in events of a type, of all its versions together, because rows
 * that were written long ago have the fields of then. Undefined for a type that is not in the
 * catalogue.
 */
export function personalFieldsOfType(type: string): PersonalFields | undefined {
  const latest = latestVersion(type)
  if (latest === undefined) return undefined
  const fields = known.get(type) ?? fieldsOfVersions(type, latest)
  known.set(type, fields)
  return fields
}

export interface PersonalFieldOfFacts {
  readonly type: string
  readonly path: string
  readonly kind: PersonalKind
}

let ofFacts: readonly PersonalFieldOfFacts[] | undefined

/** The same table of all facts, a line each. */
export function personalFieldsOfFacts(): readonly PersonalFieldOfFacts[] {
  ofFacts ??= fieldsOfFacts()
  return ofFacts
}

function fieldsOfFacts(): readonly PersonalFieldOfFacts[] {
  const definitions: readonly EventDefinition[] = catalogue
  const facts = definitions.filter(({ role }) => role === 'fact')
  return [...new Set(facts.map(({ type }) => type))].flatMap((type) =>
    Array.from(personalFieldsOfType(type) ?? [], ([path, kind]) => ({ type, path, kind })),
  )
}

/** The path of a field as this table has it: `data.officers[2].name` is `officers[].name`. */
export function markedPath(path: string): string {
  return path.replace(/^data\./, '').replace(/\[\d+\]/g, '[]')
}

function fieldsOfVersions(type: string, latest: number): PersonalFields {
  const versions = Array.from({ length: latest }, (_, index) => definitionOf(type, index + 1))
  return new Map(
    versions.flatMap((definition) =>
      definition === undefined
        ? []
        : personalFieldsOf(definition).map(({ path, kind }) => [path, kind] as const),
    ),
  )
}
