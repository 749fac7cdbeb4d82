import type { Alert, AlertEvent } from '@jianwei/events/alert/alert.ts'
import { alertDecider, type AlertCommand } from '@jianwei/events/alert/decider.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Decider } from '@jianwei/events/decider.ts'
import { derivedId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ruleDecider, type RuleCommand } from '@jianwei/events/rule/decider.ts'
import type { RuleEvent, RuleState, RuleVersions } from '@jianwei/events/rule/rule-versions.ts'
import { BAKERY, RULE, RULE_INPUT } from '#/support/bureau-log.ts'
import type { Happening } from '#/support/recorded-log.ts'

/*
 * Lives of records, one to each state that a decider's commands can reach: found by trying every command in every state that was
 * reached before, the shortest way to each.
 */

const AT = '2026-06-01T00:00:00.000Z' as Instant
const DUE = '2026-07-01T00:00:00.000Z' as Instant
const UNTIL = '2026-08-01T00:00:00.000Z' as Instant
/** Two warnings of every alert. */
const STAYS = derivedId('warning', 'stays')
const LEFT = derivedId('warning', 'left')
/** As the text of a rule of a later program may be. */
export const UNREADABLE = 'id: ['

export interface Life {
  readonly alert: Exclude<Alert, { readonly state: 'absent' }>
  readonly events: readonly Happening[]
}

export function alertLives(): readonly Life[] {
  const step = { alert_id: 'later', actor: 'li', reason: 'mine' }
  const commands: readonly AlertCommand[] = [
    {
      type: 'RaiseAlert',
      data: { ...step, rule_id: RULE.id, rule_version: 1, level: 'orange', warning_ids: [STAYS], due_at: null },
    },
    { type: 'GatherWarning', data: { ...step, warning_id: LEFT } },
    { type: 'WithdrawWarning', data: { ...step, warning_id: STAYS } },
    { type: 'WithdrawWarning', data: { ...step, warning_id: LEFT } },
    { type: 'SignForAlert', data: step },
    { type: 'VerifyAlert', data: { ...step, substantiated: true } },
    { type: 'VerifyAlert', data: { ...step, substantiated: false } },
    { type: 'DisposeAlert', data: { ...step, measure: 'fined' } },
    { type: 'FeedBackAlert', data: { ...step, feedback: 'done' } },
    { type: 'CloseAlert', data: step },
    { type: 'TransferAlert', data: { ...step, to: 'wang' } },
    { type: 'ReturnAlert', data: step },
    { type: 'EscalateAlert', data: { ...step, level: 'red', due_at: DUE } },
    { type: 'SilenceAlert', data: { ...step, until: UNTIL }, at: AT },
    { type: 'ReopenAlert', data: step },
  ]
  // Which warnings stand is a set: in which order they came is no other state.
  const nameOf = (alert: Alert): string =>
    JSON.stringify(alert.state === 'absent' ? alert : { ...alert, standing: alert.standing.toSorted() })
  const lives = reachedBy(alertDecider, commands, nameOf)
  return lives.flatMap(({ state, events }, number): readonly Life[] => {
    if (state.state === 'absent') return []
    const alert_id = derivedId('alert', 'life', String(number))
    return [
      {
        alert: { ...state, alert_id },
        events: events.map(({ type, data }, at) => ({
          id: `alert-${number}-${at}`,
          type,
          subject_id: BAKERY,
          occurred_at: AT,
          region: '330203',
          data: { ...data, alert_id },
        })),
      },
    ]
  })
}

export interface RuleLife {
  readonly rule_id: string
  /** Of the versions, from the first on. */
  readonly states: readonly RuleState[]
  readonly events: readonly Happening[]
}

export function ruleLives(): readonly RuleLife[] {
  const step = { rule_id: 'later', actor: 'chen', reason: 'agreed' }
  const commands = [1, 2].flatMap((rule_version): readonly RuleCommand[] => {
    const data = { ...step, rule_version }
    const texts = { title: RULE.title, text: 'later', content_hash: `content ${rule_version}` }
    return [
      { type: 'DraftRule', data: { ...data, ...texts } },
      { type: 'DraftRule', data: { ...data, ...texts, text: UNREADABLE } },
      { type: 'ShadowRule', data },
      { type: 'PublishRule', data, retire_previous: false },
      { type: 'PublishRule', data, retire_previous: true },
      { type: 'RetireRule', data },
    ]
  })
  const nameOf = (versions: RuleVersions): string => JSON.stringify([...versions].sort(([a], [b]) => a - b))
  return reachedBy(ruleDecider, commands, nameOf).flatMap(({ state, events }, number): readonly RuleLife[] => {
    // Version 2 is a later one: a rule that has only that is no other case.
    if (!state.has(1)) return []
    const rule_id = `life-${number}`
    return [
      {
        rule_id,
        states: [...state].sort(([a], [b]) => a - b).map(([, version]) => version.state),
        events: events.map(({ type, data }, at) => ({
          id: `rule-${number}-${at}`,
          type,
          subject_id: `jianwei:rule:${rule_id}`,
          occurred_at: AT,
          data: { ...data, rule_id, ...textOf(data, rule_id) },
        })),
      },
    ]
  })
}

function textOf(data: RuleEvent['data'], rule_id: string): { readonly text?: string } {
  if (!('text' in data)) return {}
  return {
    text:
      data.text === 'later' ? JSON.stringify({ ...RULE_INPUT, id: rule_id, version: data.rule_version }) : data.text,
  }
}

interface Reached<State, Event> {
  readonly state: State
  readonly events: readonly Event[]
}

/** Every state, with the events of a shortest way to it. */
function reachedBy<State, Command, Event extends AlertEvent | RuleEvent>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
  nameOf: (state: State) => string,
): readonly Reached<State, Event>[] {
  const reached = new Map<string, Reached<State, Event>>([
    [nameOf(decider.initial), { state: decider.initial, events: [] }],
  ])
  // A map gives what is put into it while it is walked through.
  for (const { state, events } of reached.values()) {
    for (const command of commands) {
      const happened = decided(decider, command, state)
      if (happened.length === 0) continue
      const next = happened.reduce((before, event) => decider.evolve(before, event), state)
      if (!reached.has(nameOf(next))) reached.set(nameOf(next), { state: next, events: [...events, ...happened] })
    }
  }
  return [...reached.values()]
}

/** A refusal leads nowhere. */
function decided<State, Command, Event>(
  { decide }: Decider<State, Command, Event>,
  command: Command,
  state: State,
): readonly Event[] {
  try {
    return decide(command, state)
  } catch (error) {
    if (error instanceof DomainError) return []
    throw error
  }
}
