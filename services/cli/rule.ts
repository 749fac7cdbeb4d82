import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { DomainError } from '@jianwei/events/errors.ts'
import { RULE_STATES, type RuleState } from '@jianwei/events/rule/rule-versions.ts'
import { configOf } from '#/cli/data-option.ts'
import { readName, type RuleName } from '#/cli/rule-name.ts'
import { ruleSqlCommand } from '#/cli/rule-sql.ts'
import type { RuleList, RuleSteps } from '#/cli/rules.ts'
import { openRulesOn, openStepsOn } from '#/cli/rules-in-log.ts'
import { openRulesAt } from '#/cli/rules-over-http.ts'
import { type RuleStepCommand, type RuleStepTaken } from '#/rules/rule-steps.ts'

interface WhereOptions {
  readonly data?: string
  readonly url?: string
}

interface WhoOptions extends WhereOptions {
  readonly actor?: string
  readonly reason: string
}

/** Who asks for it was not said where it must be, or was said where the token says it. */
class ActorRefused extends DomainError {
  override readonly name = 'ActorRefused'
  readonly code = 'ACTOR_REFUSED'
}

export function ruleCommand(): Command {
  return new Command('rule')
    .description(
      'The life of rules: draft, shadow, published, retired. A running program takes every ' +
        'step up by itself.',
    )
    .addCommand(
      where(
        new Command('list').description(
          'Every version of every rule, with its state, since where, by whom and why',
        ),
      )
        .addOption(new Option('--state <state>', 'in this state only').choices(RULE_STATES))
        .action(list),
    )
    .addCommand(
      where(
        who(
          new Command('draft').description('Check a rule file, run its tests, and make it a draft'),
        ),
      )
        .argument('<file>', 'the rule as YAML')
        .action(draft),
    )
    .addCommand(
      step(
        'shadow',
        'Evaluate it on the live stream, with warnings that are kept apart',
        'ShadowRule',
      ),
    )
    .addCommand(
      step('publish', 'Put it in force: its warnings become alerts', 'PublishRule').option(
        '--retire-previous',
        'retire the published versions with lower numbers with it',
      ),
    )
    .addCommand(step('retire', 'Stop evaluating it, for ever', 'RetireRule'))
    .addCommand(ruleSqlCommand())
}

function step(name: string, description: string, type: RuleStepCommand['type']): Command {
  return where(who(new Command(name).description(description)))
    .argument('<id@version>', 'such as food-three-penalties@2', readName)
    .action((rule: RuleName, options: WhoOptions & { readonly retirePrevious?: true }) =>
      takeStep(type, rule, options, options.retirePrevious === true),
    )
}

function where(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-d, --data <dir>',
        'folder that holds the log (default: JIANWEI_DATA or ./data)',
      ).conflicts('url'),
    )
    .option('--url <origin>', 'ask a running program, such as http://127.0.0.1:8080')
}

function who(command: Command): Command {
  return command
    .option('--actor <name>', 'who asks for it; recorded. With --url the token says who')
    .requiredOption('--reason <text>', 'why; recorded')
}

async function rulesOf(options: WhereOptions): Promise<RuleList> {
  return options.url === undefined ? openRulesOn(configOf(options).log) : openRulesAt(options.url)
}

/** In the log the command says who acts; a running program knows it by the token. */
async function stepsOf({ url, actor, ...options }: WhoOptions): Promise<RuleSteps> {
  if (url === undefined) {
    if (actor === undefined)
      throw new ActorRefused('--actor <name> is required: in the log nothing else says who asks')
    return openStepsOn(configOf(options).log, actor)
  }
  if (actor !== undefined)
    throw new ActorRefused('leave out --actor: with --url the token says who asks')
  return openRulesAt(url)
}

async function list(options: WhereOptions & { readonly state?: RuleState }): Promise<void> {
  await using rules = await rulesOf(options)
  for (const {
    rule_id,
    rule_version,
    state,
    since_position,
    actor,
    reason,
    title,
  } of await rules.list()) {
    if (options.state !== undefined && options.state !== state) continue
    const name = `${rule_id}@${rule_version}`
    console.log([name, state, since_position, actor, reason, `${title.zh} ${title.en}`].join('  '))
  }
}

async function draft(file: string, options: WhoOptions): Promise<void> {
  const text = await readFile(file, 'utf8')
  await using steps = await stepsOf(options)
  tell(await steps.draft({ text, reason: options.reason }))
}

async function takeStep(
  type: RuleStepCommand['type'],
  rule: RuleName,
  options: WhoOptions,
  retire_previous: boolean,
): Promise<void> {
  await using steps = await stepsOf(options)
  tell(await steps.step({ type, data: { ...rule, reason: options.reason }, retire_previous }))
}

function tell({ rule_id, rule_version, state, position, would_raise }: RuleStepTaken): void {
  const since = position === null ? 'as before' : `at position ${position}`
  console.log(`${rule_id}@${rule_version}  ${state}  ${since}`)
  if (would_raise !== null) {
    const { alerts_now, alerts_last_90_days, limit, needs_second_person } = would_raise
    console.log(`would raise ${alerts_now} now, ${alerts_last_90_days} in the last 90 days`)
    if (needs_second_person)
      console.log(`more than ${limit}: it is proposed, and another person publishes it`)
  }
}
