import { isCanonicalUscc } from '#/identifiers/uscc.ts'

/** What a party or subject is, as far as the fact that names it tells. */
export type PartyNature = 'person' | 'organisation' | 'thing' | 'unknown'

type Data = Readonly<Record<string, unknown>>

/** Whether an action is directed at a citizen: 1 is a citizen, 111 a resident identity card. */
export function isAgainstPerson(data: Data): boolean {
  return data['administrative_cp_na'] === '1' || data['administrative_cp_ce_type'] === '111'
}

/** Subjects whose names are a person's, or hold one. */
export const SUBJECT_TYPES_OF_PERSONS: ReadonlySet<string> = new Set([
  'individual_business',
  'natural_person',
])

/**
 * What the subject of a fact is. An individual business (个体工商户, 92 in its credit code) counts
 * as a person: it is one who trades, mostly by name.
 */
export function partyOf(data: Data, subjectId: string | null): PartyNature {
  const type = data['subject_type']
  if (typeof type === 'string') return natureOf(type)
  if (isAgainstPerson(data)) return 'person'
  if (subjectId !== null && isCanonicalUscc(subjectId))
    return subjectId.startsWith('92') ? 'person' : 'organisation'
  const nature = data['administrative_cp_na']
  return nature === '2' || nature === '3' ? 'organisation' : 'unknown'
}

function natureOf(subjectType: string): PartyNature {
  if (SUBJECT_TYPES_OF_PERSONS.has(subjectType)) return 'person'
  return THINGS.has(subjectType) ? 'thing' : 'organisation'
}

const THINGS: ReadonlySet<string> = new Set(['product', 'equipment', 'site'])

/** Words by which only organisations are named. */
const ORGANISATION = new RegExp(
  [
    '公司|集团|企业|工厂|厂$|局$|委员会|政府|医院|学校|大学|学院|幼儿园',
    '中心|协会|合作社|银行|研究院|研究所|事务所|超市|工作室|店$|餐厅$|馆$',
    '\\b(?:Ltd|Inc|Corp|Co|LLC|GmbH|PLC|Company|Limited)\\b',
  ].join('|'),
  'iu',
)

/**
 * Whether a name in a fact about such a party is no person's. Where nobody says what the party is,
 * its name has to say so; and who is named beside an organisation by two or three characters is a
 * person.
 */
export function isNoPersonsName(name: string, party: PartyNature): boolean {
  switch (party) {
    case 'thing':
      return true
    case 'person':
      return false
    case 'organisation':
      return ORGANISATION.test(name) || !PERSON.test(name.trim())
    case 'unknown':
      return ORGANISATION.test(name)
  }
}

/** Whether the address of such a party is a person's, or may be. */
export function isPersonsAddress(party: PartyNature): boolean {
  return party === 'person' || party === 'unknown'
}

const PERSON = /^\p{Script=Han}{2,3}$/u
