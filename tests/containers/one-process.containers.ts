import { chmod } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { docker, inspected, unhurriedly } from '#/support/containers/docker.ts'
import { HardenedProgram } from '#/support/containers/hardened-container.ts'
import { haveProductImage } from '#/support/containers/product-image.ts'
import { askUntil, supervisorSignedIn, type Ask } from '#/support/containers/signed-in.ts'
import { KeptVolume } from '#/support/containers/kept-volume.ts'
import { SteeringFile } from '#/support/faults/steering.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'
import type { KeptAnswers, Row } from '#/kept-data/answers.ts'

const KEPT = fileURLToPath(new URL('../kept-data/', import.meta.url))
const PRELOAD = fileURLToPath(new URL('../support/faults/steered-process.ts', import.meta.url))
const PRELOAD_INSIDE = '/steered-process.ts'
const STEERING_FOLDER = '/steering'
const STEERED = {
  FAULT_STEERING: `${STEERING_FOLDER}/steering.json`,
  NODE_OPTIONS: `--import=${PRELOAD_INSIDE}`,
}
const HOUR_MS = 3_600_000
const GRACE_SECONDS = 60

interface Listed {
  readonly items: readonly Row[]
  readonly next: string | null
}

describe.skipIf(inject('noContainers') !== '')('the whole program in one container', () => {
  beforeAll(() => haveProductImage())

  test('with every restriction of the manifests brings the example to its first alert, and stops on SIGTERM with 0', async () => {
    await using program = await HardenedProgram.start()
    const ask = await supervisorSignedIn(program.run, program.origin)
    const hasAny = ({ items }: Listed): boolean => items.length > 0
    const { items } = await askUntil<Listed>(ask, '/v1/alerts?limit=1', hasAny)
    expect(items[0]?.['rule_id']).toMatch(/^[a-z-]+$/)
    const [state] = await inspected([program.id])
    expect(state?.restrictions).toMatchObject({
      user: '1000:1000',
      read_only: true,
      dropped: ['ALL'],
      options: ['no-new-privileges:true'],
    })
    expect(state?.restrictions.memory_bytes).toBeGreaterThan(0)
    expect(await stopped(program)).toEqual({ exit_code: 0, killed_for_memory: false })
  })

  test.each(keptFolders())(
    'starts on the data folder that the version of %s left, and shows what that version showed',
    async (name) => {
      const kept = join(KEPT, name)
      // Written by tools/kept-data/make-kept-folder.ts.
      const answers = JSON.parse(readFileSync(join(kept, 'answers.json'), 'utf8')) as KeptAnswers
      await using folder = await temporaryFolder('kept-in-container')
      await using volume = await KeptVolume.filledFrom(join(kept, 'data.tar.gz'))
      await using program = await HardenedProgram.start({
        environment: { EXAMPLE_DATA: 'none', ...STEERED },
        mounts: [
          { source: volume.name, target: '/data' },
          ...(await clockAt(folder.path, madeAt(kept) + HOUR_MS)),
        ],
      })
      const ask = await supervisorSignedIn(program.run, program.origin)
      const wanted = {
        '/v1/alerts': idsOf(answers.alerts, 'alert_id'),
        '/v1/warnings': idsOf(answers.lists['/v1/warnings'] ?? [], 'warning_id'),
        '/v1/quarantine': idsOf(answers.lists['/v1/quarantine'] ?? [], 'quarantine_id'),
      }
      for (const [path, ids] of Object.entries(wanted)) {
        expect(ids.length, path).toBeGreaterThan(0)
        const lacking = await unhurriedly(
          async () => {
            const rows = await everyRow(ask, path)
            const shown = new Set(rows.flatMap((row) => Object.values(row)))
            const missing = ids.filter((id) => !shown.has(id))
            return missing.length === 0 ? missing : undefined
          },
          () => `${path} does not show all of ${ids.length}`,
        )
        expect(lacking, path).toEqual([])
      }
      expect(await stopped(program)).toEqual({ exit_code: 0, killed_for_memory: false })
    },
  )
})

/** Page by page. */
async function everyRow(ask: Ask, path: string): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: Listed = await askUntil<Listed>(ask, `${path}?limit=200${from}`, () => true)
    rows.push(...page.items)
    cursor = page.next
  }
  return rows
}

function keptFolders(): readonly string[] {
  return readdirSync(KEPT).filter((name) => /^\d{4}-\d{2}-\d{2}$/.test(name))
}

function madeAt(kept: string): number {
  const { at } = JSON.parse(readFileSync(join(kept, 'made-by.json'), 'utf8')) as { at: string }
  return Date.parse(at)
}

function idsOf(rows: readonly Row[], field: string): readonly unknown[] {
  return rows.map((row) => row[field])
}

/** A start after more than a year is another matter, so the container's clock stands at `at_ms`. */
async function clockAt(folder: string, at_ms: number) {
  const steering = await SteeringFile.create(join(folder, 'steering.json'))
  await steering.setClock(at_ms - Date.now())
  await chmod(folder, 0o755)
  return [
    { source: folder, target: STEERING_FOLDER, mode: 'ro' as const },
    { source: PRELOAD, target: PRELOAD_INSIDE, mode: 'ro' as const },
  ]
}

/** How it ended, given as long as compose.yaml gives it. */
async function stopped({ id }: HardenedProgram): Promise<unknown> {
  await docker('stop', '--time', String(GRACE_SECONDS), id)
  const [state] = await inspected([id])
  return { exit_code: state?.exit_code, killed_for_memory: state?.killed_for_memory }
}
