import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HELP, readArguments, type SimulationCommand } from './arguments.ts'
import { chunksOf } from './chunks.ts'
import { postStream, type PostOutcome } from './post.ts'
import { simulate } from './simulation.ts'
import { openTruthFile } from './truth-file.ts'
import type { TotalsRecord, TruthRecord } from './truth.ts'

/**
 * `npm run simulate`: the stream goes to a file, a server or standard output, the truth to its own
 * file, words to standard error.
 */

async function run({ options, target, perSecond, truth }: SimulationCommand): Promise<number> {
  const startedMs = performance.now()
  using file = truth === undefined ? undefined : openTruthFile(truth)
  let totals: TotalsRecord | undefined
  const lines = simulate(options, (record: TruthRecord) => {
    if (record.record === 'totals') totals = record
    file?.write(record)
  })
  let posted: PostOutcome | undefined
  switch (target.kind) {
    case 'url':
      posted = await postStream(target.url, lines, perSecond)
      break
    case 'file':
      await pipeline(Readable.from(chunksOf(lines, perSecond)), createWriteStream(target.file))
      break
    case 'standard-output':
      await pipeline(Readable.from(chunksOf(lines, perSecond)), process.stdout, { end: false })
      break
  }
  say({
    ...totals,
    record: undefined,
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    answers: posted,
  })
  return posted === undefined || (posted.complete && posted.mismatches === 0) ? 0 : 1
}

function say(report: object): void {
  process.stderr.write(`${JSON.stringify(report, null, 2)}\n`)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

const read = readArguments(process.argv.slice(2))
switch (read.kind) {
  case 'help':
    process.stdout.write(HELP)
    break
  case 'refused':
    process.stderr.write(`${read.problems.join('\n')}\nSee --help.\n`)
    process.exitCode = 2
    break
  case 'command':
    try {
      process.exitCode = await run(read.command)
    } catch (error) {
      process.exitCode = 1
      // A reader of standard output that has seen enough is no failure to speak of.
      if (codeOf(error) !== 'EPIPE')
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    }
    break
}
