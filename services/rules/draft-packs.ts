import { basename, dirname } from 'node:path'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { RULE_PACKS_ACTOR } from '@jianwei/events/rule/events.ts'
import type { PublishedAtFirst } from '#/settings/settings.ts'
import { ConfigRefused } from '#/settings/settings.ts'
import { handleCommands } from '#/commands/handle-commands.ts'
import { openRule } from '#/rules/rule-aggregate.ts'
import { draftCommand } from '#/rules/rule-steps.ts'
import type { RuleFile } from '#/rules/rule-files.ts'

/** The rules that the example data illustrate. */
export const EXAMPLE_RULES: readonly string[] = [
  'more-than-three-violations-in-one-year',
  'penalty-decided-late',
  'rectification-overdue',
  'three-penalties-in-one-year',
  'two-penalties-in-one-year',
  'violation-continues-after-order',
]

const DRAFT_REASON = 'comes with the program'

export interface DraftedPacks {
  /** Of the rules in the packs. */
  readonly published: number
  readonly rules: number
  /**
   * `id@version` of those that the log holds with another content, or whose text somebody else
   * replaced. The log's is what counts.
   */
  readonly differing: readonly string[]
}

/**
 * Makes the rules of the packs known to the log: as drafts, in one append. A rule that the log
 * meets for the first time is also published, if the setting says so; what a log already says of a
 * rule is left as it is, and a further version of it waits for people. A draft of the packs follows
 * their text. Throws ConfigRefused when the setting names what no pack has.
 */
export async function draftPacks(
  log: EventLog,
  files: readonly RuleFile[],
  { publish, now }: { readonly publish: PublishedAtFirst; readonly now: Instant },
): Promise<DraftedPacks> {
  const chosen = chosenRules(files, publish)
  const ids = [...new Set(files.map(({ rule }) => rule.id))]
  const { result } = await handleCommands(log, async () => {
    const rules = await Promise.all(ids.map((id) => openRule(log, id)))
    const differing: string[] = []
    let published = 0
    for (const stream of rules) {
      const { id } = stream
      const isNew = stream.events === 0
      for (const { rule, text } of files) {
        if (rule.id !== id) continue
        const known = stream.state.get(rule.version)
        const isOurs =
          known === undefined ||
          (known.state === 'drafted' && known.drafted_by === RULE_PACKS_ACTOR)
        const draft = { text, actor: RULE_PACKS_ACTOR, reason: DRAFT_REASON }
        if (isOurs) stream.decide(draftCommand(rule, draft), { now })
        else if (known.content_hash !== rule.content_hash) differing.push(`${id}@${rule.version}`)
        if (isNew && chosen.has(id)) {
          const data = {
            rule_id: id,
            rule_version: rule.version,
            actor: RULE_PACKS_ACTOR,
            reason: wordsOf(publish),
          }
          stream.decide({ type: 'PublishRule', data, retire_previous: false }, { now })
        }
      }
      if ([...stream.state.values()].some(({ state }) => state === 'published')) published += 1
    }
    const appends = rules.flatMap((stream) => stream.appends)
    return { appends, result: { published, rules: ids.length, differing } }
  })
  return result
}

/** The ids of the rules that a new log has published. Throws ConfigRefused as `draftPacks` does. */
export function chosenRules(
  files: readonly RuleFile[],
  publish: PublishedAtFirst,
): ReadonlySet<string> {
  const all = files.map(({ rule }) => rule.id)
  switch (publish) {
    case 'all':
      return new Set(all)
    case 'none':
      return new Set()
    case 'example':
      return new Set(EXAMPLE_RULES)
    default: {
      const inPack = (name: string): readonly string[] =>
        files.flatMap(({ path, rule }) =>
          basename(dirname(path)) === name || rule.id === name ? [rule.id] : [],
        )
      const unknown = publish.filter((name) => inPack(name).length === 0)
      if (unknown.length > 0) {
        throw new ConfigRefused(
          unknown.map((name) => `RULES_PUBLISHED: no rule and no pack is called ${name}`),
        )
      }
      return new Set(publish.flatMap(inPack))
    }
  }
}

function wordsOf(publish: PublishedAtFirst): string {
  return `RULES_PUBLISHED=${typeof publish === 'string' ? publish : publish.join()}`
}
