import { describe, expect, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import {
  warningDecider,
  type WarningCommand,
  type WarningEvent,
  type WarningFinding,
} from '#/warning/decider.ts'

const finding: WarningFinding = {
  warning_id: 'a',
  anchor: 'fact',
  anchor_at: '2026-03-01T00:00:00.000Z',
  evidence: ['e1'],
}
const moved: WarningFinding = { ...finding, anchor_at: '2026-03-02T00:00:00.000Z' }

const found = (of = finding): WarningCommand => ({ type: 'RecordFinding', finding: of })
const gone: WarningCommand = { type: 'RecordAbsence' }
const raised = (data = finding): WarningEvent => ({ type: 'WarningRaised', data })
const withdrawn = (data = finding): WarningEvent => ({ type: 'WarningWithdrawn', data })

describe('what an evaluation makes of a warning', () => {
  test.each<[string, readonly WarningEvent[], WarningCommand, readonly WarningEvent[]]>([
    ['absent and found: raised', [], found(), [raised()]],
    ['absent and not found: nothing', [], gone, []],
    ['standing and found: nothing', [raised()], found(), []],
    ['standing and not found: withdrawn', [raised()], gone, [withdrawn()]],
    ['withdrawn and not found: nothing', [raised(), withdrawn()], gone, []],
    ['withdrawn and found: raised again', [raised(), withdrawn()], found(), [raised()]],
    [
      'standing and found elsewhere: withdrawn there, raised here',
      [raised()],
      found(moved),
      [withdrawn(), raised(moved)],
    ],
  ])('%s', (_, before, command, after) => {
    expect(warningDecider.decide(command, stateAfter(warningDecider, before))).toEqual(after)
  })

  test('the same evaluation again says nothing more', () => {
    for (const command of [found(), gone, found(moved)]) {
      for (const before of [[], [raised()], [raised(), withdrawn()]]) {
        const events = warningDecider.decide(command, stateAfter(warningDecider, before))
        const after = stateAfter(warningDecider, [...before, ...events])
        expect(warningDecider.decide(command, after)).toEqual([])
      }
    }
  })
})
