import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { listenForShutdown } from '@jianwei/infra/runtime/shutdown.ts'
import { askProgram, DEFAULT_ORIGIN } from '#/cli/ask-program.ts'
import { patiently } from '#/cli/audit-wait.ts'
import { EXIT, exitCodeOf } from '#/cli/exit-codes.ts'
import { Stopped } from '#/cli/stopped.ts'

const LOOK_MS = 500
const PROGRESS_TOLD_MS = 3_000
/** An answer that takes longer does not come. */
const ANSWER_MS_MAX = 30_000

const Engine = z.enum(['process', 'sql'])
const Side = z.object({ anchor_at: z.string(), evidence_count: z.int() }).nullable()
const Audit = z.object({
  audit_id: z.string(),
  state: z.enum(['ordered', 'running', 'audited']),
  share: z.object({ number: z.int(), of: z.int() }),
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  result: z
    .object({
      position: z.int(),
      clock: z.string(),
      subjects: z.int(),
      warnings: z.int(),
      audit_engine: Engine,
      rules: z.array(z.object({ rule_id: z.string(), engine: Engine })),
      not_audited: z.array(
        z.object({ rule_id: z.string(), rule_version: z.int(), reason: z.string() }),
      ),
      differences_count: z.int(),
      differences: z.array(
        z.object({
          rule_id: z.string(),
          rule_version: z.int(),
          ledger: z.string(),
          warning_id: z.string(),
          subject_id: z.string(),
          in_ledger: Side,
          by_sql: Side,
        }),
      ),
    })
    .nullable(),
})
type Audit = z.infer<typeof Audit>
type AuditResult = NonNullable<Audit['result']>

interface AuditOptions {
  readonly url: string
  readonly share?: { readonly number: number; readonly of: number }
  readonly all?: true
}

/** The ledgers against the SQL of the rules, by the program that runs. */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      'Compare the ledgers of warnings with what the SQL of the rules finds, through a running ' +
        'program; by itself it does so each night for a thirtieth of all subjects',
    )
    .option('--url <origin>', 'a running program', DEFAULT_ORIGIN)
    .option('--share <k/n>', 'one of n shares of all subjects; that of the day of 30', shareOf)
    .addOption(new Option('--all', 'all subjects').conflicts('share'))
    .addHelpText(
      'after',
      '\nEnds with 0 when there is no difference, 5 when there are some, and 1 when nothing\n' +
        'could be ordered, or the result was not waited for to the end: where nothing answers\n' +
        'for a minute, or by Ctrl-C. What was ordered is made all the same.\n' +
        'Without a difference: 3 when some rules could not be compared, 4 when none could.',
    )
    .action(audit)
}

function shareOf(text: string): { number: number; of: number } {
  const [, number, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  if (number === undefined || of === undefined)
    throw new InvalidArgumentError('expected two numbers, such as 2/30')
  return { number: Number(number), of: Number(of) }
}

async function audit({ url, share, all }: AuditOptions): Promise<void> {
  using shutdown = listenForShutdown(process)
  const order = all === true ? { number: 1, of: 1 } : (share ?? {})
  const ordered = await askProgram(url, '/v1/ledger-audits', Audit, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  console.log(`Audit ${ordered.audit_id}: share ${ordered.share.number} of ${ordered.share.of}`)
  const result = await made(url, ordered, shutdown.signal)
  report(result)
  process.exitCode = exitCodeFor(result)
}

/** Why a rule is not compared that should have been. */
const FAILURES: readonly string[] = ['failed', 'unreadable']

function exitCodeFor({ rules, not_audited, differences_count }: AuditResult): number {
  if (differences_count > 0) return EXIT.differs
  const failed = not_audited.filter(({ reason }) => FAILURES.includes(reason))
  return exitCodeOf({ taken: rules.length, refused: failed.length })
}

function made(url: string, ordered: Audit, signal: AbortSignal): Promise<AuditResult> {
  const path = `/v1/ledger-audits/${ordered.audit_id}`
  let told = performance.now()
  const look = async (): Promise<AuditResult | undefined> => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)])
    const { result, progress } = await askProgram(url, path, Audit, { signal: until }).catch(
      (error: unknown) => {
        assertAwaited(signal)
        throw error
      },
    )
    if (result !== null) return result
    if (performance.now() - told < PROGRESS_TOLD_MS) return undefined
    told = performance.now()
    console.log(
      progress === null
        ? 'Waiting for its turn …'
        : `${progress.done} of ${progress.total} comparisons`,
    )
    return undefined
  }
  return patiently(look, {
    of: path,
    now: () => performance.now(),
    async pause() {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
      assertAwaited(signal)
    },
    say: (line) => console.log(line),
  })
}

function assertAwaited({ aborted }: AbortSignal): void {
  if (aborted) throw new Stopped('the audit is made without anybody who waits for it')
}

const ENGINE_TEXT = { sql: 'their SQL', process: 'the process' } as const

function report(result: AuditResult): void {
  const { position, clock, subjects, warnings, rules, not_audited, audit_engine } = result
  const inProcess = rules.filter(({ engine }) => engine === 'process').length
  console.log(
    `${rules.length} rules (${inProcess} of them evaluated in the process, ` +
      `${rules.length - inProcess} by SQL), ${subjects} subjects, ` +
      `${warnings} warnings by ${ENGINE_TEXT[audit_engine]}, as of ` +
      `position ${position} and ${clock}`,
  )
  for (const { rule_id, rule_version, reason } of not_audited)
    console.log(`not audited: ${rule_id}@${rule_version} (${reason})`)
  for (const { rule_id, rule_version, ledger, subject_id, ...one } of result.differences)
    console.log(
      `DIFFERENT ${rule_id}@${rule_version} (${ledger}) ${subject_id} ${one.warning_id}: ` +
        `ledger ${sideText(one.in_ledger)}, SQL ${sideText(one.by_sql)}`,
    )
  const { differences_count, differences } = result
  const untold = differences_count - differences.length
  if (untold > 0) console.log(`and ${untold} more`)
  const compared = `${rules.length} rules compared, ${not_audited.length} not compared`
  console.log(`${foundText(result)}: ${compared}.`)
}

function foundText({ rules, differences_count }: AuditResult): string {
  if (differences_count > 0) return `${differences_count} differences`
  return rules.length === 0 ? 'Nothing was compared' : 'No difference'
}

function sideText(side: z.infer<typeof Side>): string {
  return side === null ? 'nothing' : `${side.anchor_at} with ${side.evidence_count} facts`
}
