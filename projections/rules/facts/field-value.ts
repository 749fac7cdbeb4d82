import type { FactContent } from '@jianwei/events/fact.ts'

/** The parts of a fact that fields speak of. */
export interface FieldsOfFact {
  readonly subject_id: string
  readonly source: string
  readonly content: FactContent
  /** Of a fact of which fields are held instead of its data: the value at a path of the data. */
  readonly field_value?: (path: string) => unknown
}

/** The value of one field of a fact; undefined where it is missing or null. */
export type FieldReader = (fact: FieldsOfFact) => unknown

type DataReader = (data: FactContent['data']) => unknown

/** The reader of a path. */
export function fieldReader(path: string): FieldReader {
  return readersOf(path).ofFact
}

/** The value in a fact's data at a field's path, `data.…`; undefined where there is none. */
export function dataValue(data: FactContent['data'], path: string): unknown {
  return readersOf(path).ofData(data)
}

interface Readers {
  readonly ofFact: FieldReader
  readonly ofData: DataReader
}

/** Rules name few paths, and ask for each of them of every fact. */
function readersOf(path: string): Readers {
  const known = READERS.get(path)
  if (known !== undefined) return known
  const ofData = dataReader(path)
  const ofFact: FieldReader = ENVELOPE.get(path) ?? ((fact) => ofDataOf(fact, path, ofData))
  const readers = { ofFact, ofData }
  if (READERS.size < READERS_MAX) READERS.set(path, readers)
  return readers
}

function ofDataOf(fact: FieldsOfFact, path: string, ofData: DataReader): unknown {
  return fact.field_value === undefined ? ofData(fact.content.data) : fact.field_value(path)
}

const READERS = new Map<string, Readers>()
/** More paths than all rules together name. */
const READERS_MAX = 10_000

const ENVELOPE: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['type', ({ content }) => content.type],
  ['region', ({ content }) => content.region ?? undefined],
  ['department', ({ content }) => content.department ?? undefined],
  ['source', ({ source }) => source],
  ['subject_id', ({ subject_id }) => subject_id],
])

function dataReader(path: string): DataReader {
  const [first, name, ...further] = path.split('.')
  if (first !== 'data') return () => undefined
  if (name === undefined) return (data) => data
  if (further.length === 0) return (data) => ownValue(data, name) ?? undefined
  return (data) => {
    let value = ownValue(data, name)
    for (const one of further) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      // Read by its own key.
      value = ownValue(value as Record<string, unknown>, one)
    }
    return value ?? undefined
  }
}

function ownValue(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
