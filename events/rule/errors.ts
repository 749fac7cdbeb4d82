import { DomainError } from '#/errors.ts'

/** This version of the rule was never drafted. */
export class RuleVersionUnknown extends DomainError {
  override readonly name = 'RuleVersionUnknown'
  readonly code = 'RULE_VERSION_UNKNOWN'

  constructor(rule: string) {
    super(`no ${rule} was drafted`)
  }
}

/**
 * What is or was evaluated keeps its content: warnings that were raised could no longer be
 * explained otherwise.
 */
export class RuleContentLocked extends DomainError {
  override readonly name = 'RuleContentLocked'
  readonly code = 'RULE_CONTENT_LOCKED'

  constructor(rule: string, state: string) {
    super(`${rule} is ${state} with another content; a changed rule needs a new version`)
  }
}

/** The step does not follow from where the version is. */
export class RuleStepRefused extends DomainError {
  override readonly name = 'RuleStepRefused'
  readonly code = 'RULE_STEP_REFUSED'

  constructor(command: string, rule: string, state: string) {
    super(`${command} is not possible: ${rule} is ${state}`)
  }
}

/** Retired is final: what comes after is a new version. */
export class RuleVersionRetired extends DomainError {
  override readonly name = 'RuleVersionRetired'
  readonly code = 'RULE_RETIRED'

  constructor(rule: string) {
    super(`${rule} was retired; what comes after it is a new version`)
  }
}
