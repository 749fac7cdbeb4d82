import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import type { Ordinal, Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import {
  LOG_OF_ITS_OWN,
  type LogFindings,
  type LogStanding,
  type StreamLossKind,
} from '@jianwei/events/ports/log-standing.ts'
import { apiSchemas } from '#/support/server/api-document.ts'
import { bureauLog, idOf, penalty, RULE } from '#/support/log/bureau-log.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { emptyLog, serverWithoutData } from '#/support/server/server-without-data.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

const HEAD = bureauLog.length
const NOT_JUDGED = {
  rule_id: RULE.id,
  rule_version: 1,
  outcome: 'not_judged',
  event_types: ['DecisionPublished'],
  source: 'urn:example:market-bureau',
  departments: ['a'],
  warnings: 4,
  sample: [],
} as const
const FAILURE = {
  rule_id: RULE.id,
  rule_version: 1,
  code: 'CALENDAR_YEAR_MISSING',
  message: 'no 2027',
}

interface Certifying extends AsyncDisposable {
  ask(query: string): Promise<{ readonly status: number; readonly body: Record<string, never> }>
}

/**
 * A server over a warehouse that holds some of the bureau's log, behind a sentinel that got
 * somewhere.
 */
async function certifying(
  held: readonly RecordedEvent[],
  evaluated: number,
  inLog: readonly RecordedEvent[] = bureauLog,
  standing: LogStanding = LOG_OF_ITS_OWN,
): Promise<Certifying> {
  const opened = await openWarehouse()
  await project(opened.warehouse, held)
  const head = inLog.at(-1)?.position ?? (0 as Position)
  const app: FastifyInstance = serverWithoutData({
    warehouse: opened.warehouse,
    log: {
      ...emptyLog,
      head: async () => head,
      placesAt: async (positions) =>
        new Map(
          inLog
            .filter(({ position }) => positions.includes(position))
            .map(({ position, event_id, ordinal }) => [position, { event_id, ordinal }]),
        ),
    },
    standing,
    rules: shelfOf([RULE]),
    rule_failures: {
      current: () => [FAILURE, { ...FAILURE, rule_id: 'other' }],
      not_looked_at: () => [],
      suppressed: () => [],
      feed_outcomes: () => [NOT_JUDGED, { ...NOT_JUDGED, rule_id: 'other' }],
    },
    progress: {
      consumers: async () => [
        {
          name: 'sentinel',
          position: evaluated,
          head,
          lag_events: 0,
          lag_seconds: 0,
          state: 'running',
        },
      ],
    },
  })
  const schemas = apiSchemas((await app.inject('/openapi.json')).json())
  return {
    async ask(query) {
      const answer = await app.inject(`/v1/completeness${query}`)
      expect(schemas.misfitsOf('/v1/completeness', answer)).toEqual([])
      return { status: answer.statusCode, body: answer.json() }
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}

describe('a certificate over a whole log', () => {
  let whole: Certifying
  beforeAll(async () => {
    whole = await certifying(bureauLog, HEAD)
  })
  afterAll(async () => whole?.[Symbol.asyncDispose]())

  test('says how many events there are, what of them was late or quarantined, and that none is missing', async () => {
    const versions = bureauLog.filter((event) => /^(Subject|Penalty|Fact)/.test(event.type)).length
    expect((await whole.ask('')).body).toMatchObject({
      complete: true,
      from: null,
      to: null,
      first_position: 1,
      last_position: HEAD,
      events_in_log: HEAD,
      events_held: HEAD,
      gaps: 0,
      missing: [],
      ends: {
        before: null,
        last: { position: HEAD, agree: true, in_log: { ordinal: HEAD }, held: { ordinal: HEAD } },
      },
      versions,
      late: 0,
      quarantined: 1,
      redriven: 0,
      rule: null,
    })
  })

  test('of a rule says what it looked at and what came of it', async () => {
    const watched = bureauLog.filter((event) => /^(Penalty|Fact)/.test(event.type)).length
    expect((await whole.ask(`?rule_id=${RULE.id}`)).body).toMatchObject({
      complete: true,
      rule: {
        rule_id: RULE.id,
        rule_version: 1,
        content_hash: RULE.content_hash,
        watched,
        evaluated_up_to: HEAD,
        not_evaluated: 0,
        raised: 2,
        withdrawn: 1,
        unjudged: [{ code: 'CALENDAR_YEAR_MISSING', message: 'no 2027' }],
        feed_outcomes: [
          {
            outcome: 'not_judged',
            event_types: ['DecisionPublished'],
            source: 'urn:example:market-bureau',
            departments: ['a'],
            warnings: 4,
            sample: [],
            text: {
              en: 'Not judged: no feed of DecisionPublished from this department.',
              zh: '不予判定：该部门未报送 DecisionPublished。',
            },
          },
        ],
      },
    })
  })

  test('divides a period: what one part leaves out the next has', async () => {
    const middle = bureauLog[5]?.recorded_at ?? ''
    const [before, after] = [await whole.ask(`?to=${middle}`), await whole.ask(`?from=${middle}`)]
    const counted = (part: typeof before): number => Number(part.body['events_in_log'])
    expect(counted(before) + counted(after)).toBe(HEAD)
    expect(counted(before)).toBeGreaterThan(0)
    expect(Number(before.body['last_position']) + 1).toBe(after.body['first_position'])
  })

  test('says where a period goes beyond what the log has recorded', async () => {
    const last = bureauLog.at(-1)?.recorded_at ?? ''
    const message =
      `the log's newest event, at position ${HEAD}, was recorded at ${last}; ` +
      'what comes later is not known yet'
    const notice = { code: 'BEYOND_HEAD', message }
    for (const query of ['?to=2027-01-01T00:00:00Z', '?from=2027-01-01T00:00:00Z'])
      expect((await whole.ask(query)).body).toMatchObject({ notice })
    for (const query of ['', `?to=${last}`, `?from=${last}`])
      expect((await whole.ask(query)).body).not.toHaveProperty('notice')
  })

  test('has the hash of its inputs: the same for the same, another for another period or rule', async () => {
    const hashOf = async (query: string): Promise<unknown> =>
      (await whole.ask(query)).body['inputs_hash']
    const hash = await hashOf('')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await hashOf('')).toBe(hash)
    expect(await hashOf(`?rule_id=${RULE.id}`)).not.toBe(hash)
    expect(await hashOf(`?to=${bureauLog[5]?.recorded_at}`)).not.toBe(hash)
  })

  test('refuses a rule that nobody knows, and a time that is none', async () => {
    expect(await whole.ask('?rule_id=none')).toMatchObject({
      status: 404,
      body: { code: 'RULE_UNKNOWN' },
    })
    expect(await whole.ask(`?rule_id=${RULE.id}&rule_version=7`)).toMatchObject({ status: 404 })
    expect(await whole.ask('?from=yesterday')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED' },
    })
    // In an address a + is a blank.
    for (const field of ['from', 'to']) {
      expect(await whole.ask(`?${field}=2026-03-01T09:30:00+08:00`)).toMatchObject({ status: 200 })
      const reasons = [{ path: `query.${field}`, message: expect.stringContaining('%2B') }]
      expect(await whole.ask(`?${field}=2026-03-01T09:30`)).toMatchObject({ body: { reasons } })
    }
  })
})

test('late facts and quarantined input that was accepted after all are counted', async () => {
  const more = recordedLog(
    [
      penalty('late', '2025-01-01'),
      {
        id: 'redriven',
        type: 'InputRedriven',
        occurred_at: '2026-06-02T00:00:00.000Z',
        data: { quarantine_id: 'q1', event_ids: [idOf('late')] },
      },
    ],
    HEAD + 1,
  )
  await using grown = await certifying([...bureauLog, ...more], HEAD + 2, [...bureauLog, ...more])
  expect((await grown.ask('')).body).toMatchObject({
    complete: true,
    late: 1,
    quarantined: 1,
    redriven: 1,
  })
})

describe('a certificate is refused the word complete', () => {
  test('when the warehouse lacks events, which it names', async () => {
    await using torn = await certifying(
      bureauLog.filter((event) => event.position !== 4 && event.position !== HEAD),
      HEAD,
    )
    expect((await torn.ask('')).body).toMatchObject({
      complete: false,
      gaps: 2,
      missing: [
        { first_ordinal: 4, last_ordinal: 4, after_position: 3, before_position: 5 },
        {
          first_ordinal: HEAD,
          last_ordinal: HEAD,
          after_position: HEAD - 1,
          before_position: null,
        },
      ],
      ends: { last: { agree: false, in_log: { ordinal: HEAD }, held: null } },
    })
  })

  test('when the sentinel has not got there', async () => {
    await using behind = await certifying(bureauLog, HEAD - 3)
    const { body } = await behind.ask(`?rule_id=${RULE.id}`)
    expect(body).toMatchObject({
      complete: false,
      gaps: 0,
      rule: { evaluated_up_to: HEAD - 3, not_evaluated: 3 },
    })
  })
})

describe('of a log whose positions have gaps', () => {
  /** As an event store gives them: positions count its bytes. */
  const spread = bureauLog.map((event) => ({
    ...event,
    position: (1_000 + event.position * 977 + (event.position % 3)) as Position,
  }))
  const LAST = spread.at(-1)!.position

  test('as many events are in the log as there are, and none is missing', async () => {
    await using whole = await certifying(spread, LAST, spread)
    expect((await whole.ask(`?rule_id=${RULE.id}`)).body).toMatchObject({
      complete: true,
      last_position: LAST,
      events_in_log: HEAD,
      events_held: HEAD,
      gaps: 0,
      missing: [],
      rule: { evaluated_up_to: LAST, not_evaluated: 0 },
    })
    const middle = spread[5]!.recorded_at
    expect((await whole.ask(`?to=${middle}`)).body).toMatchObject({
      complete: true,
      events_in_log: 5,
    })
    expect((await whole.ask(`?from=${middle}`)).body).toMatchObject({
      complete: true,
      events_in_log: HEAD - 5,
      ends: { before: { position: spread[4]!.position, agree: true } },
    })
  })

  test('missing events are named by their numbers and by those around them', async () => {
    const held = spread.filter(({ ordinal }) => ![1, 2, 4, HEAD].includes(ordinal))
    await using torn = await certifying(held, LAST, spread)
    const at = (ordinal: number) => spread[ordinal - 1]!.position
    expect((await torn.ask('')).body).toMatchObject({
      complete: false,
      events_in_log: HEAD,
      gaps: 4,
      missing: [
        { first_ordinal: 1, last_ordinal: 2, after_position: 0, before_position: at(3) },
        { first_ordinal: 4, last_ordinal: 4, after_position: at(3), before_position: at(5) },
        {
          first_ordinal: HEAD,
          last_ordinal: HEAD,
          after_position: at(HEAD - 1),
          before_position: null,
        },
      ],
    })
  })

  test('an event that came twice does not stand for one that is missing', async () => {
    const again = { ...spread[4]!, position: (spread[4]!.position + 1) as Position }
    const held = [...spread.filter(({ ordinal }) => ordinal !== 4), again]
    await using torn = await certifying(held, LAST, spread)
    const { body } = await torn.ask('')
    expect(body).toMatchObject({ complete: false, gaps: 0 })
    expect(body['missing']).toMatchObject([{ first_ordinal: 4, last_ordinal: 4 }])
  })

  test('events behind where the rules were evaluated are counted', async () => {
    await using behind = await certifying(spread, spread[HEAD - 4]!.position, spread)
    expect((await behind.ask(`?rule_id=${RULE.id}`)).body).toMatchObject({
      complete: false,
      gaps: 0,
      rule: { not_evaluated: 3 },
    })
  })

  test('a log that counts otherwise, or holds another event there, is not agreed with', async () => {
    const last = spread.at(-1)!
    const others = [
      { ...last, ordinal: (HEAD - 1) as Ordinal },
      { ...last, event_id: spread[0]!.event_id },
    ]
    for (const other of others) {
      await using apart = await certifying(spread, LAST, [...spread.slice(0, -1), other])
      expect((await apart.ask('')).body).toMatchObject({
        complete: false,
        ends: { last: { agree: false } },
      })
    }
  })
})

describe('of a log on a server that others reach', () => {
  const at = (hour: number) => Date.parse(`2026-06-01T${String(hour).padStart(2, '0')}:00:00Z`)
  const stream = 'jianwei.journal-fact-2'
  const foreign = {
    reason: 'no_envelope',
    stream,
    events: 3,
    first_position: 2 as Position,
    last_position: 9 as Position,
    first_ms: at(4),
    last_ms: at(6),
  } as const
  const lossOf = (kind: StreamLossKind, hour: number) =>
    ({
      kind,
      stream,
      amount: null,
      given: 7,
      position: hour as Position,
      found_ms: at(hour),
    }) as const
  const none: LogFindings = { set_aside: [], stream_losses: [] }
  let findings = none
  let certified: Certifying
  beforeAll(async () => {
    const standing = { ...LOG_OF_ITS_OWN, findings: async () => findings }
    certified = await certifying(bureauLog, HEAD, bureauLog, standing)
  })
  afterAll(async () => certified?.[Symbol.asyncDispose]())
  const certificateOf = async (found: Partial<LogFindings>, query = '') => {
    findings = { ...none, ...found }
    return (await certified.ask(query)).body
  }

  test('what another program wrote into its streams is named, and takes nothing from it', async () => {
    expect(await certificateOf({ set_aside: [foreign] })).toMatchObject({
      complete: true,
      set_aside: [
        { reason: 'no_envelope', stream, events: 3, first_at: '2026-06-01T04:00:00.000Z' },
      ],
    })
    const later = '?from=2026-06-01T07:00:00Z'
    expect(await certificateOf({ set_aside: [foreign] }, later)).toMatchObject({ set_aside: [] })
  })

  test.each(['deleted', 'cut', 'count_limited', 'age_limited'] as const)(
    'no period is complete while a stream is %s, and each from before is once that is lifted',
    async (kind) => {
      const loss = lossOf(kind, 5)
      expect(await certificateOf({ stream_losses: [loss] })).toMatchObject({
        complete: false,
        stream_losses: [{ kind, stream, given: 7, found_at: '2026-06-01T05:00:00.000Z' }],
      })
      const lifted = [loss, lossOf('lifted', 6)]
      expect(await certificateOf({ stream_losses: lifted })).toMatchObject({ complete: true })
    },
  )

  test.each(['tombstoned', 'missing'] as const)(
    'what is %s stays gone, whatever is lifted later',
    async (kind) => {
      const losses = [lossOf(kind, 5), lossOf('lifted', 6)]
      expect(await certificateOf({ stream_losses: losses })).toMatchObject({ complete: false })
    },
  )
})
