import { eventually } from '@jianwei/tests/support/hang.ts'
import { StartedProgram } from '@jianwei/tests/support/program/started-program.ts'
import { fetchAsAdministrator } from '@jianwei/tests/support/program/as-administrator.ts'

/** An attack asks more often than people do. */
const UNLIMITED = { REQUESTS_PER_MINUTE: '1000000' }

/** The whole program on a folder, without the example data. */
export class AttackedProgram implements AsyncDisposable {
  readonly origin: string
  readonly #program: StartedProgram

  private constructor(program: StartedProgram, origin: string) {
    this.#program = program
    this.origin = origin
  }

  static async start(
    folder: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<AttackedProgram> {
    const program = new StartedProgram({
      JIANWEI_DATA: folder,
      EXAMPLE_DATA: 'none',
      ...UNLIMITED,
      ...env,
    })
    return new AttackedProgram(program, await program.origin())
  }

  async get(path: string): Promise<{ status: number; body: unknown }> {
    const response = await fetchAsAdministrator(`${this.origin}${path}`)
    const text = await response.text()
    return { status: response.status, body: parsed(text) }
  }

  async post(
    path: string,
    type: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const init = { method: 'POST', headers: { 'content-type': type, ...headers }, body }
    const response = await fetchAsAdministrator(`${this.origin}${path}`, init)
    return { status: response.status, text: await response.text() }
  }

  /** The lines as one stream of NDJSON. */
  postLines(lines: readonly Buffer[]): Promise<{ status: number; text: string }> {
    const body = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]))
    return this.post('/v1/events', 'application/x-ndjson', body)
  }

  /** What `look` finds as soon as it does; throws with `what` only after a hang. */
  async until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
    return eventually(look, () => what)
  }

  /** Ready, with everything evaluated that the log holds. */
  async ready(): Promise<void> {
    await this.until('ready', async () =>
      (await this.get('/health/ready')).status === 200 ? true : undefined,
    )
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    return this.#program.end(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL')
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
