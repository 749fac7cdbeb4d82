import { DomainError } from '@jianwei/events/errors.ts'
import { listenProblem } from '#/http/listening-address.ts'

/** What somebody can do about a failure that ended a process, by its code. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  BUS_REFUSED: 'npx jianwei doctor says which topic, group or right Kafka refuses',
  CHECKPOINT_CONFLICT: 'another process works on the same log by other settings: end one of them',
  CLOCK_NOT_TRUSTED: 'the message has the ways out',
  CONFIG_REFUSED: 'set the variables that the message names; docs/settings.md has all of them',
  EVENT_UNREADABLE: 'npx jianwei log --help; a newer version of the program may have written it',
  LEASE_LOST: 'nothing: whoever operates the processes starts this one again',
  LOG_FILE_REFUSED: 'the message says what is wrong with the file; docs/damage.md has the ways out',
  LOG_LOST: 'the message has the ways out',
  LOG_REFUSED: "npx jianwei doctor says what the log's server refuses",
  LOG_REWOUND: 'start it again: the start says what the log lost, and the ways out',
  TABLE_CHANGED: 'npx jianwei rebuild makes the tables of this version and fills them from the log',
  WAREHOUSE_ERROR: 'npx jianwei doctor says what the warehouse lacks; docs/damage.md the rest',
  WAREHOUSE_NEWER: 'start the newer version of the program that made the warehouse',
}

const FAULT = 'a fault of the program: the stack says where; report this line'

/** In one sentence, beside what the failure itself says. */
export function wayOut(error: unknown): string {
  const listening = listenProblem(error)
  if (listening !== undefined) return listening
  if (error instanceof DomainError) return WAYS_OUT[error.code] ?? 'the message says what is wrong'
  if (error instanceof Error && 'syscall' in error)
    return 'the operating system refuses it; the message says what'
  return FAULT
}
