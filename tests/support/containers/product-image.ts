import { haveBaseImages } from '#/support/containers/base-images.ts'
import { productContext } from '#/support/containers/build-context.ts'
import { dockerReading } from '#/support/containers/docker.ts'

/** As compose.yaml and the manifests name it. */
export const PRODUCT_IMAGE = 'jianwei:0.1.0'

/**
 * Has the image of the sources that lie here; the builder's cache makes a second call cheap. Prints
 * where its bases came from, and how long it took. CONTAINER_IMAGE=as-is takes the one that is
 * there, such as one that is about to be released.
 */
export async function haveProductImage(): Promise<void> {
  if (process.env['CONTAINER_IMAGE'] === 'as-is')
    return console.log(`${PRODUCT_IMAGE}: as it is here`)
  const began = process.uptime()
  const origin = await haveBaseImages()
  const context = await productContext()
  await dockerReading(context, 'build', '--network', 'host', '--tag', PRODUCT_IMAGE, '-')
  const seconds = Math.round(process.uptime() - began)
  console.log(`${PRODUCT_IMAGE}: ${seconds} s to build; its bases: ${origin}`)
}
