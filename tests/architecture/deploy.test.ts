import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { intakeVariables, readIntakeConfig } from '@jianwei/services/intake/config.ts'
import { noticesVariables, readNoticesConfig } from '@jianwei/services/notices/config.ts'
import { projectorVariables, readProjectorConfig } from '@jianwei/services/projector/config.ts'
import { publisherVariables, readPublisherConfig } from '@jianwei/services/publisher/config.ts'
import { readSentinelConfig, sentinelVariables } from '@jianwei/services/sentinel/config.ts'
import { readServerConfig, serverVariables } from '@jianwei/services/server/config.ts'
import { parse, parseAllDocuments } from 'yaml'
import {
  consoleFilesEndingIn,
  filesEndingIn,
  importsOf,
  isTestCode,
  packageOf,
  readSource,
  valueImportsOf,
} from '#/support/source-tree.ts'

/** What is checked of the deployment without Docker or a cluster. */

const ROOT = join(import.meta.dirname, '../..')
const DEPLOY = join(ROOT, 'infra/deploy')
const SERVICES = {
  intake: { variables: intakeVariables, read: readIntakeConfig },
  projector: { variables: projectorVariables, read: readProjectorConfig },
  sentinel: { variables: sentinelVariables, read: readSentinelConfig },
  server: { variables: serverVariables, read: readServerConfig },
  notices: { variables: noticesVariables, read: readNoticesConfig },
  publisher: { variables: publisherVariables, read: readPublisherConfig },
} as const
const NAMES = Object.keys(SERVICES) as (keyof typeof SERVICES)[]
/** A tag with at least a minor version, never `latest`. */
const PINNED = /^[^:]+:\d+\.\d+[^:]*$/
/** How the secret of the manifests is filled in this test. */
const SECRETS: Readonly<Record<string, string>> = {
  LOG_URL: 'kurrentdb://kurrentdb:2113',
  WAREHOUSE_URL: 'https://me:secret@clickhouse:8443/jianwei?cluster=main',
  KAFKA_BROKERS: 'kafka:9092',
}

const read = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8')

describe('the image', () => {
  const lines = read('Dockerfile').split('\n')

  test('is built on a pinned Node that runs the program, and runs as another user than root', () => {
    const bases = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? [])
    expect(bases.length).toBe(4)
    for (const base of bases) expect(base).toMatch(/^node:24\.\d+\.\d+-/)
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER node')
  })

  test('copies what exists', () => {
    const copied = copiedBy(lines)
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test('builds the console where everything is that it is built of', () => {
    const begin = lines.findIndex((line) => line.endsWith(' AS console'))
    const stage = lines.slice(begin, lines.indexOf('RUN npx turbo run build', begin))
    const copied = copiedBy(stage)
    const lacking = takenFromOutside().filter(
      (file) => !copied.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    expect(copied).toContain('services/web')
    expect(lacking, 'COPY it to the stage console').toEqual([])
  })

  test('what the console is built of outside its folder is a reason to build it', () => {
    const { tasks } = JSON.parse(readFileSync(join(ROOT, 'turbo.json'), 'utf8')) as {
      readonly tasks: { readonly build: { readonly inputs: readonly string[] } }
    }
    const lacking = takenFromOutside().filter(
      (file) => !tasks.build.inputs.includes(`../../${file}`),
    )
    expect(takenFromOutside()).toContain('projections/rules/rule.schema.json')
    expect(lacking, "add it to the inputs of turbo.json's task build").toEqual([])
  })
})

test('the image holds every package that the program imports: none is for development only', () => {
  const workspaces = ['events', 'projections', 'infra', 'services']
  const missing = workspaces.flatMap((workspace) => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, workspace, 'package.json'), 'utf8'),
    ) as {
      readonly dependencies?: Readonly<Record<string, string>>
    }
    const program = filesEndingIn('.ts').filter(
      (path) => path.startsWith(`${workspace}/`) && !isTestCode(path),
    )
    const packages = program.flatMap((path) =>
      importsOf(readSource(path)).map(({ specifier }) => packageOf(specifier)),
    )
    const foreign = [...new Set(packages)].filter(
      (name) => !/^(?:node:|@jianwei\/|[#.])/.test(name),
    )
    return foreign
      .filter((name) => !(name in dependencies))
      .map((name) => `${workspace} imports ${name}`)
  })
  expect(missing).toEqual([])
})

