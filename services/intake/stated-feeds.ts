import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { IMPORT_ACTOR, SourceRegistered } from '@jianwei/events/source/events.ts'
import type { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import { RegionIdSchema } from '@jianwei/events/identifiers/region-id.ts'
import { LIST_ITEMS_MAX, Words } from '@jianwei/events/vocabulary.ts'
import { sourcesOf, type EventOutput, type Mapping, type Value } from '#/intake/mapping/language.ts'
import { registerSource, statesTheSame } from '#/intake/source-registration.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { unknownRegionsIn } from '#/regions/unknown-regions.ts'

/** What an import says of one of its sources. */
export interface StatedByImport {
  readonly name: string
  readonly feeds: readonly SourceFeed[]
  readonly never_feeds: readonly NeverFed[]
}

/** A source of an import whose statement stays as it is, though the mapping says something else. */
export interface StatementLeft {
  readonly source: string
  /** A person made it; or what it would become is no statement that readers accept. */
  readonly because: 'STATED_BY_PERSON' | 'STATEMENT_REFUSED'
  /** What is wrong with what it would become; empty where a person made what stands. */
  readonly problems: readonly string[]
}

type Bodies = Partial<Pick<SourceFeed, 'departments' | 'regions'>>

/**
 * What an import of the mapping states about its sources: that the file has all events of the types
 * that the mapping gives, from the bodies that `feeds` or the mapping itself names, from everybody
 * where neither names any. Never anything that only the rows could tell.
 */
export function statedByImport(mapping: Mapping): readonly StatedByImport[] {
  const { feeds: stated, mapping: name } = mapping
  return sourcesOf(mapping).map((source) => {
    if (stated === 'nothing') return { name: source, feeds: [], never_feeds: [] }
    const outputs = mapping.events.filter((output) => (output.source ?? mapping.source) === source)
    const event_types = [...new Set(outputs.map(({ type }) => type))].sort()
    const { departments, regions } = stated ?? {}
    const bodies: readonly Bodies[] =
      departments === undefined && regions === undefined
        ? bodiesNamed(mapping, outputs)
        : [plain({ departments, regions })]
    const times = plain({ from: stated?.from, until: stated?.until })
    const never = source === mapping.source ? (stated?.never ?? []) : []
    const entries = <Times extends object>(types: string[], when: Times) =>
      types.length === 0
        ? []
        : bodies.map((of) => ({ event_types: types, ...of, ...when, mapping: name }))
    return { name: source, feeds: entries(event_types, times), never_feeds: entries(never, {}) }
  })
}

/**
 * Appends what an import states, before its first row. What a person has stated of a source is left
 * as it is; of what other mappings state of it nothing is lost. One that says nothing new is not
 * appended, so a further attempt adds nothing. Gives the statements that it had to leave.
 */
export async function stateFeeds(
  log: EventLog,
  mapping: Mapping,
  now: Instant,
): Promise<readonly StatementLeft[]> {
  const left: StatementLeft[] = []
  const regions = new RegionBook(log)
  for (const stated of statedByImport(mapping)) {
    const unknown = await unknownRegionsIn({ ...stated }, regions)
    if (unknown.length > 0) {
      const problems = unknown.map(({ path, message }) => `${path}: ${message}`)
      left.push({ source: stated.name, because: 'STATEMENT_REFUSED', problems })
      continue
    }
    let problem: StatementLeft | undefined
    await registerSource(log, stated.name, now, (before, { stated_by_person }) => {
      problem = undefined
      const said = mergedInto(before, stated, mapping)
      if (said === undefined) return undefined
      if (stated_by_person) {
        problem = { source: stated.name, because: 'STATED_BY_PERSON', problems: [] }
        return undefined
      }
      const read = SourceRegistered.data.safeParse(said)
      if (read.success) return read.data
      const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
      problem = { source: stated.name, because: 'STATEMENT_REFUSED', problems }
      return undefined
    })
    if (problem !== undefined) left.push(problem)
  }
  return left
}

/** Undefined where the mapping has nothing new to say. */
function mergedInto(
  before: SourceRegistered | undefined,
  stated: StatedByImport,
  { mapping, feeds: asked }: Mapping,
): SourceRegistered | undefined {
  if (before === undefined && stated.feeds.length + stated.never_feeds.length === 0)
    return undefined
  const others = <Entry extends { readonly mapping?: string | undefined }>(
    entries: readonly Entry[] = [],
  ): readonly Entry[] => entries.filter((entry) => entry.mapping !== mapping)
  const said = {
    ...(before ?? { name: stated.name, channel: 'file' as const }),
    feeds: [...others(before?.feeds), ...stated.feeds],
    never_feeds: [...others(before?.never_feeds), ...stated.never_feeds],
    actor: IMPORT_ACTOR,
    reason: `${asked === 'nothing' ? 'taken back' : 'stated'} by the mapping ${mapping}`,
  }
  return before !== undefined && statesTheSame(said, before) ? undefined : said
}

/**
 * The bodies that the mapping names, where every one of its events names one of them; everybody
 * otherwise. What no event could have as its department or region, because intake refuses it, is
 * left out: where nothing else is named, there are no bodies. In parts that one entry can hold.
 */
function bodiesNamed(mapping: Mapping, outputs: readonly EventOutput[]): readonly Bodies[] {
  const departments = namedByAll(outputs.map(({ department }) => valuesNamed(department, mapping)))
  if (departments !== undefined)
    return inParts(departments.filter((one) => Words.safeParse(one).success)).map((part) => ({
      departments: part,
    }))
  const regions = namedByAll(outputs.map(({ region }) => valuesNamed(region, mapping)))
  if (regions === undefined) return [{}]
  const read = regions.flatMap((region) => {
    const { success, data } = RegionIdSchema.safeParse(region)
    return success ? [data] : []
  })
  // Two codes may be of one region.
  return inParts([...new Set(read)]).map((part) => ({ regions: part }))
}

function inParts<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / LIST_ITEMS_MAX) }, (_, at) =>
    items.slice(at * LIST_ITEMS_MAX, (at + 1) * LIST_ITEMS_MAX),
  )
}

/** Undefined where one of them may be anything, or nothing. */
function namedByAll(values: readonly (readonly string[] | undefined)[]): string[] | undefined {
  const all = values.flatMap((named) => named ?? [])
  return values.includes(undefined) || values.length === 0 ? undefined : [...new Set(all)].sort()
}

/** All that a value of the mapping can be, where the mapping alone says so. */
function valuesNamed(value: Value | undefined, { tables }: Mapping): readonly string[] | undefined {
  if (typeof value === 'string') return value.includes('{') ? undefined : [value]
  if (typeof value !== 'object' || value === null) return undefined
  if ('constant' in value && value.when === undefined) return textsOnly([value.constant])
  if (!('column' in value) || value.table === undefined) return undefined
  const { table, otherwise, default: whenEmpty, optional, unlisted } = value
  if (optional || (otherwise === undefined && unlisted === 'leave_out')) return undefined
  return textsOnly([
    ...Object.values(tables[table] ?? {}),
    ...(otherwise === undefined ? [] : [otherwise]),
    ...(whenEmpty === undefined ? [] : [whenEmpty]),
  ])
}

function textsOnly(values: readonly unknown[]): readonly string[] | undefined {
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length ? texts : undefined
}

/** Without the names that have no value. */
function plain<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<Given> // Only names without a value are left out.
}
