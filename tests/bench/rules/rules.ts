/**
 * What rules cost over a long history: forty rules of all kinds over generated events
 * (generated-events.ts). Measures for each size the backtest of the final truth and of the ledger
 * as it would have been, in total and by rule; live evaluation of batches that touch 500 subjects,
 * as the sentinel does it, part by part, also with 500 rules; minutes that pass; the plainest
 * hand-written SQL for three of the rules; and memory. `equal` compares what statements, evaluator
 * and the oracle of the tests find, warning by warning: a million events take the oracle minutes.
 * Run: `npm run bench:rules -- [--events 1000000,3000000,10000000] [--subjects 200000] [--seed 1]
 * [--batches 40] [--parts backtests,live]`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { readCommandLine } from '@jianwei/tools/command-line.ts'

const { options } = readCommandLine({
  call: 'npm run bench:rules --',
  does: 'Measures forty rules of all kinds: backtests, ledgers, live evaluation and memory.',
  options: {
    events: ['events of the history, several sizes with commas', '1000000,3000000,10000000'],
    subjects: ['subjects that they are about', '200000'],
    seed: ['what the history follows from', '1'],
    batches: ['batches of 500 touched subjects, live', '40'],
    parts: ['what is measured: backtests, live, equal', 'backtests,live'],
  },
})

process.stdout.write(`${cpus().length} cores, Node ${process.version}, seed ${options.seed}\n`)
for (const events of options.events.split(',')) {
  // A process for each size, so that the peak of memory is its own.
  const child = spawn(
    process.execPath,
    [
      new URL('one-size.ts', import.meta.url).pathname,
      events,
      options.subjects,
      options.seed,
      options.batches,
      options.parts,
    ],
    { stdio: 'inherit' },
  )
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
