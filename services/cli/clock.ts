import { Command, InvalidArgumentError } from 'commander'
import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { acceptClock } from '#/start-checks/clock-acceptance.ts'
import { oddRanges } from '#/composition/clock/clock-reading.ts'
import { correctTimes } from '#/composition/clock/correct-times.ts'
import { tellClock } from '#/composition/clock/told-at-start.ts'
import { openLog } from '#/composition/open-log.ts'
import { checkClock, ClockNotTrusted } from '#/start-checks/clock-check.ts'

interface WhoOptions extends DataOption {
  readonly actor: string
  readonly reason: string
}

interface RepairOptions extends WhoOptions {
  readonly first?: number
  readonly last?: number
  readonly from?: Instant
  readonly to?: Instant
}

/**
 * These two may write whatever the machine's clock shows: they are how a wrong one is dealt with.
 */
export function clockCommand(): Command {
  return new Command('clock')
    .description(
      'The time of the log: look at it, vouch for the clock of the machine, correct what a ' +
        'wrong clock wrote',
    )
    .addCommand(
      new Command('show')
        .description(
          'The newest time of the log, where it leaps, and what was accepted and corrected',
        )
        .addOption(dataOption())
        .action(show),
    )
    .addCommand(
      who(
        new Command('accept').description(
          "Vouch for what the machine's clock shows, however far it is from the log's newest " +
            'time. Running programs follow it from then on.',
        ),
      ).action(accept),
    )
    .addCommand(
      who(
        new Command('repair').description(
          'Give a range of the log its true times of recording. The warehouse is filled ' +
            'again with them.',
        ),
      )
        .option(
          '--first <position>',
          'first position of the range (default: the first one in the future)',
          readPosition,
        )
        .option(
          '--last <position>',
          'last position of the range (default: all that follows)',
          readPosition,
        )
        .option(
          '--from <time>',
          'when the first one was written (default: the time of the event before it)',
          readTime,
        )
        .option(
          '--to <time>',
          'when the last one was written (default: the time of the event after it, or now)',
          readTime,
        )
        .action(repair),
    )
}

function who(command: Command): Command {
  return command
    .requiredOption('--actor <name>', 'who says so; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
    .addOption(dataOption())
}

function readPosition(text: string): number {
  const position = Number(text)
  if (!Number.isSafeInteger(position) || position < 1)
    throw new InvalidArgumentError('expected a position of the log.')
  return position
}

function readTime(text: string): Instant {
  const time = parseInstant(text)
  if (time === undefined)
    throw new InvalidArgumentError('expected a time with an offset, 2026-03-01T09:30:00+08:00.')
  return time
}

async function show(options: DataOption): Promise<void> {
  const clock = systemClock()
  await using stores = await openLog(configOf(options).log, { clock })
  const { log } = stores
  const now = clock.now()
  const newest = await log.newest()
  console.log(`machine  ${now}`)
  console.log(
    newest === undefined
      ? 'log      is empty'
      : `log      ${newest.recorded_at}  position ${newest.position}`,
  )
  for (const { first_position, last_position, before, from, to } of await oddRanges(log, now)) {
    const came = before === null ? 'begins the log' : `after ${before}`
    console.log(`leap     positions ${first_position}–${last_position}, ${from} to ${to}, ${came}`)
  }
  for (const line of await tellClock(log)) console.log(line)
  await checkClock(stores, clock).catch((error: unknown) => {
    if (!(error instanceof ClockNotTrusted)) throw error
    console.log(`\n${error.message}`)
  })
}

async function accept({ actor, reason, ...options }: WhoOptions): Promise<void> {
  const clock = systemClock()
  await using stores = await openLog(configOf(options).log, { clock })
  const { machine_time, position } = await acceptClock(stores.log, clock.now(), { actor, reason })
  console.log(`accepted  ${machine_time}  at position ${position}`)
}

async function repair({
  actor,
  reason,
  first,
  last,
  from,
  to,
  ...options
}: RepairOptions): Promise<void> {
  const clock = systemClock()
  await using stores = await openLog(configOf(options).log, { clock })
  const order = { actor, reason, first_position: first, last_position: last, from, to }
  const { data, events, position } = await correctTimes(stores.log, order, clock.now())
  console.log(
    `repaired  ${events.toLocaleString('en')} events from position ${data.first_position} ` +
      `on: ${data.points[0]?.at} to ${data.points.at(-1)?.at}, ` +
      `in place of ${data.recorded_as}  at position ${position}`,
  )
  console.log(
    'The warehouse is filled again from the log by the running program, or at the next start.',
  )
}
