import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evolveAlert, type Alert } from '#/alert/alert.ts'
import type { AlertEvent } from '#/alert/effects.ts'
import type { AlertCommand } from '#/alert/commands.ts'
import { alertDecider } from '#/alert/decider.ts'
import {
  AlertLevelNotHigher,
  AlertNotSubstantiated,
  AlertSilencePast,
  AlertStepRefused,
  AlertUnknown,
} from '#/alert/errors.ts'
import { stateAfter } from '#/decider.ts'
import type { Instant } from '#/instant.ts'

const W1 = '2ed6657d-e927-568b-95e1-2665a8aea6a2'
const W2 = '43468dc9-7bda-57ba-8a00-5fdc8ce08bd9'
const alert_id = '6ba7b810-9dad-51d1-80b4-00c04fd430c8'
const noon = '2026-03-10T12:00:00.000Z' as Instant
const evening = '2026-03-10T18:00:00.000Z' as Instant
const step = (actor: string) => ({ alert_id, actor, reason: 'because of the file' })

const raising = {
  ...step('jianwei:sentinel'),
  rule_id: 'food.three-penalties',
  rule_version: 1,
  level: 'yellow' as const,
  warning_ids: [W1],
  due_at: evening,
  lead: null,
  further_subjects: [],
}
const raised: AlertEvent = { type: 'AlertRaised', data: raising }
const signed: AlertEvent = { type: 'AlertSignedFor', data: step('li') }
const substantiated: AlertEvent = {
  type: 'AlertVerified',
  data: { ...step('li'), finding: 'substantiated', evidence: [] },
}
const unfounded: AlertEvent = {
  type: 'AlertVerified',
  data: { ...step('li'), finding: 'not_substantiated', evidence: [] },
}
const disposed: AlertEvent = {
  type: 'AlertDisposed',
  data: { ...step('li'), measure: 'ordered to stop' },
}
const fedBack: AlertEvent = { type: 'AlertFedBack', data: { ...step('li'), feedback: 'stopped' } }
const closing = {
  ...step('wang'),
  reason_code: 'true_and_handled' as const,
  despite_open_parts: null,
}
const closed: AlertEvent = { type: 'AlertClosed', data: { ...closing, proposed_by: null } }
const wholeLife = [raised, signed, substantiated, disposed, fedBack, closed]

const raise: AlertCommand = { type: 'RaiseAlert', data: raising }
const sign: AlertCommand = { type: 'SignForAlert', data: signed.data, at: noon }
const verify: AlertCommand = { type: 'VerifyAlert', data: substantiated.data }
const dispose: AlertCommand = { type: 'DisposeAlert', data: disposed.data }
const feedBack: AlertCommand = { type: 'FeedBackAlert', data: fedBack.data }
const close: AlertCommand = { type: 'CloseAlert', data: closing, second_person: false }
const transfer: AlertCommand = { type: 'TransferAlert', data: { ...step('wang'), to: 'zhao' } }
const giveBack: AlertCommand = { type: 'ReturnAlert', data: step('wang') }
const escalate: AlertCommand = {
  type: 'EscalateAlert',
  data: { ...step('wang'), level: 'red', due_at: noon },
}
const escalated: AlertEvent = {
  type: 'AlertEscalated',
  data: { ...step('wang'), level: 'red', due_at: noon, from_level: 'yellow' },
}
const silence: AlertCommand = {
  type: 'SilenceAlert',
  data: { ...step('li'), until: evening },
  at: noon,
}
const reopen: AlertCommand = { type: 'ReopenAlert', data: step('wang') }
const gather: AlertCommand = {
  type: 'GatherWarning',
  data: { ...step('jianwei:sentinel'), warning_id: W2 },
}
const withdraw: AlertCommand = {
  type: 'WithdrawWarning',
  data: { ...step('jianwei:sentinel'), warning_id: W1 },
}
const commands = [
  raise,
  sign,
  verify,
  dispose,
  feedBack,
  close,
  transfer,
  giveBack,
  escalate,
  silence,
  reopen,
  gather,
  withdraw,
]

