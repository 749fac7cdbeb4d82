import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, describe, expect, test } from 'vitest'
import { asksForTelemetry } from '@jianwei/infra/telemetry/start-telemetry.ts'
import { describedSettings } from '@jianwei/services/composition/described-settings.ts'
import { makeEngineSecrets } from '@jianwei/services/composition/engine-secrets/engine-secrets.ts'
import {
  COMPOSE_FILES,
  composed,
  documentOf,
  filledIn,
  mountOf,
  type ComposeService,
} from '#/support/deploy/compose-files.ts'
import {
  configOf,
  DEPLOYED_SERVICES,
  PINNED,
  type Environment,
} from '#/support/deploy/deployed-services.ts'
import { DEPLOY, read, ROOT } from '#/support/deploy/places.ts'
import { xmlElements, type XmlElement } from '#/support/deploy/xml-elements.ts'

/** What is checked of compose.yaml and its overlays without Docker. */

const { services, volumes } = composed()
const ENGINES = ['kafka', 'kurrentdb', 'clickhouse'] as const
const REPLICAS = DEPLOYED_SERVICES.flatMap((service) =>
  [1, 2].map((number) => ({ service, name: `${service}-${number}` })),
)

/** What the one-shot service would make, so that the paths in compose.yaml can be followed. */
const secrets = mkdtempSync(join(tmpdir(), 'jianwei-compose-'))
afterAll(() => rmSync(secrets, { recursive: true, force: true }))
makeEngineSecrets({
  folder: secrets,
  hosts: { kafka: ['kafka'], kurrentdb: ['kurrentdb'], clickhouse: ['clickhouse'] },
  owners: {},
  now: new Date(),
})

describe('the files of Compose', () => {
  const schema = new URL('../schema/compose-spec.json', import.meta.resolve('docker-compose'))
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  // The package names the meta-schema by https; the validator knows it by http.
  const { $schema: _schema, ...compose } = JSON.parse(readFileSync(schema, 'utf8')) as Readonly<
    Record<string, unknown>
  >
  const accepts = ajv.compile(compose)

  test.each(COMPOSE_FILES)('%s follows the Compose Specification', (file) => {
    expect(accepts(documentOf(file)), ajv.errorsText(accepts.errors)).toBe(true)
    expect(accepts({ services: { one: { imagge: 'x' } } })).toBe(false)
  })
})

describe.each([
  { overlays: [] },
  { overlays: ['compose.plain.yaml'] },
  { overlays: ['compose.clickhouse-3.yaml'] },
  { overlays: ['compose.telemetry.yaml'] },
  { overlays: ['compose.clickhouse-3.yaml', 'compose.plain.yaml'] },
] as const)('every service, over it $overlays', ({ overlays }) => {
  const whole = composed(...overlays)
  const all = Object.entries(whole.services)

  test.each(all)('%s is pinned, hardened and limited', (name, service) => {
    expect(service.image).toMatch(PINNED)
    expect(service.cap_drop).toEqual(['ALL'])
    expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(service.init).toBe(true)
    const { memory, cpus } = service.deploy?.resources.limits ?? {}
    expect(memory).toMatch(/^\d+[MG]$/)
    // More than the machine has is refused by the engine.
    expect(Number(cpus)).toBeLessThanOrEqual(2)
    expect(service.restart).toBe(name === 'secrets' ? 'no' : 'unless-stopped')
    if (service.image === 'jianwei:0.1.0') expect(service.read_only).toBe(true)
  })

  test.each(all)('%s is asked how it is, and starts after what it needs', (name, service) => {
    const { depends_on = {}, volumes: mounts = [] } = service
    if (name !== 'secrets') expect(service.healthcheck?.test?.[0]).toBe('CMD')
    for (const needed of Object.keys(depends_on)) expect(whole.services).toHaveProperty(needed)
    const readsSecrets = mounts.some((mount) => mount.startsWith('secrets-'))
    if (readsSecrets && name !== 'secrets')
      expect(depends_on['secrets']?.condition).toBe('service_completed_successfully')
    for (const mount of mounts) {
      const { from } = mountOf(mount)
      if (from.startsWith('.')) expect(existsSync(join(DEPLOY, from)), mount).toBe(true)
      else expect(whole.volumes).toHaveProperty(from)
    }
  })

  test.each(REPLICAS)('$name understands its environment', ({ service, name }) => {
    const { environment } = whole.services[name] ?? expect.unreachable()
    expect(() => configOf(service, withMadeSecrets(filledIn(environment)))).not.toThrow()
  })
})

