import { describe, expect, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import { subjectLinkDecider, type SubjectLinkCommand } from '#/subject-link/decider.ts'
import { LinkedElsewhere, LinkStepRefused, LinkUnknown } from '#/subject-link/errors.ts'
import { linkedTo, type SubjectLinkEvent } from '#/subject-link/links.ts'

const subject_id = 'named:shop'
const [mill, inn] = ['reg:350100100000017', '91350100M000100Y43']
const reasons = [{ code: 'name_same', weight: 9 }]

function propose(...targets: readonly (readonly [string, number])[]): SubjectLinkCommand {
  const found = targets.map(([target_id, score]) => ({ target_id, score, reasons }))
  return { type: 'ProposeLinks', data: { subject_id, scheme: 1, found } }
}

function step(type: 'ConfirmLink' | 'UndoLink' | 'RejectLink', target_id: string) {
  const data = { subject_id, target_id, actor: 'officer', reason: 'seen' }
  return { type, data } as const
}

function decided(...commands: readonly SubjectLinkCommand[]): readonly SubjectLinkEvent[] {
  const events: SubjectLinkEvent[] = []
  for (const command of commands)
    events.push(...subjectLinkDecider.decide(command, stateAfter(subjectLinkDecider, events)))
  return events
}

describe('links of a subject that is known by name only', () => {
  test('are proposed once, again where they are scored otherwise, and withdrawn', () => {
    const again = decided(
      propose([mill, 0.9]),
      propose([mill, 0.9]),
      propose([mill, 0.8]),
      propose(),
    )
    expect(again.map(({ type }) => type)).toEqual([
      'SubjectLinkProposed',
      'SubjectLinkProposed',
      'SubjectLinkProposalWithdrawn',
    ])
  })

  test('are confirmed with what was known, one at a time', () => {
    const events = decided(propose([mill, 0.9], [inn, 0.7]), step('ConfirmLink', mill))
    expect(events.at(-1)).toMatchObject({
      type: 'SubjectLinkConfirmed',
      data: { score: 0.9, reasons },
    })
    expect(linkedTo(stateAfter(subjectLinkDecider, events))).toBe(mill)
    expect(decided(step('ConfirmLink', mill), step('ConfirmLink', mill))).toHaveLength(1)
    expect(() => decided(step('ConfirmLink', mill), step('ConfirmLink', inn))).toThrow(
      LinkedElsewhere,
    )
    expect(() => decided(step('ConfirmLink', subject_id))).toThrow(LinkStepRefused)
  })

  test('once undone or rejected are not proposed again, and people may confirm them all the same', () => {
    const undone = decided(
      step('ConfirmLink', mill),
      step('UndoLink', mill),
      step('UndoLink', mill),
    )
    expect(undone).toHaveLength(2)
    const rejected = [propose([inn, 0.7]), step('RejectLink', inn), step('RejectLink', inn)]
    expect(decided(...rejected, propose([inn, 0.7]))).toHaveLength(2)
    expect(decided(...rejected, propose(), step('ConfirmLink', inn)).at(-1)).toMatchObject({
      type: 'SubjectLinkConfirmed',
      data: { score: 0.7 },
    })
  })

  test('that nobody proposed are neither undone nor rejected, and a confirmed one is undone', () => {
    expect(() => decided(step('UndoLink', mill))).toThrow(LinkUnknown)
    expect(() => decided(step('RejectLink', mill))).toThrow(LinkUnknown)
    expect(() => decided(step('ConfirmLink', mill), step('RejectLink', mill))).toThrow('undo it')
    expect(() => decided(propose([mill, 0.9]), step('UndoLink', mill))).toThrow('is proposed')
  })
})