function given(...events: readonly AlertEvent[]) {
  const alert = stateAfter(alertDecider, events)
  return {
    when(...sent: readonly AlertCommand[]) {
      const decided: AlertEvent[] = []
      const run = (): AlertEvent[] => {
        let state = alert
        for (const command of sent) {
          const next = alertDecider.decide(command, state)
          decided.push(...next)
          state = next.reduce(alertDecider.evolve, state)
        }
        return decided
      }
      return {
        thenHappens: (...expected: readonly AlertEvent[]) => expect(run()).toEqual(expected),
        thenNothingHappens: () => expect(run()).toEqual([]),
        thenRefused: (error: new (...args: never[]) => Error) => expect(run).toThrow(error),
      }
    },
    alert,
  }
}

describe('the life of an alert', () => {
  test('runs from raised to closed', () => {
    given()
      .when(raise, sign, verify, dispose, feedBack, close)
      .thenHappens(...wholeLife)
  })

  test('needs no disposal when nothing was found', () => {
    given(raised, signed, unfounded).when(feedBack).thenHappens(fedBack)
    given(raised, signed, unfounded).when(dispose).thenRefused(AlertNotSubstantiated)
  })

  test('begins with being raised', () => {
    for (const command of commands.slice(1)) given().when(command).thenRefused(AlertUnknown)
  })

  test.each([
    ['verified before it is signed for', [raised], verify],
    ['disposed of before it is verified', [raised, signed], dispose],
    ['fed back before it is disposed of', [raised, signed, substantiated], feedBack],
    ['closed before it is fed back', [raised, signed, substantiated, disposed], close],
    ['signed for by a second person', [raised, signed], { ...sign, data: step('zhao') }],
    ['verified to the contrary', [raised, signed, unfounded], verify],
    [
      'disposed of in a second way',
      [raised, signed, substantiated, disposed],
      { ...dispose, data: { ...disposed.data, measure: 'talked' } },
    ],
    [
      'fed back in other words',
      wholeLife.slice(0, 5),
      { ...feedBack, data: { ...fedBack.data, feedback: 'no' } },
    ],
    ['transferred after verification', [raised, signed, substantiated], transfer],
  ] as readonly [string, readonly AlertEvent[], AlertCommand][])(
    'cannot be %s',
    (_, events, command) => {
      given(...events)
        .when(command)
        .thenRefused(AlertStepRefused)
    },
  )
})

describe('a command sent twice', () => {
  test.each([
    ['raise', [], raise],
    ['sign', [raised], sign],
    ['verify', [raised, signed], verify],
    ['dispose', [raised, signed, substantiated], dispose],
    ['feed back', [raised, signed, substantiated, disposed], feedBack],
    ['close', wholeLife.slice(0, 5), close],
    ['transfer', [raised, signed], transfer],
    ['return before verification', [raised, signed], giveBack],
    ['escalate', [raised], escalate],
    ['silence', [raised], silence],
    ['reopen', wholeLife, reopen],
    ['gather', [raised], gather],
    ['withdraw', [raised], withdraw],
  ] as readonly [string, readonly AlertEvent[], AlertCommand][])(
    '%s: happens once',
    (_, events, command) => {
      const [first, ...more] = alertDecider.decide(command, stateAfter(alertDecider, events))
      expect(more).toEqual([])
      if (first === undefined) throw new TypeError('the first time something happens')
      given(...events, first)
        .when(command)
        .thenNothingHappens()
    },
  )
})

