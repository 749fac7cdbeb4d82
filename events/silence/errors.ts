import { DomainError } from '#/errors.ts'

export class SilenceUnknown extends DomainError {
  override readonly name = 'SilenceUnknown'
  readonly code = 'SILENCE_UNKNOWN'

  constructor(silenceId: string) {
    super(`no silence ${silenceId} was ordered`)
  }
}

/** What was ordered, extended or lifted otherwise since somebody looked. */
export class SilenceChanged extends DomainError {
  override readonly name = 'SilenceChanged'
  readonly code = 'SILENCE_CHANGED'

  constructor({ expected, actual }: { readonly expected: number; readonly actual: number }) {
    super(`the silence is at revision ${actual}, and the step was meant for ${expected}`)
  }
}

/** It would hold back everything: nobody would hear of anything. */
export class SilenceWithoutScope extends DomainError {
  override readonly name = 'SilenceWithoutScope'
  readonly code = 'SILENCE_WITHOUT_SCOPE'

  constructor() {
    super('a silence names a rule, a subject, a region or a department')
  }
}

export class SilencePeriodRefused extends DomainError {
  override readonly name = 'SilencePeriodRefused'
  readonly code = 'SILENCE_PERIOD_REFUSED'
}

/** What is over stays over: what comes after is a new silence. */
export class SilenceOver extends DomainError {
  override readonly name = 'SilenceOver'
  readonly code = 'SILENCE_OVER'

  constructor(until: string) {
    super(`the silence ended at ${until}`)
  }
}
