import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { KurrentClient } from '@jianwei/infra/log/kurrent/kurrent-client.ts'
import type { AdapterData } from '#/support/log/sqlite-place.ts'
import type { ClientPackage } from './definitions.ts'
import { KurrentStandIn } from './stand-in.ts'

/**
 * The client class under test, passed in because the files of both may not be loaded in one
 * process.
 */
export interface ClientUnderTest {
  readonly clientPackage: ClientPackage
  readonly scheme: 'esdb' | 'kurrentdb'
  readonly connect: (url: string) => KurrentClient
}

/**
 * What an adapter is given: a connection, a part of the server of its own, and a file for its index
 * that stays when it is closed.
 */
export interface KurrentSite {
  readonly client: KurrentClient
  readonly namespace: string
  readonly index_file: string
}

/**
 * The server for the tests of one file. Connections are kept and used again: the first reading of
 * each costs half a second.
 */
export class KurrentHost implements AsyncDisposable {
  readonly url: string
  readonly #under: ClientUnderTest
  readonly #standIn: KurrentStandIn | undefined
  readonly #folder: string
  readonly #idle: KurrentClient[] = []

  private constructor(under: ClientUnderTest, server: KurrentStandIn | string, folder: string) {
    this.#under = under
    this.#standIn = typeof server === 'string' ? undefined : server
    this.url =
      typeof server === 'string' ? server : `${under.scheme}://127.0.0.1:${server.port}?tls=false`
    this.#folder = folder
  }

  /** A stand-in of its own. */
  static async start(under: ClientUnderTest): Promise<KurrentHost> {
    return new KurrentHost(
      under,
      await KurrentStandIn.start(under.clientPackage),
      await indexFolder(),
    )
  }

  /** A real server, which other tests may use too. */
  static async at(under: ClientUnderTest, url: string): Promise<KurrentHost> {
    return new KurrentHost(under, url, await indexFolder())
  }

  get standIn(): KurrentStandIn {
    if (this.#standIn === undefined) throw new Error('a real server takes no orders')
    return this.#standIn
  }

  async place<Port extends AsyncDisposable>(
    adapter: (site: KurrentSite) => Port,
  ): Promise<AdapterData<Port>> {
    // Unique on a server that keeps what earlier runs have left.
    const namespace = `test${randomUUID().replaceAll('-', '')}`
    let open = 0
    return {
      address: [this.url, namespace],
      open: async (clock) => {
        if (this.#standIn !== undefined)
          this.#standIn.log.now = clock === undefined ? Date.now : () => msOfInstant(clock.now())
        const client = this.#idle.pop() ?? this.#under.connect(this.url)
        // As a restart finds it; a second process at the same time has a file of its own.
        const index_file = join(this.#folder, `${namespace}-${(open += 1)}.db`)
        const port = adapter({ client, namespace, index_file })
        return {
          port,
          [Symbol.asyncDispose]: async () => {
            open -= 1
            await port[Symbol.asyncDispose]()
            this.#idle.push(client)
          },
        }
      },
      async [Symbol.asyncDispose]() {},
    }
  }

  /**
   * A place on a server of its own, for a client that looks through everything on the server when
   * it looks for the last event.
   */
  static async freshPosition<Port extends AsyncDisposable>(
    under: ClientUnderTest,
    adapter: (site: KurrentSite) => Port,
  ): Promise<AdapterData<Port>> {
    const host = await KurrentHost.start(under)
    return {
      ...(await host.place(adapter)),
      [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#idle) await client[Symbol.asyncDispose]()
    await this.#standIn?.[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function indexFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'jianwei-kurrent-'))
}
