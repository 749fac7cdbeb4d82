import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import {
  parseRegionCode,
  regionPrefix,
  type RegionCode,
} from '@jianwei/events/identifiers/region-code.ts'
import type { RegionSpan } from '@jianwei/events/identifiers/region-spans.ts'
import { RegionsRefused } from '@jianwei/events/region/errors.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { readRegionFile } from '#/regions/region-file.ts'
import { searchRegions } from '#/regions/region-search.ts'
import { stateRegions, withdrawRegion } from '#/regions/region-steps.ts'

interface By extends DataOption {
  readonly actor: string
  readonly reason: string
}

/** Written into the log itself; programs that run on it know it from the next event on. */
export function regionCommand(): Command {
  return new Command('region')
    .description('Regions beside GB/T 2260: development zones, new areas, changes after 2024.')
    .addCommand(
      decided(new Command('add').description('Add what a CSV file says, or say it anew'))
        .argument('<file>', 'CSV with code, name, kind, parent, valid_from, valid_to, …')
        .option('--notice <text>', 'the document that says so, for rows without a notice')
        .option('--dry-run', 'show what would change, and write nothing')
        .action(add),
    )
    .addCommand(
      decided(new Command('withdraw').description('Take back a code that was added in error'))
        .argument('<code>', 'its code')
        .action(withdraw),
    )
    .addCommand(
      new Command('list')
        .description('Codes and names; those that the log has added unless you search')
        .addOption(dataOption())
        .argument('[text]', 'part of a name, or the first digits of a code')
        .option('--within <code>', 'only those that lie in it')
        .option('--on <day>', 'only those that are in force that day, YYYY-MM-DD')
        .action(list),
    )
}

function decided(command: Command): Command {
  return command
    .addOption(dataOption())
    .requiredOption('--actor <name>', 'who says so; recorded')
    .requiredOption('--reason <text>', 'why; recorded')
}

async function add(
  file: string,
  options: By & { readonly notice?: string; readonly dryRun?: boolean },
): Promise<void> {
  const { actor, reason, notice, dryRun: dry_run = false } = options
  const regions = readRegionFile(await readFile(file, 'utf8'), { actor, reason, notice })
  await using opened = await openCheckedLog(configOf(options).log)
  const taken = await stateRegions(opened.log, { regions, now: opened.now(), dry_run })
  for (const code of taken.changed) console.log(`${code}  ${dry_run ? 'would be added' : 'added'}`)
  console.log(
    `${regions.length} codes: ${taken.changed.length} new or changed, ` +
      `${taken.same.length} as before`,
  )
  if (taken.changed.length > 0 && !dry_run)
    console.log('What was refused for them can be sent again: jianwei quarantine list')
}

async function withdraw(code: string, options: By): Promise<void> {
  await using opened = await openCheckedLog(configOf(options).log)
  const { actor, reason } = options
  const { changed } = await withdrawRegion(opened.log, {
    code: codeOf(code),
    actor,
    reason,
    now: opened.now(),
  })
  console.log(`${code}  ${changed.length > 0 ? 'taken back' : 'as before'}`)
}

async function list(
  text: string | undefined,
  options: DataOption & { readonly within?: string; readonly on?: string },
): Promise<void> {
  await using opened = await openCheckedLog(configOf(options).log)
  const book = new RegionBook(opened.log)
  const [table, stated] = [await book.table(), await book.statements()]
  const { within, on } = options
  const isSearch = text !== undefined || within !== undefined || on !== undefined
  const prefix = within === undefined ? '' : regionPrefix(codeOf(within))
  for (const { code, spans } of searchRegions(table, { text, prefix, on }))
    if (isSearch || stated.has(code)) console.log(lineOf(code, spans, stated.has(code)))
}

function codeOf(text: string): RegionCode {
  const parsed = parseRegionCode(text)
  if (parsed.ok) return parsed.value
  throw new RegionsRefused([{ code: parsed.code, message: parsed.message }])
}

function lineOf(code: string, spans: readonly RegionSpan[], isStated: boolean): string {
  const names = spans.map(({ name, from, to }) => `${name} (${from ?? '…'} to ${to ?? '…'})`)
  return `${code}  ${spans.at(-1)?.kind ?? ''}  ${names.join(', ')}${isStated ? '  added' : ''}`
}
