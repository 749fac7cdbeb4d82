import type { Alert, PresentAlert } from '@jianwei/events/alert/alert.ts'
import type { AlertEvent } from '@jianwei/events/alert/effects.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import { alertDecider } from '@jianwei/events/alert/decider.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Decider } from '@jianwei/events/decider.ts'
import { SubjectIdSchema } from '@jianwei/events/identifiers/subject-id.ts'
import { derivedId, eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ruleDecider, type RuleCommand } from '@jianwei/events/rule/decider.ts'
import type { RuleEvent, RuleState, RuleVersions } from '@jianwei/events/rule/rule-versions.ts'
import { BAKERY, RULE, RULE_INPUT } from '#/support/log/bureau-log.ts'
import type { TestEvent } from '#/support/log/recorded-log.ts'

/*
 * Lives of records, one to each state that a decider's commands can reach: found by trying every
 * command in every state that was reached before, the shortest way to each.
 */

const AT = '2026-06-01T00:00:00.000Z' as Instant
const DUE = '2026-07-01T00:00:00.000Z' as Instant
const UNTIL = '2026-08-01T00:00:00.000Z' as Instant
/** Two warnings of every alert. */
const STAYS = derivedId('warning', 'stays')
const LEFT = derivedId('warning', 'left')
const CANTEEN = SubjectIdSchema.parse('test:canteen')
/** As the text of a rule of a later program may be. */
export const UNREADABLE = 'id: ['

export interface Life {
  readonly alert: PresentAlert
  readonly events: readonly TestEvent[]
}

const STEP = { alert_id: 'later', actor: 'li', reason: 'mine' }
/** What moves an alert along its life, one of each that differs in what follows. */
export const ALERT_COMMANDS: readonly AlertCommand[] = [
  {
    type: 'RaiseAlert',
    data: {
      ...STEP,
      rule_id: RULE.id,
      rule_version: 1,
      level: 'orange',
      warning_ids: [STAYS],
      due_at: null,
      lead: null,
      further_subjects: [],
    },
  },
  { type: 'GatherWarning', data: { ...STEP, warning_id: LEFT } },
  { type: 'WithdrawWarning', data: { ...STEP, warning_id: STAYS } },
  { type: 'WithdrawWarning', data: { ...STEP, warning_id: LEFT } },
  { type: 'SignForAlert', data: STEP, at: AT },
  { type: 'VerifyAlert', data: { ...STEP, finding: 'substantiated', evidence: [] } },
  { type: 'VerifyAlert', data: { ...STEP, finding: 'not_substantiated', evidence: [] } },
  { type: 'DisposeAlert', data: { ...STEP, measure: 'fined' } },
  { type: 'FeedBackAlert', data: { ...STEP, feedback: 'done' } },
  {
    type: 'CloseAlert',
    data: { ...STEP, reason_code: 'true_and_handled', despite_open_parts: null },
    second_person: false,
  },
  { type: 'TransferAlert', data: { ...STEP, to: 'wang' } },
  { type: 'ReturnAlert', data: STEP },
  { type: 'EscalateAlert', data: { ...STEP, level: 'red', due_at: DUE } },
  { type: 'SilenceAlert', data: { ...STEP, until: UNTIL }, at: AT },
  { type: 'ReopenAlert', data: STEP },
]

const COLLECTOR = { ...STEP, parent_alert: derivedId('alert', 'collector') }
const HOST = derivedId('alert', 'host')
const GUEST = { ...STEP, merged_alert: derivedId('alert', 'guest') }
const LINK = { ...STEP, link_id: derivedId('link', 'penalty') }
const FILE = 'a'.repeat(64)
const FOR_NO_REASON = { reason_code: 'false_data', despite_open_parts: null } as const
const SECOND = 'wang'

/** What people and the platform do besides, one of each that differs in what follows. */
export const FURTHER_COMMANDS: readonly AlertCommand[] = [
  {
    type: 'CloseAlert',
    data: { ...STEP, ...FOR_NO_REASON, despite_open_parts: 'they need not' },
    second_person: false,
  },
  { type: 'CloseAlert', data: { ...STEP, ...FOR_NO_REASON }, second_person: true },
  { type: 'ConfirmClosing', data: { ...STEP, actor: SECOND } },
  { type: 'DeclineClosing', data: STEP },
  { type: 'CloseMerged', data: { ...STEP, ...FOR_NO_REASON } },
  { type: 'VerifyAlert', data: { ...STEP, finding: 'cannot_be_verified', evidence: [] } },
  { type: 'CountWarnings', data: { ...STEP, warning_ids: [derivedId('warning', 'counted')] } },
  { type: 'ChangeEvidence', data: { ...STEP, ...changedEvidence() } },
  { type: 'RouteAlert', data: { ...STEP, unit: 'unit-1', routing_version: 1 } },
  { type: 'TransferAlert', data: { ...STEP, to: null, unit: 'unit-2' } },
  { type: 'AssignAlert', data: { ...STEP, to: 'zhao' } },
  { type: 'ClaimAlert', data: { ...STEP, until: DUE }, at: AT, take_over: false },
  { type: 'ClaimAlert', data: { ...STEP, actor: SECOND, until: DUE }, at: AT, take_over: true },
  { type: 'ReleaseAlert', data: STEP },
  { type: 'ViewAlert', data: STEP },
  { type: 'ViewAlert', data: { ...STEP, actor: SECOND } },
  { type: 'AskCooperation', data: { ...STEP, unit: 'unit-2', task: 'look', due_at: DUE } },
  { type: 'AnswerCooperation', data: { ...STEP, unit: 'unit-2', feedback: 'looked' } },
  { type: 'WithdrawCooperation', data: { ...STEP, unit: 'unit-2' } },
  {
    type: 'AttachEvidence',
    data: { ...STEP, sha256: FILE, size: 3, media_type: 'image/png', name: 'site.png' },
  },
  { type: 'LinkMeasure', data: { ...LINK, kind: 'penalty', number: '7', department: null } },
  { type: 'CloseLink', data: { ...LINK, fact_id: eventIdOf('test', 'penalty') } },
  { type: 'RemoveLink', data: LINK },
  { type: 'UrgeAlert', data: STEP },
  { type: 'SuperviseAlert', data: { ...STEP, answer_by: null } },
  { type: 'CommentOnAlert', data: { ...STEP, text: 'see the file' } },
  { type: 'TagAlert', data: { ...STEP, tag: 'spring' } },
  { type: 'UntagAlert', data: { ...STEP, tag: 'spring' } },
  { type: 'WatchAlert', data: STEP },
  { type: 'UnwatchAlert', data: STEP },
  { type: 'AddSubject', data: { ...STEP, further_subject: CANTEEN } },
  { type: 'RemoveSubject', data: { ...STEP, further_subject: CANTEEN } },
  { type: 'MergeAlert', data: { ...STEP, into: HOST } },
  { type: 'DetachAlert', data: { ...STEP, from_alert: HOST } },
  { type: 'AbsorbAlert', data: { ...GUEST, subject_ids: [CANTEEN] } },
  { type: 'SeparateAlert', data: { ...GUEST, subject_ids: [CANTEEN] } },
  { type: 'GatherUnder', data: COLLECTOR },
  { type: 'PartAlert', data: COLLECTOR },
]

