import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { foundWarnings } from '@jianwei/projections/evaluation/queries.ts'
import { knownAt } from '@jianwei/projections/clock/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { readRuleText } from '@jianwei/services/text-reading/rule-text.ts'
import { scoreSubjects } from '@jianwei/services/score/score-subjects.ts'
import { BAKERY, bureauLog, idOf, penalty, RULE, WARNING } from '#/support/log/bureau-log.ts'
import { recordedLog } from '#/support/log/recorded-log.ts'
import { shelfOf } from '#/support/program/running-pipeline.ts'
import { apiSchemas, type ApiSchemas } from '#/support/server/api-document.ts'
import { serverWithoutData } from '#/support/server/server-without-data.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

const PATH = '/v1/subjects/{subject_id}/risk'
const EXAMPLES = new URL('../../support/rules/examples/', import.meta.url)
const SCORE = ruleOf('credit-risk-class.yaml')
const GROUPED = ruleOf('hotline-topic-surges.yaml')
const PEERS = ruleOf('complaints-far-above-peers.yaml')

const Answer = z.looseObject({
  as_of: z.string(),
  credit_class: z.looseObject({ value: z.string(), fact_id: z.string() }).nullable(),
  scores: z.array(
    z.looseObject({
      rule_id: z.string(),
      score: z.string(),
      band: z.string(),
      contributions: z.array(
        z.looseObject({
          indicator: z.string(),
          points: z.string(),
          facts: z.array(z.looseObject({ fact_id: z.string(), points: z.string() })),
        }),
      ),
    }),
  ),
  standing_warnings: z.array(
    z.looseObject({ warning_id: z.string(), evidence: z.array(z.string()) }),
  ),
  not_judged: z.array(z.looseObject({ rule_id: z.string(), because: z.string() })),
})

