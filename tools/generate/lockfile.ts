import { satisfies } from 'semver'
import { z } from 'zod'

/*
 * What the lockfile says of the Node that packages want. npm compares that with the Node that runs
 * npm itself, which may be 20; but nothing here runs on it: the package `node` brings the Node that
 * everything runs on. So the lockfile keeps quiet where npm would warn of the wrong one, and
 * `lockfile.test.ts` compares what the packages want with the right one.
 */

const Engines = z.looseObject({ node: z.string().optional() })
export const Lockfile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      engines: z.union([Engines, z.array(z.string())]).optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
})
export type Lockfile = z.infer<typeof Lockfile>

/** The oldest Node that may run npm here, by `engines` of the project's package.json. */
export const OLDEST_HOST = '20.0.0'

/** The folders of packages of which npm on the oldest host would warn. */
export function warnedOf({ packages }: Lockfile): readonly string[] {
  return Object.entries(packages).flatMap(([folder, { engines }]) => {
    if (engines === undefined || Array.isArray(engines) || engines.node === undefined) return []
    return satisfies(OLDEST_HOST, engines.node) ? [] : [folder]
  })
}

/** The text of the lockfile without what npm would compare with the wrong Node. */
export function withoutWarnings(text: string): string {
  // As npm wrote it, with its order of fields; `Lockfile` holds that packages are objects.
  const written = JSON.parse(text) as { packages: Record<string, { engines?: unknown }> }
  for (const folder of warnedOf(Lockfile.parse(written))) delete written.packages[folder]?.engines
  return `${JSON.stringify(written, null, 2)}\n`
}
