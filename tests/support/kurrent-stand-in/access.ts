import { Metadata, status, type ServiceError } from '@grpc/grpc-js'

/** What a user may be refused, as the server's ACLs name it. */
export type Right = 'read' | 'append' | 'metadata'

export interface StandInUser {
  readonly password: string
  /** Default: none. Who is among `$admins` may everything. */
  readonly groups?: readonly string[]
  /** Rights that the default ACL does not give this user. Default: it gives all. */
  readonly without?: readonly Right[]
}

/**
 * Users and rights as a server with TLS has them: whoever sends wrong credentials is
 * unauthenticated, whatever is asked; who sends none is nobody and may nothing; an ordinary user
 * reads `$all` only where the ACL in its metadata names the user or a group.
 */
export class Access {
  readonly #users: Map<string, StandInUser>
  readonly #newestMetadata: (stream: string) => Uint8Array | undefined

  constructor(
    users: Readonly<Record<string, StandInUser>>,
    newestMetadata: (stream: string) => Uint8Array | undefined,
  ) {
    this.#users = new Map(Object.entries(users))
    this.#newestMetadata = newestMetadata
  }

  /** Makes the user, or changes what is known of it. */
  set(name: string, user: StandInUser): void {
    this.#users.set(name, user)
  }

  /** Undefined where the call may go on. */
  refusal(call: { readonly metadata: Metadata }, right: Right, stream: string) {
    const [given] = call.metadata.get('authorization')
    if (given === undefined) return denied()
    const [name = '', ...password] = Buffer.from(String(given).replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
    const user = this.#users.get(name)
    if (user === undefined || user.password !== password.join(':')) return unauthenticated()
    const groups = [name, ...(user.groups ?? [])]
    if (groups.includes('$admins')) return undefined
    const isMetadata = stream.startsWith('$$')
    if (user.without?.includes(isMetadata ? 'metadata' : right) === true) return denied()
    if (stream === '$all')
      return this.#readersOfAll().some((one) => groups.includes(one)) ? undefined : denied()
    return stream.startsWith('$') && !isMetadata ? denied() : undefined
  }

  #readersOfAll(): readonly string[] {
    const bytes = this.#newestMetadata('$$$all')
    if (bytes === undefined) return ['$admins']
    const { $acl } = JSON.parse(Buffer.from(bytes).toString()) as {
      readonly $acl?: { readonly $r?: string | readonly string[] }
    }
    return [$acl?.$r ?? '$admins'].flat()
  }
}

function denied(): Partial<ServiceError> {
  return refusal(status.PERMISSION_DENIED, 'access-denied', 'Access Denied')
}

function unauthenticated(): Partial<ServiceError> {
  return refusal(status.UNAUTHENTICATED, 'not-authenticated', 'Bad HTTP status: 401')
}

function refusal(code: status, name: string, details: string): Partial<ServiceError> {
  const metadata = new Metadata()
  if (code === status.PERMISSION_DENIED) metadata.set('exception', name)
  return Object.assign(new Error(details), { code, details, metadata })
}
