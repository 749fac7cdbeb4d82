import {
  ACCOUNT_EVENT_TYPES,
  evolveAccount,
  type Account,
  type AccountEvent,
  type ApiKey,
} from '@jianwei/events/access/account.ts'
import type { SendingScope } from '@jianwei/events/access/sending-scope.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'

const BATCH_EVENTS_MAX = 5_000

export interface BoundTopic {
  readonly account: string
  readonly prefix: string
  readonly sends: SendingScope
}

/**
 * Accounts with their roles, keys and topics, as the log has them. Everything is in memory: an
 * office has thousands of accounts, and each request asks for one.
 */
export class AccessBook {
  readonly #accounts = new Map<string, Account>()
  /** By hash; the key itself is looked up in its account, which knows whether it ended. */
  readonly #accountOfKey = new Map<string, string>()
  readonly #accountOfSubject = new Map<string, string>()
  /** The first who has a prefix keeps it until it is released, or the account closed. */
  readonly #accountOfPrefix = new Map<string, string>()
  #position = 0 as Position
  #checkpoint: Checkpoint | 'start' = 'start'

  account(name: string): Account | undefined {
    return this.#accounts.get(name)
  }

  /** By name. */
  accounts(): readonly Account[] {
    return [...this.#accounts.values()].toSorted((a, b) => (a.account < b.account ? -1 : 1))
  }

  keyWithHash(hash: string): { readonly account: Account; readonly key: ApiKey } | undefined {
    const account = this.#accounts.get(this.#accountOfKey.get(hash) ?? '')
    const key = account?.keys.find((one) => one.key_hash === hash)
    return account === undefined || key === undefined ? undefined : { account, key }
  }

  accountOfSubject(subject: string): Account | undefined {
    return this.#accounts.get(this.#accountOfSubject.get(subject) ?? '')
  }

  boundTopics(): readonly BoundTopic[] {
    return [...this.#accountOfPrefix].flatMap(([prefix, name]) => {
      const sends = this.#accounts.get(name)?.topics.find((one) => one.prefix === prefix)?.sends
      return sends === undefined ? [] : [{ account: name, prefix, sends }]
    })
  }

  /** Who has the prefix; undefined where nobody has. */
  ownerOfPrefix(prefix: string): string | undefined {
    return this.#accountOfPrefix.get(prefix)
  }

  /** Reads to the end of the log, then goes on with it until the signal aborts. */
  async follow(log: EventLog, signal: AbortSignal): Promise<void> {
    await this.#read(log, signal, {})
  }

  /** Reads what the log holds now. */
  async catchUp(log: EventLog, signal = new AbortController().signal): Promise<void> {
    const head = await log.head()
    if (head === this.#position) return
    await this.#read(log, signal, { until: head })
    this.#reached(head)
  }

  async #read(
    log: EventLog,
    signal: AbortSignal,
    until: { readonly until?: Position },
  ): Promise<void> {
    const batches = log.follow(this.#checkpoint, {
      signal,
      batch_events_max: BATCH_EVENTS_MAX,
      types: ACCOUNT_EVENT_TYPES,
      ...until,
    })
    for await (const { events, checkpoint } of batches) {
      for (const event of events) this.apply(event)
      this.#checkpoint = checkpoint
    }
  }

  /** What was applied before changes nothing. */
  apply(recorded: RecordedEvent): void {
    if (recorded.position <= this.#position) return
    const { type, data } = recorded
    // Only these types are read, and the catalogue parsed their data.
    const event = { type, data } as unknown as AccountEvent
    const name = event.data.account
    const account = evolveAccount(this.#accounts.get(name) ?? null, event)
    if (account !== null) this.#accounts.set(name, account)
    this.#index(event, name)
    this.#reached(recorded.position)
  }

  #index({ type, data }: AccountEvent, name: string): void {
    if (type === 'AccountOpened' && data.oidc_subject !== undefined)
      this.#accountOfSubject.set(data.oidc_subject, name)
    if (type === 'ApiKeyIssued') this.#accountOfKey.set(data.key_hash, name)
    if (type === 'TopicPrefixBound' && !this.#accountOfPrefix.has(data.prefix))
      this.#accountOfPrefix.set(data.prefix, name)
    if (type === 'TopicPrefixReleased' && this.#accountOfPrefix.get(data.prefix) === name)
      this.#accountOfPrefix.delete(data.prefix)
    if (type === 'AccountClosed') this.#freePrefixesOf(name)
  }

  #freePrefixesOf(name: string): void {
    for (const [prefix, holder] of this.#accountOfPrefix)
      if (holder === name) this.#accountOfPrefix.delete(prefix)
  }

  #reached(position: Position): void {
    if (position > this.#position) this.#position = position
  }
}
