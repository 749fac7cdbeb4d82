import { describe, expect, test } from 'vitest'
import type { PresentAlert } from '#/alert/alert.ts'
import type { AlertCommand } from '#/alert/commands.ts'
import { alertDecider } from '#/alert/decider.ts'
import type { AlertEvent } from '#/alert/effects.ts'
import { changesOf } from '#/alert/step-changes.ts'
import { stateAfter } from '#/decider.ts'
import type { Instant } from '#/instant.ts'

/* What people do with an alert beside the plain life, which `decider.test.ts` holds. */

const alert_id = '6ba7b810-9dad-51d1-80b4-00c04fd430c8'
const OTHER = '6ba7b811-9dad-51d1-80b4-00c04fd430c8'
const noon = '2026-03-10T12:00:00.000Z' as Instant
const one = '2026-03-10T13:00:00.000Z' as Instant
const by = (actor: string) => ({ alert_id, actor, reason: 'because of the file' })

const tip: AlertEvent = {
  type: 'AlertRaised',
  data: {
    ...by('hotline'),
    rule_id: null,
    rule_version: null,
    level: 'yellow',
    warning_ids: [],
    due_at: null,
    lead: { channel: 'telephone', summary: 'rats', number: null, domain: 'food' },
    further_subjects: [],
  },
}
const sign = (actor: string, at = noon): AlertCommand => ({
  type: 'SignForAlert',
  data: by(actor),
  at,
})
const claim = (actor: string, more: object = {}): AlertCommand => ({
  type: 'ClaimAlert',
  data: { ...by(actor), until: one },
  at: noon,
  take_over: false,
  ...more,
})
const close = (actor: string, reason_code: 'true_and_handled' | 'benign', second_person = false) =>
  ({
    type: 'CloseAlert',
    data: { ...by(actor), reason_code, despite_open_parts: null },
    second_person,
  }) as const
const confirm = (actor: string): AlertCommand => ({ type: 'ConfirmClosing', data: by(actor) })
const ask: AlertCommand = {
  type: 'AskCooperation',
  data: { ...by('li'), unit: 'fire-1', task: 'look', due_at: one },
}
const answer: AlertCommand = {
  type: 'AnswerCooperation',
  data: { ...by('officer'), unit: 'fire-1', feedback: 'clear' },
}

/** What happens after the tip; the code of the refusal where one command is refused. */
function after(...commands: readonly AlertCommand[]) {
  const events: AlertEvent[] = [tip]
  for (const command of commands) {
    try {
      events.push(...alertDecider.decide(command, stateAfter(alertDecider, events)))
    } catch (error) {
      return { refused: (error as { readonly code: string }).code, events }
    }
  }
  return { refused: null, events }
}

function alertAfter(...commands: readonly AlertCommand[]): PresentAlert {
  const { refused, events } = after(...commands)
  expect(refused).toBeNull()
  const alert = stateAfter(alertDecider, events)
  if (alert.state === 'absent') throw new TypeError('the tip raised it')
  return alert
}

describe('a tip', () => {
  test('that no warning supports is no reason to close it as handled at once', () => {
    expect(after(close('li', 'true_and_handled')).refused).toBe('ALERT_STEP_REFUSED')
    expect(alertAfter(close('li', 'benign'))).toMatchObject({
      state: 'closed',
      closed_as: 'benign',
    })
  })
})

describe('a claim', () => {
  test('keeps others from signing and claiming while it runs, and nobody afterwards', () => {
    expect(after(claim('li'), sign('wang')).refused).toBe('ALERT_CLAIMED')
    expect(after(claim('li'), claim('wang')).refused).toBe('ALERT_CLAIMED')
    expect(alertAfter(claim('li'), sign('wang', one))).toMatchObject({
      owner: 'wang',
      claimed_by: null,
    })
    expect(alertAfter(claim('li'), sign('li')).owner).toBe('li')
  })

  test('can be taken over, and says from whom', () => {
    const { events } = after(claim('li'), claim('wang', { take_over: true }))
    expect(events.at(-1)?.data).toMatchObject({ actor: 'wang', from: 'li' })
  })
})

