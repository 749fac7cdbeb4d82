import { describe, expect, test } from 'vitest'
import type { CivilDate } from '#/instant.ts'
import { stateAfter } from '#/decider.ts'
import { viewDecider, type ViewCommand } from '#/view/decider.ts'
import {
  ViewChanged,
  ViewIsRetired,
  ViewNotShared,
  ViewNotYours,
  ViewUnknown,
} from '#/view/errors.ts'
import type { ViewSaved } from '#/view/events.ts'
import type { ViewEvent } from '#/view/view.ts'

const view_id = '6ba7b810-9dad-51d1-80b4-00c04fd430c8'
const content = (): ViewSaved => ({
  view_id,
  actor: 'li',
  name: 'Red ones of my unit',
  list: 'alerts',
  filters: { level: ['red'], unit: ['330203-market'] },
  columns: ['level', 'subject_id', 'due_at'],
  order: 'due_at',
  shared_with: 'nobody',
  unit: null,
})
const saved: ViewEvent = { type: 'ViewSaved', data: content() }
const shared: ViewEvent = {
  type: 'ViewSaved',
  data: { ...content(), shared_with: 'everyone' },
}
const subscribed: ViewEvent = {
  type: 'ViewSubscribed',
  data: {
    view_id,
    actor: 'wang',
    every: 'day',
    hour: 8,
    weekday: null,
    first_day: '2026-03-01' as CivilDate,
  },
}
const digest = (day: string): ViewCommand => ({
  type: 'MakeDigest',
  data: {
    view_id,
    actor: 'jianwei:views',
    subscriber: 'wang',
    // The days of this test are real ones.
    day: day as Extract<ViewCommand, { type: 'MakeDigest' }>['data']['day'],
    alerts: 3,
    new_alerts: 1,
    by_level: null,
    sample: [],
  },
})
const decide = (events: readonly ViewEvent[], command: ViewCommand) =>
  viewDecider.decide(command, stateAfter(viewDecider, events))

describe('a view', () => {
  test('is saved once, and again where something else is saved', () => {
    const save: ViewCommand = { type: 'SaveView', data: content(), expected: null }
    expect(decide([], save)).toEqual([saved])
    expect(decide([saved], save)).toEqual([])
    const other = { ...content(), filters: { level: ['red', 'orange'] } }
    expect(decide([saved], { type: 'SaveView', data: other, expected: 0 })).toHaveLength(1)
    expect(() => decide([saved, shared], { type: 'SaveView', data: other, expected: 0 })).toThrow(
      ViewChanged,
    )
  })

  test('is changed and retired by who saved it', () => {
    const theirs = { ...content(), actor: 'wang', name: 'Mine' }
    expect(() => decide([saved], { type: 'SaveView', data: theirs, expected: 0 })).toThrow(
      ViewNotYours,
    )
    const retire = (actor: string): ViewCommand => ({
      type: 'RetireView',
      data: { view_id, actor, reason: 'not used' },
      expected: 0,
    })
    expect(() => decide([saved], retire('wang'))).toThrow(ViewNotYours)
    const retired = decide([saved], retire('li'))
    expect(retired).toHaveLength(1)
    const after = [saved, ...retired]
    expect(decide(after, retire('li'))).toEqual([])
    expect(() => decide(after, { type: 'SaveView', data: content(), expected: 1 })).toThrow(
      ViewIsRetired,
    )
  })

  test('becomes a default only where everyone may use it', () => {
    const command: ViewCommand = {
      type: 'MakeDefault',
      data: { view_id, actor: 'chief', role: 'regulator', reason: 'agreed' },
    }
    expect(() => decide([saved], command)).toThrow(ViewNotShared)
    expect(decide([saved, shared], command)).toHaveLength(1)
    expect(() => decide([], command)).toThrow(ViewUnknown)
  })

  test('has one digest a day for each subscriber, until they end it or it is retired', () => {
    const [first] = decide([saved, subscribed], digest('2026-03-02'))
    if (first === undefined) throw new TypeError('the first digest is made')
    const told = [saved, subscribed, first]
    expect(decide(told, digest('2026-03-02'))).toEqual([])
    expect(decide(told, digest('2026-03-01'))).toEqual([])
    expect(decide(told, digest('2026-03-03'))).toHaveLength(1)
    const ended: ViewEvent = { type: 'ViewUnsubscribed', data: { view_id, actor: 'wang' } }
    expect(decide([...told, ended], digest('2026-03-03'))).toEqual([])
    const retired: ViewEvent = {
      type: 'ViewRetired',
      data: { view_id, actor: 'li', reason: 'not used' },
    }
    expect(decide([...told, retired], digest('2026-03-03'))).toEqual([])
  })
})
