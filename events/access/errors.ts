import { DomainError } from '#/errors.ts'

export class AccountUnknown extends DomainError {
  override readonly name = 'AccountUnknown'
  readonly code = 'ACCOUNT_UNKNOWN'

  constructor(account: string) {
    super(`no account is called ${account}`)
  }
}

/** A name stands in events for ever, so it is given once. */
export class AccountNameTaken extends DomainError {
  override readonly name = 'AccountNameTaken'
  readonly code = 'ACCOUNT_NAME_TAKEN'

  constructor(account: string) {
    super(`${account} was opened before; names are given once, also those of closed accounts`)
  }
}

/** The step does not follow from where the account is. */
export class AccountStepRefused extends DomainError {
  override readonly name = 'AccountStepRefused'
  readonly code = 'ACCOUNT_STEP_REFUSED'
}

/** 三权分立: nobody keeps the system, sees to its security and audits it. */
export class DutiesTogether extends DomainError {
  override readonly name = 'DutiesTogether'
  readonly code = 'DUTIES_TOGETHER'

  constructor(account: string, role: string, held: string) {
    super(
      `${account} is ${held}: who has system, security or audit duties has none of the ` +
        `other two; give ${role} to somebody else`,
    )
  }
}

/** The link was used, has ended, or was never made. */
export class LinkInvalid extends DomainError {
  override readonly name = 'LinkInvalid'
  readonly code = 'LINK_INVALID'

  constructor() {
    super('the link was used before or has ended; ask the administrator for another')
  }
}

export class KeyUnknown extends DomainError {
  override readonly name = 'KeyUnknown'
  readonly code = 'KEY_UNKNOWN'

  constructor(key: string) {
    super(`no key is called ${key}`)
  }
}
