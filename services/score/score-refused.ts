import { DomainError } from '@jianwei/events/errors.ts'

/** A score that was asked for in a way that cannot be answered. */
export class ScoreRefused extends DomainError {
  override readonly name = 'ScoreRefused'
  readonly code = 'SCORE_REFUSED'
}
