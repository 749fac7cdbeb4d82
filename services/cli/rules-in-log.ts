import type { Position } from '@jianwei/events/envelope.ts'
import { ruleDecider } from '@jianwei/events/rule/decider.ts'
import {
  RULE_EVENT_TYPES,
  type RuleEvent,
  type RuleVersions,
} from '@jianwei/events/rule/rule-versions.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import type { ListedRule, RuleList, RuleSteps } from '#/cli/rules.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import { draftRule, takeRuleStep } from '#/rules/rule-steps.ts'
import type { LogSettings } from '#/settings/settings.ts'

const BATCH_EVENTS_MAX = 5_000

/** In the log itself, beside whatever program runs on it. */
export async function openRulesOn(settings: LogSettings): Promise<RuleList> {
  const stores = await openLog(settings, { clock: new TrustedClock() })
  return {
    list: () => listedIn(stores),
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  }
}

/** What `actor` does in the log itself: a program that runs on it follows the log. */
export async function openStepsOn(settings: LogSettings, actor: string): Promise<RuleSteps> {
  const stores = await openCheckedLog(settings)
  return {
    draft: (draft) => draftRule(stores.log, { ...draft, actor }, stores.now()),
    step: ({ type, retire_previous, ...order }) => {
      const data = { ...order.data, actor }
      const command = type === 'PublishRule' ? { type, data, retire_previous } : { type, data }
      return takeRuleStep(stores.log, command, stores.now())
    },
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  }
}

/** Reads the whole log: only the warehouse has an index by type, and it belongs to whoever runs. */
async function listedIn({ log }: LogStores): Promise<readonly ListedRule[]> {
  const rules = new Map<string, RuleVersions>()
  const steps = new Map<
    string,
    { readonly position: Position; readonly actor: string; readonly reason: string }
  >()
  const { signal } = new AbortController()
  if ((await log.head()) === 0) return []
  for await (const { events } of log.follow('start', {
    signal,
    batch_events_max: BATCH_EVENTS_MAX,
    until: 'head',
  })) {
    for (const { type, data, position } of events) {
      if (!(RULE_EVENT_TYPES as readonly string[]).includes(type)) continue
      // The catalogue parsed the data as that of the type when the event was read.
      const event = { type, data } as unknown as RuleEvent
      const { rule_id, rule_version, actor, reason } = event.data
      rules.set(rule_id, ruleDecider.evolve(rules.get(rule_id) ?? ruleDecider.initial, event))
      steps.set(`${rule_id}@${rule_version}`, { position, actor, reason })
    }
  }
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([rule_id, versions]) =>
      [...versions]
        .sort(([a], [b]) => a - b)
        .flatMap(([rule_version, { state, title }]) => {
          const step = steps.get(`${rule_id}@${rule_version}`)
          if (step === undefined) return []
          const { position, actor, reason } = step
          return [{ rule_id, rule_version, state, since_position: position, actor, reason, title }]
        }),
    )
}
