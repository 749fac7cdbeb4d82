import { KurrentChangeStream } from '@jianwei/infra/log/kurrent/kurrent-change-stream.ts'
import { SharedSessionStore } from '@jianwei/infra/sign-in/shared-session-store.ts'
import type { SessionData } from '#/contracts/session-store.contract.ts'
import type { KurrentHost, KurrentSite } from '#/support/kurrent-stand-in/place.ts'
import { alternating } from '#/support/replicas/alternating.ts'

/**
 * Sessions that replicas keep together, each with a copy; asked in turn where there are several.
 */
export async function sessionsOn(
  host: KurrentHost,
  copies: readonly string[] = ['a'],
): Promise<SessionData> {
  const sites: KurrentSite[] = []
  const place = await host.place((site) => {
    sites.push(site)
    return { async [Symbol.asyncDispose]() {} }
  })
  const opened = await place.open()
  return {
    open: () =>
      // The place was opened, so there is a site.
      alternating(copies.map((copy) => replica(sites[0]!, copy))),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}

function replica({ client, namespace, index_file }: KurrentSite, copy: string): SharedSessionStore {
  return new SharedSessionStore({
    stream: new KurrentChangeStream(client, { namespace, name: 'sessions', kept_seconds: 3_600 }),
    file: `${index_file}.sessions-${copy}`,
    onUnreadable: (changes) => {
      throw new Error(`${changes} changes cannot be read`)
    },
  })
}
