import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { DomainError } from '@jianwei/events/errors.ts'
import { identityProblems } from '#/settings/identity-settings.ts'
import { givenVariables } from '#/settings/secret-settings.ts'
import { addressWith, credentialProblems } from '#/settings/server-credentials.ts'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/*
 * The settings that processes share, in pieces: each process lists the pieces it needs in its own
 * config.ts. A piece says which variables it reads and what becomes of them.
 */

/** The one folder that holds state on this machine. */
export const dataVariables = {
  JIANWEI_DATA: z
    .string()
    .min(1)
    .default('./data')
    .meta(
      says(
        'The one folder that holds state on this machine: log, warehouse, quarantine, sessions. ' +
          'Where servers keep log and warehouse, only copies, which may be deleted',
        '本机存放数据的唯一目录：日志、仓库、隔离的输入、会话；日志与仓库由服务器保存时仅为可删除的副本',
        { expects: 'a folder' },
      ),
    ),
}

export const logVariables = {
  LOG_URL: z
    .string()
    .regex(
      /^(sqlite:.+|(esdb|kurrentdb)(\+discover)?:\/\/.+)/,
      'expected sqlite:<path>, esdb://<host> or kurrentdb://<host>',
    )
    .optional()
    .meta(
      says(
        'Where the event log is: a file, EventStoreDB (from 22.6) or KurrentDB. Without it, ' +
          'a file in the data folder',
        '事件日志的位置；未设置时为数据目录中的文件',
        { expects: '`sqlite:<path>`, `esdb://…`, `kurrentdb://…`', address: true },
      ),
    ),
  LOG_USER: z
    .string()
    .min(1)
    .optional()
    .meta(
      says('User at the server of the log', '事件日志服务器的用户名', {
        expects: 'text',
      }),
    ),
  LOG_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Password at the server of the log, as it is: nothing in it is escaped',
        '事件日志服务器的口令，按原文填写，无需转义',
        { expects: 'text', secret: true },
      ),
    ),
  LOG_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.]*$/, 'expected small letters, digits and dots')
    .default('jianwei')
    .meta(
      says(
        'First part of all stream names, on a log server that is shared',
        '共用日志服务器时各事件流名称的前缀',
        {
          expects: 'small letters, digits and dots',
        },
      ),
    ),
}

export const warehouseVariables = {
  WAREHOUSE_URL: z
    .string()
    .regex(/^(chdb:.+|https?:\/\/[^/]+)/, 'expected chdb:<path> or http(s)://<host>')
    .refine(
      (text) => text.startsWith('chdb:') || URL.canParse(text),
      'cannot be read as an address',
    )
    .refine(
      (text) => namesAreWords(text),
      'the names of database and cluster are letters, digits and _',
    )
    .refine((text) => knowsItsParameters(text), 'the only parameter is cluster')
    .refine(
      (text) => escapesAreWhole(text),
      'a % in user or password begins an escape, or is written %25',
    )
    .optional()
    .meta(
      says(
        'Where the warehouse is: a folder (one process only) or a ClickHouse server or ' +
          'cluster. Without it, a folder in the data folder',
        '分析仓库的位置；未设置时为数据目录中的目录',
        {
          expects: '`chdb:<folder>`, `http(s)://user:password@host:8123/database?cluster=name`',
          address: true,
        },
      ),
    ),
  WAREHOUSE_USER: z
    .string()
    .min(1)
    .optional()
    .meta(
      says('User at the ClickHouse server', '分析仓库服务器的用户名', {
        expects: 'text',
      }),
    ),
  WAREHOUSE_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'Password at the ClickHouse server, as it is: nothing in it is escaped',
        '分析仓库服务器的口令，按原文填写，无需转义',
        { expects: 'text', secret: true },
      ),
    ),
  SLOW_STATEMENT_MS: wholeNumber(1, 3_600_000)
    .default(5_000)
    .meta(
      says(
        'From how many milliseconds of work on a statement of the warehouse there is a line that ' +
          'names it, with its rule',
        '分析仓库执行一条语句达到多少毫秒时，在日志中记录该语句的名称及所属规则',
        { expects: 'a whole number' },
      ),
    ),
}

export const listenVariables = (port: number) => ({
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .meta(
      says(
        'Address to listen at. On loopback only loopback names are answered; where others reach ' +
          'it, intake and server start only with `IDENTITY` set',
        '监听地址；本机地址仅应答本机名称，对外监听时 intake 与 server 须设置 IDENTITY',
        { expects: 'an address' },
      ),
    ),
  PORT: wholeNumber(0, 65_535)
    .default(port)
    .meta(
      says('Port to listen at; 0 takes any that is free', '监听端口；0 表示任取空闲端口', {
        expects: '0–65535',
      }),
    ),
})

export const levelVariables = {
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('warn')
    .meta(
      says(
        'How much goes to standard error, as JSON lines: `info` has every request and its ' +
          'answer, `debug` also health checks, why input was refused, and the stack of every error',
        '日志级别；info 记录每个请求，debug 另记健康检查、拒收原因与每个错误的调用栈',
      ),
    ),
}

