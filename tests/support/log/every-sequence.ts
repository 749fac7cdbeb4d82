import type { Alert } from '@jianwei/events/alert/alert.ts'
import { alertDecider } from '@jianwei/events/alert/decider.ts'
import type { AlertEvent } from '@jianwei/events/alert/effects.ts'
import type { AlertCommand } from '@jianwei/events/alert/commands.ts'
import { alertLife, decided, type Life } from '#/support/log/every-life.ts'

interface Stream {
  readonly state: Alert
  readonly events: readonly AlertEvent[]
  /** How many commands of all change nothing here: they are refused, or happened already. */
  readonly idle: number
  /** How many sequences of as many commands as the index says end here. */
  readonly ways: readonly number[]
}

/** All that sequences of commands can lead to. */
export interface EverySequence {
  /** Each stream of events that differs, with the alert that it makes. */
  readonly lives: readonly Life[]
  /** How many sequences of commands end in one of them, or before anything happened. */
  readonly sequences: number
}

/**
 * Every sequence of up to `length` commands, none left out, by the stream of events that it leads
 * to. A command that is refused, or that happened already, leads to the stream before it; any other
 * to a stream of its own, also where the state is one that was reached before.
 */
export function everySequence(length: number, commands: readonly AlertCommand[]): EverySequence {
  const ofNothing = Array.from({ length: length + 1 }, (_, commands) => (commands === 0 ? 1 : 0))
  const streams: Stream[] = [streamAt(alertDecider.initial, [], ofNothing, commands)]
  // What is added while the list is walked through is walked through as well.
  for (const { state, events, ways } of streams) {
    if (events.length === length) continue
    for (const command of commands) {
      const happened = decided(alertDecider, command, state)
      if (happened.length === 0) continue
      const next = happened.reduce((before, event) => alertDecider.evolve(before, event), state)
      streams.push(streamAt(next, [...events, ...happened], [0, ...ways.slice(0, -1)], commands))
    }
  }
  return {
    lives: streams.flatMap(({ state, events }, number) =>
      state.state === 'absent'
        ? []
        : [alertLife(state, events, 'sequence', String(commands.length), String(number))],
    ),
    sequences: streams.flatMap(({ ways }) => ways.slice(1)).reduce((sum, ended) => sum + ended, 0),
  }
}

/** `arriving`: how many sequences come here by their last command, by their number of commands. */
function streamAt(
  state: Alert,
  events: readonly AlertEvent[],
  arriving: readonly number[],
  commands: readonly AlertCommand[],
): Stream {
  const idle = commands.filter(
    (command) => decided(alertDecider, command, state).length === 0,
  ).length
  const ways: number[] = []
  for (const arrived of arriving) ways.push(arrived + idle * (ways.at(-1) ?? 0))
  return { state, events, idle, ways }
}
