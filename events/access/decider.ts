import {
  evolveAccount,
  isSame,
  type Account,
  type AccountEvent,
  type ApiKey,
} from '#/access/account.ts'
import { roleAgainst } from '#/access/duties.ts'
import {
  AccountNameTaken,
  AccountStepRefused,
  AccountUnknown,
  DutiesTogether,
  KeyUnknown,
  LinkInvalid,
} from '#/access/errors.ts'
import type { Decider } from '#/decider.ts'
import type { Instant } from '#/instant.ts'

/**
 * What is asked for is the event that would follow. `now` is when; what has ended by then no longer
 * counts.
 */
export type AccountCommand = AccountEvent & { readonly now: Instant }

/** Keys of an account that are valid at one time. */
export const KEYS_MAX = 20

/**
 * Who may be what, over one account with its roles, keys and topics. An account that is closed
 * takes no further step, and its name is not given again.
 */
export const accountDecider: Decider<Account | null, AccountCommand, AccountEvent> = {
  initial: null,
  decide: decideAccount,
  evolve: evolveAccount,
}

function decideAccount(
  { now, ...event }: AccountCommand,
  state: Account | null,
): readonly AccountEvent[] {
  const { account } = event.data
  if (event.type === 'AccountOpened') {
    if (state !== null) throw new AccountNameTaken(account)
    return [event]
  }
  if (state === null) throw new AccountUnknown(account)
  if (event.type === 'AccountClosed') return state.closed ? [] : [event]
  if (state.closed) throw new AccountStepRefused(`the account ${account} is closed`)
  return isNew(event, state, now) ? [event] : []
}

/** Throws where the step is refused; false where it changes nothing. */
function isNew(
  event: Exclude<AccountEvent, { readonly type: 'AccountOpened' | 'AccountClosed' }>,
  state: Account,
  now: Instant,
): boolean {
  const { account } = state
  switch (event.type) {
    case 'AccountLocked':
      return state.locked_until === null || state.locked_until < event.data.until
    case 'AccountUnlocked':
      return state.locked_until !== null
    case 'AccountInvited':
      if (state.kind === 'service')
        throw new AccountStepRefused(`${account} is a service: it gets keys, and no password`)
      return true
    case 'PasswordSet': {
      const { invitation } = state
      if (invitation === null || invitation.link_hash !== event.data.link_hash)
        throw new LinkInvalid()
      if (invitation.expires_at <= now) throw new LinkInvalid()
      return true
    }
    case 'RoleGranted': {
      const { grant } = event.data
      const held = state.grants.map(({ role }) => role)
      const against = roleAgainst(grant.role, held)
      if (against !== undefined) throw new DutiesTogether(account, grant.role, against)
      return !state.grants.some((one) => isSame(one, grant))
    }
    case 'RoleWithdrawn':
      return state.grants.some((one) => isSame(one, event.data.grant))
    case 'ApiKeyIssued':
      if (state.kind !== 'service')
        throw new AccountStepRefused(`${account} is a person: keys are for services`)
      if (state.keys.filter((key) => isValid(key, now)).length >= KEYS_MAX)
        throw new AccountStepRefused(`${account} has ${KEYS_MAX} valid keys; revoke one first`)
      return true
    case 'ApiKeyRotated': {
      const key = keyOf(state, event.data.key_id)
      if (!isValid(key, now))
        throw new AccountStepRefused(`the key ${key.key_id} has ended; issue a new one`)
      if (key.successor_id !== null)
        throw new AccountStepRefused(`the key ${key.key_id} has a successor: ${key.successor_id}`)
      return true
    }
    case 'ApiKeyRevoked':
      return !keyOf(state, event.data.key_id).revoked
    case 'TopicPrefixBound':
      if (state.kind !== 'service')
        throw new AccountStepRefused(`${account} is a person: topics are for services`)
      return true
    case 'TopicPrefixReleased':
      return state.topics.some(({ prefix }) => prefix === event.data.prefix)
  }
}

function keyOf(state: Account, keyId: string): ApiKey {
  const key = state.keys.find((one) => one.key_id === keyId)
  if (key === undefined) throw new KeyUnknown(keyId)
  return key
}

export function isValid(key: ApiKey, now: Instant): boolean {
  return !key.revoked && now < key.expires_at
}