const ComposeService = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  depends_on: z
    .record(z.string(), z.object({ condition: z.literal('service_healthy') }))
    .optional(),
  volumes: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
})
const Compose = z.object({
  services: z.record(z.string(), ComposeService),
  volumes: z.record(z.string(), z.null()),
})

describe('compose.yaml', () => {
  const document: unknown = parse(read('compose.yaml'), { merge: true })
  const { services, volumes } = Compose.parse(document)

  test('follows the Compose Specification', () => {
    const schema = new URL('../schema/compose-spec.json', import.meta.resolve('docker-compose'))
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
    // The package names the meta-schema by https; the validator knows it by http.
    const { $schema: _schema, ...compose } = JSON.parse(readFileSync(schema, 'utf8')) as Readonly<
      Record<string, unknown>
    >
    const accepts = ajv.compile(compose)
    expect(accepts(document), ajv.errorsText(accepts.errors)).toBe(true)
    expect(accepts({ services: { one: { imagge: 'x' } } })).toBe(false)
  })

  test('starts every service and engine, each pinned, health-checked, and after what it needs', () => {
    expect(Object.keys(services).toSorted()).toEqual(
      [...NAMES, 'clickhouse', 'kafka', 'kurrentdb'].toSorted(),
    )
    for (const [name, { image, depends_on = {}, volumes: mounts, healthcheck }] of Object.entries(
      services,
    )) {
      expect(image, name).toMatch(PINNED)
      expect(healthcheck.test[0], name).toBe('CMD')
      for (const needed of Object.keys(depends_on)) expect(services, name).toHaveProperty(needed)
      for (const mount of mounts) expect(volumes, name).toHaveProperty(mount.split(':')[0] ?? '')
    }
  })

  test.each(NAMES)(
    '%s: runs its main file, is asked on its port, and understands its environment',
    (name) => {
      const {
        command,
        environment,
        healthcheck,
        ports = [],
      } = services[name] ?? expect.unreachable()
      expect(command).toEqual(['node', `services/${name}/main.ts`])
      expect(existsSync(join(ROOT, command?.[1] ?? ''))).toBe(true)
      const config = configOf(name, Object.entries(environment))
      expect(existsSync(join(ROOT, healthcheck.test[2] ?? ''))).toBe(true)
      expect(healthcheck.test[3]).toBe(`http://127.0.0.1:${config.port}/health/ready`)
      for (const port of ports)
        expect(port).toMatch(new RegExp(`^127\\.0\\.0\\.1:[\\d-]+:${config.port}$`))
    },
  )
})

