import type { KurrentClient } from '#/log/kurrent/kurrent-client.ts'

/** What a log's URL begins with where this adapter serves it. */
export const KURRENT_SCHEMES = ['esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover'] as const

/**
 * A connection by the client package that the URL asks for: `esdb://` or `kurrentdb://`. Only that
 * package is loaded, because the two break each other; so a process uses URLs of one kind. Throws
 * RangeError for any other URL, without repeating it: it may hold a password.
 */
export async function connectKurrent(url: string): Promise<KurrentClient> {
  const [scheme = ''] = url.split('://', 1)
  if (!KURRENT_SCHEMES.some((known) => known === scheme))
    throw new RangeError(
      `a log on a server has a URL that begins with one of: ${KURRENT_SCHEMES.join(', ')}`,
    )
  if (scheme.startsWith('esdb')) {
    const { EventStoreClient } = await import('#/log/kurrent/eventstore-client.ts')
    return new EventStoreClient(url)
  }
  const { KurrentDbClient } = await import('#/log/kurrent/kurrentdb-client.ts')
  return new KurrentDbClient(url)
}
