import type { Account } from '@jianwei/events/access/account.ts'
import type { SignInFailed } from '@jianwei/events/access/session-events.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { SessionStore } from '@jianwei/events/ports/session-store.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { AccessBook } from '#/sign-in/access-book.ts'
import { takeAccountSteps } from '#/sign-in/account-steps.ts'
import { asIfChecked, isPassword } from '#/sign-in/passwords.ts'
import { recordSignIn } from '#/sign-in/sign-in-records.ts'

/** Failed attempts in a row after which the account is locked. */
export const FAILURES_MAX = 5
export const LOCKED_MS = 15 * 60_000
/** An attempt is forgotten after this. */
const REMEMBERED_MS = 60 * 60_000

const BY = { actor: 'jianwei:sign-in', reason: `${FAILURES_MAX} failed attempts in a row` }

export interface PasswordParts {
  readonly log: EventLog
  readonly book: AccessBook
  readonly now: () => Instant
  readonly store: Pick<SessionStore, 'noteFailure' | 'forgetFailures'>
}

export interface PasswordAttempt {
  readonly account: string
  readonly password: string
  readonly request_id: string
}

/**
 * People of offices without an identity provider. What is wrong is not said, and takes as long
 * whatever it is; a lock is said, because its owner must know, and ends by itself. Failures are
 * counted where sessions are kept, so all processes count together.
 */
export class PasswordSignIn {
  readonly #parts: PasswordParts

  constructor(parts: PasswordParts) {
    this.#parts = parts
  }

  /** Throws RequestRefused, after it was recorded, and SignInBusy. */
  async accountOf(attempt: PasswordAttempt): Promise<Account> {
    const { book, now, store } = this.#parts
    const account = book.account(attempt.account)
    const { locked_until: until = null } = account ?? {}
    if (account !== undefined && until !== null && now() < until) {
      await this.#record(attempt, account, 'ACCOUNT_LOCKED')
      throw new RequestRefused('ACCOUNT_LOCKED', `until ${until}, or until it is unlocked`)
    }
    const hash = account?.closed === false ? account.password_hash : null
    const isRight =
      hash === null ? await asIfChecked(attempt.password) : await isPassword(attempt.password, hash)
    if (account !== undefined && isRight) {
      await store.forgetFailures(account.account)
      return account
    }
    await this.#record(attempt, account, codeOf(account, hash))
    if (account !== undefined && hash !== null) await this.#count(account)
    throw new RequestRefused('SIGN_IN_REFUSED', 'the account or the password is wrong')
  }

  async #record(
    { request_id }: PasswordAttempt,
    account: Account | undefined,
    code: string,
  ): Promise<void> {
    const data: SignInFailed = {
      ...(account === undefined ? {} : { account: account.account }),
      way: 'password',
      code,
    }
    const { log, now } = this.#parts
    await recordSignIn(log, { type: 'SignInFailed', data, request_id }, now())
  }

  async #count({ account }: Account): Promise<void> {
    const { log, book, store } = this.#parts
    const now = this.#parts.now()
    const notBefore = instantFromMs(msOfInstant(now) - REMEMBERED_MS)
    const count = await store.noteFailure(account, now, notBefore)
    if (count < FAILURES_MAX) return
    const until = instantFromMs(msOfInstant(now) + LOCKED_MS)
    const data = { account, until, failures: count, ...BY }
    await takeAccountSteps(log, [{ type: 'AccountLocked', data }], now)
    await book.catchUp(log)
    await store.forgetFailures(account)
  }
}

function codeOf(account: Account | undefined, hash: string | null): string {
  if (account === undefined) return 'ACCOUNT_UNKNOWN'
  if (account.closed) return 'ACCOUNT_CLOSED'
  return hash === null ? 'PASSWORD_NOT_SET' : 'PASSWORD_WRONG'
}
