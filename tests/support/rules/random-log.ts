import fc from 'fast-check'
import type { EventData, Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { ToldNotice } from '@jianwei/events/calendar/calendars.ts'
import type { FactContent, FactVersion } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { AuthoritySetting } from '@jianwei/projections/rules/facts/authority-setting.ts'
import type { FeedStatement, Stated } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import {
  anyNotices,
  eventOfNotice,
  noticeAt,
  type RandomNotice,
} from '#/support/rules/random-notices.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import {
  anyAuthorities,
  authorityAt,
  eventOfAuthority,
  type RandomAuthority,
} from '#/support/rules/random-authorities.ts'
import {
  anyStatements,
  eventOfStatement,
  statementAt,
  type RandomStatement,
} from '#/support/rules/random-statements.ts'

/**
 * Logs in which everything happens that may: facts of one second, facts exactly a window apart,
 * late ones, corrections before their original, corrections of corrections, of the type and of the
 * time, retractions, revivals. Each subject is a case of its own, so that one log is many cases.
 */
export interface RandomLog extends Stated {
  /** Facts, amendments, what sources state, which of them decide, and notices of holidays. */
  readonly events: readonly RecordedEvent[]
  readonly versions: readonly FactVersion[]
}

/** The order of '😀' and '～' as UTF-16 is not that of their code points, which is the engine's. */
export const TEXTS = ['a', '', "o'b\\c", '见微知著', '12', 'A', '😀', '～', 'a\nb'] as const
/** Types of which the facts say what the subject is. */
export const SUBJECT_TYPES = [
  'SubjectRegistered',
  'SubjectChanged',
  'SubjectDeregistered',
  'CreditClassAssigned',
  'AbnormalOperationListed',
  'AbnormalOperationRemoved',
] as const
/** Those that rules most often wait for. */
const REPORTED_TYPES = ['ComplaintReceived', 'TicketAnswered', 'PenaltyDecided'] as const
export const TICKETS = ['t1', 't2'] as const
const HOUR_MS = 3_600_000
/** Hours that random rules have as windows and deadlines. */
const APART = [1, 5, 24, 30, 48, 168] as const
const SOURCES = ['random', 'another', 'third'] as const

/** What facts say of a subject; values that the catalogue would refuse are among them. */
const particulars = {
  subject_type: fc.constantFrom('enterprise', 'individual_business', null),
  industry_code: fc.constantFrom('C13', 'C14', 'N77', 'N77', '', null, 13),
  category: fc.constantFrom({ code: 'x' }, { code: 'y' }, { text: 'x' }, null, 'x'),
  credit_class: fc.constantFrom('A', 'B', 'D'),
}

const data = fc.record(
  {
    ...particulars,
    amount: fc.constantFrom(0, 1, 1, 2, 2, 3, -1, -2, 2.5, null, 10_000_000_000_001),
    word: fc.constantFrom(...TEXTS),
    deep: fc.record({ code: fc.constantFrom('x', 'y') }, { requiredKeys: [] }),
    flag: fc.boolean(),
    tags: fc.uniqueArray(fc.constantFrom(...TEXTS), { maxLength: 3 }),
    ticket: fc.constantFrom('t1', 't2', 't1'),
    due_days: fc.integer({ min: -1, max: 12 }),
    due_hours: fc.oneof(fc.constantFrom(...APART), fc.integer({ min: -2, max: 60 })),
  },
  { requiredKeys: ['word', 'amount'] },
)

/**
 * Hours of which many lie exactly a window apart, and many at the end of a day (16:00 in UTC is
 * midnight at +08:00), beside hours anywhere. What happens a moment beside an hour is on one side
 * of a border or the other.
 */
const hour = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 9 }).map((day) => day * 24),
  fc.integer({ min: 0, max: 9 }).map((day) => day * 24 + 16),
  fc.integer({ min: 0, max: 24 * 15 }),
)

const content = fc.record({
  type: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'ComplaintReceived',
        'ComplaintReceived',
        'TicketAnswered',
        'PenaltyDecided',
      ),
    },
    { weight: 2, arbitrary: fc.constantFrom(...SUBJECT_TYPES) },
  ),
  at: fc
    .tuple(hour, fc.constantFrom(0, 0, 0, 1, 999, 1_000, -1, -1_000))
    .map(([hour, aside]) => hour * HOUR_MS + aside),
  region: fc.constantFrom(null, '330100', '330102', '见'),
  department: fc.constantFrom(null, 'd'),
  data,
})
type Generated<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
type RandomContent = Omit<Generated<typeof content>, 'data' | 'type'> & {
  readonly type: string
  readonly data: EventData & { readonly due_days?: number; readonly due_hours?: number }
}

/**
 * What a register says of a subject: few values, so that there are groups, and codes of two
 * editions and of different depth.
 */
