import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { startConsoleBuild } from '@jianwei/services/console/console-build.ts'
import { readCommandLine } from '#/command-line.ts'

readCommandLine({
  call: 'npm run build',
  does: 'Builds the console where its sources changed, as a start does.',
})

using shutdown = listenForShutdown(process)
const write = lineOutput(process.stdout)
await using build = startConsoleBuild({
  say: (line) => write(`${line}\n`),
  signal: shutdown.signal,
  takeAlone: (path) => SqliteDatabase.takenAlone(path),
})
await build.ended
// One that was stopped has built nothing either.
if (build.build() !== 'idle') process.exitCode = 1