export const mappingVariables = {
  JIANWEI_MAPPINGS: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        "A folder of mappings of one's own; a mapping there goes before a " +
          'shipped one of the same name',
        '自有映射文件的目录；同名时优先于自带的映射',
        { expects: 'a folder' },
      ),
    ),
}

export const refusalVariables = {
  /**
   * Refused inputs of one source, and of one channel, that are kept on one day; beyond them they
   * are counted, and few are kept.
   */
  REFUSED_PER_SOURCE_AND_DAY: wholeNumber(1, 1_000_000_000)
    .default(10_000)
    .meta(
      says(
        'Refused inputs of one source on one channel that are kept on a day; further ones ' +
          'are counted and sampled',
        '每个来源每个渠道每日保留的拒收输入数，超出者只计数并抽样',
        { expects: 'a whole number' },
      ),
    ),
  REFUSED_PER_CHANNEL_AND_DAY: wholeNumber(1, 1_000_000_000)
    .default(50_000)
    .meta(
      says('The same of one channel, whatever the sources are called', '同上，按渠道合计', {
        expects: 'a whole number',
      }),
    ),
}

export const ruleVariables = {
  RULES_PUBLISHED: z
    .string()
    .regex(
      /^[a-z0-9-]+(,[a-z0-9-]+)*$/,
      'expected example, all, none, or names of rules and packs, separated by commas',
    )
    .default('example')
    .meta(
      says(
        'Which rules of the packs are published where the log meets them for the first time; ' +
          'the others are drafts',
        '日志首次遇到自带规则时发布哪些；其余为草案',
        { expects: '`example`, `all`, `none`, or names of rules and packs, separated by commas' },
      ),
    ),
}

export const evaluationVariables = {
  FACTS_HELD_MB: wholeNumber(0, 65_536)
    .default(512)
    .meta(
      says(
        'Megabytes that facts of subjects and groups may take in memory, about, so that who is ' +
          'touched again is not fetched again; groups may take half; 0 holds none',
        '内存中保留主体与分组事实的上限（兆字节，约数），再次涉及的不必重新读取；' +
          '分组至多占一半；0 表示不保留',
        { expects: '0–65536' },
      ),
    ),
}

/** Bytes. */
export function factsHeldBytes({ FACTS_HELD_MB }: Values<typeof evaluationVariables>): number {
  return FACTS_HELD_MB * 1_000_000
}

/** Names are ids of rules or folders of packs. */
export type PublishedAtFirst = 'example' | 'all' | 'none' | readonly string[]

export const consoleVariables = {
  CONSOLE_BUILD: z
    .enum(['changed', 'none'])
    .default('changed')
    .meta(
      says(
        'Whether the start builds the console where its sources changed since it was built, or ' +
          'serves it as it is',
        '启动时控制台源码有变动则重新构建（changed），或直接使用现有构建结果（none）',
      ),
    ),
}

export const exampleVariables = {
  EXAMPLE_DATA: z
    .enum(['load', 'none'])
    .default('load')
    .meta(says('Whether a new log begins with the example data', '新日志是否先装入示例数据')),
}

/** The environment cannot be used, with everything that is wrong with it. */
export class ConfigRefused extends DomainError {
  override readonly name = 'ConfigRefused'
  readonly code = 'CONFIG_REFUSED'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`Configuration refused\n  ${problems.join('\n  ')}`)
    this.problems = problems
  }
}

type Values<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>

/** Every problem is reported at once, by variable name, never by value. */
export function readVariables<Shape extends z.ZodRawShape>(
  shape: Shape,
  env: NodeJS.ProcessEnv,
): Values<Shape> {
  const { given, problems: unread } = givenVariables(shape, env)
  const parsed = z.object(shape).safeParse(given)
  const problems = [...unread]
  if (!parsed.success)
    problems.push(
      ...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    )
  const access = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'].filter(
    (name) => given[name] === undefined,
  )
  if ('KAFKA_SASL_MECHANISM' in shape && given['KAFKA_SASL_MECHANISM'] !== undefined)
    problems.push(...access.map((name) => `${name}: needed with KAFKA_SASL_MECHANISM`))
  problems.push(...credentialProblems((name) => name in shape, given))
  if ('IDENTITY' in shape) problems.push(...identityProblems(given))
  if (!parsed.success || problems.length > 0) throw new ConfigRefused(problems)
  return parsed.data
}

/** Of the quota for refused input, the parts that are settings. */
export interface RefusedKept {
  readonly source_inputs_max: number
  readonly channel_inputs_max: number
}

export function refusedKept(values: Values<typeof refusalVariables>): RefusedKept {
  return {
    source_inputs_max: values.REFUSED_PER_SOURCE_AND_DAY,
    channel_inputs_max: values.REFUSED_PER_CHANNEL_AND_DAY,
  }
}

