/*
 * User and password of a server, beside its address: a password may hold any character, and in an
 * address every second one has to be escaped.
 */

interface ServerVariables {
  readonly url: string
  readonly user: string
  readonly password: string
  /** What the address of a server begins with; that of a file or folder does not. */
  readonly scheme: RegExp
  /** Whether there are users without a password. */
  readonly needs_password: boolean
}

const SERVERS: readonly ServerVariables[] = [
  {
    url: 'LOG_URL',
    user: 'LOG_USER',
    password: 'LOG_PASSWORD',
    scheme: /^(esdb|kurrentdb)/,
    needs_password: true,
  },
  {
    url: 'WAREHOUSE_URL',
    user: 'WAREHOUSE_USER',
    password: 'WAREHOUSE_PASSWORD',
    scheme: /^https?:/,
    needs_password: false,
  },
  {
    url: 'SMTP_URL',
    user: 'SMTP_USER',
    password: 'SMTP_PASSWORD',
    scheme: /^smtps?:/,
    needs_password: true,
  },
]

/** What does not go together, by variable name. */
export function credentialProblems(
  read: (name: string) => boolean,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  return SERVERS.filter(({ url }) => read(url)).flatMap((server) => problemsOf(server, given))
}

function problemsOf(
  { url, user, password, scheme, needs_password }: ServerVariables,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const set = [user, password].filter((name) => given[name] !== undefined)
  if (set.length === 0) return []
  const address = given[url] ?? ''
  if (!scheme.test(address)) return set.map((name) => `${name}: ${url} names no server`)
  if (/^[^:]+:\/\/[^/?]*@/.test(address))
    return set.map((name) => `${name}: ${url} holds a user already; give one of them`)
  if (given[user] === undefined) return [`${user}: needed with ${password}`]
  return needs_password && given[password] === undefined ? [`${password}: needed with ${user}`] : []
}

/** The address with user and password in it, each character that means something there escaped. */
export function addressWith(
  url: string,
  user: string | undefined,
  password: string | undefined,
): string {
  if (user === undefined || password === undefined) return url
  const named = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`
  return url.replace('://', () => `://${named}`)
}
