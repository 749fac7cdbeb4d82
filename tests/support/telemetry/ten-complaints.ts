const MERCHANT = '91350100M000100Y43'
const DAY_MS = 86_400_000

export interface Complaint {
  readonly subject: string
  readonly [attribute: string]: unknown
}

/** Ten of the last ten days about one merchant: what `concentrated-complaints` warns of. */
export function tenComplaints(): readonly Complaint[] {
  const now = Date.now()
  return Array.from({ length: 10 }, (_, index) => ({
    specversion: '1.0',
    id: `call-${index}`,
    source: 'urn:example:hotline',
    type: 'ComplaintReceived',
    schemaversion: 2,
    subject: MERCHANT,
    time: new Date(now - (10 - index) * DAY_MS).toISOString(),
    region: '350103',
    data: { complaint_number: `12345-${index}`, title: '食物变质' },
  }))
}
