import { refusal, type RefusedInput } from '#/intake/reading.ts'

/** A header with an attribute of CloudEvents: its own name, that of the attribute, and the text. */
export interface AttributeHeader {
  readonly header: string
  readonly attribute: string
  readonly text: string
}

/**
 * A message in structured mode says everything in its body. Headers that repeat it do no harm; of
 * one that says something else, or more, nobody could tell which the sender meant.
 */
export function contradictedByHeaders(
  event: unknown,
  headers: readonly AttributeHeader[],
): RefusedInput | undefined {
  // What is no object is refused by the reader of events, with its own reason.
  if (typeof event !== 'object' || event === null) return undefined
  const attributes = new Map(Object.entries(event))
  const other = headers.find(({ attribute, text }) => {
    const said: unknown = attributes.get(attribute)
    return !['string', 'number', 'boolean'].includes(typeof said) || String(said) !== text
  })
  if (other === undefined) return undefined
  const source = attributes.get('source')
  const message =
    'the event itself does not say this: send its attributes in the body, ' +
    'or in headers, not in both'
  return refusal(
    typeof source === 'string' ? source : null,
    'HEADER_CONTRADICTS',
    other.header,
    message,
  )
}
