import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { derivedId } from '@jianwei/events/identity.ts'
import { openBureauApi, type BureauApi } from '#/support/server/bureau-api.ts'
import { idOf, RULE, RULE_INPUT, WARNING, WITHDRAWN_WARNING } from '#/support/log/bureau-log.ts'

const PATH = '/v1/warnings/{warning_id}/explanation'

let api: BureauApi
beforeAll(async () => {
  api = await openBureauApi()
})
afterAll(async () => api?.[Symbol.asyncDispose]())

async function explanation(warningId: string) {
  return api.ask(PATH, `/v1/warnings/${warningId}/explanation`)
}

describe('an explanation', () => {
  test('gives the values with their thresholds, each fact with its part, and the smallest changes', async () => {
    const answer = await explanation(WARNING)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      warning_id: WARNING,
      standing: true,
      known_at: { position: 5 },
      rule: { rule_id: RULE.id, rule_version: 1 },
      engine: 'process',
      content_hash: RULE.content_hash,
      comparisons: [
        { value: 3, relation: 'at_least', threshold: 3, unit: 'facts' },
        { value: 2, relation: 'less_than', threshold: 3, unit: 'facts' },
      ],
      evidence: ['p1', 'p2', 'p3'].map((id) => ({ fact_id: idOf(id), part: { en: 'counted' } })),
      smallest_changes: [
        { change: 'facts_less', fact_ids: [idOf('p3')] },
        { change: 'threshold', parameter: 'parameters.at_least', from: 3, to: 4 },
      ],
    })
  })

  test('speaks of the facts as they were known then, whatever corrected them since', async () => {
    const { evidence } = (await explanation(WARNING)).json()
    expect(evidence[1].fact).toMatchObject({
      fact_id: idOf('p2'),
      event_id: idOf('p2'),
      version_kind: 'original',
      data: { fine_cents: 100_000 },
    })
  })

  test('of a warning that was withdrawn says why it was raised', async () => {
    const withdrawn = (await explanation(WITHDRAWN_WARNING)).json()
    expect(withdrawn).toMatchObject({ standing: false, known_at: { position: 6 } })
    expect(withdrawn.evidence.at(-1).fact).toMatchObject({
      fact_id: idOf('p4'),
      version_kind: 'original',
    })
  })

  test('of a warning that nobody knows is refused', async () => {
    const answer = await explanation(derivedId('warning', 'none'))
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'WARNING_UNKNOWN'])
  })

  test('carries the text of the rule as it was published', async () => {
    expect((await explanation(WARNING)).json().rule_text).toBeNull()
    const text = JSON.stringify(RULE_INPUT)
    await api.happen([
      {
        id: 'published',
        type: 'RulePublished',
        subject_id: `rule:${RULE.id}`,
        occurred_at: '2026-06-02T00:00:00.000Z',
        data: {
          rule_id: RULE.id,
          rule_version: 1,
          content_hash: RULE.content_hash,
          title: RULE.title,
          text,
        },
      },
    ])
    expect((await explanation(WARNING)).json()).toMatchObject({
      rule_text: text,
      content_hash: RULE.content_hash,
    })
  })
})
