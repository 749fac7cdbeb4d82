/**
 * What rules cost over a long history: forty rules of all kinds over generated events (generated-events.ts). Measures for each size the backtest
 * of the final truth and of the ledger as it would have been, in total and by rule; live evaluation of batches that touch 500 subjects, as the
 * sentinel does it; the plainest hand-written SQL for three of the rules; and memory.
 * Run: `npm run bench:rules -- [--events 1000000,3000000,10000000] [--subjects 200000] [--seed 1] [--batches 40]`
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000,3000000,10000000' },
    subjects: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    batches: { type: 'string', default: '40' },
  },
})

process.stdout.write(`${cpus().length} cores, Node ${process.version}, seed ${values.seed}\n`)
for (const events of values.events.split(',')) {
  // A process for each size, so that the peak of memory is its own.
  const child = spawn(
    process.execPath,
    [new URL('one-size.ts', import.meta.url).pathname, events, values.subjects, values.seed, values.batches],
    { stdio: 'inherit' },
  )
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}
