import { Command } from 'commander'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { jsonLinesLogger } from '@jianwei/infra/runtime/logger.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { systemClock } from '@jianwei/infra/runtime/clock.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { EXIT_CODES_HELP, exitCodeOf } from '#/cli/exit-codes.ts'
import { openIntakeOn } from '#/cli/open-intake.ts'
import { mappingNamedOf } from '#/cli/quarantine-mappings.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { prefixesNotMade } from '#/composition/bus-loops.ts'
import { makeTopics, openBus } from '#/composition/open-bus.ts'
import { redriveDeadLetters } from '#/intake/redrive-dead-letters.ts'
import { createRedrive, type RedriveOrder } from '#/intake/redrive.ts'
import { ConfigRefused } from '#/settings/settings.ts'
import { AccessBook } from '#/sign-in/access-book.ts'

type DeadLetterOptions = RedriveOrder & DataOption

export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description(
      'Messages of the bus that were refused and put among the dead letters of their topic',
    )
    .addCommand(
      new Command('redrive')
        .description(
          'Send every dead letter since the last such run through intake again; what is ' +
            'refused again stays',
        )
        .option('--actor <name>', 'who asks for it; recorded')
        .option('--reason <text>', 'why; recorded')
        .addOption(dataOption())
        .addHelpText('after', EXIT_CODES_HELP)
        .action(redrive),
    )
}

async function redrive({ actor, reason, ...options }: DeadLetterOptions): Promise<void> {
  const config = configOf(options)
  if (config.bus === null) throw new ConfigRefused(['KAFKA_BROKERS: needed'])
  using shutdown = listenForShutdown(process)
  const write = lineOutput(process.stderr)
  const logger = jsonLinesLogger({ level: config.log_level, clock: systemClock(), write })
  await using opened = await openIntakeOn(config.log)
  await checkClock(opened, opened)
  await using bus = openBus(config.bus, logger)
  const book = new AccessBook()
  await book.catchUp(opened.log)
  await makeTopics(bus, config.bus)
  const wanted = book.boundTopics()
  const absent = await prefixesNotMade(
    { bus, settings: config.bus, logger },
    wanted.map(({ prefix }) => prefix),
  )
  const bound = wanted.filter(({ prefix }) => !absent.includes(prefix))
  const mappingNamed = await mappingNamedOf(undefined, config, opened.log)
  const parts = {
    ...opened,
    bus,
    bound,
    redrive: createRedrive({ ...opened, mappingNamed }),
    signal: shutdown.signal,
  }
  const order = {
    ...(actor === undefined ? {} : { actor }),
    ...(reason === undefined ? {} : { reason }),
  }
  const { taken, refused, settled, foreign } = await redriveDeadLetters(parts, order)
  console.log(
    `${taken} taken, ${settled} were taken before, ${refused} refused again, ` +
      `${foreign} not put there by intake`,
  )
  process.exitCode = exitCodeOf({ taken: taken + settled, refused })
}
