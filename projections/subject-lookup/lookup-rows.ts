import type { FactContent } from '@jianwei/events/fact.ts'
import { plainText } from '@jianwei/events/identifiers/feed-noise.ts'
import { isNoPersonsName, isPersonsAddress, partyOf } from '@jianwei/events/identifiers/party.ts'
import { isPlaceholder } from '@jianwei/events/identifiers/placeholder.ts'
import { readingsOf } from '#/subject-lookup/pinyin.ts'

/** Particulars by which a subject is found, by the names of `events/subject/events.ts`. */
export const ADDRESS_ATTRIBUTES = ['address_registered', 'address_operating'] as const
export const LOOKUP_ATTRIBUTES = ['name', ...ADDRESS_ATTRIBUTES, 'legal_representative'] as const
export type LookupAttribute = (typeof LOOKUP_ATTRIBUTES)[number]

/** Something by which a subject is found, as one version of a fact says it. */
export interface LookupRow {
  readonly attribute: LookupAttribute
  /** As it is compared: half width, capitals, no blanks. */
  readonly key: string
  /**
   * Whether it is a person's, or may be, as far as the fact itself tells: of a name `party`, of an
   * address `party_address`, of a representative `representative`.
   */
  readonly is_personal: boolean
  /** Each way in which a name is read, a line each; empty for all else. */
  readonly pinyin: string
  readonly initials: string
}

const TYPES: ReadonlySet<string> = new Set(['SubjectRegistered', 'SubjectChanged'])

/** What a fact says by which its subject is found. What stands for nothing (无, 不详) is left out. */
export function lookupRowsOf(content: FactContent, subjectId: string): readonly LookupRow[] {
  if (!TYPES.has(content.type)) return []
  const party = partyOf(content.data, subjectId)
  return LOOKUP_ATTRIBUTES.flatMap((attribute) => {
    const value = content.data[attribute]
    if (typeof value !== 'string') return []
    const key = plainText(value)
    if (key === '' || (attribute !== 'name' && isPlaceholder(value))) return []
    const readings = attribute === 'name' ? readingsOf(value) : []
    return [
      {
        attribute,
        key,
        is_personal: {
          name: !isNoPersonsName(value, party),
          address_registered: isPersonsAddress(party),
          address_operating: isPersonsAddress(party),
          legal_representative: true,
        }[attribute],
        pinyin: readings.map((one) => one.pinyin).join('\n'),
        initials: readings.map((one) => one.initials).join('\n'),
      },
    ]
  })
}
