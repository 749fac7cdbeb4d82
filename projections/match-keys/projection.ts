import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import { subjectKind, type SubjectId } from '@jianwei/events/identifiers/subject-id.ts'
import type { ComparedParty } from '@jianwei/events/subject-link/compare.ts'
import { matchKeys, matchPlace } from '@jianwei/events/subject-link/match-keys.ts'
import { isLinkId } from '@jianwei/events/subject-link/moved-fact.ts'
import { namedParty, NAMING_TYPES } from '@jianwei/events/subject-link/named-party.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

const REGISTER_TYPES = ['SubjectRegistered', 'SubjectChanged'] as const

/** By what parties are found that may be the same. The table is in `table.sql`. */
export const matchKeysProjection = defineProjection({
  name: 'match-keys',
  version: 1,
  table: 'match_keys_v1',
  columns: ['side', 'key', 'place', 'subject_id', 'position', 'event_id', 'region', 'department'],
  events: [...REGISTER_TYPES, ...NAMING_TYPES, 'FactCorrected'],
  rows: (event) => {
    const version = versionOf(event)
    // What stands with a subject because of a link says nothing of who the subject is.
    if (version === undefined || version.kind === 'retraction' || isLinkId(event.source_event_id))
      return ''
    const found = sideOf(version)
    if (found === undefined) return ''
    const { region, department } = version.content
    const place = jsonText(matchPlace(region))
    const ids = `${jsonText(version.subject_id)},${version.position},"${version.event_id}"`
    const where = `${jsonTextOrEmpty(region)},${jsonTextOrEmpty(department)}`
    return matchKeys(found.party)
      .map((key) => `["${found.side}",${jsonText(key)},${place},${ids},${where}]\n`)
      .join('')
  },
})

type SayingVersion = Exclude<FactVersion, { readonly kind: 'retraction' }>

interface Side {
  readonly side: 'named' | 'registered'
  readonly party: ComparedParty
}

function sideOf({ content, subject_id }: SayingVersion): Side | undefined {
  if (REGISTER_TYPES.some((type) => type === content.type))
    return { side: 'registered', party: registeredParty(content) }
  // The log holds what was read as a subject. A national number needs no link.
  if (subjectKind(subject_id as SubjectId) !== 'namespaced') return undefined
  const party = namedParty(content)
  return party === undefined ? undefined : { side: 'named', party }
}

function registeredParty({ region, data }: SayingVersion['content']): ComparedParty {
  const texts = (...fields: readonly string[]): readonly string[] =>
    fields.map((field) => data[field]).filter((value) => typeof value === 'string')
  return {
    name: texts('name')[0] ?? '',
    addresses: texts('address_registered', 'address_operating'),
    phones: texts('phone'),
    region,
  }
}
