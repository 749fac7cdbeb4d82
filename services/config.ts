import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'

/**
 * What the environment may say, with defaults that run on a laptop. `JIANWEI_DATA` is the one folder that holds state; the two
 * URLs say which engines keep the log and the warehouse, and lie in that folder unless they say otherwise.
 */
const Environment = z.object({
  JIANWEI_DATA: z.string().min(1).default('./data'),
  LOG_URL: z
    .string()
    .regex(/^sqlite:.+/, 'expected sqlite:<path>')
    .optional(),
  WAREHOUSE_URL: z
    .string()
    .regex(/^chdb:.+/, 'expected chdb:<path>')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('warn'),
  /** Whether a new log begins with the example data. */
  EXAMPLE_DATA: z.enum(['load', 'none']).default('load'),
  /** A folder of mappings of one's own; a mapping there goes before a shipped one of the same name. */
  JIANWEI_MAPPINGS: z.string().min(1).optional(),
})

export interface Config {
  readonly data_dir: string
  /** File of the SQLite log. */
  readonly log_path: string
  /** Folder of the chDB warehouse. */
  readonly warehouse_path: string
  readonly host: string
  readonly port: number
  readonly log_level: z.infer<typeof Environment>['LOG_LEVEL']
  readonly example_data: z.infer<typeof Environment>['EXAMPLE_DATA']
  readonly mappings_dir: string | null
}

/** Called once, by a composition root. Every problem is reported at once, by variable name, never by value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // An empty variable is what an env file writes for "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigRefused(problems)
  }
  const { JIANWEI_DATA, LOG_URL, WAREHOUSE_URL, HOST, PORT, LOG_LEVEL, EXAMPLE_DATA, JIANWEI_MAPPINGS } = parsed.data
  const dataDir = resolve(JIANWEI_DATA)
  return Object.freeze({
    data_dir: dataDir,
    log_path: pathOf(LOG_URL) ?? join(dataDir, 'log.db'),
    warehouse_path: pathOf(WAREHOUSE_URL) ?? join(dataDir, 'warehouse'),
    host: HOST,
    port: PORT,
    log_level: LOG_LEVEL,
    example_data: EXAMPLE_DATA,
    mappings_dir: JIANWEI_MAPPINGS === undefined ? null : resolve(JIANWEI_MAPPINGS),
  })
}

/** The environment cannot be used, with everything that is wrong with it. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
  readonly code = 'CONFIG_REFUSED'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`Configuration refused\n  ${problems.join('\n  ')}`)
    this.problems = problems
  }
}

function pathOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  const path = url.slice(url.indexOf(':') + 1)
  return isAbsolute(path) ? path : resolve(path)
}
