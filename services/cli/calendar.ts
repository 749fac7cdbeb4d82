import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { TurnedDay } from '@jianwei/events/calendar/decider.ts'
import { dayInChina } from '@jianwei/events/working-days/day-in-china.ts'
import { yearOf } from '@jianwei/events/working-days/civil-day.ts'
import { knownYears, placeOf } from '#/calendars/known-years.ts'
import { recordedNotices, recordNotices, type RecordedNotice } from '#/calendars/notice-book.ts'
import { noticesInFile } from '#/calendars/notice-file.ts'
import { openCheckedLog } from '#/cli/checked-log.ts'
import { configOf, dataOption, type DataOption } from '#/cli/data-option.ts'

interface AddOptions extends DataOption {
  readonly actor: string
  readonly reason: string
  readonly dryRun?: true
}

/** Written into the log itself; programs that run on it follow. */
export function calendarCommand(): Command {
  return new Command('calendar')
    .description('Notices of holidays, by which working days are counted.')
    .addCommand(
      new Command('list')
        .description('The years that are known by jurisdiction, and those that are missing')
        .addOption(dataOption())
        .action(list),
    )
    .addCommand(
      new Command('add')
        .description('Records notices; what waited for them is judged, what they change anew')
        .addOption(dataOption())
        .argument('<file>', 'YAML, JSON or CSV (docs/calendar.md)')
        .requiredOption('--actor <name>', 'who says so; recorded')
        .requiredOption('--reason <text>', 'why; recorded')
        .option('--dry-run', 'show what would change, and write nothing')
        .action(add),
    )
}

async function list(options: DataOption): Promise<void> {
  await using opened = await openCheckedLog(configOf(options).log)
  const notices = await recordedNotices(opened.log)
  for (const place of knownYears(notices, yearOf(dayInChina(opened.now())))) {
    console.log(`${placeOf(place)}  ${place.years.map(({ year }) => year).join(' ')}`)
    if (place.missing.length > 0) console.log(`  missing: ${place.missing.join(' ')}`)
    for (const { year, version, title, published_on } of place.years)
      if (title !== null) console.log(`  ${year} version ${version}: ${title} (${published_on})`)
  }
}

async function add(file: string, options: AddOptions): Promise<void> {
  const text = await readFile(file, 'utf8')
  const { actor, reason, dryRun: dry_run = false } = options
  const notices = noticesInFile(text, file, { actor, reason })
  await using opened = await openCheckedLog(configOf(options).log)
  const recorded = await recordNotices(opened.log, notices, { now: opened.now(), dry_run })
  for (const one of recorded) for (const line of linesOf(one)) console.log(line)
  if (dry_run) console.log('nothing was written')
}

function linesOf({ notice, was_known, turned }: RecordedNotice): readonly string[] {
  const name = `${placeOf(notice)} ${notice.year}`
  if (turned.length === 0 && was_known) return [`${name}  the same days are known; nothing new`]
  const days = turned.map(({ day, from, to }: TurnedDay) => `  ${day}  ${from} → ${to}`)
  return [`${name}  ${was_known ? 'changed' : 'announced'}: ${turned.length} days turn`, ...days]
}
