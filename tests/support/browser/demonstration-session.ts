import { setTimeout as sleep } from 'node:timers/promises'
import type { RoleName } from '@jianwei/events/access/roles.ts'

/** A cookie as a browser is given it. */
export interface SessionCookie {
  readonly name: string
  readonly value: string
  readonly url: string
}

const begun = new Map<string, Promise<SessionCookie>>()

/**
 * The session of somebody who signed in with a role for a demonstration. Begun once a server and
 * role: signing in is limited by address, and all tests have the same.
 */
export function demonstrationSession(origin: string, role: RoleName): Promise<SessionCookie> {
  const key = `${origin} ${role}`
  const known = begun.get(key)
  if (known !== undefined) return known
  const beginning = beginSession(origin, role)
  begun.set(key, beginning)
  return beginning
}

async function beginSession(origin: string, role: RoleName): Promise<SessionCookie> {
  for (;;) {
    const answer = await fetch(`${origin}/v1/demo-sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ role }),
    })
    if (answer.status === 429) {
      await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1_000)
      continue
    }
    const [cookie = ''] = answer.headers.getSetCookie()
    const [, name, value] = /^([^=]+)=([^;]+)/.exec(cookie) ?? []
    if (name === undefined || value === undefined)
      throw new Error(`no session as ${role}: ${answer.status} ${await answer.text()}`)
    return { name, value, url: origin }
  }
}