describe('warnings of an alert', () => {
  test('a further warning is gathered, one that stands already is not', () => {
    given(raised).when(gather).thenHappens({ type: 'AlertWarningGathered', data: gather.data })
    given(raised)
      .when({ ...gather, data: { ...gather.data, warning_id: W1 } })
      .thenNothingHappens()
  })

  test('a warning that was withdrawn and raised again is gathered again', () => {
    const again: AlertCommand = { ...gather, data: { ...gather.data, warning_id: W1 } }
    given(raised, { type: 'AlertWarningWithdrawn', data: withdraw.data })
      .when(again)
      .thenHappens({ type: 'AlertWarningGathered', data: again.data })
  })

  test('a warning that was never gathered cannot leave', () => {
    given(raised)
      .when({ ...withdraw, data: { ...withdraw.data, warning_id: W2 } })
      .thenNothingHappens()
  })

  test('when none holds any more the alert can be closed at once', () => {
    given(raised).when(close).thenRefused(AlertStepRefused)
    given(raised)
      .when(withdraw, close)
      .thenHappens({ type: 'AlertWarningWithdrawn', data: withdraw.data }, closed)
  })

  test('a closed alert still learns that a warning was withdrawn, or moved to another anchor', () => {
    given(...wholeLife)
      .when(withdraw)
      .thenHappens({ type: 'AlertWarningWithdrawn', data: withdraw.data })
    given(...wholeLife)
      .when(gather)
      .thenHappens({ type: 'AlertWarningGathered', data: gather.data })
  })
})

describe('detours', () => {
  const zhaoSigns: AlertCommand = { type: 'SignForAlert', data: step('zhao'), at: noon }

  test('after a transfer the receiver signs', () => {
    const { alert } = given(raised, signed, { type: 'AlertTransferred', data: transfer.data })
    expect(alert).toMatchObject({ state: 'raised', owner: 'zhao' })
    given(raised, signed, { type: 'AlertTransferred', data: transfer.data })
      .when(zhaoSigns, verify)
      .thenHappens({ type: 'AlertSignedFor', data: zhaoSigns.data }, substantiated)
  })

  test('a return before verification leaves the alert to be assigned anew', () => {
    expect(
      given(raised, signed, { type: 'AlertReturned', data: giveBack.data }).alert,
    ).toMatchObject({
      state: 'raised',
      owner: null,
    })
  })

  test('a return after verification sends it back to its owner', () => {
    const { alert } = given(raised, signed, substantiated, disposed, {
      type: 'AlertReturned',
      data: giveBack.data,
    })
    expect(alert).toMatchObject({ state: 'signed_for', owner: 'li' })
  })

  test('escalation goes up only, and brings its own deadline', () => {
    const { alert } = given(raised, escalated)
    expect(alert).toMatchObject({ state: 'raised', level: 'red', due_at: noon })
    for (const level of ['yellow', 'blue'] as const) {
      given(raised)
        .when({ ...escalate, data: { ...escalate.data, level } })
        .thenRefused(AlertLevelNotHigher)
    }
  })

  test('a silence ends in the future', () => {
    given(raised).when(silence).thenHappens({ type: 'AlertSilenced', data: silence.data })
    given(raised)
      .when({ ...silence, at: evening })
      .thenRefused(AlertSilencePast)
  })

  test('reopening starts at the signature; an open alert stays as it is', () => {
    given(...wholeLife)
      .when(reopen, sign)
      .thenHappens({ type: 'AlertReopened', data: reopen.data }, signed)
    given(raised).when(reopen).thenNothingHappens()
  })

  test('a closed alert takes no other step', () => {
    for (const command of [
      sign,
      verify,
      dispose,
      feedBack,
      transfer,
      giveBack,
      escalate,
      silence,
    ]) {
      given(...wholeLife)
        .when(command)
        .thenRefused(AlertStepRefused)
    }
  })
})

test('whatever is decided, a refused command is a named refusal and evolve refuses nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...commands), { maxLength: 30 }), (sent) => {
      let alert: Alert = alertDecider.initial
      for (const command of sent) {
        try {
          alert = alertDecider.decide(command, alert).reduce(evolveAlert, alert)
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^ALERT_/))
        }
      }
    }),
  )
})

test('evolve accepts any events in any order', () => {
  const returned: AlertEvent = { type: 'AlertReturned', data: step('wang') }
  const events = [
    ...wholeLife,
    unfounded,
    returned,
    { type: 'AlertTransferred', data: transfer.data } as const,
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (happened) => {
      const alert = stateAfter(alertDecider, happened)
      expect(alert.state === 'absent').toBe(!happened.includes(raised))
    }),
  )
})
