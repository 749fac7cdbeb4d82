/** A request to somebody outside. */
export interface OutwardRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface OutwardAnswer {
  readonly status: number
  /** The beginning of it, where it is long. */
  readonly text: string
}

/** Why nothing was answered, as a code for logs and people. */
export type OutwardFailure =
  | 'HOST_NOT_ALLOWED'
  | 'CONNECTION_FAILED'
  | 'TIMED_OUT'
  | 'ADDRESS_UNREADABLE'

/**
 * Speaks HTTP to hosts that a list allows. Follows no redirect: an answer of 3xx is an answer.
 * Adapter: infra/outward.
 */
export interface OutwardPost {
  allows(url: string): boolean
  post(request: OutwardRequest, signal: AbortSignal): Promise<OutwardAnswer | OutwardFailure>
}

export interface OutwardMail {
  /** One message goes to one address. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly message_id: string
}

/** Hands mails to a server. Adapter: infra/outward. */
export interface Mailer {
  /** Whether the list allows the domain of the address. */
  allows(to: string): boolean
  /** Undefined when the server took it; otherwise a code. */
  send(mail: OutwardMail): Promise<string | undefined>
}

/** What is needed to send to an endpoint and stands in no log. */
export interface EndpointSecrets {
  /** Where to: a URL, or a mail address. */
  readonly address: string
  /** The newest first; those that have run out are not used. */
  readonly keys: readonly { readonly key: string; readonly until: string | null }[]
}

/** Keeps them where only this program's user reads. Adapter: infra/outward. */
export interface SecretStore {
  load(endpointId: string): Promise<EndpointSecrets | undefined>
  save(endpointId: string, secrets: EndpointSecrets): Promise<void>
}
