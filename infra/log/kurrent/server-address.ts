/** How the server is asked, as far as it may be repeated. */
export interface ServerAddress {
  /** `db.example:2113`; several separated by commas. */
  readonly host: string
  readonly tls: boolean
  /** Null where the URL names none. */
  readonly user: string | null
}

/** Of a connection string, which may hold a password. */
export function serverAddress(url: string): ServerAddress {
  const [, user, host = 'LOG_URL'] = /^[^:]+:\/\/(?:([^:@/]*)(?::[^@]*)?@)?([^/?]+)/.exec(url) ?? []
  return {
    host,
    tls: !/[?&]tls=false\b/i.test(url),
    user: user === undefined || user === '' ? null : decodeURIComponent(user),
  }
}

/** A user and a password, as they are and not as a URL escapes them. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Those of a connection string, if it has any. Throws URIError for half an escape. */
export function credentialsIn(url: string): Credentials | undefined {
  const [, username, password] = /^[^:]+:\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? []
  if (username === undefined || password === undefined) return undefined
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
}
