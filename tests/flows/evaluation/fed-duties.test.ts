import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import { ruleOutcomes, feedOutcomes } from '@jianwei/services/evaluation/rule-outcomes.ts'
import { registerSource } from '@jianwei/services/intake/source-registration.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { someCorrection, someEvent, someRetraction } from '#/support/log/events.ts'
import {
  runPipeline,
  shelfOf,
  temporaryFolder,
  type RunningPipeline,
} from '#/support/program/running-pipeline.ts'
import { settableClock } from '#/support/program/settable-clock.ts'
import { ruleWith } from '#/support/rules/rule-with.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'

/*
 * A duty is judged only where somebody feeds its answer, live, as statements come and change.
 */

const DEPARTMENT = '示例区市场监督管理局'
const published = ruleWith({
  id: 'published',
  kind: 'deadline',
  parameters: {
    duty: { events: ['PenaltyDecided'] },
    answer: { events: ['DecisionPublished'] },
    match: ['data.decision_number'],
    within: { days: 5, counted: 'calendar' },
  },
})

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let pipeline: RunningPipeline
const clock = settableClock('2026-03-20T02:00:00.000Z')

beforeEach(async () => {
  folder = await temporaryFolder('fed-duties')
  clock.set('2026-03-20T02:00:00.000Z')
  pipeline = await runPipeline(folder.path, [published], clock)
})

