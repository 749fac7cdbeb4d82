import { departmentClient, type DepartmentClient } from '../../../clients/node/dist/client.js'
import { eventually } from '#/support/hang.ts'
import { programWithClock, type ProgramWithClock } from '#/support/program/program-with-clock.ts'
import { withPassword, withToken, type Asker } from '#/support/story/person.ts'

const REASON = 'the office said so'
const PASSWORD = 'correct horse battery'

/** What somebody is granted. */
export interface Granted {
  readonly role: string
  readonly region?: string
  readonly department?: string
}

/** What a department's system may send. */
export interface Feed {
  readonly source: string
  readonly event_types: readonly string[]
  readonly regions: readonly string[]
}

/** The whole program over a folder, and the offices and people of a town who use it over HTTP. */
export class Town implements AsyncDisposable {
  readonly program: ProgramWithClock
  readonly administrator: Asker

  private constructor(program: ProgramWithClock) {
    this.program = program
    this.administrator = withToken(program.origin, program.token)
  }

  static async at(now: string, env: Readonly<Record<string, string>>): Promise<Town> {
    return new Town(await programWithClock(now, env))
  }

  /** Registers an office, below another where it has one. */
  async unit(unit_id: string, name: string, parent: string | null = null): Promise<void> {
    const body = { unit_id, name, parent, valid_from: '2020-01-01', reason: REASON }
    await this.administrator.post('/v1/units', body)
  }

  /** A person with an account and a password. */
  async person(account: string, ...grants: readonly Granted[]): Promise<Asker> {
    await this.#opened(account, 'person', grants)
    const invited = `/v1/accounts/${account}/invite`
    const { link } = await this.administrator.post<{ link: string }>(invited, { reason: REASON })
    const password = PASSWORD
    await this.administrator.post('/v1/sign-in/password', { account, link, password })
    return withPassword(this.program.origin, { account, password })
  }

  /** A department's system with a key. */
  async feed(account: string, { source, event_types, regions }: Feed): Promise<DepartmentClient> {
    await this.#opened(account, 'service', [])
    const sends = { sources: [source], event_types, regions }
    const keys = `/v1/accounts/${account}/keys`
    const { key } = await this.administrator.post<{ key: string }>(keys, { reason: REASON, sends })
    return departmentClient({ url: this.program.origin, key })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]()
  }

  async #opened(account: string, kind: string, grants: readonly Granted[]): Promise<void> {
    await this.administrator.post('/v1/accounts', { account, kind, reason: REASON })
    for (const granted of grants) {
      const grant = { region: null, domain: null, department: null, ...granted, reason: REASON }
      await this.administrator.post(`/v1/accounts/${account}/roles/grant`, grant)
    }
  }
}

/** What `asker` is answered at `path`, as soon as `is` holds of it. */
export function answeredSoon<Answer>(
  asker: Asker,
  path: string,
  is: (answer: Answer) => boolean,
): Promise<Answer> {
  let last: Answer | undefined
  return eventually(
    async () => {
      last = await asker.get<Answer>(path)
      return is(last) ? last : undefined
    },
    () => `${path} ${JSON.stringify(last)}`,
  )
}
