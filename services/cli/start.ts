import { Command } from 'commander'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { watchLoop } from '@jianwei/infra/runtime/loop-watch.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { runAllInOne } from '#/all-in-one/all-in-one.ts'
import { configOf } from '#/cli/data-option.ts'
import { startConsoleBuild } from '#/console/console-build.ts'
import packageJson from '../package.json' with { type: 'json' }

export function startCommand(): Command {
  return new Command('start')
    .description('Run all services in one process, with the log and the warehouse in one folder')
    .option(
      '-d, --data <dir>',
      'folder that holds the log and the warehouse (default: JIANWEI_DATA or ./data)',
    )
    .action(start)
}

async function start(options: { readonly data?: string }): Promise<void> {
  using shutdown = listenForShutdown(process)
  const say = lineOutput(process.stdout)
  const config = configOf(options)
  const narrator = { say: (line: string) => say(`${line}\n`) }
  const { signal } = shutdown
  await runAllInOne({
    config,
    narrator,
    startConsole: () =>
      config.console_build === 'changed'
        ? startConsoleBuild({
            ...narrator,
            signal,
            takeAlone: (path) => SqliteDatabase.takenAlone(path),
          })
        : null,
    watch: () => {
      const { loop_held_ms_max: held_ms_max, log_level } = config
      return held_ms_max === null ? null : watchLoop({ held_ms_max, log_level })
    },
    progress_output: process.stdout,
    signal,
    version: packageJson.version,
  })
}