const registerData = fc.record(
  {
    industry_code: fc.constantFrom(
      'H62@2017',
      'H62@2017',
      'H6220@2017',
      'H62@2011',
      'H@2017',
      'C13@2017',
      null,
    ),
    subject_type: fc.constantFrom('enterprise', 'enterprise', 'site'),
    category: fc.constantFrom({ code: '1' }, { code: '1' }, { code: '2', text: '见' }),
  },
  { requiredKeys: ['industry_code'] },
)

function registerContent(
  type: fc.Arbitrary<string>,
  at: fc.Arbitrary<number>,
): fc.Arbitrary<RandomContent> {
  return fc.record({
    type,
    at: at.map((hours) => hours * HOUR_MS),
    region: fc.constantFrom('330100', '330100', '330102', '330102', '见', null),
    department: fc.constant(null),
    data: registerData,
  })
}

const told = fc.record({
  /** When it reaches the log: soon after it happened, or at any time. */
  arrives: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 24 * 20 })),
  /** How much earlier the source says it had it, in hours. */
  reported_before: fc.constantFrom(0, 0, 0, 1, 30, 200),
})

/** A retraction has no content. */
const amendment = fc.record({ content: fc.option(content, { freq: 2 }), told })

const fact = fc.record({
  original: fc.record({ content, told }),
  /** So many hours after the subject's fact before it, and a moment beside that. */
  follows: fc.option(
    fc
      .tuple(fc.constantFrom(...APART), fc.constantFrom(0, 0, 0, 1_000, -1_000))
      .map(([hours, aside]) => hours * HOUR_MS + aside),
  ),
  amendments: fc.oneof(
    { weight: 3, arbitrary: fc.array(amendment, { maxLength: 0 }) },
    { weight: 2, arbitrary: fc.array(amendment, { maxLength: 3 }) },
  ),
})

/**
 * Most subjects are registered early; some later, twice, or never; some change, or leave the
 * register.
 */
