import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asksForTelemetry } from '@jianwei/infra/telemetry/start-telemetry.ts'
import { programVariables, readConfig } from '@jianwei/services/all-in-one/config.ts'
import { composed, filledIn } from '#/support/deploy/compose-files.ts'
import {
  configOf,
  DEPLOYED_SERVICES,
  PINNED,
  type Environment,
} from '#/support/deploy/deployed-services.ts'
import { DEPLOY, ROOT } from '#/support/deploy/places.ts'
import {
  APPLIED,
  manifestsOf,
  noKustomize,
  type Applied,
  type Manifest,
} from '#/support/deploy/manifests.ts'

/*
 * What is checked of the Kubernetes manifests without a cluster, as kustomize builds them.
 * `npm run test:kubernetes` asks a real API server.
 */

if (noKustomize !== '') console.warn(`SKIPPED: the Kubernetes manifests (${noKustomize})`)
const skip = noKustomize !== ''
if (skip && process.env['KUBERNETES_TESTS'] === 'required') throw new Error(noKustomize)

const built = new Map<Applied, readonly Manifest[]>()
function manifests(folder: Applied): readonly Manifest[] {
  const known = built.get(folder) ?? manifestsOf(folder)
  built.set(folder, known)
  return known
}

/** A password, wherever the manifests name a file with one. */
const secrets = mkdtempSync(join(tmpdir(), 'jianwei-manifests-'))
afterAll(() => rmSync(secrets, { recursive: true, force: true }))
const password = join(secrets, 'password')
writeFileSync(password, 'p:/@ss\n')

describe.skipIf(skip)('the API of Kubernetes', () => {
  const { kinds, definitions } = z
    .object({ kinds: z.record(z.string(), z.string()), definitions: z.record(z.string(), z.any()) })
    .parse(
      JSON.parse(readFileSync(join(ROOT, 'tests/support/deploy/kubernetes-types.json'), 'utf8')),
    )
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  ajv.addSchema({ $id: 'kubernetes', definitions })

  const problemsOf = (manifest: Manifest): string => {
    const type = kinds[`${manifest.apiVersion} ${manifest.kind}`]
    if (type === undefined) return `no kind ${manifest.apiVersion} ${manifest.kind} is known`
    const accepts = ajv.getSchema(`kubernetes#/definitions/${type}`)
    return accepts?.(manifest) === true ? '' : ajv.errorsText(accepts?.errors)
  }

  test.each(APPLIED)('knows every field of %s', (folder) => {
    const problems = manifests(folder).map(
      (one) => [`${one.kind} ${one.metadata.name}`, problemsOf(one)] as const,
    )
    expect(problems.filter(([, problem]) => problem !== '')).toEqual([])
    expect(problems.length).toBeGreaterThan(0)
  })

  test('a field that is misspelt is found', () => {
    const [first] = manifests('province').filter(({ kind }) => kind === 'StatefulSet')
    const text = JSON.stringify(first).replace(
      '"readOnlyRootFilesystem"',
      '"readonlyRootFilesystem"',
    )
    expect(problemsOf(JSON.parse(text) as Manifest)).toContain('additional properties')
  })
})

const labels = z.record(z.string(), z.string())
const probe = z.object({
  httpGet: z.strictObject({ path: z.string(), port: z.literal('http') }),
})
const Container = z.object({
  name: z.literal('jianwei'),
  image: z.string().regex(PINNED),
  command: z.array(z.string()),
  args: z.array(z.string()).optional(),
  envFrom: z
    .array(z.strictObject({ configMapRef: z.strictObject({ name: z.string() }) }))
    .default([]),
  env: z.array(z.strictObject({ name: z.string(), value: z.string().default('') })),
  ports: z.tuple([z.object({ name: z.literal('http'), containerPort: z.int() })]).optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
})
const Pod = z.object({
  automountServiceAccountToken: z.literal(false),
  enableServiceLinks: z.literal(false),
  securityContext: z.object({
    runAsNonRoot: z.literal(true),
    runAsUser: z.int().min(1),
    fsGroup: z.int().min(1),
    seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
  }),
  containers: z.tuple([Container]),
  volumes: z.array(
    z.object({
      name: z.string(),
      secret: z.object({ secretName: z.string() }).optional(),
      persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
    }),
  ),
})
const Template = z.object({ metadata: z.object({ labels }), spec: Pod })
const Running = z.object({ template: Template })
const Timed = z.object({ jobTemplate: z.object({ spec: Running }) })
const ReplicaSet = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    replicas: z.int().optional(),
    selector: z.object({ matchLabels: labels }),
    serviceName: z.string(),
    template: Template,
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
  }),
})

