import { readFile } from 'node:fs/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { RULE_STATES, type RuleState } from '@jianwei/events/rule/rule-versions.ts'
import { configOf } from '#/cli/data-option.ts'
import type { Rules } from '#/cli/rules.ts'
import { openRulesOn } from '#/cli/rules-in-log.ts'
import { openRulesAt } from '#/cli/rules-over-http.ts'
import { parseRuleName, type RuleStepCommand, type RuleStepTaken } from '#/rule-steps.ts'

interface WhereOptions {
  readonly data?: string
  readonly url?: string
}

interface WhoOptions extends WhereOptions {
  readonly actor: string
  readonly reason: string
}

type RuleName = NonNullable<ReturnType<typeof parseRuleName>>

export function ruleCommand(): Command {
  return new Command('rule')
    .description(
      'The life of rules: draft, shadow, published, retired. A running program takes every step up by itself.',
    )
    .addCommand(
      where(
        new Command('list').description('Every version of every rule, with its state, since where, by whom and why'),
      )
        .addOption(new Option('--state <state>', 'in this state only').choices(RULE_STATES))
        .action(list),
    )
    .addCommand(
      where(who(new Command('draft').description('Check a rule file, run its tests, and make it a draft')))
        .argument('<file>', 'the rule as YAML')
        .action(draft),
    )
    .addCommand(step('shadow', 'Evaluate it on the live stream, with warnings that are kept apart', 'ShadowRule'))
    .addCommand(
      step('publish', 'Put it in force: its warnings become alerts', 'PublishRule').option(
        '--retire-previous',
        'retire the published versions with lower numbers with it',
      ),
    )
    .addCommand(step('retire', 'Stop evaluating it, for ever', 'RetireRule'))
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
      new Option('-d, --data <dir>', 'folder that holds the log (default: JIANWEI_DATA or ./data)').conflicts('url'),
    )
    .option('--url <origin>', 'ask a running program, such as http://127.0.0.1:8080')
}

function who(command: Command): Command {
  return command
    .requiredOption('--actor <name>', 'who asks for it; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
}

function readName(text: string): RuleName {
  const name = parseRuleName(text)
  if (name === undefined) throw new InvalidArgumentError('expected <id>@<version>.')
  return name
}

async function rulesOf(options: WhereOptions): Promise<Rules> {
  return options.url === undefined ? openRulesOn(configOf(options).log) : openRulesAt(options.url)
}

async function list(options: WhereOptions & { readonly state?: RuleState }): Promise<void> {
  await using rules = await rulesOf(options)
  for (const { rule_id, rule_version, state, since_position, actor, reason, title } of await rules.list()) {
    if (options.state !== undefined && options.state !== state) continue
    const name = `${rule_id}@${rule_version}`
    console.log([name, state, since_position, actor, reason, `${title.zh} ${title.en}`].join('  '))
  }
}

async function draft(file: string, { actor, reason, ...options }: WhoOptions): Promise<void> {
  const text = await readFile(file, 'utf8')
  await using rules = await rulesOf(options)
  tell(await rules.draft({ text, actor, reason }))
}

async function takeStep(
  type: RuleStepCommand['type'],
  rule: RuleName,
  { actor, reason, ...options }: WhoOptions,
  retire_previous: boolean,
): Promise<void> {
  await using rules = await rulesOf(options)
  const data = { ...rule, actor, reason }
  tell(await rules.step(type === 'PublishRule' ? { type, data, retire_previous } : { type, data }))
}

function tell({ rule_id, rule_version, state, position }: RuleStepTaken): void {
  const since = position === null ? 'as before' : `at position ${position}`
  console.log(`${rule_id}@${rule_version}  ${state}  ${since}`)
}
