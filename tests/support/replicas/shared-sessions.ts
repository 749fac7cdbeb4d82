import { join } from 'node:path'
import type { KurrentClient } from '@jianwei/infra/log/kurrent/kurrent-client.ts'
import { KurrentChangeStream } from '@jianwei/infra/log/kurrent/kurrent-change-stream.ts'
import { SharedSessionStore } from '@jianwei/infra/sign-in/shared-session-store.ts'

/** One replica of those that keep sessions together; `name`: its copy. */
export function sharedSessions(
  {
    client,
    namespace,
    folder,
  }: { readonly client: KurrentClient; readonly namespace: string; readonly folder: string },
  name = 'a',
): SharedSessionStore {
  return new SharedSessionStore({
    stream: new KurrentChangeStream(client, { namespace, name: 'sessions', kept_seconds: 3_600 }),
    file: join(folder, `${name}.db`),
    onUnreadable: (changes) => {
      throw new Error(`${changes} changes cannot be read`)
    },
  })
}