afterEach(async () => {
  await pipeline[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

function penalty(id: string, fields: Partial<NewEvent> = {}): NewEvent {
  return someEvent({
    id,
    type: 'PenaltyDecided',
    occurred_at: '2026-03-01T04:00:00.000Z' as Instant,
    data: { penalty_types: ['02'], decision_number: id },
    ...fields,
  })
}

async function state(
  source: string,
  feeds: readonly SourceFeed[],
  never_feeds: readonly NeverFed[] = [],
): Promise<void> {
  const { log } = pipeline.stores
  await registerSource(log, source, clock.now(), () => ({
    name: source,
    feeds: [...feeds],
    never_feeds: [...never_feeds],
    actor: 'chen',
  }))
  await pipeline.settle()
}

const publication = (more: Partial<SourceFeed> = {}): SourceFeed => ({
  event_types: ['DecisionPublished'],
  departments: [DEPARTMENT],
  ...more,
})

/**
 * What was raised (+) and withdrawn (−), by the number of the decision, in the order of the log.
 */
async function ledger(): Promise<readonly string[]> {
  const events = await eventsOf(pipeline.stores.log)
  const numberOf = ({ data }: RecordedEvent): string =>
    String(events.find(({ event_id }) => event_id === data['anchor'])?.data['decision_number'])
  return events.flatMap((event) => {
    if (event.type === 'WarningRaised') return [`+${numberOf(event)}`]
    if (event.type !== 'WarningWithdrawn') return []
    const why = event.data['no_feed_of'] as readonly string[] | undefined
    return [`-${numberOf(event)}${why === undefined ? '' : ` no feed of ${why.join()}`}`]
  })
}

async function outcomes() {
  const found = await ruleOutcomes(pipeline.stores.warehouse, [published])
  return feedOutcomes(found).map(({ outcome, event_types, source, departments, warnings }) => ({
    outcome,
    event_types,
    source,
    departments,
    warnings,
  }))
}

describe('a duty is judged', () => {
  test('as ever where nobody states anything, and counted as unstated', async () => {
    await pipeline.take([penalty('a')])
    expect(await ledger()).toEqual(['+a'])
    expect(await outcomes()).toEqual([
      {
        outcome: 'unstated',
        event_types: ['DecisionPublished'],
        source: null,
        departments: [],
        warnings: 1,
      },
    ])
  })

  test('where any source feeds its answer for its department from the duty until it is due', async () => {
    await state('urn:test:publicity', [publication()])
    await pipeline.take([penalty('a')])
    expect(await ledger()).toEqual(['+a'])
    expect(await outcomes()).toEqual([])
  })

  test('where feeds of several sources follow each other without a gap', async () => {
    const halves = (gap: string): readonly [SourceFeed, SourceFeed] => [
      publication({ until: '2026-03-03T00:00:00.000Z' as Instant }),
      publication({ from: gap as Instant }),
    ]
    const [old, late] = halves('2026-03-03T00:00:01.000Z')
    await state('urn:test:old', [old])
    await state('urn:test:new', [late])
    await pipeline.take([penalty('a')])
    expect(await ledger()).toEqual([])
    await state('urn:test:new', [halves('2026-03-03T00:00:00.000Z')[1]])
    expect(await ledger()).toEqual(['+a'])
  })

  test.each<[string, readonly SourceFeed[], readonly NeverFed[]]>([
    ['another department is fed', [publication({ departments: ['另一局'] })], []],
    [
      'its feed began after the duty',
      [publication({ from: '2026-03-01T04:00:01.000Z' as Instant })],
      [],
    ],
    [
      'its feed ended before the duty was due',
      [publication({ until: '2026-03-06T15:59:59.000Z' as Instant })],
      [],
    ],
    ['its source never sends the answer', [], [publication()]],
  ])('not where %s', async (_, feeds, never_feeds) => {
    await state('urn:test:publicity', feeds, never_feeds)
    await pipeline.take([penalty('a'), penalty('b')])
    expect(await ledger()).toEqual([])
    expect(await outcomes()).toEqual([
      {
        outcome: 'not_judged',
        event_types: ['DecisionPublished'],
        source: 'urn:example:market-bureau',
        departments: [DEPARTMENT],
        warnings: 2,
      },
    ])
  })

  test('as ever where somebody never sends the answer, but for others', async () => {
    await state('urn:test:others', [], [publication({ departments: ['另一局'] })])
    await pipeline.take([penalty('a')])
    expect(await ledger()).toEqual(['+a'])
    expect(await outcomes()).toMatchObject([{ outcome: 'unstated', warnings: 1 }])
  })
})

describe('a statement that changes', () => {
  test('withdraws what is not judged any more, with the reason, and raises what is', async () => {
    await pipeline.take([penalty('a'), penalty('b', { department: '另一局' })])
    expect((await ledger()).toSorted()).toEqual(['+a', '+b'])
    await state('urn:test:publicity', [publication()])
    expect((await ledger()).slice(2)).toEqual(['-b no feed of DecisionPublished'])
    await state('urn:test:publicity', [publication({ departments: ['另一局'] })])
    expect((await ledger()).slice(3).toSorted()).toEqual(['+b', '-a no feed of DecisionPublished'])
    await state('urn:test:publicity', [])
    expect((await ledger()).slice(5)).toEqual(['+a'])
  })

  test('is not the reason where the fact itself goes', async () => {
    const decided = penalty('a')
    await pipeline.take([decided])
    await pipeline.take([someRetraction(decided)])
    expect(await ledger()).toEqual(['+a', '-a'])
  })

  test('of things that no rule waits for touches nothing', async () => {
    await pipeline.take([penalty('a')])
    await state('urn:test:other', [publication({ event_types: ['CaseClosed'] })])
    expect(await ledger()).toEqual(['+a'])
  })
})

test('a correction that moves a duty to a department that is fed has it judged', async () => {
  const decided = penalty('a')
  await state('urn:test:publicity', [publication({ departments: ['另一局'] })])
  await pipeline.take([decided])
  expect(await ledger()).toEqual([])
  await pipeline.take([someCorrection(decided)])
  expect(await ledger()).toEqual(['+a'])
})

test('a silence that nobody feeds an end to is none of a source', async () => {
  const watch = ruleWith({
    id: 'watch',
    kind: 'silence',
    parameters: {
      of: { events: ['ReadingReported', 'DeviceSilent'] },
      key: ['data.device_id'],
      regular: { at_least: 2, within: '1 day' },
      silent_after: '24 hours',
    },
  })
  const dependent = { ...published, depends_on: ['watch'] }
  const silent = async (): Promise<readonly number[]> =>
    (await ruleOutcomes(pipeline.stores.warehouse, [watch, dependent]))
      .filter(({ code }) => code === 'SOURCE_SILENT')
      .map(({ count }) => count)
  const reading = (at: string): NewEvent =>
    someEvent({
      type: 'ReadingReported',
      occurred_at: at as Instant,
      data: { device_id: 'D-1', metric: 'so2', value: 1 },
    })
  await pipeline.take([reading('2026-03-10T04:00:00.000Z'), reading('2026-03-10T05:00:00.000Z')])
  expect(await silent()).toEqual([1])
  await state('urn:test:devices', [], [publication({ event_types: ['DeviceSilent'] })])
  expect(await silent()).toEqual([])
})

describe('people see why there is no warning', () => {
  const ask = async (path: string, url: string) => {
    const app = serverWithoutData({
      warehouse: pipeline.stores.warehouse,
      log: pipeline.stores.log,
      rules: shelfOf([published]),
    })
    const schemas = apiSchemas((await app.inject('/openapi.json')).json())
    const answer = await app.inject(url)
    expect(schemas.misfitsOf(path, answer)).toEqual([])
    await app.close()
    return answer.json()
  }
  const NO_FEED = 'Not judged: no feed of DecisionPublished from this department.'

  const explained = async () => {
    const events = await eventsOf(pipeline.stores.log)
    const raised = events.find(({ type }) => type === 'WarningRaised')
    const path = '/v1/warnings/{warning_id}/explanation'
    return ask(path, `/v1/warnings/${String(raised?.data['warning_id'])}/explanation`)
  }

  test('by rule: the duties, each with its source, in pages and of one subject', async () => {
    await state('urn:test:publicity', [], [publication()])
    await pipeline.take([penalty('a'), penalty('b', { subject_id: 'test:b' })])
    const path = '/v1/rules/{rule_id}/versions/{version}/not-judged'
    const url = '/v1/rules/published/versions/1/not-judged'
    const first = await ask(path, `${url}?limit=1`)
    const rest = await ask(path, `${url}?limit=1&cursor=${first.next}`)
    const duties = [...first.items, ...rest.items]
    expect(new Set(duties.map(({ subject_id }) => subject_id))).toEqual(
      new Set(['91330203MA00000010', 'test:b']),
    )
    expect([duties[0], rest.next]).toMatchObject([
      {
        text: { en: NO_FEED },
        event_types: ['DecisionPublished'],
        source: 'urn:example:market-bureau',
        department: DEPARTMENT,
      },
      null,
    ])
    expect((await ask(path, `${url}?subject_id=test:b`)).items).toMatchObject([
      { subject_id: 'test:b' },
    ])
  })

  test('by warning: what it rested on, and why it was withdrawn', async () => {
    await pipeline.take([penalty('a')])
    expect(await explained()).toMatchObject({
      standing: true,
      awaited: [{ event_type: 'DecisionPublished', state: 'unstated' }],
      not_judged: null,
    })
    await state('urn:test:publicity', [], [publication()])
    expect(await explained()).toMatchObject({
      standing: false,
      not_judged: { text: { en: NO_FEED }, event_types: ['DecisionPublished'] },
    })
    await state('urn:test:publicity', [publication()])
    expect(await explained()).toMatchObject({
      standing: true,
      awaited: [{ event_type: 'DecisionPublished', state: 'fed' }],
      not_judged: null,
    })
  })

  test('by warning: a correction that moves it to where nobody feeds is why it was withdrawn', async () => {
    const decided = penalty('a')
    await state('urn:test:others', [], [publication({ departments: ['另一局'] })])
    await pipeline.take([decided])
    await pipeline.take([someCorrection(decided)])
    expect(await ledger()).toEqual(['+a', '-a no feed of DecisionPublished'])
    expect(await explained()).toMatchObject({
      not_judged: { event_types: ['DecisionPublished'] },
    })
  })

  test('by warning: a feed that went with the fact itself is not why it was withdrawn', async () => {
    const decided = penalty('a')
    await pipeline.take([decided])
    const { log } = pipeline.stores
    const retraction = someRetraction(decided)
    const stream = streamOf('subject', retraction.subject_id)
    const append: EventLog['append'] = async (appends) => {
      const outcomes = await log.append([
        ...appends,
        { stream, expected: 'any', events: [retraction] },
      ])
      return outcomes.slice(0, appends.length)
    }
    // One append, so that no round of the sentinel comes between the statement and the retraction.
    // The registration only reads and appends.
    const together = { append, read: log.read.bind(log) } as unknown as EventLog
    await registerSource(together, 'urn:test:publicity', clock.now(), () => ({
      name: 'urn:test:publicity',
      feeds: [],
      never_feeds: [publication()],
    }))
    await pipeline.take([])
    expect(await ledger()).toEqual(['+a', '-a'])
    expect(await explained()).toMatchObject({ standing: false, not_judged: null })
  })
})
