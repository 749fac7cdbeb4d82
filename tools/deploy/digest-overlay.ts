import { z } from 'zod'

export interface PinnedImage {
  /** `name:tag`. */
  readonly image: string
  /** `sha256:…`. */
  readonly digest: string
}

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({ image: z.string().optional(), build: z.unknown().optional() }),
  ),
})

/** Images that others made: those of the services, and what ours is built on. */
export function imagesToPin(files: readonly unknown[], dockerfile: string): readonly string[] {
  const foreign = servicesOf(files).flatMap(({ image, built }) =>
    image === undefined || built ? [] : [image],
  )
  return [...new Set([...foreign, ...basesOf(dockerfile)])].toSorted()
}

/** What lies over compose.yaml: each image by its digest, ours built on bases by theirs. */
export function digestOverlay(
  files: readonly unknown[],
  pinned: readonly PinnedImage[],
): { readonly services: Readonly<Record<string, unknown>> } {
  const digests = new Map(pinned.map(({ image, digest }) => [image, `${image}@${digest}`]))
  const bases = Object.fromEntries(
    [...digests]
      .filter(([image]) => !servicesOf(files).some((service) => service.image === image))
      .map(([image, whole]) => [image, `docker-image://${whole}`]),
  )
  const services = servicesOf(files).flatMap(({ name, image, built }): [string, unknown][] => {
    if (built) return [[name, { build: { additional_contexts: bases } }]]
    const whole = image === undefined ? undefined : digests.get(image)
    // Of the overlays, those alone that are there without one.
    return whole === undefined || !isIn(files[0], name) ? [] : [[name, { image: whole }]]
  })
  return { services: Object.fromEntries(services) }
}

interface Described {
  readonly name: string
  readonly image: string | undefined
  readonly built: boolean
}

function servicesOf(files: readonly unknown[]): readonly Described[] {
  return files.flatMap((file) =>
    Object.entries(Compose.parse(file).services).map(([name, { image, build }]) => ({
      name,
      image,
      built: build !== undefined,
    })),
  )
}

function isIn(file: unknown, name: string): boolean {
  return name in Compose.parse(file).services
}

function basesOf(dockerfile: string): readonly string[] {
  return dockerfile.split('\n').flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? [])
}
