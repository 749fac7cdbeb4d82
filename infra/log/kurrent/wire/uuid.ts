import type { MessageReader } from '#/log/kurrent/wire/message-reader.ts'

/** `event_store.client.UUID`: as a text, or as two numbers of 64 bits. */
const UUID = { structured: 1, text: 2 } as const
const STRUCTURED = { high: 1, low: 2 } as const

/** In the usual form, small letters and hyphens, whichever way it was sent. */
export function uuidIn(reader: MessageReader): string {
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === UUID.text) return reader.text()
    if (field === UUID.structured) return structuredUuid(reader.message())
    reader.skip()
  }
  return ''
}

function structuredUuid(reader: MessageReader): string {
  let [high, low] = [0n, 0n]
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === STRUCTURED.high) high = reader.uint64()
    else if (field === STRUCTURED.low) low = reader.uint64()
    else reader.skip()
  }
  const hex = [high, low].map((half) => half.toString(16).padStart(16, '0')).join('')
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20)].join('-')
}
