import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { lineOutput } from '@jianwei/infra/runtime/line-output.ts'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { startConsoleBuild } from '#/console/console-build.ts'

/** Builds the console as a start does, for processes that serve it as it is. */
using shutdown = listenForShutdown(process)
const write = lineOutput(process.stdout)
await using build = startConsoleBuild({
  say: (line) => write(`${line}\n`),
  signal: shutdown.signal,
  takeAlone: (path) => SqliteDatabase.takenAlone(path),
})
await build.ended
if (build.build() === 'failed') process.exitCode = 1