function changedEvidence() {
  const [fact_id, amendment_id] = [eventIdOf('test', 'fact'), eventIdOf('test', 'correction')]
  return { fact_id, amendment_id, change: 'corrected' } as const
}

/** One life for each event that is told besides, on the shortest way to it. */
export function furtherLives(): readonly Life[] {
  const lives = reachedBy(
    alertDecider,
    [...ALERT_COMMANDS, ...FURTHER_COMMANDS],
    ({ state }) => state,
  )
  return lives.flatMap(({ state, events }, number): readonly Life[] =>
    state.state === 'absent' ? [] : [alertLife(state, events, 'further', String(number))],
  )
}

/** One life for each state that the moves of a plain life lead to. */
export function livesOfMoves(): readonly Life[] {
  // Which warnings stand is a set: in which order they came is no other state.
  const nameOf = (alert: Alert): string =>
    JSON.stringify(
      alert.state === 'absent' ? alert : { ...alert, standing: alert.standing.toSorted() },
    )
  const lives = reachedBy(alertDecider, ALERT_COMMANDS, nameOf)
  return lives.flatMap(({ state, events }, number): readonly Life[] => {
    if (state.state === 'absent') return []
    return [alertLife(state, events, 'life', String(number))]
  })
}

/** The life as an alert of its own, named after what tells it from others. */
export function alertLife(
  alert: PresentAlert,
  events: readonly AlertEvent[],
  ...name: readonly string[]
): Life {
  const alert_id = derivedId('alert', ...name)
  return {
    alert: { ...alert, alert_id },
    events: events.map(({ type, data }, at) => ({
      id: `alert-${name.join('-')}-${at}`,
      type,
      subject_id: BAKERY,
      occurred_at: AT,
      region: '330203',
      data: { ...data, alert_id },
    })),
  }
}

export interface RuleLife {
  readonly rule_id: string
  /** Of the versions, from the first on. */
  readonly states: readonly RuleState[]
  readonly events: readonly TestEvent[]
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
  const nameOf = (versions: RuleVersions): string =>
    JSON.stringify([...versions].sort(([a], [b]) => a - b))
  return reachedBy(ruleDecider, commands, nameOf).flatMap(
    ({ state, events }, number): readonly RuleLife[] => {
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
    },
  )
}

function textOf(data: RuleEvent['data'], rule_id: string): { readonly text?: string } {
  if (!('text' in data)) return {}
  return {
    text:
      data.text === 'later'
        ? JSON.stringify({ ...RULE_INPUT, id: rule_id, version: data.rule_version })
        : data.text,
  }
}

interface Reached<State, Event> {
  readonly state: State
  readonly events: readonly Event[]
}

/**
 * Every state, with the events of a shortest way to it, and every event, also one that changes
 * nothing.
 */
function reachedBy<State, Command, Event extends AlertEvent | RuleEvent>(
  decider: Decider<State, Command, Event>,
  commands: readonly Command[],
  nameOf: (state: State) => string,
): readonly Reached<State, Event>[] {
  const reached = new Map<string, Reached<State, Event>>([
    [nameOf(decider.initial), { state: decider.initial, events: [] }],
  ])
  const told = new Set<string>()
  // A map gives what is put into it while it is walked through.
  for (const { state, events } of reached.values()) {
    for (const command of commands) {
      const happened = decided(decider, command, state)
      if (happened.length === 0) continue
      const next = happened.reduce((before, event) => decider.evolve(before, event), state)
      const untold = happened.flatMap(({ type }) => (told.has(type) ? [] : [type]))
      if (reached.has(nameOf(next)) && untold.length === 0) continue
      for (const type of untold) told.add(type)
      const name = reached.has(nameOf(next)) ? untold.join(' ') : nameOf(next)
      reached.set(name, { state: next, events: [...events, ...happened] })
    }
  }
  return [...reached.values()]
}

/** What follows from a command. A refusal leads nowhere. */
export function decided<State, Command, Event>(
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
