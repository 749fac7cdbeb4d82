import { dirname, join } from 'node:path'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { LOG_OF_ITS_OWN, type LogStanding } from '@jianwei/events/ports/log-standing.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import type { ScratchMemory } from '@jianwei/events/ports/scratch-memory.ts'
import type { SessionStore } from '@jianwei/events/ports/session-store.ts'
import { NO_TRACING, type Tracing } from '@jianwei/events/ports/tracing.ts'
import type { ParseRecorded } from '@jianwei/infra/log/event-rows.ts'
import type { KurrentClient } from '@jianwei/infra/log/kurrent/kurrent-client.ts'
import { KurrentCheckpointStore } from '@jianwei/infra/log/kurrent/kurrent-checkpoint-store.ts'
import { KurrentChangeStream } from '@jianwei/infra/log/kurrent/kurrent-change-stream.ts'
import { KurrentEventLog } from '@jianwei/infra/log/kurrent/kurrent-event-log.ts'
import {
  KURRENT_LOG_CAPABILITIES,
  SQLITE_LOG_CAPABILITIES,
  type LogCapabilities,
} from '@jianwei/infra/log/log-capabilities.ts'
import { SqliteScratchMemory } from '@jianwei/infra/log/scratch-memory.ts'
import { SharedQuarantine } from '@jianwei/infra/log/shared-quarantine.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { LogFileRefused } from '@jianwei/infra/log/sqlite-error.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { SharedSessionStore } from '@jianwei/infra/sign-in/shared-session-store.ts'
import { SqliteSessionStore } from '@jianwei/infra/sign-in/sqlite-session-store.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { makeFolder } from '@jianwei/infra/runtime/make-folder.ts'
import { tracedLog } from '#/composition/traced-log.ts'
import type { LogSettings } from '#/settings/settings.ts'
import type { LogLocation } from '#/start-checks/log-lost.ts'

/** The log and what is kept beside it. Disposal closes in the opposite order. */
export interface LogStores extends AsyncDisposable {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly quarantine: Quarantine
  readonly scratch: () => ScratchMemory
  /** Who is signed in: in a file of the folder, or kept together where the log is on a server. */
  readonly sessionsIn: (folder: string) => SessionStore
  readonly capabilities: LogCapabilities
  readonly standing: LogStanding
  readonly location: LogLocation
  /**
   * Throws LogFileRefused when the pages of the log's file do not fit together. A server looks
   * after its own.
   */
  readonly assertLogWhole: (inspection: { readonly whole: boolean }) => void
}

export interface OpenLogOptions {
  readonly clock: Clock
  /** How events are read; as the catalogue has them now unless given. */
  readonly parse?: ParseRecorded
  /**
   * All appends are in the log in the order of the calls: for a copy, while nobody else writes.
   * Otherwise the capabilities say whether they are.
   */
  readonly in_order?: boolean
  /** What to do about a write-ahead log of which the engine would cut off the end. */
  readonly cut_wal?: 'refuse' | 'accept'
  /**
   * Told how far the log of a server has been read, when that takes long, and what of the states
   * that processes keep together is lost. Default: nobody.
   */
  readonly logger?: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  /** Where events are kept with the spans in which they were made. Default: nowhere. */
  readonly tracing?: Tracing
}

/**
 * At the start the pages of the log's file are looked at while it is no larger than this: about
 * half a second.
 */
const CHECKED_BYTES_MAX = 256 * 1024 * 1024

/**
 * Throws LogFileRefused when a file is not one of ours. A server is reached when it is first asked.
 */
export async function openLog(settings: LogSettings, options: OpenLogOptions): Promise<LogStores> {
  const stores =
    settings.engine === 'sqlite'
      ? openSqliteLog(settings.path, options)
      : await openKurrentLog(settings, options)
  return { ...stores, log: tracedLog(stores.log, options.tracing ?? NO_TRACING) }
}

