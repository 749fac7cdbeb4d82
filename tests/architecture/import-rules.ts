import { isTestCode, packageOf, type Import } from '#/support/source-tree.ts'

/** The table of rings in `docs/architecture.md`, as code: what a file may import. */

/**
 * Packages that talk to an engine or a broker, or write the log lines. Each is imported by one file
 * in `infra`, so that it can be replaced there.
 */
export const DRIVERS: readonly string[] = [
  'node:sqlite',
  'chdb',
  '@clickhouse/client',
  'kafkajs',
  '@platformatic/kafka',
  '@eventstore/db-client',
  '@kurrent/kurrentdb-client',
  'pino',
  'nodemailer',
  '@opentelemetry/api',
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
]

/** Libraries that are young or may be replaced: each is imported by one file, wherever it is. */
export const LIBRARIES_OF_ONE_FILE: readonly string[] = [
  '@fastify/static',
  '@opentelemetry/exporter-metrics-otlp-grpc',
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-proto',
  'hucre',
  're2js',
  'sax',
  'uqr',
  'yauzl',
  'yazl',
]

/**
 * What `infra` may know of the questions: the port it adapts, its errors, and how SQL and tables
 * are written.
 */
const PROJECTIONS_FOR_INFRA =
  /^projections\/(?:ports\/[^/]+|sql|projection|table-file|warehouse-error)\.ts$/
/** Where adapters are chosen and put together. */
const COMPOSITION_ROOT =
  /^services\/(?:all-in-one\/.+|composition\/.+|[^/]+\/(?:main|start-[^/]+)\.ts|cli\/.+)$/
/** What every service may use, whichever it is. Uses no service itself. */
const SHARED_BY_SERVICES = new RegExp(
  `^services/(?:${[
    'access',
    'alert-changes',
    'audit',
    'authorities',
    'commands',
    'console',
    'desk',
    'duties',
    'http',
    'ledger-audit',
    'lifecycle',
    'links',
    'organisations',
    'regions',
    'notice-endpoints',
    'receipts',
    'routing',
    'rules',
    'calendars',
    'saved-views',
    'score',
    'settings',
    'sign-in',
    'silences',
    'language',
    'text-reading',
  ].join('|')})/`,
)

function isComposition(path: string): boolean {
  return COMPOSITION_ROOT.test(path)
}

/** The jobs that a service does in one process. They know neither it nor each other. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  sentinel: ['evaluation', 'alerting', 'timekeeping'],
}

function isPartOf(part: string | undefined, service: string | undefined): boolean {
  return part !== undefined && service !== undefined && PARTS[service]?.includes(part) === true
}

/** Why this import is not allowed, as an instruction; undefined when it is. */
export function importProblem(path: string, imported: Import): string | undefined {
  if (isTestCode(path)) return undefined
  const folder = path.slice(0, path.indexOf('/'))
  if (imported.file !== undefined && isTestCode(imported.file))
    return 'only tests import from tests; move it to the ring that needs it'
  switch (folder) {
    case 'events':
      return problemInEvents(imported)
    case 'projections':
      return problemInProjections(path, imported)
    case 'infra':
      return problemInInfra(imported)
    case 'services':
      return problemInServices(path, imported)
    default:
      return `${folder} is no folder of the design`
  }
}

function problemInEvents({ specifier, file }: Import): string | undefined {
  if (file === undefined)
    return specifier === 'zod' ? undefined : 'events imports zod and nothing that touches a machine'
  return file.startsWith('events/')
    ? undefined
    : 'events knows nothing of the other rings; turn the dependency round'
}

/** The one file that reads names; what the package says depends on the name alone. */
const READS_NAMES = 'projections/subject-lookup/pinyin.ts'

function problemInProjections(path: string, { specifier, file }: Import): string | undefined {
  if (file === undefined) {
    const known = specifier === 'zod' || (specifier === 'pinyin-pro' && path === READS_NAMES)
    return known ? undefined : 'projections import zod only; ask for a port instead'
  }
  return /^(?:events|projections)\//.test(file)
    ? undefined
    : 'projections know events and themselves; ask for a port instead'
}

function problemInInfra({ file }: Import): string | undefined {
  if (file === undefined || /^(?:events|infra)\//.test(file) || PROJECTIONS_FOR_INFRA.test(file))
    return undefined
  return (
    'infra knows events and the ports, errors and SQL of projections; pass anything else in ' +
    'from the composition root'
  )
}

function problemInServices(path: string, { specifier, file }: Import): string | undefined {
  if (file === undefined) {
    return DRIVERS.includes(packageOf(specifier))
      ? 'a driver belongs into one file in infra, behind a port'
      : undefined
  }
  if (path.startsWith('services/web/')) {
    const known = file.startsWith('services/web/') || file.startsWith('services/server/contract')
    return known
      ? undefined
      : "the console knows the server's contract and nothing else of this project"
  }
  if (isComposition(path) || /^(?:events|projections)\//.test(file)) return undefined
  if (file.startsWith('infra/'))
    return 'take the port as an argument; only composition roots name an adapter'
  const [, service] = path.split('/')
  const [, other] = file.split('/')
  if (service === other || SHARED_BY_SERVICES.test(file) || isPartOf(other, service))
    return undefined
  return SHARED_BY_SERVICES.test(path)
    ? 'what all services use knows none of them; take it as an argument'
    : 'services do not know each other; share through events or projections'
}
