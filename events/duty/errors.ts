import { DomainError } from '#/errors.ts'

/** No duty was ever opened under this id. */
export class DutyUnknown extends DomainError {
  override readonly name = 'DutyUnknown'
  readonly code = 'DUTY_UNKNOWN'

  constructor(dutyId: string) {
    super(`no duty ${dutyId} was opened`)
  }
}

/** The step does not follow from where the duty is. */
export class DutyStepRefused extends DomainError {
  override readonly name = 'DutyStepRefused'
  readonly code = 'DUTY_STEP_REFUSED'

  constructor(command: string, state: string) {
    super(`${command} is not possible: the duty is ${state}`)
  }
}

/** The limit says that it cannot be extended, or not so far, or not once more. */
export class DutyExtensionRefused extends DomainError {
  override readonly name = 'DutyExtensionRefused'
  readonly code = 'DUTY_EXTENSION_REFUSED'

  constructor(problem: string) {
    super(`the duty cannot be extended: ${problem}`)
  }
}

/** The limit does not stand still on this ground. */
export class DutyPauseRefused extends DomainError {
  override readonly name = 'DutyPauseRefused'
  readonly code = 'DUTY_PAUSE_REFUSED'

  constructor(ground: string, allowed: readonly string[]) {
    const grounds = allowed.length === 0 ? 'it never does' : `it does for ${allowed.join(', ')}`
    super(`the clock of the duty does not stand still for ${ground}; ${grounds}`)
  }
}

/** Whoever extends a duty does not approve of it as well. */
export class DutyApproverSame extends DomainError {
  override readonly name = 'DutyApproverSame'
  readonly code = 'DUTY_APPROVER_SAME'

  constructor() {
    super('an extension is approved by somebody else than the person who enters it')
  }
}