const labels = z.record(z.string(), z.string())
const metadata = z.object({ name: z.string(), namespace: z.literal('jianwei') })
const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.literal('http') }),
  periodSeconds: z.int(),
  timeoutSeconds: z.int().optional(),
  failureThreshold: z.int().optional(),
})
const secret = z.strictObject({
  secretKeyRef: z.strictObject({ name: z.literal('jianwei-engines'), key: z.string() }),
})
const Container = z.strictObject({
  name: z.string(),
  image: z.string().regex(PINNED),
  command: z.array(z.string()),
  env: z.array(
    z.union([
      z.strictObject({ name: z.string(), value: z.string() }),
      z.strictObject({ name: z.string(), valueFrom: secret }),
    ]),
  ),
  ports: z.tuple([z.strictObject({ name: z.literal('http'), containerPort: z.int() })]),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
})
const Workload = z.object({
  apiVersion: z.literal('apps/v1'),
  kind: z.enum(['Deployment', 'StatefulSet']),
  metadata: metadata.extend({ labels }),
  spec: z.strictObject({
    replicas: z.int().min(2),
    serviceName: z.string().optional(),
    selector: z.strictObject({ matchLabels: labels }),
    template: z.strictObject({
      metadata: z.strictObject({ labels }),
      spec: z.strictObject({
        automountServiceAccountToken: z.literal(false),
        terminationGracePeriodSeconds: z.int().min(30),
        securityContext: z.strictObject({
          runAsNonRoot: z.literal(true),
          runAsUser: z.int().min(1),
          runAsGroup: z.int().min(1),
          fsGroup: z.int().min(1),
          seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
        }),
        topologySpreadConstraints: z.array(
          z.object({ labelSelector: z.strictObject({ matchLabels: labels }) }),
        ),
        containers: z.tuple([Container]),
        volumes: z.array(
          z.union([
            z.strictObject({ name: z.string(), emptyDir: z.strictObject({}) }),
            z.strictObject({
              name: z.string(),
              persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
            }),
          ]),
        ),
      }),
    }),
    volumeClaimTemplates: z
      .array(z.object({ metadata: z.strictObject({ name: z.string() }) }))
      .optional(),
  }),
})
const Service = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata,
  spec: z.strictObject({
    sessionAffinity: z.literal('ClientIP').optional(),
    selector: labels,
    ports: z.tuple([
      z.strictObject({ name: z.string(), port: z.int(), targetPort: z.literal('http') }),
    ]),
  }),
})
const Budget = z.object({
  apiVersion: z.literal('policy/v1'),
  kind: z.literal('PodDisruptionBudget'),
  metadata,
  spec: z.strictObject({
    minAvailable: z.int(),
    selector: z.strictObject({ matchLabels: labels }),
  }),
})
const Manifest = z.union([Workload, Service, Budget])

describe('the Kubernetes manifests', () => {
  test('are all listed', () => {
    const { resources } = z
      .object({ resources: z.array(z.string()) })
      .parse(parse(read('kubernetes/kustomization.yaml')))
    expect(resources.toSorted()).toEqual(
      readdirSync(join(DEPLOY, 'kubernetes'))
        .filter((name) => name !== 'kustomization.yaml')
        .toSorted(),
    )
  })

  test.each(NAMES)(
    '%s: complete, not as root, with probes, selectors that match, and an environment it ' +
      'understands',
    (name) => {
      const manifests = manifestsOf(name)
      const workloads = manifests.filter(
        (one): one is z.infer<typeof Workload> => 'template' in one.spec,
      )
      const { metadata: own, spec } = workloads[0] ?? expect.unreachable()
      const pod = spec.template
      expect(workloads.length).toBe(1)
      expect(own.name).toBe(name)
      const selectors = [
        spec.selector.matchLabels,
        ...pod.spec.topologySpreadConstraints.map((one) => one.labelSelector.matchLabels),
      ]
      for (const one of manifests) {
        if (one.kind === 'Service') selectors.push(one.spec.selector)
        if (one.kind === 'PodDisruptionBudget') selectors.push(one.spec.selector.matchLabels)
      }
      for (const selector of selectors) expect(selector).toEqual(pod.metadata.labels)
      expect(new Set(manifests.map(({ kind }) => kind)).has('PodDisruptionBudget')).toBe(true)

      const [container] = pod.spec.containers
      expect(container.command).toEqual(['node', `services/${name}/main.ts`])
      expect(container.livenessProbe.httpGet.path).toBe('/health/live')
      expect(container.startupProbe.httpGet.path).toBe('/health/live')
      expect(container.readinessProbe.httpGet.path).toBe('/health/ready')
      const given = container.env.map((one): [string, string] =>
        'value' in one
          ? [one.name, one.value]
          : [one.name, SECRETS[one.valueFrom.secretKeyRef.key] ?? ''],
      )
      expect(configOf(name, given).port).toBe(container.ports[0].containerPort)
      const volumes = [
        ...pod.spec.volumes.map((one) => one.name),
        ...(spec.volumeClaimTemplates ?? []).map((one) => one.metadata.name),
      ]
      expect(container.volumeMounts.map((one) => one.name).toSorted()).toEqual([...volumes].sort())
      const paths = container.volumeMounts.map((one) => one.mountPath)
      expect(paths).toEqual(expect.arrayContaining(['/data', '/tmp']))
    },
  )
})

