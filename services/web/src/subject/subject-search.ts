import { momentOfSearch, type Moment } from '#/subject/moment.ts'

export type Order = 'platform' | 'source'

/** What the address of a subject's file keeps: the moment that is looked at, by the API's names. */
export interface SubjectSearch {
  /** What had happened by then; absent: up to now. */
  readonly as_of?: Moment | undefined
  /** As it was known then; absent: as known now. */
  readonly as_known_at?: Moment | undefined
  /** Absent: by platform. */
  readonly by?: 'source' | undefined
  /** The other moment of a comparison. */
  readonly from_as_of?: Moment | undefined
  readonly from_as_known_at?: Moment | undefined
  readonly compare?: true | undefined
  /** Of the history that is shown. */
  readonly event_type?: readonly string[] | undefined
  readonly source?: readonly string[] | undefined
  readonly records?: true | undefined
}

export const MOMENTS = ['as_of', 'as_known_at', 'from_as_of', 'from_as_known_at'] as const

/** What cannot be meant falls away. */
export function subjectSearchOf(search: Readonly<Record<string, unknown>>): SubjectSearch {
  const found: { -readonly [Field in keyof SubjectSearch]: SubjectSearch[Field] } = {}
  for (const field of MOMENTS) {
    const moment = momentOfSearch(search[field])
    if (moment !== undefined) found[field] = moment
  }
  for (const field of ['event_type', 'source'] as const) {
    const values = textsOf(search[field])
    if (values.length > 0) found[field] = values
  }
  if (search['by'] === 'source') found.by = 'source'
  if (isTrue(search['compare'])) found.compare = true
  if (isTrue(search['records'])) found.records = true
  return found
}

/** Where in time somebody looks. */
export interface Viewpoint {
  readonly as_of?: Moment | undefined
  readonly as_known_at?: Moment | undefined
  readonly by: Order
}

export function viewpointOf({ as_of, as_known_at, by }: SubjectSearch): Viewpoint {
  return { as_of, as_known_at, by: by ?? 'platform' }
}

export function isNow({ as_of, as_known_at }: Viewpoint): boolean {
  return as_of === undefined && as_known_at === undefined
}

function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one): one is string => typeof one === 'string' && one !== '')
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}
