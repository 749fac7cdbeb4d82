import { DomainError } from '#/errors.ts'

/** No alert was ever raised under this id. */
export class AlertUnknown extends DomainError {
  override readonly name = 'AlertUnknown'
  readonly code = 'ALERT_UNKNOWN'

  constructor(alertId: string) {
    super(`no alert ${alertId} was raised`)
  }
}

/** The step does not follow from where the alert is. */
export class AlertStepRefused extends DomainError {
  override readonly name = 'AlertStepRefused'
  readonly code = 'ALERT_STEP_REFUSED'

  constructor(command: string, state: string) {
    super(`${command} is not possible: the alert is ${state.replace('_', ' ')}`)
  }
}

/** Verification found no risk, so there is nothing to dispose of: feed that back instead. */
export class AlertNotSubstantiated extends DomainError {
  override readonly name = 'AlertNotSubstantiated'
  readonly code = 'ALERT_NOT_SUBSTANTIATED'

  constructor(alertId: string) {
    super(`alert ${alertId} was verified as not substantiated; feed the finding back instead`)
  }
}

/** Escalation goes to a graver level only. */
export class AlertLevelNotHigher extends DomainError {
  override readonly name = 'AlertLevelNotHigher'
  readonly code = 'ALERT_LEVEL_NOT_HIGHER'

  constructor(levels: { present: string; asked: string }) {
    super(`the alert is ${levels.present}; ${levels.asked} is not graver`)
  }
}

/** A silence must end after it begins. */
export class AlertSilencePast extends DomainError {
  override readonly name = 'AlertSilencePast'
  readonly code = 'ALERT_SILENCE_PAST'

  constructor(until: string) {
    super(`the silence would have ended at ${until}, before it began`)
  }
}