describe('what must outlive a pod or a container', () => {
  /** Of each, the setting that says where it lies and what says so without it; who writes it. */
  const KEPT = [
    { what: 'sessions, refused input', of: ['server', 'intake'], path: () => '/data' },
    {
      what: 'files that people attach',
      of: ['server'],
      path: (given: Environment) => given['EVIDENCE_DIR'] ?? '/data/evidence',
    },
    {
      what: 'secrets of notices',
      of: ['server', 'notices'],
      path: (given: Environment) => given['NOTICE_SECRETS'] ?? '/data/notice-secrets.json',
    },
  ] as const
  const each = KEPT.flatMap(({ what, of, path }) => of.map((name) => ({ what, name, path })))

  test.each(each)('$what of $name: on a volume of compose.yaml', ({ name, path }) => {
    const { services } = Compose.parse(parse(read('compose.yaml'), { merge: true }))
    const { environment, volumes } = services[name] ?? expect.unreachable()
    const folders = volumes.map((mount) => mount.split(':')[1] ?? '')
    expect(folders.filter((folder) => path(environment).startsWith(folder))).toHaveLength(1)
  })

  test.each(each)('$what of $name: on a claim of the manifests', ({ name, path }) => {
    const workload = manifestsOf(name).find((one) => 'template' in one.spec)
    if (workload === undefined || !('template' in workload.spec)) return expect.unreachable()
    const { template, volumeClaimTemplates = [] } = workload.spec
    const [{ env, volumeMounts }] = template.spec.containers
    const given = Object.fromEntries(env.map((one) => [one.name, 'value' in one ? one.value : '']))
    const claimed = new Set([
      ...template.spec.volumes.flatMap((one) => ('emptyDir' in one ? [] : [one.name])),
      ...volumeClaimTemplates.map((one) => one.metadata.name),
    ])
    const holding = volumeMounts.filter(({ mountPath }) => path(given).startsWith(mountPath))
    expect(holding.map((one) => claimed.has(one.name))).toEqual([true])
  })

  test('what several pods share is claimed by many writers', () => {
    const claims = parseAllDocuments(read('kubernetes/shared-volumes.yaml')).map(
      (one) => one.toJS() as { metadata: { name: string }; spec: { accessModes: string[] } },
    )
    const named = NAMES.flatMap((name) => [
      ...read(`kubernetes/${name}.yaml`).matchAll(/claimName: (\S+)/g),
    ]).map(([, claim]) => claim)
    expect(new Set(claims.map((one) => one.metadata.name))).toEqual(new Set(named))
    expect(claims.length).toBe(new Set(named).size)
    for (const { spec } of claims) expect(spec.accessModes).toEqual(['ReadWriteMany'])
  })
})

type Environment = Readonly<Record<string, string>>

/** What the lines of a Dockerfile copy from the repository. */
function copiedBy(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? [])
}

/** Files that the console imports by value and that do not lie in its folder. */
function takenFromOutside(): readonly string[] {
  const files = consoleFilesEndingIn('.ts', '.tsx')
    .filter((path) => !isTestCode(path) && !path.endsWith('.d.ts'))
    .flatMap((path) => valueImportsOf(readSource(path)))
    .flatMap(({ file }) => file ?? [])
    .filter((file) => !file.startsWith('services/web/'))
  return [...new Set(files)]
}

function manifestsOf(name: string): readonly z.infer<typeof Manifest>[] {
  return parseAllDocuments(read(`kubernetes/${name}.yaml`)).map((one) => Manifest.parse(one.toJS()))
}

/** The configuration that the service reads; fails for a variable that it does not know. */
function configOf(
  name: keyof typeof SERVICES,
  environment: readonly (readonly [string, string])[],
) {
  const { variables, read } = SERVICES[name]
  const unknown = environment
    .map(([variable]) => variable)
    .filter((variable) => !(variable in variables))
  expect(unknown, 'variables that the configuration does not know').toEqual([])
  // As Compose fills in what the person who starts it has not set.
  const filled = environment.map(([variable, value]) => [
    variable,
    value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
  ])
  return read(Object.fromEntries(filled))
}
