import { catalogue } from '@jianwei/events/catalogue.ts'
import { readGolden } from '#/support/golden-files.ts'

/** A CloudEvent as a department's system writes it. */
export interface SentEvent {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly subject: string
  readonly time: string
  readonly schemaversion: number
  readonly data: object
  readonly [attribute: string]: unknown
}

/**
 * Golden examples stay as they were frozen, with an item of an organisation whose code is all
 * zeros; intake refuses that today.
 */
const ITEM = { supervise_item_check_icode: '113302037996550584100102' }

/** The golden example of the type under another identity, and about one of a hundred subjects. */
export function sentEvent(source: string, type: string, number: number): SentEvent {
  const definition = catalogue.find((each) => each.type === type)
  if (definition === undefined) throw new TypeError(`no event ${type} in the catalogue`)
  // Golden examples are whole CloudEvents.
  const example = readGolden(definition) as unknown as SentEvent
  const data =
    'supervise_item_check_icode' in example.data ? { ...example.data, ...ITEM } : example.data
  return { ...example, id: `${type}-${number}`, source, subject: `site:${number % 100}`, data }
}

/** The attributes as headers of binary mode; the value is `data` alone. */
export function binaryHeaders(event: SentEvent): [string, string][] {
  const attributes = Object.entries(event).filter(
    ([name]) => name !== 'data' && name !== 'datacontenttype',
  )
  return [['content-type', 'application/json'], ...attributes.map(headerOf)]
}

function headerOf([name, value]: readonly [string, unknown]): [string, string] {
  return [`ce_${name}`, String(value)]
}
