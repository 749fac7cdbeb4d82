import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  LIMIT_TABLE_CHARACTERS_MAX,
  DUTIES_SOURCE,
  type LimitTablePublished,
} from '@jianwei/events/duty/events.ts'
import {
  recordEvent,
  streamOf,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import {
  parseLimitTable,
  type LimitTable,
  type ParsedLimitTable,
} from '@jianwei/projections/limits/limit-table.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { readYaml } from '#/text-reading/yaml-text.ts'

const LIMITS_STREAM = streamOf('limits', 'duties')

/** The text is no table of limits. All paths are named. */
export class LimitTableRefused extends DomainError {
  override readonly name = 'LimitTableRefused'
  readonly code = 'LIMIT_TABLE_REFUSED'
  readonly problems: readonly RuleProblem[]

  constructor(problems: readonly RuleProblem[]) {
    const listed = problems.map(({ path, message }) => `\n  ${path || 'the table'}: ${message}`)
    super(`the table of limits does not load${listed.join('')}`)
    this.problems = problems
  }
}

/** A version of the table as the log holds it. */
export interface PublishedLimits {
  readonly version: number
  readonly position: number
  readonly published_at: Instant
  readonly actor: string
  readonly reason: string
  /** Null where this program cannot read it; what is wrong then stands in `problems`. */
  readonly table: LimitTable | null
  readonly problems: readonly RuleProblem[]
  readonly text: string
}

export function readLimitTable(text: string): ParsedLimitTable {
  if (text.length > LIMIT_TABLE_CHARACTERS_MAX) {
    const message = `a table has at most ${LIMIT_TABLE_CHARACTERS_MAX} characters`
    return { ok: false, problems: [{ path: '', message }] }
  }
  const content = readYaml(text)
  return content.ok ? parseLimitTable(content.value) : content
}

/** The table that comes with the program. */
export async function shippedLimitTable(): Promise<string> {
  const path = new URL(
    'limits/duty-limits.yaml',
    import.meta.resolve('@jianwei/projections/package.json'),
  )
  return readFile(fileURLToPath(path), 'utf8')
}

/** An event of the table's stream as what it says; never throws. */
export function publishedLimits(event: RecordedEvent): PublishedLimits {
  // The catalogue parsed the data when the event was read.
  const { table_version, text, actor, reason } = event.data as LimitTablePublished
  const parsed = readLimitTable(text)
  return {
    version: table_version,
    position: event.position,
    published_at: event.recorded_at,
    actor,
    reason,
    table: parsed.ok ? parsed.table : null,
    problems: parsed.ok ? [] : parsed.problems,
    text,
  }
}

/** All versions that were ever in force, oldest first. */
export async function limitTables(log: EventLog): Promise<readonly PublishedLimits[]> {
  const versions: PublishedLimits[] = []
  for await (const event of log.read(LIMITS_STREAM)) versions.push(publishedLimits(event))
  return versions
}

export interface LimitTableText {
  readonly text: string
  readonly actor: string
  readonly reason: string
}

/**
 * Publishes a table: it opens the clocks from here on. The same content again changes nothing.
 * Gives the version that is in force. Throws LimitTableRefused.
 */
export async function publishLimitTable(
  log: EventLog,
  { text, actor, reason }: LimitTableText,
  now: Instant,
  { onlyFirst = false }: { readonly onlyFirst?: boolean } = {},
): Promise<number> {
  const parsed = readLimitTable(text)
  if (!parsed.ok) throw new LimitTableRefused(parsed.problems)
  const { content_hash } = parsed.table
  const { result } = await handleCommands(log, async () => {
    let [versions, newest, replaced]: [number, string | undefined, boolean] = [0, undefined, false]
    for await (const event of log.read(LIMITS_STREAM)) {
      versions += 1
      newest = String(event.data['content_hash'])
      replaced ||= event.data['actor'] !== DUTIES_SOURCE
    }
    // What comes with the program does not take the place of what an office published.
    if (newest === content_hash || (onlyFirst && replaced)) return { appends: [], result: versions }
    const table_version = versions + 1
    const data: LimitTablePublished = { table_version, content_hash, text, actor, reason }
    const event = recordEvent({
      type: 'LimitTablePublished',
      schema_version: 1,
      source: DUTIES_SOURCE,
      id: `limits#${table_version}#${derivedId('limit-table', content_hash, actor, reason)}`,
      subject_id: platformSubject('platform', 'limits'),
      region: null,
      occurred_at: now,
      causation_id: null,
      data,
    })
    const expected = versions === 0 ? 'absent' : ((versions - 1) as Revision)
    return {
      appends: [{ stream: LIMITS_STREAM, expected, events: [event] }],
      result: table_version,
    }
  })
  return result
}

/** Makes the table of the program known to the log, unless an office has published its own. */
export async function publishShippedLimits(log: EventLog, now: Instant): Promise<number> {
  const text = await shippedLimitTable()
  const actor = DUTIES_SOURCE
  return publishLimitTable(log, { text, actor, reason: 'comes with the program' }, now, {
    onlyFirst: true,
  })
}
