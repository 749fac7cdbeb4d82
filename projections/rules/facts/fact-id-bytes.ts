/** The bytes of a fact's id, whose order is that of its text: a UUID in small letters. */
export const FACT_ID_BYTES = 16

const PARTS = [
  [0, 8],
  [8, 12],
  [12, 16],
  [16, 20],
  [20, 32],
] as const

/** The text of the id at a place of ids that lie one after the other. */
export function factIdAt(ids: Buffer, place: number): string {
  const hex = ids.toString('hex', place * FACT_ID_BYTES, (place + 1) * FACT_ID_BYTES)
  return PARTS.map(([from, to]) => hex.slice(from, to)).join('-')
}

export function factIdBytes(fact_id: string): Buffer {
  return Buffer.from(fact_id.replaceAll('-', ''), 'hex')
}

/** Negative when the id at place `a` comes first. */
export function compareFactIdsAt(ids: Buffer, a: number, b: number): number {
  const [of_a, of_b] = [a * FACT_ID_BYTES, b * FACT_ID_BYTES]
  return ids.compare(ids, of_b, of_b + FACT_ID_BYTES, of_a, of_a + FACT_ID_BYTES)
}
