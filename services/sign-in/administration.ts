import type { Account, AccountEvent } from '@jianwei/events/access/account.ts'
import type { AccountOpened, GrantedRole } from '@jianwei/events/access/account-events.ts'
import { AccountStepRefused, KeyUnknown } from '@jianwei/events/access/errors.ts'
import type { SendingScope } from '@jianwei/events/access/sending-scope.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { AccessBook } from '#/sign-in/access-book.ts'
import { takeAccountSteps } from '#/sign-in/account-steps.ts'
import { hashOf, newKey, newLinkSecret } from '#/sign-in/secrets.ts'

const LINK_HOURS = 72
export const KEY_DAYS = 365
export const OVERLAP_HOURS = 24 * 7
const HOUR_MS = 3_600_000

export interface AdministrationParts {
  readonly log: EventLog
  readonly book: AccessBook
  readonly now: () => Instant
}

/** Who decides, and why. */
export interface DecidedBy {
  readonly actor: string
  readonly reason: string
}

export class TopicPrefixTaken extends DomainError {
  override readonly name = 'TopicPrefixTaken'
  readonly code = 'TOPIC_PREFIX_TAKEN'
}

export interface ShownKey {
  readonly key_id: string
  /** Shown this once. */
  readonly key: string
  readonly expires_at: Instant
}

/**
 * What administrators do with accounts, over HTTP and by the command line. Everything throws what
 * the decider refuses. The book knows of it when it resolves.
 */
export class Administration {
  readonly #parts: AdministrationParts

  constructor(parts: AdministrationParts) {
    this.#parts = parts
  }

  /** One person of the identity provider is one account: throws AccountStepRefused for another. */
  async open(opened: Omit<AccountOpened, keyof DecidedBy>, by: DecidedBy): Promise<Account> {
    await this.#parts.book.catchUp(this.#parts.log)
    const { account, oidc_subject = '' } = opened
    const other = this.#parts.book.accountOfSubject(oidc_subject)
    if (other !== undefined && !other.closed && other.account !== account)
      throw new AccountStepRefused(`${other.account} is the account of this person already`)
    return this.#take([{ type: 'AccountOpened', data: { ...opened, ...by } }])
  }

  close(account: string, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'AccountClosed', data: { account, ...by } }])
  }

  unlock(account: string, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'AccountUnlocked', data: { account, ...by } }])
  }

  grant(account: string, grant: GrantedRole, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'RoleGranted', data: { account, grant, ...by } }])
  }

  withdraw(account: string, grant: GrantedRole, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'RoleWithdrawn', data: { account, grant, ...by } }])
  }

  /** A link that sets a password, once; an earlier one ends. */
  async invite(
    account: string,
    by: DecidedBy,
  ): Promise<{ readonly link: string; readonly expires_at: Instant }> {
    const link = newLinkSecret()
    const expires_at = this.#after(LINK_HOURS)
    const data = { account, link_hash: hashOf(link), expires_at, ...by }
    await this.#take([{ type: 'AccountInvited', data }])
    return { link, expires_at }
  }

  async issueKey(
    account: string,
    { sends, days = KEY_DAYS }: { readonly sends: SendingScope | null; readonly days?: number },
    by: DecidedBy,
  ): Promise<ShownKey> {
    const { key_id, key, key_hash } = newKey()
    const expires_at = this.#after(days * 24)
    const data = { account, key_id, key_hash, sends, expires_at, ...by }
    await this.#take([{ type: 'ApiKeyIssued', data }])
    return { key_id, key, expires_at }
  }

  /** The old key is valid for the overlap, so that no event is lost while the new one is set. */
  async rotateKey(
    account: string,
    keyId: string,
    { days = KEY_DAYS, overlap_hours = OVERLAP_HOURS }: RotationLengths,
    by: DecidedBy,
  ): Promise<ShownKey> {
    await this.#parts.book.catchUp(this.#parts.log)
    const held = this.#parts.book.account(account)?.keys.find(({ key_id }) => key_id === keyId)
    if (held === undefined) throw new KeyUnknown(keyId)
    const { key_id, key, key_hash } = newKey()
    const expires_at = this.#after(days * 24)
    const overlap = this.#after(overlap_hours)
    const ends_at = overlap < held.expires_at ? overlap : held.expires_at
    const { sends } = held
    await this.#take([
      {
        type: 'ApiKeyRotated',
        data: { account, key_id: keyId, successor_id: key_id, ends_at, ...by },
      },
      { type: 'ApiKeyIssued', data: { account, key_id, key_hash, sends, expires_at, ...by } },
    ])
    return { key_id, key, expires_at }
  }

  revokeKey(account: string, key_id: string, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'ApiKeyRevoked', data: { account, key_id, ...by } }])
  }

  /** Throws TopicPrefixTaken where another account has it. */
  async bindTopics(
    account: string,
    bound: { readonly prefix: string; readonly sends: SendingScope },
    by: DecidedBy,
  ): Promise<Account> {
    await this.#parts.book.catchUp(this.#parts.log)
    const owner = this.#parts.book.ownerOfPrefix(bound.prefix)
    if (owner !== undefined && owner !== account)
      throw new TopicPrefixTaken(`topics of ${bound.prefix} belong to ${owner}`)
    return this.#take([{ type: 'TopicPrefixBound', data: { account, ...bound, ...by } }])
  }

  releaseTopics(account: string, prefix: string, by: DecidedBy): Promise<Account> {
    return this.#take([{ type: 'TopicPrefixReleased', data: { account, prefix, ...by } }])
  }

  async #take(steps: readonly [AccountEvent, ...AccountEvent[]]): Promise<Account> {
    const { log, book, now } = this.#parts
    const account = await takeAccountSteps(log, steps, now())
    await book.catchUp(log)
    return account
  }

  #after(hours: number): Instant {
    return instantFromMs(msOfInstant(this.#parts.now()) + hours * HOUR_MS)
  }
}

interface RotationLengths {
  readonly days?: number
  readonly overlap_hours?: number
}
