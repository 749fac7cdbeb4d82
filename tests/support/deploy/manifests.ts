import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { DEPLOY } from '#/support/deploy/places.ts'

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
})
export type Manifest = z.infer<typeof Manifest>

/** What is applied by itself: `kubectl apply -k infra/deploy/kubernetes/<folder>`. */
export const APPLIED = [
  'small-town',
  'province',
  'province-with-telemetry',
  'jobs/import',
  'jobs/log-migration',
  'jobs/warehouse-rebuild',
] as const
export type Applied = (typeof APPLIED)[number]

const BUILDERS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const

/** Why nothing can be built here; empty where it can. */
export const noKustomize: string = BUILDERS.some(([command]) => isThere(command))
  ? ''
  : 'neither kubectl nor kustomize is installed'

/** As the API server would get it. */
export function manifestsOf(folder: Applied): readonly Manifest[] {
  const [command, word] = BUILDERS.find(([one]) => isThere(one)) ?? BUILDERS[0]
  const built = execFileSync(command, [word, join(DEPLOY, 'kubernetes', folder)], {
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  return parseAllDocuments(built).map((document) => Manifest.parse(document.toJS()))
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, [command === 'kubectl' ? 'kustomize' : 'version', '--help'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
