import { eventually } from '#/support/hang.ts'

/** A problem that the API answered with. */
export interface Refused {
  readonly status: number
  readonly code: string
}

interface Asking {
  readonly body?: object
  readonly seen?: string
}

/** Somebody who works with the API over HTTP, by a session or a token. */
export class Asker {
  readonly #origin: string
  readonly #credentials: () => Promise<Readonly<Record<string, string>>>

  constructor(origin: string, credentials: () => Promise<Readonly<Record<string, string>>>) {
    this.#origin = origin
    this.#credentials = credentials
  }

  async ask(path: string, { body, seen }: Asking = {}): Promise<Response> {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return fetch(`${this.#origin}${path}`, {
      ...sent,
      headers: {
        ...(await this.#credentials()),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(seen === undefined ? {} : { 'if-match': seen }),
      },
    })
  }

  async get<Answer>(path: string): Promise<Answer> {
    return answered(path, await this.ask(path))
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    return answered(path, await this.ask(path, { body }))
  }

  /** How it is refused. Throws where it is not. */
  async refusal(path: string, body?: object): Promise<Refused> {
    const answer = await this.ask(path, body === undefined ? {} : { body })
    if (answer.ok) throw new Error(`${path} is not refused`)
    const { status, code } = (await answer.json()) as Refused
    return { status, code }
  }

  /**
   * A step with an alert, as who has just read it takes it: where somebody was faster, or what was
   * read was behind, it is read again.
   */
  async step(alertId: string, name: string, body: object = {}): Promise<void> {
    const address = `/v1/alerts/${alertId}`
    await eventually(
      async () => {
        const read = await this.ask(address)
        const seen = read.headers.get('etag')
        if (seen === null) return answered(address, read)
        const taken = await this.ask(`${address}/${name}`, { body, seen })
        if (taken.status === 409 && (await codeOf(taken.clone())) === 'ALERT_CHANGED')
          return undefined
        await answered(`${address}/${name}`, taken)
        return true
      },
      () => `${name} ${alertId}`,
    )
  }
}

async function answered<Answer>(asked: string, answer: Response): Promise<Answer> {
  if (!answer.ok) {
    const { status, code, detail = '' } = (await answer.json()) as Refused & { detail?: string }
    throw new Error(`${asked}: ${status} ${code} ${detail}`)
  }
  // What an answer holds is said by who asks; the API's document is held by other tests.
  return (answer.status === 204 ? undefined : await answer.json()) as Answer
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as Refused).code
}

/** Who has a token or a key. */
export function withToken(origin: string, token: string): Asker {
  return new Asker(origin, async () => ({ authorization: `Bearer ${token}` }))
}

/** Who signs in with a password, and again where the session has ended meanwhile. */
export function withPassword(
  origin: string,
  { account, password }: { readonly account: string; readonly password: string },
): Asker {
  let cookie: string | undefined
  const headers = (value: string) => ({ cookie: value, origin, 'x-jianwei-request': 'story' })
  return new Asker(origin, async () => {
    if (cookie !== undefined) {
      const { ok } = await fetch(`${origin}/v1/sessions`, { headers: headers(cookie) })
      if (ok) return headers(cookie)
    }
    const answer = await fetch(`${origin}/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account, password }),
    })
    await answered('/v1/sign-in', answer)
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return headers(cookie)
  })
}