const registerFacts = fc
  .tuple(
    fc.record({
      content: registerContent(fc.constant('SubjectRegistered'), fc.constantFrom(0, 0, 1, 16, 40)),
      told,
      stays: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
    }),
    fc.array(
      fc.record({
        content: registerContent(
          fc.constantFrom(
            'SubjectChanged',
            'SubjectChanged',
            'SubjectDeregistered',
            'SubjectRegistered',
          ),
          hour,
        ),
        told,
        stays: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
    fc.array(
      fc.record({
        content: fc.option(
          fc.oneof(registerContent(fc.constant('SubjectRegistered'), hour), content),
          { freq: 3 },
        ),
        told,
      }),
      { maxLength: 2 },
    ),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([{ stays, ...original }, more, amendments, chance]): RandomFact[] => {
    if (chance === 0) return []
    const first = { original, follows: null, amendments: stays ? [] : amendments }
    return [
      first,
      ...more.map((one) => ({
        original: one,
        follows: null,
        amendments: one.stays ? [] : amendments,
      })),
    ]
  })

/**
 * Start of the log's time: across a long holiday, at the end of the calendar, and at the beginning
 * of Unix time.
 */
const STARTS = [
  '2026-09-26T00:00:00.000Z',
  '2026-12-14T00:00:00.000Z',
  '1969-12-27T00:00:00.000Z',
] as const

/** `sources`: those of the facts, by turns. */
export function anyLog(
  subjects: number,
  sources: readonly [string, ...string[]] = SOURCES,
): fc.Arbitrary<RandomLog> {
  return fc
    .record({
      start: fc.constantFrom(...STARTS),
      facts: fc.array(fc.array(fact, { minLength: 1, maxLength: 9 }), {
        minLength: subjects,
        maxLength: subjects,
      }),
      registers: fc.array(registerFacts, { minLength: subjects, maxLength: subjects }),
      statements: anyStatements(REPORTED_TYPES),
      authorities: anyAuthorities,
      notices: anyNotices,
    })
    .map(({ start, facts, registers, statements, authorities, notices }) =>
      logOf(
        Date.parse(start),
        facts.map((own, subject) => [...own, ...(registers[subject] ?? [])]),
        { stated: statements, set: authorities, announced: notices, sources },
      ),
    )
}

interface Told {
  readonly subject_id: string
  readonly source: string
  readonly fact: string
  readonly amendment: number | null
  readonly content: RandomContent | null
  readonly arrives_ms: number
  readonly reported_before: number
}

interface RandomFact {
  readonly original: { readonly content: RandomContent; readonly told: Generated<typeof told> }
  readonly follows: number | null
  readonly amendments: readonly {
    readonly content: RandomContent | null
    readonly told: Generated<typeof told>
  }[]
}

function logOf(
  start: number,
  subjects: readonly (readonly RandomFact[])[],
  said: {
    readonly stated: readonly RandomStatement[]
    readonly set: readonly RandomAuthority[]
    readonly announced: readonly RandomNotice[]
    readonly sources: readonly [string, ...string[]]
  },
): RandomLog {
  const all = subjects.flatMap((facts, subject) => {
    let previous = 0
    return facts.flatMap((each, index): Told[] => {
      const source = said.sources[index % said.sources.length] ?? said.sources[0]
      const named = { subject_id: `test:${subject}`, source, fact: `${subject}-${index}` }
      const at = each.follows === null ? each.original.content.at : previous + each.follows
      previous = at
      const original = toldOf(named, null, { ...each.original.content, at }, each.original.told, at)
      const amendments = each.amendments.map(({ content, told }, number) =>
        toldOf(named, number, content, told, content?.at ?? at),
      )
      return [original, ...amendments]
    })
  })
  // The log's clock may not go back, and the engine's minutes begin with 1970.
  const first = Math.max(start, 0)
  // The last of all is a fact: how far the clock goes is then the same whoever is asked.
  const last = Math.max(...all.map(({ arrives_ms }) => arrives_ms))
  const before = (arrives: number): number => Math.min(arrives * HOUR_MS, last - 1)
  const stated = said.stated.map((statement) => ({
    statement,
    arrives_ms: before(statement.arrives),
  }))
  const set = said.set.map((authority) => ({ authority, arrives_ms: before(authority.arrives) }))
  const told = said.announced.map((notice) => ({ notice, arrives_ms: before(notice.arrives) }))
  const ordered = [...all, ...stated, ...set, ...told].sort((a, b) => a.arrives_ms - b.arrives_ms)
  const events: RecordedEvent[] = []
  const versions: FactVersion[] = []
  const statements: FeedStatement[] = []
  const authorities: AuthoritySetting[] = []
  const notices: ToldNotice[] = []
  for (const [index, each] of ordered.entries()) {
    const recordedMs = Math.max(first, start + each.arrives_ms)
    if ('statement' in each) {
      const statement = statementAt(each.statement, index + 1, start)
      statements.push(statement)
      events.push(eventOfStatement(statement, instantFromMs(recordedMs)))
    } else if ('authority' in each) {
      const setting = authorityAt(each.authority, index + 1, instantFromMs(recordedMs))
      authorities.push(setting)
      events.push(eventOfAuthority(setting, authorities.length))
    } else if ('notice' in each) {
      const notice = noticeAt(each.notice, index + 1, start)
      notices.push(notice)
      events.push(eventOfNotice(notice, instantFromMs(recordedMs)))
    } else {
      const { event, version } = recorded(each, index + 1, start, recordedMs)
      events.push(event)
      versions.push(version)
    }
  }
  return { events, versions, statements, authorities, notices }
}

function toldOf(
  named: { readonly subject_id: string; readonly source: string; readonly fact: string },
  amendment: number | null,
  content: RandomContent | null,
  told: { readonly arrives: number | null; readonly reported_before: number },
  happened: number,
): Told {
  const arrives = told.arrives === null ? happened + HOUR_MS : told.arrives * HOUR_MS
  return {
    ...named,
    amendment,
    content,
    arrives_ms: arrives,
    reported_before: told.reported_before,
  }
}

function recorded(
  told: Told,
  position: number,
  start: number,
  recordedMs: number,
): { readonly event: RecordedEvent; readonly version: FactVersion } {
  const recorded_at = instantFromMs(recordedMs)
  const sourceId = told.amendment === null ? told.fact : `${told.fact}-amended-${told.amendment}`
  const event_id = eventIdOf(told.source, sourceId)
  const fact_id = eventIdOf(told.source, told.fact)
  const content = told.content === null ? null : contentOf(told.content, start)
  const kind = told.amendment === null ? 'original' : content === null ? 'retraction' : 'correction'
  const known = {
    event_id,
    subject_id: told.subject_id,
    source: told.source,
    position: position as Position,
    reported_at: instantFromMs(recordedMs - told.reported_before * HOUR_MS),
    recorded_at,
  }
  const version: FactVersion =
    kind === 'retraction' || content === null
      ? { ...known, fact_id, kind: 'retraction' }
      : { ...known, fact_id, kind, content }
  const fact = { source: told.source, id: told.fact }
  return { event: eventOfVersion(version, { source_event_id: sourceId, fact }), version }
}

function contentOf(
  { type, at, region, department, data }: RandomContent,
  start: number,
): FactContent {
  const { due_days, due_hours, ...rest } = data
  const ms = start + at
  const carried: EventData = {
    ...rest,
    ...(due_days === undefined
      ? {}
      : { due_date: instantFromMs(ms + due_days * 24 * HOUR_MS).slice(0, 10) }),
    ...(due_hours === undefined ? {} : { due_at: instantFromMs(ms + due_hours * HOUR_MS) }),
  }
  return { type, occurred_at: instantFromMs(ms), region, department, data: carried }
}
