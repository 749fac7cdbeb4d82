import type { EventData } from '#/envelope.ts'
import { plainText } from '#/identifiers/feed-noise.ts'
import { isPlaceholder } from '#/identifiers/placeholder.ts'
import type { ComparedParty } from '#/subject-link/compare.ts'

/**
 * Types whose facts name the party that they are about, with the fields in which they do; they come
 * from whoever speaks, who knows a shop and seldom its number.
 */
const PARTY_FIELDS: Readonly<Record<string, { name: string; address: string; phone: string }>> = {
  ComplaintReceived: respondent(),
  ReportReceived: {
    name: 'reported_name',
    address: 'reported_address',
    phone: 'reported_phone',
  },
  TicketDispatched: respondent(),
  TicketAnswered: respondent(),
  TicketRated: respondent(),
}

function respondent(): { name: string; address: string; phone: string } {
  return {
    name: 'respondent_name',
    address: 'respondent_address',
    phone: 'respondent_phone',
  }
}

export const NAMING_TYPES: readonly string[] = Object.keys(PARTY_FIELDS)

interface NamingFact {
  readonly type: string
  readonly region: string | null
  readonly data: EventData
}

/**
 * The party that a fact names, by what it says of it in its own fields; undefined where it names
 * none, or only a stand-in such as 无.
 */
export function statedParty({ type, region, data }: NamingFact): ComparedParty | undefined {
  const fields = PARTY_FIELDS[type]
  if (fields === undefined) return undefined
  const [name, address, phone] = [fields.name, fields.address, fields.phone].map((field) =>
    saidIn(data[field]),
  )
  if (name === undefined) return undefined
  return {
    name,
    addresses: address === undefined ? [] : [address],
    phones: phone === undefined ? [] : [phone],
    region,
  }
}

/** The same for comparison: where no address is said, it is looked for where it happened. */
export function namedParty(fact: NamingFact): ComparedParty | undefined {
  const party = statedParty(fact)
  if (party === undefined || party.addresses.length > 0) return party
  const place = saidIn(fact.data['place'])
  return place === undefined ? party : { ...party, addresses: [place] }
}

function saidIn(value: unknown): string | undefined {
  return typeof value === 'string' && plainText(value) !== '' && !isPlaceholder(value)
    ? value
    : undefined
}
