import { DomainError } from '@jianwei/events/errors.ts'

/** By Ctrl-C, or the end of the terminal. What was done so far is kept. */
export class Stopped extends DomainError {
  override readonly name = 'Stopped'
  readonly code = 'STOPPED'

  constructor(message = 'stopped; run the same command again to go on') {
    super(message)
  }
}
