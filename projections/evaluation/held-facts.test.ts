import { fieldColumns } from '#/rules/facts/fields/field-column.ts'
import { describe, expect, test } from 'vitest'
import { versionOf } from '@jianwei/events/fact.ts'
import { correction, recordedLog, retraction } from '@jianwei/tests/support/log/recorded-log.ts'
import { heldFact, HeldFacts, type HeldFact } from '#/evaluation/held-facts.ts'

const complaint = (id: string, subject_id: string) => ({
  id,
  type: 'ComplaintReceived',
  subject_id,
  occurred_at: '2026-03-02T04:00:00.000Z',
  data: { complaint_number: id, channel: { code: '12315' }, is_repeated: false },
})
const report = {
  id: 'report',
  type: 'ReportReceived',
  subject_id: 'test:a',
  occurred_at: '2026-03-02T04:00:00.000Z',
  data: { report_number: 'r', channel: { code: '12315' } },
}
const news = recordedLog([
  complaint('a1', 'test:a'),
  complaint('a2', 'test:a'),
  report,
  complaint('b1', 'test:b'),
  correction('b1-corrected', 'b1', complaint('b1', 'test:b')),
  retraction('a1-retracted', 'a1', { subject_id: 'test:a' }),
]).flatMap((event) => versionOf(event) ?? [])

const types = ['ComplaintReceived']
const field = (name: string) => fieldColumns().get(name)!
const fields = [field('data_is_repeated')]
const MEGABYTE = 1_000_000

/** What was fetched of a subject where the first so many events were known. */
function fetched(upTo: number, subject: string): readonly HeldFact[] {
  return news.slice(0, upTo).flatMap((version) => {
    if (version.kind === 'retraction' || version.subject_id !== subject) return []
    const { fact_id, subject_id, source, content } = version
    return [heldFact({ fact_id, subject_id, source, content, second: 1 })]
  })
}

function following(bytes = MEGABYTE): HeldFacts {
  const held = new HeldFacts(bytes)
  held.follow({ after: 0, up_to: 1, news: news.slice(0, 1), types, fields })
  held.hold('test:a', fetched(1, 'test:a'))
  return held
}

const factsOf = (held: HeldFacts, subject: string) => {
  const facts = held.get(subject)
  return facts && Array.from({ length: facts.length }, (_, place) => facts.factAt(place))
}
const ids = (held: HeldFacts, subject: string) =>
  factsOf(held, subject)?.map(({ fact_id }) => fact_id)
const idAt = (place: number) => news[place - 1]?.fact_id

describe('facts that are held of a subject', () => {
  test('are those that were fetched, with what came since, of the types that are looked at', () => {
    const held = following()
    expect(ids(held, 'test:a')).toEqual([idAt(1)])
    held.follow({ after: 1, up_to: 3, news: news.slice(1, 3), types, fields })
    expect(ids(held, 'test:a')).toEqual([idAt(1), idAt(2)])
    expect(factsOf(held, 'test:a')?.[1]).toMatchObject({
      second: 1_772_424_000,
      content: news[1] && 'content' in news[1] ? news[1].content : {},
    })
    // The same stretch for other rules.
    held.follow({ after: 1, up_to: 3, news: news.slice(1, 3), types, fields })
    expect(ids(held, 'test:a')).toHaveLength(2)
    expect(ids(held, 'test:b')).toBeUndefined()
  })

  test('are let go of with an amendment', () => {
    const held = following()
    held.follow({ after: 1, up_to: 5, news: news.slice(1, 5), types, fields })
    held.hold('test:b', fetched(5, 'test:b').slice(1))
    held.follow({ after: 5, up_to: 6, news: news.slice(5), types, fields })
    expect(ids(held, 'test:a')).toBeUndefined()
    expect(ids(held, 'test:b')).toHaveLength(1)
  })

  test('are none of a subject with too many, and that is known, until there are fewer', () => {
    const held = new HeldFacts(MEGABYTE, 1)
    held.follow({ after: 0, up_to: 1, news: news.slice(0, 1), types, fields })
    held.hold('test:a', fetched(1, 'test:a'))
    expect(held.isDense('test:a')).toBe(false)
    held.follow({ after: 1, up_to: 2, news: news.slice(1, 2), types, fields })
    expect([held.isDense('test:a'), ids(held, 'test:a')]).toEqual([true, undefined])
    expect(held.view.dense).toBe(1)
    held.hold('test:a', fetched(2, 'test:a'))
    expect(held.isDense('test:a')).toBe(true)
    held.hold('test:a', fetched(1, 'test:a'))
    expect([held.isDense('test:a'), held.view.dense]).toEqual([false, 0])
  })

  test('are let go of where it is not known what came, or rules look at other types or fields', () => {
    for (const stretch of [
      { after: 1, up_to: 2, news: 'by position', types, fields },
      { after: 2, up_to: 3, news: [], types, fields },
      { after: 1, up_to: 2, news: [], types: [...types, 'ReportReceived'], fields },
      { after: 1, up_to: 1, news: [], types: ['ReportReceived'], fields },
      { after: 1, up_to: 1, news: [], types, fields: [field('data_complaint_number')] },
    ] as const) {
      const held = following()
      held.follow(stretch)
      expect(held.view).toEqual({ subjects: 0, bytes: 0, dense: 0 })
    }
  })

  test('take no more than the limit: who was looked at longest ago goes', () => {
    const held = following(3_000)
    held.hold('test:c', fetched(1, 'test:a'))
    expect(held.view.subjects).toBe(2)
    held.get('test:a')
    held.hold('test:d', fetched(1, 'test:a'))
    expect(['test:a', 'test:c', 'test:d'].map((id) => held.get(id) !== undefined)).toEqual([
      true,
      false,
      true,
    ])
    expect(held.view.bytes).toBeLessThanOrEqual(3_000)
    held.follow({ after: 1, up_to: 2, news: news.slice(1, 2), types, fields })
    expect(held.view.bytes).toBeLessThanOrEqual(3_000)
  })
})
