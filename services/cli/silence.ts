import { Command } from 'commander'
import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import { SilencePeriodRefused } from '@jianwei/events/silence/errors.ts'
import {
  silencesAfter,
  SILENCE_EVENT_TYPES,
  type Silence,
  type SilenceEvent,
} from '@jianwei/events/silence/silence.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import { orderSilence, takeSilenceStep, type SilenceStepTaken } from '#/silences/silence-steps.ts'

const BATCH_EVENTS_MAX = 5_000

interface WhoOptions extends DataOption {
  readonly actor: string
  readonly reason: string
}

interface OrderOptions extends WhoOptions {
  readonly until: string
  readonly from?: string
  readonly owner?: string
  readonly rule?: string
  readonly subject?: string
  readonly region?: string
  readonly department?: string
}

export function silenceCommand(): Command {
  return new Command('silence')
    .description(
      'What people hold back: warnings within a scope, of facts that happen in a span, open no ' +
        'alert. In the log itself; a running program takes every step up by itself.',
    )
    .addCommand(
      new Command('list')
        .description('Every silence with its end. Reads the log.')
        .addOption(dataOption())
        .action(list),
    )
    .addCommand(
      who(new Command('order').description('Hold warnings back for a while'))
        .requiredOption('--until <time>', 'facts of then and later open alerts again')
        .option('--from <time>', 'facts from then on (default: now)')
        .option('--owner <name>', 'who is told before it ends (default: the actor)')
        .option('--rule <id>', 'of this rule only')
        .option('--subject <id>', 'about this subject or group only')
        .option('--region <code>', 'within this region only')
        .option('--department <name>', 'of facts of this department only')
        .action(order),
    )
    .addCommand(
      who(new Command('extend').description('Let a silence end later'))
        .argument('<silence>', 'its id')
        .requiredOption('--until <time>', 'the new end')
        .action((id: string, options: OrderOptions) =>
          step(options, (at) => {
            const { actor, reason } = options
            const data = { silence_id: id, actor, reason, until: timeOf(options.until) }
            return { type: 'ExtendSilence', data, at }
          }),
        ),
    )
    .addCommand(
      who(new Command('lift').description('End a silence now'))
        .argument('<silence>', 'its id')
        .action((id: string, options: WhoOptions) =>
          step(options, (at) => {
            const { actor, reason } = options
            return { type: 'LiftSilence', data: { silence_id: id, actor, reason }, at }
          }),
        ),
    )
}

function who(command: Command): Command {
  return command
    .requiredOption('--actor <name>', 'who asks for it; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
    .addOption(dataOption())
}

type Step = Parameters<typeof takeSilenceStep>[1]['command']

async function step(options: WhoOptions, command: (at: Instant) => Step): Promise<void> {
  await onLog(options, async ({ log }, at) => {
    tell(await takeSilenceStep(log, { command: command(at), at, if_match: null }))
  })
}

async function order(options: OrderOptions): Promise<void> {
  const { actor, reason, owner = actor, rule, subject, region, department } = options
  const scope = {
    rule_id: rule ?? null,
    subject_id: subject ?? null,
    region: region ?? null,
    department: department ?? null,
    level: null,
  }
  await onLog(options, async ({ log }, at) => {
    const from = options.from === undefined ? at : timeOf(options.from)
    const until = timeOf(options.until)
    tell(await orderSilence(log, { scope, owner, from, until, actor, reason }, at))
  })
}

async function list(options: DataOption): Promise<void> {
  await using stores = await openLog(configOf(options).log, { clock: new TrustedClock() })
  let silences: ReadonlyMap<string, Silence> = new Map()
  const { signal } = new AbortController()
  if ((await stores.log.head()) === 0) return
  const types = [...SILENCE_EVENT_TYPES]
  const all = { signal, batch_events_max: BATCH_EVENTS_MAX, until: 'head', types } as const
  for await (const { events } of stores.log.follow('start', all)) {
    // The catalogue parsed the data as that of the type, which was asked for.
    silences = silencesAfter(events as unknown as readonly SilenceEvent[], silences)
  }
  for (const silence of silences.values()) show(silence)
}

async function onLog(
  options: DataOption,
  take: (stores: LogStores, at: Instant) => Promise<void>,
): Promise<void> {
  await using stores = await openCheckedLog(configOf(options).log)
  await take(stores, stores.now())
}

function timeOf(text: string): Instant {
  const time = parseInstant(text)
  if (time === undefined)
    throw new SilencePeriodRefused(`${text} is no time such as 2026-03-01T09:30:00+08:00`)
  return time
}

function tell({ silence }: SilenceStepTaken): void {
  show(silence)
}

function show(silence: Silence): void {
  if (silence.state === 'absent') return
  const { silence_id, state, scope, from, until, owner, reason } = silence
  const named = Object.entries(scope).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  )
  console.log([silence_id, state, named.join(' '), `${from} – ${until}`, owner, reason].join('  '))
}
