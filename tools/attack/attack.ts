/**
 * `npm run attack`: runs one campaign after the other, each in a folder of its own, and prints what
 * was tried and found. A campaign that breaks down counts as a finding, because then nobody knows
 * whether its promise holds.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomOf } from '#/simulation/random.ts'
import { temporaryFolder } from '@jianwei/tests/support/runner/temporary-folder.ts'
import type { Campaign, CampaignRow, Outcome } from './campaign.ts'
import { campaigns } from './all-campaigns.ts'
import { HELP, readOptions, type AttackOptions } from './options.ts'
import { attackTable, withAttackTable } from './table.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const READMES = [
  ['README.md', 'en'],
  ['README.zh.md', 'zh'],
] as const

async function main(): Promise<void> {
  const options = readOptions(
    process.argv.slice(2),
    Date.now(),
    campaigns.map(({ name }) => name),
  )
  if (options === 'help') {
    process.stdout.write(HELP)
    return
  }
  console.log(`Attacking with --seed ${options.seed} --effort ${options.effort}`)
  process.env['UV_THREADPOOL_SIZE'] ??= '16'
  const place = await mkdtemp(join(temporaryFolder(), 'jianwei-attack-'))
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  try {
    const rows: CampaignRow[] = []
    for (const campaign of campaigns) {
      const isWanted = options.only.length === 0 || options.only.includes(campaign.name)
      if (isWanted && !stopping.signal.aborted)
        rows.push(await runOne(campaign, options, place, stopping.signal))
    }
    await report(rows, options)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

async function runOne(
  campaign: Campaign,
  options: AttackOptions,
  place: string,
  signal: AbortSignal,
): Promise<CampaignRow> {
  const reason = await campaign.unavailable?.()
  if (reason !== undefined) {
    console.log(`\n${campaign.name}: LEFT OUT: ${reason}`)
    return { campaign, seconds: 0, outcome: { left_out: reason } }
  }
  console.log(`\n${campaign.name}: ${campaign.tries}`)
  const folder = join(place, campaign.name)
  await mkdir(folder)
  const started = performance.now()
  const { seed, effort } = options
  const random = (purpose: string) => randomOf(seed, `${campaign.name} ${purpose}`)
  const keep = keeperOf(`${campaign.name}-${seed}`)
  const outcome = await campaign
    .run({ seed, effort, random, folder, keep, signal })
    .catch(brokenDown)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`  ${outcome.tried} ${outcome.unit} in ${seconds} s; ${outcome.notes}`)
  for (const finding of outcome.findings) console.log(`  FOUND: ${finding}`)
  return { campaign, seconds, outcome }
}

/** In a folder that git ignores, because what breaks the program may be anything. */
function keeperOf(name: string): (bytes: Uint8Array) => string {
  let kept = 0
  return (bytes) => {
    const folder = join(ROOT, 'data', 'attack')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `${name}-${(kept += 1)}.bin`)
    writeFileSync(path, bytes)
    return relative(ROOT, path)
  }
}

function brokenDown(error: unknown): Outcome {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    tried: 0,
    unit: 'tries',
    findings: [`the campaign broke down: ${text}`],
    notes: 'broken down',
  }
}

async function report(
  rows: readonly CampaignRow[],
  { seed, effort, readme }: AttackOptions,
): Promise<void> {
  const facts = { seed, effort, day: new Date().toISOString().slice(0, 10) }
  console.log(`\n${attackTable(rows, facts, 'en')}`)
  if (readme) {
    for (const [name, language] of READMES) {
      const path = join(ROOT, name)
      await writeFile(
        path,
        withAttackTable(await readFile(path, 'utf8'), attackTable(rows, facts, language)),
      )
    }
  }
  const leftOut = rows.filter(({ outcome }) => 'left_out' in outcome).length
  const found = rows.reduce(
    (sum, { outcome }) => sum + ('left_out' in outcome ? 0 : outcome.findings.length),
    0,
  )
  console.log(`\n${rows.length - leftOut} campaigns ran, ${leftOut} left out, ${found} findings`)
  if (found > 0 || (leftOut > 0 && process.env['ATTACK'] === 'required')) process.exitCode = 1
}

await main()