/** Everything in one file, made when it is absent. */
export function openSqliteLog(
  path: string,
  { clock, parse = parseRecorded, cut_wal }: OpenLogOptions,
): LogStores {
  using opened = new DisposableStack()
  const database = opened.use(openDatabase(path, cut_wal))
  const log = new SqliteEventLog(database, { clock, parse })
  const closing = opened.move()
  return {
    log,
    checkpoints: new SqliteCheckpointStore(database),
    quarantine: new SqliteQuarantine(database),
    scratch,
    sessionsIn: (folder) => new SqliteSessionStore(join(folder, 'sessions.db')),
    capabilities: SQLITE_LOG_CAPABILITIES,
    standing: LOG_OF_ITS_OWN,
    location: { kind: 'file', path },
    assertLogWhole({ whole }) {
      const damage = whole || database.bytes() <= CHECKED_BYTES_MAX ? database.damage() : undefined
      if (damage !== undefined)
        throw new LogFileRefused(
          path,
          `it is damaged (${damage}); put a copy of it in its place that is whole`,
        )
    },
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]()
      closing[Symbol.dispose]()
    },
  }
}

/** Longer than a session can be. */
const SESSION_CHANGES_KEPT_S = 8 * 24 * 3_600

const scratch = (): ScratchMemory => new SqliteScratchMemory()

type ServerSettings = Exclude<LogSettings, { readonly engine: 'sqlite' }>

/** What processes keep together lies on the server too, with a copy in a file of each. */
async function openKurrentLog(
  settings: ServerSettings,
  options: OpenLogOptions,
): Promise<LogStores> {
  await using opened = new AsyncDisposableStack()
  const client = opened.use(await connected(settings))
  const stores = opened.use(openServerLog(client, settings, options))
  const closing = opened.move()
  return { ...stores, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** Over a client that belongs to whoever made it. */
export function openServerLog(
  client: KurrentClient,
  settings: ServerSettings,
  options: OpenLogOptions,
): LogStores {
  const { namespace, index_file, quarantine_file, quarantine_copy } = settings
  makeFolder(dirname(index_file))
  const closing = new AsyncDisposableStack()
  const { parse = parseRecorded, in_order = false } = options
  const say = (line: string): void => options.logger?.info({}, line)
  const log = closing.use(
    new KurrentEventLog(client, { parse, namespace, index_file, in_order, say }),
  )
  const checkpoints = closing.use(new KurrentCheckpointStore(client, { namespace }))
  const quarantine = closing.use(
    new SharedQuarantine({
      stream: new KurrentChangeStream(client, { namespace, name: 'quarantine' }),
      file: quarantine_copy,
      earlier_file: quarantine_file,
      onLost: (lost) =>
        options.logger?.warn(
          lost,
          'changes of the refused input are lost: what is shown lacks them',
        ),
    }),
  )
  return {
    log,
    checkpoints,
    quarantine,
    scratch,
    sessionsIn: (folder) =>
      new SharedSessionStore({
        stream: new KurrentChangeStream(client, {
          namespace,
          name: 'sessions',
          kept_seconds: SESSION_CHANGES_KEPT_S,
        }),
        file: join(folder, 'sessions-copy.db'),
        onUnreadable: (changes) =>
          options.logger?.warn({ changes }, 'changes of sessions cannot be read'),
      }),
    capabilities: {
      ...KURRENT_LOG_CAPABILITIES,
      calls_in_order: in_order,
      calls_in_flight_in_order: in_order,
    },
    standing: log,
    location: { kind: 'server', host: hostOf(settings.url) },
    assertLogWhole: () => {},
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Of a connection string, which may hold a password. */
function hostOf(url: string): string {
  return /^[^:]+:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? 'LOG_URL'
}

/** The two packages cannot be loaded in one process, so each is loaded when it is wanted. */
async function connected({ engine, url }: ServerSettings): Promise<KurrentClient> {
  switch (engine) {
    case 'eventstore': {
      const { EventStoreClient } = await import('@jianwei/infra/log/kurrent/eventstore-client.ts')
      return new EventStoreClient(url)
    }
    case 'kurrentdb': {
      const { KurrentDbClient } = await import('@jianwei/infra/log/kurrent/kurrentdb-client.ts')
      return new KurrentDbClient(url)
    }
  }
}

function openDatabase(path: string, cut_wal: OpenLogOptions['cut_wal'] = 'refuse'): SqliteDatabase {
  makeFolder(dirname(path))
  return SqliteDatabase.open(path, undefined, { cut_wal })
}
