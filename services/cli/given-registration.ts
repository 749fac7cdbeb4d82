import { parse } from 'yaml'
import { z } from 'zod'
import { roleOf } from '@jianwei/events/catalogue.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { SourceRegistered } from '@jianwei/events/source/events.ts'
import { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'

/** What a person says of a source, as it was typed; what is undefined was not said. */
export interface GivenRegistration {
  readonly department: string | undefined
  readonly license: string | undefined
  readonly title:
    | { readonly titleEn: string | undefined; readonly titleZh: string | undefined }
    | undefined
  readonly stated: GivenStatement | { readonly text: string }
}

interface GivenStatement {
  readonly feeds: readonly string[] | undefined
  readonly never: readonly string[] | undefined
  readonly departments: readonly string[] | undefined
  readonly regions: readonly string[] | undefined
  readonly from: string | undefined
  readonly until: string | undefined
}

/** What was said of a source cannot be recorded; the message says what is wrong with it. */
export class SourceRefused extends DomainError {
  override readonly name = 'SourceRefused'
  readonly code = 'SOURCE_REFUSED'
}

const StatementFile = z.strictObject({
  feeds: z.array(SourceFeed).optional(),
  never_feeds: z.array(NeverFed).optional(),
})

/**
 * The registration that holds from here on: what was given beside what was known. Throws
 * SourceRefused.
 */
export function readRegistration(
  name: string,
  before: SourceRegistered | undefined,
  { stated, ...given }: GivenRegistration,
  who: { readonly actor: string; readonly reason: string },
): SourceRegistered {
  const read = SourceRegistered.data.safeParse({
    ...before,
    name,
    ...said(given),
    ...('text' in stated ? statementIn(stated.text) : statementOf(stated, before)),
    ...who,
  })
  if (!read.success) throw refused(read.error)
  const types = [...read.data.feeds, ...read.data.never_feeds]
  const unknown = types
    .flatMap(({ event_types }) => event_types)
    .find((type) => roleOf(type) !== 'fact')
  if (unknown !== undefined) throw new SourceRefused(`${unknown} is no type of fact`)
  for (const { from, until } of read.data.feeds) {
    if (from !== undefined && until !== undefined && from >= until)
      throw new SourceRefused(`a feed from ${from} until ${until} holds nothing`)
  }
  return read.data
}

/** What was given and may name regions. */
export function statedRegions({ stated }: GivenRegistration): Readonly<Record<string, unknown>> {
  return 'text' in stated ? { ...statementIn(stated.text) } : { regions: stated.regions }
}

function said({ department, license, title }: Omit<GivenRegistration, 'stated'>) {
  return {
    ...(department === undefined ? {} : { department }),
    ...(license === undefined ? {} : { license }),
    ...(title === undefined ? {} : { title: { en: title.titleEn, zh: title.titleZh } }),
  }
}

/** One entry of each kind, in the place of all that were there. */
function statementOf(given: GivenStatement, before: SourceRegistered | undefined) {
  const { feeds, never, departments, regions } = given
  const bodies = {
    ...(departments === undefined ? {} : { departments }),
    ...(regions === undefined ? {} : { regions }),
  }
  const times = {
    ...(given.from === undefined ? {} : { from: instantOf(given.from) }),
    ...(given.until === undefined ? {} : { until: instantOf(given.until) }),
  }
  const hasFeeds = feeds !== undefined && feeds.length > 0
  const hasNever = never !== undefined && never.length > 0
  if (Object.keys(times).length > 0 && !hasFeeds)
    throw new SourceRefused('--from and --until need --feeds with types: --never has no times')
  if (Object.keys(bodies).length > 0 && !hasFeeds && !hasNever)
    throw new SourceRefused('departments and regions need --feeds or --never with types')
  return {
    feeds:
      feeds === undefined
        ? (before?.feeds ?? [])
        : feeds.length === 0
          ? []
          : [{ event_types: feeds, ...bodies, ...times }],
    never_feeds:
      never === undefined
        ? (before?.never_feeds ?? [])
        : never.length === 0
          ? []
          : [{ event_types: never, ...bodies }],
  }
}

function statementIn(text: string): Partial<SourceRegistered> {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new SourceRefused(`not readable as YAML: ${String(error)}`)
  }
  const read = StatementFile.safeParse(content ?? {})
  if (!read.success) throw refused(read.error)
  return { feeds: read.data.feeds ?? [], never_feeds: read.data.never_feeds ?? [] }
}

/** A day begins at midnight, UTC+8. */
function instantOf(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00+08:00` : text
}

function refused(error: z.ZodError): SourceRefused {
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  return new SourceRefused(problems.join('; '))
}