describe('queues and people', () => {
  const route: AlertCommand = {
    type: 'RouteAlert',
    data: { ...by('jianwei:routing'), unit: 'food-1', routing_version: 3 },
  }
  const assign: AlertCommand = { type: 'AssignAlert', data: { ...by('chief'), to: 'li' } }
  const transfer: AlertCommand = {
    type: 'TransferAlert',
    data: { ...by('li'), to: null, unit: 'food-2' },
  }

  test('a transfer to a unit leaves nobody as the owner, and says who had it and where', () => {
    const { events } = after(route, assign, sign('li'), transfer)
    expect(events.at(-1)?.data).toMatchObject({ from: 'li', from_unit: 'food-1' })
    expect(alertAfter(route, assign, sign('li'), transfer)).toMatchObject({
      state: 'raised',
      owner: null,
      unit: 'food-2',
    })
  })

  test('a return before verification takes it out of the queue as well', () => {
    const giveBack: AlertCommand = { type: 'ReturnAlert', data: by('li') }
    expect(alertAfter(route, assign, giveBack)).toMatchObject({ owner: null, unit: null })
  })

  test('a transfer names somebody', () => {
    const nowhere: AlertCommand = { type: 'TransferAlert', data: { ...by('li'), to: null } }
    expect(after(nowhere).refused).toBe('ALERT_TRANSFER_NOWHERE')
  })
})

describe('joint handling', () => {
  test('a part is open until it is answered, and then the alert can be closed', () => {
    expect(after(ask, close('li', 'benign')).refused).toBe('ALERT_PARTS_OPEN')
    expect(alertAfter(ask, answer, close('li', 'benign'))).toMatchObject({
      open_parts: [],
      parts: [{ unit: 'fire-1', feedback: 'clear' }],
    })
    expect(after(answer).refused).toBe('ALERT_PART_UNKNOWN')
  })
})

describe('a second person', () => {
  test('agrees, and is not the one who proposed it', () => {
    const proposal = close('li', 'benign', true)
    expect(alertAfter(proposal)).toMatchObject({ state: 'raised', closing_proposed_by: 'li' })
    expect(after(proposal, confirm('li')).refused).toBe('ALERT_SECOND_PERSON_MISSING')
    const { events } = after(proposal, confirm('chief'))
    expect(events.at(-1)).toMatchObject({
      type: 'AlertClosed',
      data: { actor: 'chief', proposed_by: 'li', reason_code: 'benign' },
    })
    expect(after(proposal, proposal).events).toHaveLength(2)
  })
})

describe('a merged alert', () => {
  const merge: AlertCommand = { type: 'MergeAlert', data: { ...by('li'), into: OTHER } }
  const detach: AlertCommand = { type: 'DetachAlert', data: { ...by('li'), from_alert: OTHER } }

  test('is worked on by nobody until it is detached, and keeps its state', () => {
    expect(after(sign('li'), merge, close('li', 'benign')).refused).toBe('ALERT_MERGED')
    expect(alertAfter(sign('li'), merge, detach)).toMatchObject({
      state: 'signed_for',
      owner: 'li',
      merged_into: null,
    })
  })
})

test('an alert is viewed once a person', () => {
  const view = (actor: string): AlertCommand => ({ type: 'ViewAlert', data: by(actor) })
  expect(after(view('li'), view('li'), view('wang')).events).toHaveLength(3)
})

test('every step is told with its old and new values', () => {
  const { events } = after(claim('li'), sign('li'), ask, answer)
  expect(changesOf(events).slice(1)).toEqual([
    [
      { field: 'claimed_by', from: null, to: 'li' },
      { field: 'claimed_until', from: null, to: one },
    ],
    [
      { field: 'state', from: 'raised', to: 'signed_for' },
      { field: 'owner', from: null, to: 'li' },
      { field: 'claimed_by', from: 'li', to: null },
      { field: 'claimed_until', from: one, to: null },
    ],
    [{ field: 'open_parts', added: ['fire-1'], removed: [], count_before: 0, count_after: 1 }],
    [{ field: 'open_parts', added: [], removed: ['fire-1'], count_before: 1, count_after: 0 }],
  ])
})

test('of many values a step is told with those that it added or took away, and counts', () => {
  const warning = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const raised: AlertEvent = {
    ...tip,
    data: { ...tip.data, rule_id: 'r', rule_version: 1, warning_ids: [warning(0)], lead: null },
  }
  const gathered = Array.from({ length: 50 }, (_, index): AlertEvent => {
    const data = { ...by('sentinel'), warning_id: warning(index + 1) }
    return { type: 'AlertWarningGathered', data }
  })
  const left: AlertEvent = {
    type: 'AlertWarningWithdrawn',
    data: { ...by('sentinel'), warning_id: warning(7) },
  }
  const changes = changesOf([raised, ...gathered, left])
  expect(changes[0]).toContainEqual({
    field: 'standing',
    added: [warning(0)],
    removed: [],
    count_before: 0,
    count_after: 1,
  })
  expect(changes.slice(-2)).toEqual([
    [
      {
        field: 'standing',
        added: [warning(50)],
        removed: [],
        count_before: 50,
        count_after: 51,
      },
    ],
    [
      {
        field: 'standing',
        added: [],
        removed: [warning(7)],
        count_before: 51,
        count_after: 50,
      },
    ],
  ])
})