test.each(REPLICAS)('$name sends telemetry where the overlay and an address ask for it', (one) => {
  const given = composed('compose.telemetry.yaml').services[one.name]?.environment
  expect(asksForTelemetry(filledIn(given))).toBe(false)
  const address = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
  const named = { ...filledIn(given), ...address }
  expect(asksForTelemetry(named)).toBe(true)
  expect(() => configOf(one.service, withMadeSecrets(named))).not.toThrow()
  expect(Object.keys(given ?? {}).filter((name) => name.startsWith('OTEL_'))).toEqual(
    expect.arrayContaining(Object.keys(address)),
  )
})

test('there are two of each service, one of each engine, and who makes their secrets', () => {
  expect(Object.keys(services).toSorted()).toEqual(
    [...REPLICAS.map(({ name }) => name), ...ENGINES, 'secrets'].toSorted(),
  )
})

test.each(REPLICAS)('$name runs its main file and is asked on its port', ({ service, name }) => {
  const { command, environment, healthcheck, ports = [] } = serviceNamed(name)
  expect(command).toEqual(['node', `services/${service}/main.ts`])
  expect(existsSync(join(ROOT, command?.[1] ?? ''))).toBe(true)
  const { port } = configOf(service, withMadeSecrets(filledIn(environment)))
  expect(existsSync(join(ROOT, healthcheck?.test?.[2] ?? ''))).toBe(true)
  expect(healthcheck?.test?.[3]).toBe(`http://127.0.0.1:${port}/health/ready`)
  for (const published of ports)
    expect(published).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+:${port}$`))
})

test('no two services are published at one port', () => {
  const published = Object.values(services).flatMap(({ ports = [] }) =>
    ports.map((port) => port.split(':')[1]),
  )
  expect(new Set(published).size).toBe(published.length)
})

describe('what must outlive a container', () => {
  /** Where it lies in each service that writes it. */
  const KEPT = [
    {
      what: 'uploads',
      of: 'intake',
      path: (given: Environment) => given['UPLOADS_DIR'] ?? '/data/uploads',
    },
    {
      what: 'evidence',
      of: 'server',
      path: (given: Environment) => given['EVIDENCE_DIR'] ?? '/data/evidence',
    },
    ...(['server', 'notices'] as const).map((of) => ({
      what: 'secrets of notices',
      of,
      path: (given: Environment) => given['NOTICE_SECRETS'] ?? '/data/notice-secrets.json',
    })),
  ] as const

  test.each(KEPT)(
    '$what of $of lies on a volume that the image gives to its user',
    ({ of, path }) => {
      const made = /^RUN install -d -o node -g node (.+)$/m
        .exec(read('Dockerfile'))?.[1]
        ?.split(' ')
      for (const { name } of REPLICAS.filter((one) => one.service === of)) {
        const { environment, volumes: mounts = [] } = serviceNamed(name)
        const file = path(filledIn(environment))
        const holding = mounts
          .map(mountOf)
          .filter(({ at }) => file.startsWith(`${at}/`) || file === at)
        expect(holding).toHaveLength(1)
        expect(made).toContain(holding[0]?.at)
      }
    },
  )

  test('each replica has a folder of its own, and shares what its replicas share', () => {
    const data = REPLICAS.map(({ name }) => volumeAt(name, '/data'))
    expect(data).toEqual(REPLICAS.map(({ name }) => name))
    for (const at of ['/uploads', '/evidence', '/notices']) {
      const shared = REPLICAS.flatMap(({ name }) => volumeAt(name, at) ?? [])
      expect(shared.length, at).toBeGreaterThan(1)
      expect(new Set(shared).size, at).toBe(1)
    }
  })

  test('every volume is mounted', () => {
    const mounted = Object.values(services).flatMap(({ volumes: mounts = [] }) => mounts)
    const unused = Object.keys(volumes).filter(
      (volume) => !mounted.some((mount) => mountOf(mount).from === volume),
    )
    expect(unused).toEqual([])
  })
})

describe('secrets', () => {
  test('none is a default, nor in the environment: each is named by a file', () => {
    const ofSettings = describedSettings.filter(({ meaning }) => meaning.secret === true)
    for (const [name, { environment }] of Object.entries(services)) {
      for (const [variable, value] of Object.entries(environment ?? {})) {
        const isSecret =
          ofSettings.some((setting) => setting.name === variable) ||
          (/PASSWORD|SECRET|TOKEN/.test(variable) && !/_FILE$|^NOTICE_SECRETS$/.test(variable))
        expect(isSecret, `${name}: ${variable}=${value}`).toBe(false)
        expect(value, variable).not.toMatch(/:\/\/[^/?]*@/)
      }
    }
  })

  test.each(Object.keys(services).filter((name) => name !== 'secrets'))(
    '%s has the files that it names, and no others of theirs',
    (name) => {
      const { environment = {}, volumes: mounts = [] } = serviceNamed(name)
      const given = mounts.map(mountOf).filter(({ from }) => from.startsWith('secrets-'))
      expect(given.some(({ from }) => from === 'secrets-kept')).toBe(false)
      for (const mount of mounts.filter((one) => one.startsWith('secrets-')))
        expect(mount).toMatch(/:ro$/)
      const named = Object.values(environment).flatMap(
        (value) => /\/(?:secrets|mnt\/shared\/config)\/[\w./-]+/.exec(value)?.[0] ?? [],
      )
      expect(named.length).toBeGreaterThan(name === 'clickhouse' ? -1 : 0)
      for (const path of named) {
        const mount = given.find(({ at }) => path.startsWith(`${at}/`))
        expect(mount, path).toBeDefined()
        const made = join(
          secrets,
          mount?.from.replace('secrets-', '') ?? '',
          path.slice(mount?.at.length),
        )
        expect(existsSync(made), path).toBe(true)
      }
    },
  )

  test('whoever makes them sees all of their volumes, as root without a network', () => {
    const {
      command = [],
      network_mode,
      user,
      cap_add,
      volumes: mounts = [],
    } = serviceNamed('secrets')
    expect({ network_mode, user, cap_add }).toEqual({
      network_mode: 'none',
      user: '0:0',
      cap_add: ['CHOWN', 'DAC_OVERRIDE'],
    })
    const folders = Object.keys(volumes)
      .filter((volume) => volume.startsWith('secrets-'))
      .map((volume) => volume.replace('secrets-', ''))
    expect(mounts).toEqual(folders.map((folder) => `secrets-${folder}:/secrets/${folder}`))
    const owned = command.flatMap((word) => /^--owner=(\w+)=\d+$/.exec(word)?.[1] ?? [])
    expect(owned.toSorted()).toEqual(folders.filter((folder) => folder !== 'kept').toSorted())
  })
})

describe('TLS and SASL', () => {
  test.each(REPLICAS)('$name uses them wherever it goes', ({ service, name }) => {
    const config = configOf(service, withMadeSecrets(filledIn(serviceNamed(name).environment)))
    if (config.log.engine === 'sqlite') return expect.unreachable()
    expect(config.log.url).toMatch(
      /^kurrentdb:\/\/admin:[\w-]{43}@kurrentdb:2113\?tls=true&tlsCAFile=/,
    )
    if ('warehouse' in config)
      expect(config.warehouse).toMatchObject({
        url: 'https://clickhouse:8443',
        cluster: 'jianwei',
        password: expect.stringMatching(/^[\w-]{43}$/),
      })
    if ('bus' in config)
      expect(config.bus?.access).toMatchObject({
        tls: true,
        sasl: { mechanism: 'plain', password: expect.stringMatching(/^[\w-]{43}$/) },
      })
  })

  test('only the overlay that says so does without', () => {
    const { services: plain } = composed('compose.plain.yaml')
    for (const { service, name } of REPLICAS) {
      const config = configOf(service, withMadeSecrets(filledIn(plain[name]?.environment)))
      if (config.log.engine === 'sqlite') return expect.unreachable()
      expect(config.log.url).toBe('kurrentdb://kurrentdb:2113?tls=false')
      if ('warehouse' in config)
        expect(config.warehouse).toMatchObject({ url: 'http://clickhouse:8123' })
      if ('bus' in config) expect(config.bus?.access).not.toHaveProperty('sasl')
      if ('bus' in config) expect(config.bus?.access.tls).toBe(false)
    }
    const protocols = plain['kafka']?.environment?.['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'] ?? ''
    expect(protocols).not.toContain('SASL')
  })

  test('the broker takes others only over both, and itself by loopback', () => {
    const { environment = {} } = serviceNamed('kafka')
    const protocols = new Map(
      (environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'] ?? '')
        .split(',')
        .map((pair) => pair.split(':') as [string, string]),
    )
    const listeners = (environment['KAFKA_LISTENERS'] ?? '').split(',')
    expect(listeners.length).toBe(4)
    for (const listener of listeners) {
      const [, name = '', host = ''] = /^(\w+):\/\/([\d.]*):\d+$/.exec(listener) ?? []
      expect(protocols.get(name), name).toBe(host === '127.0.0.1' ? 'PLAINTEXT' : 'SASL_SSL')
    }
    const properties = readFileSync(join(secrets, 'kafka/server.properties'), 'utf8')
    for (const name of ['clients', 'host'])
      expect(properties).toContain(`listener.name.${name}.plain.sasl.jaas.config=`)
  })
})

describe('the configuration of ClickHouse', () => {
  const server = elementsOf('clickhouse/server.xml')
  const substitutions = new Set(
    xmlElements(readFileSync(join(secrets, 'clickhouse/substitutions.xml'), 'utf8')).map(
      ({ path }) => path.split('/').at(-1),
    ),
  )

  test.each(['server', 'cluster-1', 'cluster-3', 'users', 'plain'])(
    '%s.xml takes from secrets and environment what is there',
    (name) => {
      const { environment = {} } = serviceNamed('clickhouse')
      const elements = elementsOf(`clickhouse/${name}.xml`)
      expect(elements[0]?.path).toBe('clickhouse')
      for (const { attributes } of elements) {
        if (attributes['incl'] !== undefined) expect(substitutions).toContain(attributes['incl'])
        if (attributes['from_env'] !== undefined)
          expect(environment).toHaveProperty(attributes['from_env'])
      }
    },
  )

  test('files are those that are made', () => {
    const files = server.filter(({ text }) => text.startsWith('/secrets/'))
    expect(files.length).toBeGreaterThan(5)
    for (const { text } of files)
      expect(existsSync(join(secrets, text.replace('/secrets', 'clickhouse'))), text).toBe(true)
  })

  test('ports are those that others ask for', () => {
    expect(textAt(server, 'clickhouse/https_port')).toEqual(['8443'])
    for (const name of ['cluster-1', 'cluster-3']) {
      const cluster = elementsOf(`clickhouse/${name}.xml`)
      const replica = 'clickhouse/remote_servers/jianwei/shard/replica'
      expect(new Set(textAt(cluster, `${replica}/port`))).toEqual(
        new Set(textAt(server, 'clickhouse/tcp_port_secure')),
      )
      expect(new Set(textAt(cluster, 'clickhouse/zookeeper/node/port'))).toEqual(
        new Set(textAt(cluster, 'clickhouse/keeper_server/tcp_port_secure')),
      )
    }
    expect(textAt(elementsOf('clickhouse/plain.xml'), 'clickhouse/http_port')).toEqual(['8123'])
  })

  test.each([
    { name: 'cluster-1', overlays: [], nodes: ['clickhouse'] },
    {
      name: 'cluster-3',
      overlays: ['compose.clickhouse-3.yaml'],
      nodes: ['clickhouse', 'clickhouse-2', 'clickhouse-3'],
    },
  ] as const)(
    '$name: each node is a replica and a Keeper, and knows which',
    ({ name, overlays, nodes }) => {
      const cluster = elementsOf(`clickhouse/${name}.xml`)
      const whole = composed(...overlays).services
      const raft = 'clickhouse/keeper_server/raft_configuration/server'
      expect(textAt(cluster, 'clickhouse/remote_servers/jianwei/shard/replica/host')).toEqual(nodes)
      expect(textAt(cluster, 'clickhouse/zookeeper/node/host')).toEqual(nodes)
      expect(textAt(cluster, `${raft}/hostname`)).toEqual(nodes)
      expect(Object.keys(whole).filter((one) => one.startsWith('clickhouse'))).toEqual(nodes)
      const ids = nodes.map((node) => whole[node]?.environment?.['CLICKHOUSE_NODE'])
      expect(textAt(cluster, `${raft}/id`)).toEqual(ids)
      for (const node of nodes)
        expect(whole[node]?.volumes).toContain(
          `./clickhouse/${name}.xml:/etc/clickhouse-server/config.d/jianwei-cluster.xml:ro`,
        )
    },
  )
})

function serviceNamed(name: string): ComposeService {
  return services[name] ?? expect.unreachable(`no service ${name}`)
}

function volumeAt(name: string, path: string): string | undefined {
  return serviceNamed(name)
    .volumes?.map(mountOf)
    .find(({ at }) => at === path)?.from
}

function withMadeSecrets(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? value.replace(/^\/secrets(?=\/)/, secrets) : value,
    ]),
  )
}

function elementsOf(file: string): readonly XmlElement[] {
  return xmlElements(read(file))
}

function textAt(elements: readonly XmlElement[], path: string): readonly string[] {
  return elements.filter((element) => element.path === path).map(({ text }) => text)
}