export type LogSettings =
  | { readonly engine: 'sqlite'; readonly path: string }
  | {
      readonly engine: 'eventstore' | 'kurrentdb'
      readonly url: string
      readonly namespace: string
      /** What the server cannot look up, copied from it: may be deleted at any time. */
      readonly index_file: string
      /** A copy of the refused input that all processes keep together: may be deleted. */
      readonly quarantine_copy: string
      /** Where earlier versions kept what this process refused. */
      readonly quarantine_file: string
    }

export function logSettings(
  values: Values<typeof dataVariables & typeof logVariables>,
): LogSettings {
  const folder = resolve(values.JIANWEI_DATA)
  const { LOG_URL: url, LOG_NAMESPACE: namespace } = values
  if (url === undefined) return { engine: 'sqlite', path: join(folder, 'log.db') }
  if (url.startsWith('sqlite:')) return { engine: 'sqlite', path: pathOf(url) }
  return {
    engine: url.startsWith('esdb') ? 'eventstore' : 'kurrentdb',
    url: addressWith(url, values.LOG_USER, values.LOG_PASSWORD),
    namespace,
    index_file: join(folder, 'log-index.db'),
    quarantine_copy: join(folder, 'quarantine-copy.db'),
    quarantine_file: join(folder, 'quarantine.db'),
  }
}

export type WarehouseSettings =
  | { readonly engine: 'chdb'; readonly folder: string }
  | {
      readonly engine: 'clickhouse'
      /** Without user, path or parameters. */
      readonly url: string
      readonly username: string
      readonly password: string
      readonly database: string
      /** Null for a single node. */
      readonly cluster: string | null
    }

/**
 * `http://user:password@host:8123/database?cluster=name`; without a path the database is `jianwei`.
 */
export function warehouseSettings(
  values: Values<typeof dataVariables & typeof warehouseVariables>,
): WarehouseSettings {
  const { WAREHOUSE_URL } = values
  if (WAREHOUSE_URL === undefined)
    return { engine: 'chdb', folder: join(resolve(values.JIANWEI_DATA), 'warehouse') }
  if (WAREHOUSE_URL.startsWith('chdb:')) return { engine: 'chdb', folder: pathOf(WAREHOUSE_URL) }
  const url = new URL(WAREHOUSE_URL)
  const { database, cluster } = namesIn(url)
  return {
    engine: 'clickhouse',
    url: url.origin,
    username: values.WAREHOUSE_USER ?? (decodeURIComponent(url.username) || 'default'),
    password: values.WAREHOUSE_PASSWORD ?? decodeURIComponent(url.password),
    database,
    cluster,
  }
}

export function mappingsFolder({
  JIANWEI_MAPPINGS,
}: Values<typeof mappingVariables>): string | null {
  return JIANWEI_MAPPINGS === undefined ? null : resolve(JIANWEI_MAPPINGS)
}

export function publishedAtFirst({
  RULES_PUBLISHED: text,
}: Values<typeof ruleVariables>): PublishedAtFirst {
  return text === 'example' || text === 'all' || text === 'none' ? text : text.split(',')
}

function namesIn(url: URL): { readonly database: string; readonly cluster: string | null } {
  return { database: url.pathname.slice(1) || 'jianwei', cluster: url.searchParams.get('cluster') }
}

/** They stand in statements. */
function namesAreWords(text: string): boolean {
  if (!URL.canParse(text) || text.startsWith('chdb:')) return true
  const { database, cluster } = namesIn(new URL(text))
  return [database, cluster ?? 'none'].every((name) => /^\w+$/.test(name))
}

/** A misspelt cluster would make the tables on one node. */
function knowsItsParameters(text: string): boolean {
  if (!URL.canParse(text) || text.startsWith('chdb:')) return true
  return [...new URL(text).searchParams.keys()].every((name) => name === 'cluster')
}

function escapesAreWhole(text: string): boolean {
  if (!URL.canParse(text) || text.startsWith('chdb:')) return true
  const { username, password } = new URL(text)
  return !/%(?![0-9A-Fa-f]{2})/.test(username + password)
}

function pathOf(url: string): string {
  const path = url.slice(url.indexOf(':') + 1)
  return isAbsolute(path) ? path : resolve(path)
}

/**
 * What a process needs that works on the log and the warehouse and says how it is on a port of its
 * own.
 */
export function storesServiceVariables(port: number) {
  return {
    ...dataVariables,
    ...logVariables,
    ...warehouseVariables,
    ...listenVariables(port),
    ...levelVariables,
  }
}

/** Throws ConfigRefused with every problem at once. */
export function readStoresServiceConfig(
  variables: ReturnType<typeof storesServiceVariables>,
  env: NodeJS.ProcessEnv,
) {
  const values = readVariables(variables, env)
  return Object.freeze({
    log: logSettings(values),
    warehouse: warehouseSettings(values),
    slow_statement_ms: values.SLOW_STATEMENT_MS,
    host: values.HOST,
    port: values.PORT,
    log_level: values.LOG_LEVEL,
  })
}
