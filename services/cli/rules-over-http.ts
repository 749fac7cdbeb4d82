import { z } from 'zod'
import type { Position } from '@jianwei/events/envelope.ts'
import { RULE_STATES } from '@jianwei/events/rule/rule-versions.ts'
import { askProgram } from '#/cli/ask-program.ts'
import type { ListedRule, RuleList, RuleSteps, RuleStepOrder } from '#/cli/rules.ts'
import type { RuleStepTaken } from '#/rules/rule-steps.ts'

const PAGE_ROWS = 500

const Title = z.object({ en: z.string(), zh: z.string() })
const Taken = z.object({
  rule_id: z.string(),
  rule_version: z.int(),
  state: z.enum(RULE_STATES),
  content_hash: z.string(),
  position: z.int().nullable(),
  would_raise: z
    .object({
      alerts_now: z.int(),
      alerts_last_90_days: z.int(),
      limit: z.int(),
      needs_second_person: z.boolean(),
    })
    .nullable(),
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
/**
 * Through the API of a running program, as whoever the token says. Everything that is asked throws
 * RequestFailed with the code of the refusal.
 */
export function openRulesAt(origin: string): RuleList & RuleSteps {
  const post = async (path: string, body: object): Promise<RuleStepTaken> => {
    const headers = { 'content-type': 'application/json' }
    const taken = await askProgram(origin, path, Taken, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    // Positions of the log that the program runs on.
    return { ...taken, position: taken.position as Position | null }
  }
  return {
    list: async () => {
      const rules: ListedRule[] = []
      for (let next: string | null | undefined; next !== null;) {
        const cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`
        const page = await askProgram(origin, `/v1/rules?limit=${PAGE_ROWS}${cursor}`, Listed)
        for (const { life, ...rule } of page.items) {
          const last = life.at(-1)
          rules.push({ ...rule, actor: last?.actor ?? '', reason: last?.reason ?? '' })
        }
        next = page.next
      }
      return rules
    },
    draft: (draft) => post('/v1/rules', draft),
    step: ({ type, data: { rule_id, rule_version, reason }, retire_previous }) =>
      post(`/v1/rules/${rule_id}/versions/${rule_version}/${STEP_PATHS[type]}`, {
        reason,
        ...(type === 'PublishRule' ? { retire_previous } : {}),
      }),
    async [Symbol.asyncDispose]() {},
  }
}

const STEP_PATHS: Readonly<Record<RuleStepOrder['type'], string>> = {
  ShadowRule: 'shadow',
  PublishRule: 'publish',
  RetireRule: 'retire',
}
