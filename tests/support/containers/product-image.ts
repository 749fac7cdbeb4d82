import { haveBaseImages, type Origin } from '#/support/containers/base-images.ts'
import { productContext } from '#/support/containers/build-context.ts'
import { dockerReading } from '#/support/containers/docker.ts'

/** As compose.yaml and the manifests name it. */
export const PRODUCT_IMAGE = 'jianwei:0.1.0'

/** Builds the image of the sources that lie here. Gives where its bases came from. */
export async function buildProductImage(): Promise<Origin> {
  const origin = await haveBaseImages()
  const file = ['--file', 'infra/deploy/Dockerfile']
  const context = await productContext()
  await dockerReading(context, 'build', '--network', 'host', '--tag', PRODUCT_IMAGE, ...file, '-')
  return origin
}
