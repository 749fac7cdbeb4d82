import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { languageOfTerminal } from '#/language/language.ts'
import { tokenFor } from '#/cli/token.ts'

/** Where a program listens that was not told otherwise. */
export const DEFAULT_ORIGIN = 'http://127.0.0.1:8080'

/** The running program refused, or answered what is no answer of ours. */
export class RequestFailed extends DomainError {
  override readonly name = 'RequestFailed'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const Refusal = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  reasons: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/** Throws RequestFailed where the program refuses, or nothing of ours answers. */
export async function askProgram<Schema extends z.ZodType>(
  origin: string,
  path: string,
  schema: Schema,
  init: RequestInit = {},
): Promise<z.infer<Schema>> {
  const answer = await fetchFrom(origin, path, init)
  const body: unknown = await answer.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (answer.ok && parsed.success) return parsed.data
  throw refusalOf(body, origin)
}

/** Asks as whoever the token says. Throws RequestFailed where nothing answers. */
export async function fetchFrom(
  origin: string,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  if (!URL.canParse(path, origin))
    throw new RequestFailed('URL_UNREADABLE', `${origin} cannot be read as an address`)
  const token = tokenFor(process.env, origin)
  const headers = new Headers(init.headers)
  headers.set('accept-language', languageOfTerminal(process.env))
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  return fetch(new URL(path, origin), { ...init, headers }).catch((error: unknown) => {
    throw new RequestFailed('SERVER_UNREACHABLE', `nothing answers at ${origin}: ${String(error)}`)
  })
}

/** Why the program refused, by the body of its answer. */
export function refusalOf(body: unknown, origin: string): RequestFailed {
  const refusal = Refusal.safeParse(body)
  if (!refusal.success)
    return new RequestFailed('ANSWER_UNREADABLE', `${origin} gave no answer of this program`)
  const { code, title, detail, reasons = [] } = refusal.data
  const lines = reasons.map((reason) => `\n  ${reason.path}: ${reason.message}`)
  const words = `${title}${detail === undefined ? '' : `: ${detail}`}${lines.join('')}`
  return new RequestFailed(code, words)
}
