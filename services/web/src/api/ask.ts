import type { z } from 'zod'
import { AskFailed, problemOf, Unreachable } from '#/api/failures.ts'
import { randomId } from '#/api/random-id.ts'
import { languageNow, tagOf } from '#/language/language.ts'

/** What an address answers, by the server's own contract: `Answer<typeof AlertList>`. */
export type Answer<View extends z.ZodType> = z.output<View>

type QueryValue = string | number | boolean | undefined
export type Query = Readonly<Record<string, QueryValue | readonly string[]>>

export interface Reading {
  /** Facets, times and ids only: what somebody typed goes into a body. */
  readonly query?: Query
  readonly signal?: AbortSignal
}

export interface Sending {
  readonly query?: Query
  readonly body?: unknown
  /** The revision that was on the screen, for `If-Match`. */
  readonly revision?: number
  /** The same for a second try of the same step, so that it is taken once. */
  readonly key?: string
  readonly signal?: AbortSignal
}

/**
 * Reads an address. Throws AskFailed with the server's problem, and Unreachable where no answer
 * came.
 */
export async function read<View extends z.ZodType>(
  address: string,
  { query, signal }: Reading = {},
): Promise<Answer<View>> {
  const response = await reach(withQuery(address, query), signal === undefined ? {} : { signal })
  return answerOf<View>(response)
}

/** One page of a list, as every list of the server is sent. */
type Paged = z.ZodType<{ readonly items: readonly unknown[]; readonly next: string | null }>

/** The most that the server sends at once. */
const ITEMS_A_PAGE = 500

/** All of a list of some hundreds or thousands, page by page. Throws as `read`. */
export async function readAll<Page extends Paged>(
  address: string,
  { query, ...reading }: Reading = {},
): Promise<readonly Answer<Page>['items'][number][]> {
  const items: Answer<Page>['items'][number][] = []
  let cursor: string | undefined
  do {
    const asked = { ...query, limit: ITEMS_A_PAGE, cursor }
    const page = await read<Page>(address, { query: asked, ...reading })
    items.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return items
}

/**
 * Sends what changes something, or a question whose words stand in no address. Throws as `read`.
 * Whoever repeats it after Unreachable gives the same `key`.
 */
export async function send<View extends z.ZodType>(
  address: string,
  { query, body, revision, key = randomId(), signal }: Sending = {},
  method: 'POST' | 'PUT' | 'DELETE' = 'POST',
): Promise<Answer<View>> {
  const response = await reach(withQuery(address, query), {
    method,
    headers: {
      'x-jianwei-request': 'console',
      'idempotency-key': key,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(revision === undefined ? {} : { 'if-match': `"${revision}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  return answerOf<View>(response)
}

export function withQuery(address: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) parameters.append(name, String(each))
    }
  }
  const text = parameters.toString()
  return text === '' ? address : `${address}?${text}`
}

/** The raw answer; failed ones are thrown as by `read`. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    const headers = new Headers(init.headers)
    // What is refused is told in the language of the page, whatever the browser's is.
    headers.set('accept-language', tagOf(languageNow()))
    response = await fetch(address, { credentials: 'same-origin', ...init, headers })
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new Unreachable(address, { cause: error })
  }
  if (!response.ok) throw new AskFailed(await problemOf(response))
  return response
}

async function answerOf<View extends z.ZodType>(response: Response): Promise<Answer<View>> {
  if (response.status === 204) return null as Answer<View>
  return (await response.json()) as Answer<View>
}
