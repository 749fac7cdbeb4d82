import { createReadStream } from 'node:fs'
import { docker, dockerReading } from '#/support/containers/docker.ts'
import { PRODUCT_IMAGE } from '#/support/containers/product-image.ts'

/** A volume that holds a data folder of an earlier version. Disposing removes it. */
export class KeptVolume implements AsyncDisposable {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  /** `archive`: packed with `data/` as its root. */
  static async filledFrom(archive: string): Promise<KeptVolume> {
    const volume = new KeptVolume(await docker('volume', 'create'))
    const run = ['run', '--rm', '--interactive', '--network', 'none', '--volume']
    const unpack = ['tar', '-xz', '--no-same-owner', '-C', '/']
    const mount = `${volume.name}:/data`
    await dockerReading(createReadStream(archive), ...run, mount, PRODUCT_IMAGE, ...unpack)
    return volume
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('volume', 'rm', '--force', this.name)
  }
}
