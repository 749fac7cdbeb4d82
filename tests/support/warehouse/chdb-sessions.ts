import { drainPending, Session } from 'chdb'

/** Settings by name, as a request gives them. */
export type RequestSettings = ReadonlyMap<string, string>

/** What only a server knows; the embedded engine would refuse it. */
const SERVER_ONLY = new Set(['wait_end_of_query', 'default_format', 'enable_http_compression'])

/** A session that belongs to one request until it is given back. */
export interface HeldSession {
  readonly session: Session
  release(): void
}

interface Kept {
  readonly session: Session
  database: string
  settings: RequestSettings
}

/**
 * Sessions on one chDB folder. A session runs one statement at a time and remembers every SET,
 * where a server forgets a request's settings: so what a request gives is set before it, and what
 * the request before it gave is put back.
 */
export class ChdbSessions implements AsyncDisposable {
  readonly #folder: string
  readonly #free: Kept[] = []
  readonly #waiting: ((kept: Kept) => void)[] = []
  readonly #all: Session[] = []

  /** The first session of a folder says how its engine is configured. */
  constructor(folder: string, sessions: number, configFile: string | null) {
    this.#folder = folder
    if (configFile !== null)
      this.#all.push(new Session(folder, { connectionArgs: [`--config-file=${configFile}`] }))
    for (let count = 0; count < sessions; count += 1) this.#free.push(this.#open())
  }

  /** Throws the engine's error when it does not know a setting or the database. */
  async hold(database: string, settings: RequestSettings): Promise<HeldSession> {
    const kept =
      this.#free.pop() ??
      (await new Promise<Kept>((resolve) => this.#waiting.push((given) => resolve(given))))
    try {
      await bring(kept, database, settings)
    } catch (error) {
      // How much of it was set is unknown; a new session has none of it.
      kept.session.close()
      this.#giveBack(this.#open())
      throw error
    }
    return { session: kept.session, release: () => this.#giveBack(kept) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#all) session.close()
    await drainPending()
  }

  #open(): Kept {
    const session = new Session(this.#folder)
    this.#all.push(session)
    return { session, database: 'default', settings: new Map() }
  }

  #giveBack(kept: Kept): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(kept)
    else next(kept)
  }
}

async function bring(kept: Kept, database: string, asked: RequestSettings): Promise<void> {
  const settings = new Map([...asked].filter(([name]) => !SERVER_ONLY.has(name)))
  const changed = [...settings].filter(([name, value]) => kept.settings.get(name) !== value)
  const gone = [...kept.settings.keys()].filter(
    (name) => !settings.has(name) && !name.startsWith('param_'),
  )
  const steps = [
    ...gone.map((name) => `${name} = DEFAULT`),
    ...changed.map(
      ([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    ),
  ]
  for (const step of steps) await kept.session.queryAsync(`SET ${step}`)
  kept.settings = settings
  if (kept.database === database) return
  await kept.session.queryAsync(`USE ${database}`)
  kept.database = database
}
