import { expect, test } from 'vitest'
import type { AlertStepRead } from '#/alert/alert-queries.ts'
import { filesOf } from '#/alert/alert-files.ts'
import { linksOf } from '#/alert/links-of-alert.ts'
import { partsOf } from '#/alert/parts-of-joint.ts'

const AT = '2026-03-01T00:00:00.000Z'

function step(type: string, data: Record<string, unknown>): AlertStepRead {
  return {
    event_id: `${type}-${JSON.stringify(data)}`,
    position: 1,
    type,
    actor: 'wang',
    reason: '',
    occurred_at: AT,
    recorded_at: AT,
    data,
    withheld: 0,
    changes: [],
  }
}

test('a unit that answered and is asked again has two parts', () => {
  const parts = partsOf([
    step('AlertCooperationAsked', { unit: 'fire', task: 'look', due_at: null }),
    step('AlertCooperationAnswered', { unit: 'fire', feedback: 'seen' }),
    step('AlertCooperationAsked', { unit: 'fire', task: 'again', due_at: AT }),
    step('AlertCooperationWithdrawn', { unit: 'fire' }),
  ])
  expect(parts.map(({ task, is, feedback }) => [task, is, feedback])).toEqual([
    ['look', 'answered', 'seen'],
    ['again', 'withdrawn', null],
  ])
})

test('a link waits until its fact is streamed, and goes when it was a mistake', () => {
  const links = linksOf([
    step('AlertMeasureLinked', { link_id: 'a', kind: 'penalty', number: '7', department: null }),
    step('AlertMeasureLinked', { link_id: 'b', kind: 'case', number: '8', department: 'd' }),
    step('AlertMeasureLinked', { link_id: 'c', kind: 'case', number: '9', department: null }),
    step('AlertLinkClosed', { link_id: 'a', fact_id: 'f' }),
    step('AlertLinkRemoved', { link_id: 'c' }),
  ])
  expect(links.map(({ number, fact_id, is_streamed }) => [number, fact_id, is_streamed])).toEqual([
    ['7', 'f', true],
    ['8', null, false],
  ])
})

test('files are those that were attached', () => {
  const data = { sha256: 'aa', size: 3, media_type: 'text/plain', name: 'note.txt' }
  expect(filesOf([step('AlertViewed', {}), step('AlertEvidenceAttached', data)])).toEqual([
    { ...data, actor: 'wang', at: AT },
  ])
})
