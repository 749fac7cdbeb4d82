import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readCommandLine } from '#/command-line.ts'

/*
 * `npm run types:kubernetes` takes out of Kubernetes' own description of its API what the manifests
 * use, so that a test can hold them to it without a server. It comes from the Go module proxy, and
 * needs Go.
 */

readCommandLine({
  call: 'npm run types:kubernetes --',
  does: 'Takes the types that the manifests use out of the API of Kubernetes.',
})

const VERSION = 'v1.35.4'
/** Kinds of the manifests, by the names of their definitions. */
const KINDS = [
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.batch.v1.CronJob',
  'io.k8s.api.batch.v1.Job',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Namespace',
  'io.k8s.api.core.v1.PersistentVolumeClaim',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.networking.v1.Ingress',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
] as const
const TARGET = join(import.meta.dirname, '../../tests/support/deploy/kubernetes-types.json')

type Definition = { readonly [key: string]: unknown }

const { Dir: folder } = z.object({ Dir: z.string() }).parse(
  JSON.parse(
    execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`], {
      encoding: 'utf8',
    }),
  ),
)
const { definitions } = z
  .object({ definitions: z.record(z.string(), z.record(z.string(), z.unknown())) })
  .parse(JSON.parse(readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8')))

const taken = new Map<string, unknown>()
const wanted: string[] = [...KINDS]
for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
  if (taken.has(name)) continue
  taken.set(name, strict(definitions[name] ?? {}))
  for (const [, found = ''] of JSON.stringify(definitions[name]).matchAll(
    /"#\/definitions\/([^"]+)"/g,
  ))
    wanted.push(found)
}
const lines = [...taken]
  .toSorted(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, definition]) => `    ${JSON.stringify(name)}: ${JSON.stringify(definition)}`)
writeFileSync(
  TARGET,
  `{
  "$comment": "Of Kubernetes ${VERSION}'s API (Apache-2.0), by npm run types:kubernetes",
  "kinds": ${JSON.stringify(Object.fromEntries(KINDS.map((name) => [nameOf(name), name])))},
  "definitions": {
${lines.join(',\n')}
  }
}
`,
)
console.log(`${taken.size} types of Kubernetes ${VERSION} are in ${TARGET}`)

/** `apps/v1 StatefulSet`, as a manifest says it. */
function nameOf(name: string): string {
  const kinds = z
    .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
    .parse(definitions[name]?.['x-kubernetes-group-version-kind'])
  const [{ group, version, kind } = { group: '', version: '', kind: '' }] = kinds
  return `${group === '' ? version : `${group}/${version}`} ${kind}`
}

/** Without words for people, and refusing fields that the API does not have. */
function strict(definition: Definition): unknown {
  const kept = Object.fromEntries(
    Object.entries(definition)
      .filter(([key]) => key !== 'description' && !key.startsWith('x-kubernetes-'))
      .map(([key, value]) => [key, key === 'properties' ? strictFields(value) : part(value)]),
  )
  if (definition['format'] === 'int-or-string') return { type: ['integer', 'string'] }
  return definition['properties'] === undefined ? kept : { ...kept, additionalProperties: false }
}

function strictFields(fields: unknown): unknown {
  return Object.fromEntries(
    Object.entries(fields as Record<string, Definition>).map(([name, field]) => [
      name,
      strict(field),
    ]),
  )
}

function part(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? strict(value as Definition)
    : value
}
