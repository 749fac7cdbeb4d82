import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { SourceRegistered } from '@jianwei/events/source/events.ts'
import type { NeverFed, SourceFeed } from '@jianwei/events/source/feeds.ts'
import type { Contradiction } from '@jianwei/projections/sources/contradictions.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { openSourcesOn, type ListedSource } from '#/cli/sources-in-log.ts'
import {
  readRegistration,
  statedRegions,
  type GivenRegistration,
} from '#/cli/given-registration.ts'
import { assertKnownRegions } from '#/regions/unknown-regions.ts'

interface GivenOptions extends DataOption {
  readonly actor: string
  readonly reason: string
  readonly file?: string
  readonly feeds?: readonly string[]
  readonly never?: readonly string[]
  readonly departments?: readonly string[]
  readonly regions?: readonly string[]
  readonly from?: string
  readonly until?: string
  readonly department?: string
  readonly license?: string
  readonly titleEn?: string
  readonly titleZh?: string
}

export function sourceCommand(): Command {
  return new Command('source')
    .description(
      'What sources feed: which event types, of which departments or regions, from when. Rules ' +
        'that wait for an event judge only where somebody feeds it.',
    )
    .addCommand(
      given(new Command('register').description('Make a source known, with what it feeds')).action(
        (name: string, options: GivenOptions) => say('register', name, options),
      ),
    )
    .addCommand(
      given(
        new Command('edit').description(
          'State anew what a known source feeds; what is not given stays as it is',
        ),
      ).action((name: string, options: GivenOptions) => say('edit', name, options)),
    )
    .addCommand(
      new Command('show')
        .description(
          'What sources state, and where what they have sent contradicts it. Reads the whole log.',
        )
        .addOption(dataOption())
        .argument('[name]', 'the `source` of its events; all sources without it')
        .action(show),
    )
}

function given(command: Command): Command {
  const list = (flags: string, description: string): Option =>
    new Option(flags, description).argParser((text: string) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
  return command
    .addOption(dataOption())
    .argument('<name>', 'the `source` of its events')
    .requiredOption('--actor <name>', 'who says so; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
    .addOption(list('--feeds <types>', 'event types that it sends, all of them, with commas'))
    .addOption(list('--never <types>', 'event types that it never sends, with commas'))
    .addOption(list('--departments <names>', 'of which departments, with commas (default: of all)'))
    .addOption(list('--regions <codes>', 'or of which regions, with all that lies in them'))
    .option('--from <time>', 'from when on: a day (UTC+8) or an instant (default: always)')
    .option('--until <time>', 'before when: a day (UTC+8) or an instant (default: for ever)')
    .addOption(
      new Option(
        '--file <yaml>',
        '`feeds` and `never_feeds` as a file, where one entry does not say it',
      ).conflicts(['feeds', 'never', 'departments', 'regions', 'from', 'until']),
    )
    .option('--department <name>', 'the body that runs the source')
    .option('--license <name>', 'the licence under which its data may be used')
    .option('--title-en <text>', 'its title in English')
    .option('--title-zh <text>', 'its title in Chinese')
}

async function say(as: 'register' | 'edit', name: string, options: GivenOptions): Promise<void> {
  const { file, feeds, never, departments, regions, from, until } = options
  const { department, license, titleEn, titleZh } = options
  const more: GivenRegistration = {
    department,
    license,
    title: titleEn === undefined && titleZh === undefined ? undefined : { titleEn, titleZh },
    stated:
      file === undefined
        ? { feeds, never, departments, regions, from, until }
        : { text: await readFile(file, 'utf8') },
  }
  await using sources = await openSourcesOn(configOf(options).log)
  await assertKnownRegions(statedRegions(more), sources.regions)
  const { actor, reason } = options
  const position = await sources.say(name, as, (before) =>
    readRegistration(name, before, more, { actor, reason }),
  )
  const where = position === undefined ? 'as before' : `at position ${position}`
  console.log(`${name}  stated ${where}`)
}

async function show(name: string | undefined, options: DataOption): Promise<void> {
  await using sources = await openSourcesOn(configOf(options).log)
  for (const source of await sources.list(name)) console.log(wordsOf(source))
}

function wordsOf({ name, statement, contradictions }: ListedSource): string {
  if (statement === undefined) return `${name}\n  states nothing`
  const { registration, position } = statement
  const { actor, reason, feeds, never_feeds } = registration
  const by = actor === undefined ? '' : ` by ${actor}`
  const why = reason === undefined ? '' : `: ${reason}`
  return [
    name,
    ...titleLines(registration),
    `  stated at position ${position}${by}${why}`,
    ...(feeds.length + never_feeds.length === 0 ? ['  states nothing of what it feeds'] : []),
    ...feeds.map((feed) => `  feeds ${entryWords(feed)}${timeWords(feed)}`),
    ...never_feeds.map((entry) => `  never feeds ${entryWords(entry)}`),
    ...contradictions.map((one) => `  contradiction: ${contradictionWords(one)}`),
  ].join('\n')
}

function titleLines({ title, department, license }: SourceRegistered): string[] {
  const known = [title?.zh, title?.en, department, license].filter((part) => part !== undefined)
  return known.length === 0 ? [] : [`  ${known.join(' · ')}`]
}

function entryWords({ event_types, departments, regions }: NeverFed): string {
  const bodies = [
    ...(departments === undefined ? [] : [`of ${departments.join(', ')}`]),
    ...(regions === undefined ? [] : [`in ${regions.join(', ')}`]),
  ]
  return `${event_types.join(', ')} ${bodies.length === 0 ? 'of everybody' : bodies.join(' or ')}`
}

function timeWords({ from, until }: SourceFeed): string {
  const since = from === undefined ? '' : ` from ${from}`
  return until === undefined ? since : `${since} until ${until}`
}

function contradictionWords(found: Contradiction): string {
  const { code, event_type, events, departments, regions } = found
  const bodies = [...departments, ...regions]
  const among = bodies.length === 0 ? '' : `, among them of ${bodies.join(', ')}`
  switch (code) {
    case 'SENT_NOT_STATED':
      return `it sent ${events} ${event_type} that it does not state${among}`
    case 'SENT_NEVER_FED':
      return `it sent ${events} ${event_type}, which it says it never sends${among}`
    case 'STATED_NOT_SENT':
      return `it states ${event_type} and has sent none`
  }
}