describe('the risk of a subject', () => {
  const opening = openWarehouse()
  let schemas: ApiSchemas
  const assigned = recordedLog(
    [
      {
        id: 'class',
        type: 'CreditClassAssigned',
        subject_id: BAKERY,
        occurred_at: '2026-02-01T00:00:00.000Z',
        data: { credit_class: 'C', scheme: 'example' },
      },
      penalty('late', '2026-01-20'),
      {
        id: 'complaint',
        type: 'ComplaintReceived',
        subject_id: BAKERY,
        occurred_at: '2026-02-02T00:00:00.000Z',
        data: { complaint_number: '1' },
      },
      {
        id: 'ticket',
        type: 'TicketDispatched',
        subject_id: BAKERY,
        occurred_at: '2026-02-03T00:00:00.000Z',
        data: { ticket_number: '1' },
      },
    ],
    bureauLog.length + 1,
  )
  const log = [...bureauLog, ...assigned]
  const server = (async () => {
    const { warehouse } = await opening
    await project(warehouse, log)
    return serverWithoutData({ warehouse, rules: shelfOf([RULE, SCORE, GROUPED, PEERS]) })
  })()
  beforeAll(async () => {
    schemas = apiSchemas((await (await server).inject('/openapi.json')).json())
  })
  afterAll(async () => {
    await (await server).close()
    await (await opening)[Symbol.asyncDispose]()
  })

  const ask = async (query: string, subject = BAKERY) => {
    const answer = await (await server).inject(`/v1/subjects/${subject}/risk?${query}`)
    expect(schemas.misfitsOf(PATH, answer)).toEqual([])
    return answer
  }
  const told = async (query: string, subject = BAKERY) =>
    Answer.parse((await ask(query, subject)).json())

  test('has the class that a department assigned, the score with its facts, and what stands', async () => {
    const risk = await told('as_of=2026-03-15')
    expect(risk.credit_class).toMatchObject({ value: 'C', fact_id: idOf('class') })
    const [score] = risk.scores
    expect(score).toMatchObject({ rule_id: SCORE.id, band: 'C' })
    const penalties = score?.contributions.find(({ indicator }) => indicator === 'penalties')
    expect(penalties?.facts.map(({ fact_id }) => fact_id)).toContain(idOf('late'))
    expect(risk.standing_warnings.length).toBeGreaterThan(0)
  })

  test('is a failure and no more where the facts cannot be read, whatever is still asked', async () => {
    const { warehouse } = await opening
    // Facts fail at once; what else is asked takes a turn longer.
    const query = async <Row>(...[statement, options]: Parameters<Warehouse['query']>) => {
      if (options.purpose === 'server:subjects:facts')
        throw new WarehouseError('subjects:facts: the engine is away', 210, { retryable: true })
      const rows = await warehouse.query<Row>(statement, options)
      await setImmediate()
      return rows
    }
    const unheard: unknown[] = []
    const hear = (reason: unknown): void => void unheard.push(reason)
    process.on('unhandledRejection', hear)
    await using failing = serverWithoutData({
      warehouse: { ...theRestOf(warehouse), query },
      rules: shelfOf([RULE]),
    })
    const answer = await failing.inject(`/v1/subjects/${BAKERY}/risk?as_of=2026-03-15`)
    await setImmediate()
    process.off('unhandledRejection', hear)
    expect([answer.statusCode, unheard]).toEqual([503, []])
  })

  test('is on every day, in both orders of knowing, what the command line and the rules say', async () => {
    const { warehouse } = await opening
    const days = [...new Set(log.map(({ occurred_at }) => occurred_at.slice(0, 10)))]
      .toSorted()
      .filter((_, index) => index % 3 === 0)
    const subjects = [BAKERY, 'test:stall-11']
    let points = 0
    let warned = 0
    for (const by of ['platform', 'source'] as const) {
      for (const day of days) {
        const at = endOf(day)
        const { scores, otherwise } = await scoreSubjects(warehouse, SCORE, { at, by })
        const known = await knownAt(warehouse, by, at)
        const view = { scope: { of: 'everything' }, known, clock: at, ...NOTHING_STATED } as const
        const found = [
          ...(await foundWarnings(warehouse, RULE, view)),
          ...(await foundWarnings(warehouse, SCORE, view)),
        ]
        for (const subject of subjects) {
          const risk = await told(`as_of=${day}&as_known_at=${day}&by=${by}`, subject)
          expect(risk.scores[0]?.score).toBe(scores.get(subject) ?? otherwise)
          points += Number(risk.scores[0]?.score)
          const standing = found.filter(
            ({ subject_id, anchor_at }) => subject_id === subject && anchor_at <= at,
          )
          expect(risk.standing_warnings.map(({ warning_id }) => warning_id).toSorted()).toEqual(
            standing.map(({ warning_id }) => warning_id).toSorted(),
          )
          warned += standing.length
        }
      }
    }
    expect(points).toBeGreaterThan(0)
    expect(warned).toBeGreaterThan(0)
  })

  test('knows at a position what the platform knew there', async () => {
    const before = await told(`as_of=2026-03-15&as_known_at=${bureauLog.length}`)
    expect(before.credit_class).toBeNull()
    expect(before.standing_warnings.map(({ warning_id }) => warning_id)).toContain(WARNING)
  })

  test('names the rules that it cannot tell, and can be asked by one rule alone', async () => {
    const bySource = await told('as_of=2026-03-15&by=source')
    expect(bySource.not_judged).toEqual([
      expect.objectContaining({ rule_id: GROUPED.id, because: 'group' }),
      expect.objectContaining({ rule_id: PEERS.id, because: 'snapshot_by_source' }),
    ])
    expect((await told('')).not_judged).toHaveLength(1)
    const alone = await told(`rule_id=${RULE.id}`)
    expect(alone.scores).toEqual([])
    expect((await ask('rule_id=nobody')).json()).toMatchObject({ code: 'RULE_UNKNOWN' })
    expect((await ask('', 'test:nobody')).json()).toMatchObject({ code: 'SUBJECT_UNKNOWN' })
    expect((await ask('by=source&as_known_at=4')).json()).toMatchObject({
      code: 'VALIDATION_FAILED',
    })
  })
})

function endOf(day: string): Instant {
  return instantFromMs(msOfInstant(`${day}T15:59:59.999Z` as Instant))
}

/** All but how it is asked. */
function theRestOf(warehouse: Warehouse): Omit<Warehouse, 'query'> {
  return {
    stream: (statement, options) => warehouse.stream(statement, options),
    blocks: (statement, options) => warehouse.blocks(statement, options),
    file: (statement, format, options) => warehouse.file(statement, format, options),
    insert: (insert) => warehouse.insert(insert),
    execute: (statement, options) => warehouse.execute(statement, options),
    [Symbol.asyncDispose]: async () => {},
  }
}

function ruleOf(file: string) {
  const read = readRuleText(readFileSync(new URL(file, EXAMPLES), 'utf8'))
  if (!read.ok) throw new TypeError(JSON.stringify(read.problems))
  return read.rule
}
