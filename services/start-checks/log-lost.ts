import { DomainError } from '@jianwei/events/errors.ts'
import type { LogLoss } from '#/start-checks/log-loss.ts'

/** Where the log is kept, for the advice to whoever operates it. */
export type LogLocation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'server'; readonly host: string }

/**
 * The log was set back: the warehouse has seen events that it does not hold. Nothing was changed.
 */
export class LogLost extends DomainError {
  override readonly name = 'LogLost'
  readonly code = 'LOG_LOST'
  readonly loss: LogLoss

  constructor(loss: LogLoss, location: LogLocation) {
    super(messageOf(loss, location))
    this.loss = loss
  }
}

function messageOf(loss: LogLoss, location: LogLocation): string {
  return [
    `The log lacks events that the warehouse has seen. ${lossInWords(loss)}`,
    'The program does not go on, and nothing was changed: the warehouse still holds what is ' +
      'left of them.',
    'Ways on:',
    ...waysOn(location).map((way) => `  - ${way}`),
    'docs/damage.md says more.',
  ].join('\n')
}

/** How many, where, of when, and what both still hold. */
export function lossInWords(loss: LogLoss): string {
  const { events, facts, records, first, last, common, replaced, log_head } = loss
  const count = (value: number, one: string): string =>
    `${value.toLocaleString('en')} ${one}${value === 1 ? '' : 's'}`
  const time = ({ recorded_at }: LogLoss['first']): string => recorded_at ?? 'an unknown time'
  const sentences = [
    `Missing: ${count(events, 'event')}, positions ${first.position} to ${last.position}, ` +
      `recorded from ${time(first)} to ${time(last)}; ` +
      `${facts.toLocaleString('en')} of departments, ` +
      `${records.toLocaleString('en')} of the platform itself.`,
    common === null
      ? 'The two have no event in common: is this the warehouse of another log?'
      : `The last event that both hold before is at position ${common.position}, ` +
        `recorded ${time(common)}.`,
    log_head === 0 ? 'The log is empty.' : `The log ends at position ${log_head}.`,
    ...(replaced === 0
      ? []
      : [
          `At ${count(replaced, 'of these position')} it holds another event: ` +
            'it was written to after the loss.',
        ]),
  ]
  return sentences.join(' ')
}

function waysOn(location: LogLocation): readonly string[] {
  const restore =
    location.kind === 'file'
      ? [
          `put a newer copy of ${location.path} in its place, ` +
            'together with its -wal file where the copy has one;',
          `if only ${location.path}-wal was taken away, put it back beside the log;`,
        ]
      : [`restore the event store at ${location.host} from a newer backup;`]
  return [
    ...restore,
    'or accept the loss: npx jianwei log accept-loss --actor WHO --reason WHY writes what ' +
      'only the warehouse still holds into a file, ' +
      'records the loss in the log, and the next start fills the warehouse again from what ' +
      'the log holds;',
    'npx jianwei log export-lost FILE only writes that file.',
  ]
}
