import { GenericContainer } from 'testcontainers'
import { PRODUCT_IMAGE } from '#/support/containers/product-image.ts'

/** As the manifests limit the all-in-one program's largest service. */
const MEMORY_GIB = 2

/**
 * Our image with every restriction of compose.yaml and of the manifests: nothing in it may be
 * written but its volume and /tmp, no capability, no new privileges, a limit of memory, not root.
 */
export class HardenedContainer extends GenericContainer {
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
