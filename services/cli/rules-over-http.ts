import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import { RULE_STATES } from '@jianwei/events/rule/rule-versions.ts'
import type { ListedRule, Rules } from '#/cli/rules.ts'
import type { RuleStepCommand, RuleStepTaken } from '#/rule-steps.ts'

const PAGE_ROWS = 500

/** The running program refused, or answered what is no answer of ours. */
export class RequestFailed extends DomainError {
  override readonly name = 'RequestFailed'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const Title = z.object({ en: z.string(), zh: z.string() })
const Taken = z.object({
  rule_id: z.string(),
  rule_version: z.int(),
  state: z.enum(RULE_STATES),
  content_hash: z.string(),
  position: z.int().nullable(),
})
const Listed = z.object({
  items: z.array(
    z.object({
      rule_id: z.string(),
      rule_version: z.int(),
      state: z.enum(RULE_STATES),
      since_position: z.int(),
      title: Title,
      life: z.array(z.object({ actor: z.string(), reason: z.string() })),
    }),
  ),
  next: z.string().nullable(),
})
const Refusal = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  reasons: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/** Through the API of a running program. Everything that is asked throws RequestFailed with the code of the refusal. */
export function openRulesAt(origin: string): Rules {
  const post = async (path: string, body: object): Promise<RuleStepTaken> => {
    const headers = { 'content-type': 'application/json' }
    const taken = await ask(origin, path, Taken, { method: 'POST', headers, body: JSON.stringify(body) })
    // Positions of the log that the program runs on.
    return { ...taken, position: taken.position as Position | null }
  }
  return {
    list: async () => {
      const rules: ListedRule[] = []
      for (let next: string | null | undefined; next !== null;) {
        const cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`
        const page = await ask(origin, `/v1/rules?limit=${PAGE_ROWS}${cursor}`, Listed)
        for (const { life, ...rule } of page.items) {
          const last = life.at(-1)
          rules.push({ ...rule, actor: last?.actor ?? '', reason: last?.reason ?? '' })
        }
        next = page.next
      }
      return rules
    },
    draft: (draft) => post('/v1/rules', draft),
    step: (command) => {
      const { rule_id, rule_version, actor, reason } = command.data
      const path = `/v1/rules/${rule_id}/versions/${rule_version}/${STEP_PATHS[command.type]}`
      return post(path, {
        actor,
        reason,
        ...(command.type === 'PublishRule' ? { retire_previous: command.retire_previous } : {}),
      })
    },
    async [Symbol.asyncDispose]() {},
  }
}

const STEP_PATHS: Readonly<Record<RuleStepCommand['type'], string>> = {
  ShadowRule: 'shadow',
  PublishRule: 'publish',
  RetireRule: 'retire',
}

async function ask<Schema extends z.ZodType>(
  origin: string,
  path: string,
  schema: Schema,
  init: RequestInit = {},
): Promise<z.infer<Schema>> {
  if (!URL.canParse(path, origin)) throw new RequestFailed('URL_UNREADABLE', `${origin} cannot be read as an address`)
  const answer = await fetch(new URL(path, origin), init).catch((error: unknown) => {
    throw new RequestFailed('SERVER_UNREACHABLE', `nothing answers at ${origin}: ${String(error)}`)
  })
  const body: unknown = await answer.json().catch(() => undefined)
  const parsed = schema.safeParse(body)
  if (answer.ok && parsed.success) return parsed.data
  const refusal = Refusal.safeParse(body)
  if (!refusal.success) throw new RequestFailed('ANSWER_UNREADABLE', `${origin} gave no answer of this program`)
  const { code, title, detail, reasons = [] } = refusal.data
  const lines = reasons.map((reason) => `\n  ${reason.path}: ${reason.message}`)
  throw new RequestFailed(code, `${title}${detail === undefined ? '' : `: ${detail}`}${lines.join('')}`)
}
