import type {
  AccountClosed,
  AccountInvited,
  AccountLocked,
  AccountOpened,
  AccountUnlocked,
  GrantedRole,
  PasswordSet,
  RoleGranted,
  RoleWithdrawn,
} from '#/access/account-events.ts'
import type {
  ApiKeyIssued,
  ApiKeyRevoked,
  ApiKeyRotated,
  TopicPrefixBound,
  TopicPrefixReleased,
} from '#/access/key-events.ts'
import type { SendingScope } from '#/access/sending-scope.ts'
import type { Instant } from '#/instant.ts'

export type AccountEvent =
  | { readonly type: 'AccountOpened'; readonly data: AccountOpened }
  | { readonly type: 'AccountClosed'; readonly data: AccountClosed }
  | { readonly type: 'AccountLocked'; readonly data: AccountLocked }
  | { readonly type: 'AccountUnlocked'; readonly data: AccountUnlocked }
  | { readonly type: 'AccountInvited'; readonly data: AccountInvited }
  | { readonly type: 'PasswordSet'; readonly data: PasswordSet }
  | { readonly type: 'RoleGranted'; readonly data: RoleGranted }
  | { readonly type: 'RoleWithdrawn'; readonly data: RoleWithdrawn }
  | { readonly type: 'ApiKeyIssued'; readonly data: ApiKeyIssued }
  | { readonly type: 'ApiKeyRotated'; readonly data: ApiKeyRotated }
  | { readonly type: 'ApiKeyRevoked'; readonly data: ApiKeyRevoked }
  | { readonly type: 'TopicPrefixBound'; readonly data: TopicPrefixBound }
  | { readonly type: 'TopicPrefixReleased'; readonly data: TopicPrefixReleased }

/** What makes an account. Keys stand on it, as their scopes do. */
export const ACCOUNT_EVENT_TYPES = [
  'AccountOpened',
  'AccountClosed',
  'AccountLocked',
  'AccountUnlocked',
  'AccountInvited',
  'PasswordSet',
  'RoleGranted',
  'RoleWithdrawn',
  'ApiKeyIssued',
  'ApiKeyRotated',
  'ApiKeyRevoked',
  'TopicPrefixBound',
  'TopicPrefixReleased',
] as const satisfies readonly AccountEvent['type'][]

export interface ApiKey {
  readonly key_id: string
  readonly key_hash: string
  readonly sends: SendingScope | null
  /** Earlier than it was issued for, where a successor took its place. */
  readonly expires_at: Instant
  readonly revoked: boolean
  readonly successor_id: string | null
}

export interface Account {
  readonly account: string
  readonly kind: AccountOpened['kind']
  readonly name: string | null
  readonly oidc_subject: string | null
  readonly closed: boolean
  readonly grants: readonly GrantedRole[]
  /** Null where nobody set one. */
  readonly password_hash: string | null
  /** The newest link; null where it was used, or none was made. */
  readonly invitation: { readonly link_hash: string; readonly expires_at: Instant } | null
  readonly locked_until: Instant | null
  readonly keys: readonly ApiKey[]
  readonly topics: readonly { readonly prefix: string; readonly sends: SendingScope }[]
}

/** Null before it is opened. Refuses nothing: what does not fit changes nothing. */
export function evolveAccount(state: Account | null, event: AccountEvent): Account | null {
  if (event.type === 'AccountOpened') return state ?? opened(event.data)
  return state === null ? null : changed(state, event)
}

function opened({ account, kind, name, oidc_subject }: AccountOpened): Account {
  return {
    account,
    kind,
    name: name ?? null,
    oidc_subject: oidc_subject ?? null,
    closed: false,
    grants: [],
    password_hash: null,
    invitation: null,
    locked_until: null,
    keys: [],
    topics: [],
  }
}

type Change = Exclude<AccountEvent, { readonly type: 'AccountOpened' }>

function changed(state: Account, event: Change): Account {
  switch (event.type) {
    case 'AccountClosed':
      return { ...state, closed: true, invitation: null }
    case 'AccountLocked':
      return { ...state, locked_until: event.data.until }
    case 'AccountUnlocked':
      return { ...state, locked_until: null }
    case 'AccountInvited': {
      const { link_hash, expires_at } = event.data
      return { ...state, invitation: { link_hash, expires_at } }
    }
    case 'PasswordSet':
      return { ...state, password_hash: event.data.password_hash, invitation: null }
    case 'RoleGranted':
      return { ...state, grants: [...state.grants, event.data.grant] }
    case 'RoleWithdrawn':
      return { ...state, grants: state.grants.filter((one) => !isSame(one, event.data.grant)) }
    case 'TopicPrefixBound': {
      const { prefix, sends } = event.data
      return { ...state, topics: [...withoutPrefix(state, prefix), { prefix, sends }] }
    }
    case 'TopicPrefixReleased':
      return { ...state, topics: withoutPrefix(state, event.data.prefix) }
    case 'ApiKeyIssued': {
      const { key_id, key_hash, sends, expires_at } = event.data
      const key = { key_id, key_hash, sends, expires_at }
      return { ...state, keys: [...state.keys, { ...key, revoked: false, successor_id: null }] }
    }
    case 'ApiKeyRotated': {
      const { key_id, ends_at, successor_id } = event.data
      return withKey(state, key_id, { expires_at: ends_at, successor_id })
    }
    case 'ApiKeyRevoked':
      return withKey(state, event.data.key_id, { revoked: true })
  }
}

function withoutPrefix(state: Account, prefix: string): Account['topics'] {
  return state.topics.filter((one) => one.prefix !== prefix)
}

function withKey(state: Account, keyId: string, change: Partial<ApiKey>): Account {
  return {
    ...state,
    keys: state.keys.map((key) => (key.key_id === keyId ? { ...key, ...change } : key)),
  }
}

export function isSame(one: GrantedRole, other: GrantedRole): boolean {
  return (
    one.role === other.role &&
    one.region === other.region &&
    one.domain === other.domain &&
    one.department === other.department
  )
}
