import { isUtf8 } from 'node:buffer'
import { InvalidArgumentError, type Command } from 'commander'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { SetAsideEvent } from '@jianwei/events/ports/log-standing.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { configOf } from '#/cli/data-option.ts'
import { openLog } from '#/composition/open-log.ts'

const SHOWN = 100
const SHOWN_MAX = 10_000

interface SetAsideOptions {
  readonly data?: string
  readonly limit: number
}

/** `command` without what it does: its name and where the log is. */
export function setAsideCommand(command: Command): Command {
  return command
    .description(
      'List what lies in streams of a log on a server and is no event of it, or cannot be read: ' +
        'a line of JSON each, oldest first, with the bytes that were kept',
    )
    .option('--limit <n>', `at most so many, up to ${SHOWN_MAX}`, limitOf, SHOWN)
    .action(listSetAside)
}

async function listSetAside(options: SetAsideOptions): Promise<void> {
  const { log: settings } = configOf(options)
  await using stores = await openLog(settings, { clock: new TrustedClock() })
  // What lies up to there has been looked at then.
  await stores.log.head()
  for (const event of await stores.standing.setAside(options.limit))
    console.log(JSON.stringify(shown(event)))
  const { set_aside } = await stores.standing.findings()
  const events = set_aside.reduce((sum, count) => sum + count.events, 0)
  console.error(`${Math.min(events, options.limit)} of ${events} events that were set aside`)
}

/** Content that is no text is shown in Base64. */
function shown({ content, created_ms, ...event }: SetAsideEvent): object {
  const bytes = Buffer.from(content)
  const text = isUtf8(bytes)
  return {
    ...event,
    created_at: instantFromMs(created_ms),
    content: bytes.toString(text ? 'utf8' : 'base64'),
    content_is: text ? 'text' : 'base64',
  }
}

function limitOf(text: string): number {
  const limit = Number(text)
  if (!/^[1-9]\d*$/.test(text) || limit > SHOWN_MAX)
    throw new InvalidArgumentError(`expected a number from 1 to ${SHOWN_MAX}`)
  return limit
}
