import { randomBytes } from 'node:crypto'
import { unhurriedly } from '#/support/containers/docker.ts'

/** Runs a command in a container and gives what it printed. */
export type RunInside = (...command: readonly string[]) => Promise<string>
/** Asks the API as somebody who signed in: `/v1/…`. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>

const BY = ['--actor', 'setup', '--reason', 'first of its kind'] as const

/** As docs/access.md has it for the first account, by commands in a container. */
export async function supervisorSignedIn(run: RunInside, origin: string): Promise<Ask> {
  const account = 'lin'
  await run('jianwei', 'account', 'open', account, ...BY)
  await run('jianwei', 'account', 'grant', account, '--role', 'supervisor', ...BY)
  const said = await run('jianwei', 'account', 'invite', account, ...BY)
  const [link] = /jwl_\S+/.exec(said) ?? []
  if (link === undefined) throw new Error(`no link in: ${said}`)
  const password = randomBytes(18).toString('base64url')
  await posted(`${origin}/v1/sign-in/password`, { account, link, password })
  const cookie = (await posted(`${origin}/v1/sign-in`, { account, password })).headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', cookie)
    return fetch(new URL(path, origin), { ...init, headers })
  }
}

/** A key that may send anything, by commands in a container. */
export async function departmentKey(run: RunInside): Promise<string> {
  const account = 'bureau:feed'
  await run('jianwei', 'account', 'open', account, '--kind', 'service', ...BY)
  await run('jianwei', 'account', 'grant', account, '--role', 'department', ...BY)
  const said = await run('jianwei', 'key', 'issue', account, '--sources', '*', ...BY)
  const [key] = /jwk_\S+/.exec(said) ?? []
  if (key === undefined) throw new Error(`no key in: ${said}`)
  return key
}

/** The JSON of the first answer that satisfies; other answers are told when it hangs. */
export async function askUntil<Body>(
  ask: Ask,
  path: string,
  isWanted: (body: Body) => boolean,
): Promise<Body> {
  let last = 'no answer'
  return unhurriedly(
    async () => {
      const answer = await ask(path).catch((error: unknown) => void (last = String(error)))
      if (answer === undefined) return undefined
      last = await answer.text()
      if (!answer.ok) return undefined
      const body = JSON.parse(last) as Body
      return isWanted(body) ? body : undefined
    },
    () => `${path}: ${last}`,
  )
}

/** Until the process takes account of what was just decided. */
async function posted(url: string, body: object): Promise<Response> {
  let last = 'no answer'
  return unhurriedly(
    async () => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      if (answer.ok) return answer
      last = `${answer.status} ${await answer.text()}`
      return undefined
    },
    () => `POST ${url}: ${last}`,
  )
}
