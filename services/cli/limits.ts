import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { openLog } from '#/composition/open-log.ts'
import { limitTables, publishLimitTable } from '#/duties/limit-book.ts'

interface PublishOptions extends DataOption {
  readonly actor: string
  readonly reason: string
}

export function limitsCommand(): Command {
  return new Command('limits')
    .description('How long what may take: the table by which the clocks of duties are opened.')
    .addCommand(
      new Command('show')
        .description('The versions of the table, and the text of one of them')
        .addOption(dataOption())
        .argument('[version]', 'whose text is shown; the list of versions without it')
        .action(show),
    )
    .addCommand(
      new Command('publish')
        .description('Opens the clocks by this table from here on; those that run keep their terms')
        .addOption(dataOption())
        .argument('<file>', 'a YAML file like projections/limits/duty-limits.yaml')
        .requiredOption('--actor <name>', 'who publishes it; recorded')
        .requiredOption('--reason <text>', 'why; recorded')
        .action(publish),
    )
}

async function show(version: string | undefined, options: DataOption): Promise<void> {
  await using stores = await openLog(configOf(options).log, { clock: new TrustedClock() })
  for (const one of await limitTables(stores.log)) {
    if (version !== undefined) {
      if (String(one.version) === version) console.log(one.text)
      continue
    }
    const rows =
      one.table === null ? 'not readable by this program' : `${one.table.limits.length} rows`
    console.log(`${one.version}  ${one.published_at}  ${rows}  by ${one.actor}: ${one.reason}`)
  }
}

async function publish(file: string, options: PublishOptions): Promise<void> {
  const text = await readFile(file, 'utf8')
  await using stores = await openCheckedLog(configOf(options).log)
  const { actor, reason } = options
  const version = await publishLimitTable(stores.log, { text, actor, reason }, stores.now())
  console.log(`version ${version} of the table is in force`)
}