/** Every pod that runs, or is run by a job. */
function podsOf(folder: Applied): readonly { name: string; template: z.infer<typeof Template> }[] {
  return manifests(folder).flatMap((one) => {
    const { name } = one.metadata
    switch (one.kind) {
      case 'StatefulSet':
      case 'Job':
        return [{ name, template: Running.parse(one['spec']).template }]
      case 'CronJob':
        return [{ name, template: Timed.parse(one['spec']).jobTemplate.spec.template }]
      default:
        return []
    }
  })
}

function ofKind(folder: Applied, kind: string): readonly Manifest[] {
  return manifests(folder).filter((one) => one.kind === kind)
}

describe.skipIf(skip).each(APPLIED)('%s', (folder) => {
  test('every pod is hardened and limited, writes only where a volume is, and runs what is there', () => {
    for (const { name, template } of podsOf(folder)) {
      const [container] = template.spec.containers
      const claims = ofKind(folder, 'StatefulSet')
        .filter((one) => one.metadata.name === name)
        .flatMap((one) => ReplicaSet.parse(one).spec.volumeClaimTemplates)
        .map((claim) => claim.metadata.name)
      const volumes = [...template.spec.volumes.map((volume) => volume.name), ...claims]
      expect(container.volumeMounts.map((mount) => mount.name).toSorted(), name).toEqual(
        volumes.toSorted(),
      )
      expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toEqual(
        expect.arrayContaining(['/data', '/tmp']),
      )
      const [program, file] = container.command
      if (program === 'node') expect(existsSync(join(ROOT, file ?? '')), name).toBe(true)
      else expect(container.command.at(-1)).toMatch(/^exec node services\/cli\/jianwei\.js /)
    }
    expect(podsOf(folder).length).toBeGreaterThan(0)
  })

  test('no secret is in the environment, and each file of one is mounted', () => {
    for (const { name, template } of podsOf(folder)) {
      const [{ env, volumeMounts }] = template.spec.containers
      for (const { name: variable, value } of env) {
        if (!variable.endsWith('_FILE')) continue
        expect(value, name).toMatch(/^\/secrets\/[a-z]+\/password$/)
        const mount = volumeMounts.find(({ mountPath }) => value === `${mountPath}/password`)
        const volume = template.spec.volumes.find((one) => one.name === mount?.name)
        expect(volume?.secret?.secretName, `${name}: ${value}`).toBe(`jianwei-${mount?.name}`)
      }
    }
    for (const one of ofKind(folder, 'ConfigMap'))
      for (const [variable, value] of Object.entries(dataOf(one))) {
        expect(variable).not.toMatch(/PASSWORD|SECRET/)
        expect(value).not.toMatch(/:\/\/[^/?]*@/)
      }
  })

  test('every claim, ConfigMap and Service that is named is there', () => {
    const names = (kind: string) => ofKind(folder, kind).map((one) => one.metadata.name)
    for (const { name, template } of podsOf(folder)) {
      const [{ envFrom }] = template.spec.containers
      if (folder.startsWith('jobs/')) continue
      for (const { configMapRef } of envFrom)
        expect(names('ConfigMap'), name).toContain(configMapRef.name)
      const claims = template.spec.volumes.flatMap(
        (one) => one.persistentVolumeClaim?.claimName ?? [],
      )
      const own = ofKind(folder, 'StatefulSet')
        .map((one) => ReplicaSet.parse(one))
        .flatMap(({ metadata, spec }) =>
          spec.volumeClaimTemplates.map((claim) => `${claim.metadata.name}-${metadata.name}-0`),
        )
      for (const claim of claims)
        expect([...names('PersistentVolumeClaim'), ...own], name).toContain(claim)
    }
    const used = JSON.stringify(ofKind(folder, 'Ingress')).matchAll(
      /"service":\{"name":"([\w-]+)"/g,
    )
    for (const [, service] of used) expect(names('Service')).toContain(service)
    for (const { spec } of ofKind(folder, 'StatefulSet').map((one) => ReplicaSet.parse(one)))
      expect(names('Service')).toContain(spec.serviceName)
  })

  test('what several pods mount is claimed for many', () => {
    const pods = new Map<string, number>()
    for (const { name, template } of podsOf(folder)) {
      const set = ofKind(folder, 'StatefulSet').find((one) => one.metadata.name === name)
      // Without a number, it is scaled.
      const replicas = set === undefined ? 1 : (ReplicaSet.parse(set).spec.replicas ?? 2)
      for (const { persistentVolumeClaim: claim } of template.spec.volumes)
        if (claim !== undefined)
          pods.set(claim.claimName, (pods.get(claim.claimName) ?? 0) + replicas)
    }
    for (const one of ofKind(folder, 'PersistentVolumeClaim')) {
      const mode = (pods.get(one.metadata.name) ?? 0) > 1 ? 'ReadWriteMany' : 'ReadWriteOnce'
      const { accessModes } = one['spec'] as { accessModes: string[] }
      expect(accessModes, one.metadata.name).toEqual([mode])
    }
  })
})

describe.skipIf(skip)('the province', () => {
  const folder = 'province'

  test.each(DEPLOYED_SERVICES)(
    '%s has probes, a budget, and an environment it understands',
    (name) => {
      const { metadata, spec } = setNamed(folder, name)
      const [container] = spec.template.spec.containers
      expect(container.command).toEqual(['node', `services/${name}/main.ts`])
      expect(container.livenessProbe?.httpGet.path).toBe('/health/live')
      expect(container.startupProbe?.httpGet.path).toBe('/health/live')
      expect(container.readinessProbe?.httpGet.path).toBe('/health/ready')
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
      const config = configOf(name, environmentOf(folder, container))
      expect(config.port).toBe(container.ports?.[0].containerPort)
      if ('bus' in config)
        expect(config.bus?.access).toMatchObject({ tls: true, sasl: { password: 'p:/@ss' } })
      if ('warehouse' in config) expect(config.warehouse).toMatchObject({ password: 'p:/@ss' })

      const budgets = ofKind(folder, 'PodDisruptionBudget').filter(
        (one) => one.metadata.name === name,
      )
      expect(budgets.map((one) => one['spec'])).toEqual([
        { maxUnavailable: 1, selector: { matchLabels: spec.selector.matchLabels } },
      ])
      const scaled = ofKind(folder, 'HorizontalPodAutoscaler').some(
        (one) => one.metadata.name === name,
      )
      // What scales by itself is not set back by each `kubectl apply`.
      expect(spec.replicas).toBe(scaled ? undefined : 2)
      expect(scaled).toBe(name === 'intake' || name === 'server')
      expect(spec.volumeClaimTemplates.map((claim) => claim.metadata.name)).toEqual(['data'])
      expect(metadata.name).toBe(name)
    },
  )

  test.each(DEPLOYED_SERVICES)('%s may reach what it needs, and nothing else', (name) => {
    const { spec } = setNamed(folder, name)
    const [container] = spec.template.spec.containers
    const config = configOf(name, environmentOf(folder, container))
    const ports = portsOut(folder, spec.template.metadata.labels)
    const needed = [
      53,
      ...('warehouse' in config ? [8443] : []),
      ...('bus' in config ? [9093] : []),
      2113,
    ]
    expect(ports).toEqual(expect.arrayContaining(needed))
    expect(ports.includes(9093)).toBe('bus' in config)
    expect(ports.includes(8443)).toBe('warehouse' in config)
    expect(ports.includes(443)).toBe('identity' in config || name === 'notices')
  })

  test('where people and departments come in', () => {
    const outside = DEPLOYED_SERVICES.filter(
      (name) =>
        setNamed(folder, name).spec.template.metadata.labels['jianwei/reached-from'] === 'outside',
    )
    expect(outside.toSorted()).toEqual(['intake', 'server'])
    for (const one of ofKind(folder, 'Ingress'))
      expect((one['spec'] as { tls: unknown[] }).tls).toHaveLength(1)
  })
})

describe.skipIf(skip)('the province with telemetry', () => {
  const folder = 'province-with-telemetry'

  test.each(DEPLOYED_SERVICES)('%s sends it to a collector that it may reach', (name) => {
    const { spec } = setNamed(folder, name)
    const environment = environmentOf(folder, spec.template.spec.containers[0])
    expect(() => configOf(name, environment)).not.toThrow()
    expect(asksForTelemetry(environment)).toBe(true)
    const { port } = new URL(environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '')
    expect(portsOut(folder, spec.template.metadata.labels)).toContain(Number(port))
    const without = setNamed('province', name).spec.template
    expect(portsOut('province', without.metadata.labels)).not.toContain(Number(port))
    expect(asksForTelemetry(environmentOf('province', without.spec.containers[0]))).toBe(false)
  })
})

describe.skipIf(skip)('the small town', () => {
  test('runs everything in one process, which understands its environment', () => {
    const { spec } = setNamed('small-town', 'all-in-one')
    const [container] = spec.template.spec.containers
    expect(container.command).toEqual(['node', 'services/cli/jianwei.js', 'start'])
    const environment = environmentOf('small-town', container)
    const unknown = Object.keys(environment).filter((name) => !(name in programVariables))
    expect(unknown).toEqual(['NODE_EXTRA_CA_CERTS'])
    expect(readConfig(environment)).toMatchObject({
      port: container.ports?.[0].containerPort,
      example_data: 'none',
      rules_published: 'none',
      log: { engine: 'sqlite' },
      warehouse: { engine: 'chdb' },
    })
    expect(spec.replicas).toBe(1)
  })
})

describe('which rules are published at first', () => {
  test.skipIf(skip)('is the same everywhere where people run it for others, and said', () => {
    const composeSays = filledIn(composed().services['sentinel-1']?.environment)['RULES_PUBLISHED']
    const says = (['province', 'small-town'] as const).map((folder) => {
      const name = folder === 'province' ? 'sentinel' : 'all-in-one'
      return environmentOf(folder, setNamed(folder, name).spec.template.spec.containers[0])[
        'RULES_PUBLISHED'
      ]
    })
    expect([composeSays, ...says]).toEqual(['none', 'none', 'none'])
    const readme = readFileSync(join(DEPLOY, 'README.md'), 'utf8')
    expect(readme).toMatch(/^\| `RULES_PUBLISHED` .*Compose and the manifests say `none`/m)
  })
})

test.skipIf(skip)('each folder of the manifests is applied, or taken by one that is', () => {
  const folders = readdirSync(join(DEPLOY, 'kubernetes'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('kustomization.yaml'))
    .map((path) => path.replace(/\/?kustomization\.yaml$/, ''))
  const text = folders
    .map((folder) => readFileSync(join(DEPLOY, 'kubernetes', folder, 'kustomization.yaml'), 'utf8'))
    .join('\n')
  const taken = folders.filter((folder) => new RegExp(`- (\\.\\./)+${folder}$`, 'm').test(text))
  expect([...new Set([...taken, ...APPLIED])].toSorted()).toEqual(folders.toSorted())
})

function setNamed(folder: Applied, name: string): z.infer<typeof ReplicaSet> {
  const found = ofKind(folder, 'StatefulSet').find((one) => one.metadata.name === name)
  return ReplicaSet.parse(found)
}

/** What the container is given, with a password in each file that it names. */
function environmentOf(folder: Applied, { env, envFrom }: z.infer<typeof Container>): Environment {
  const maps = envFrom.flatMap(({ configMapRef }) =>
    ofKind(folder, 'ConfigMap').filter((one) => one.metadata.name === configMapRef.name),
  )
  const given = env.map(({ name, value }) => [name, value] as const)
  return Object.fromEntries([
    ...maps.flatMap((one) => Object.entries(dataOf(one))),
    ...given.map(([name, value]) => [name, name.endsWith('_FILE') ? password : value] as const),
  ])
}

function dataOf(map: Manifest): Environment {
  return z.record(z.string(), z.string()).parse(map['data'] ?? {})
}

/** Ports that policies let a pod with these labels reach. */
function portsOut(folder: Applied, own: Readonly<Record<string, string>>): readonly number[] {
  return ofKind(folder, 'NetworkPolicy').flatMap((one) => {
    const { podSelector, egress = [] } = one['spec'] as {
      podSelector: { matchLabels?: Record<string, string> }
      egress?: { ports: { port: number }[] }[]
    }
    const selects = Object.entries(podSelector.matchLabels ?? {}).every(
      ([label, value]) => own[label] === value,
    )
    return selects ? egress.flatMap(({ ports }) => ports.map(({ port }) => port)) : []
  })
}
