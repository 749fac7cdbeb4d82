import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers'
import { afterThisProcess, docker } from '#/support/containers/docker.ts'
import { PRODUCT_IMAGE } from '#/support/containers/product-image.ts'
import type { RunInside } from '#/support/containers/signed-in.ts'
import { HANG_MS } from '#/support/hang.ts'

/** As the manifests limit the all-in-one program's largest service. */
const MEMORY_GIB = 2
const PORT = 8080

/** What a test adds to the restrictions. */
export interface HardenedOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly mounts?: readonly { source: string; target: string; mode?: 'ro' }[]
}

/** The whole program in a container of our image, ready. Disposing removes it. */
export class HardenedProgram implements AsyncDisposable {
  readonly id: string
  /** Where this machine reaches it. */
  readonly origin: string
  readonly #started: StartedTestContainer
  readonly #endWatch: () => void

  private constructor(started: StartedTestContainer) {
    this.#started = started
    this.id = started.getId()
    this.#endWatch = afterThisProcess(`docker rm --force --volumes ${this.id}`)
    this.origin = `http://${started.getHost()}:${started.getMappedPort(PORT)}`
  }

  static async start({ environment = {}, mounts = [] }: HardenedOptions = {}) {
    const container = new HardenedContainer()
      .withEnvironment({ IDENTITY: 'accounts', ...environment })
      .withBindMounts([...mounts])
      .withExposedPorts(PORT)
      .withWaitStrategy(Wait.forHttp('/health/ready', PORT).forStatusCode(200))
      .withStartupTimeout(HANG_MS)
    return new HardenedProgram(await container.start())
  }

  /** Runs a command in it, as the user of the program. */
  readonly run: RunInside = async (...command) => {
    const { exitCode, output } = await this.#started.exec([...command])
    if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${output}`)
    return output
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '--force', '--volumes', this.id)
    this.#endWatch()
  }
}

/**
 * Our image with every restriction of compose.yaml and of the manifests: nothing in it may be
 * written but its volume and /tmp, no capability, no new privileges, a limit of memory, not root.
 */
class HardenedContainer extends GenericContainer {
  constructor() {
    super(PRODUCT_IMAGE)
    // The library has no method of its own for it.
    this.hostConfig.ReadonlyRootfs = true
    this.withDroppedCapabilities('ALL')
      .withSecurityOpt('no-new-privileges:true')
      .withTmpFs({ '/tmp': '' })
      .withUser('1000:1000')
      .withResourcesQuota({ memory: MEMORY_GIB })
  }
}
