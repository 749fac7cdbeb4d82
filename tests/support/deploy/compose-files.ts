import { parse } from 'yaml'
import { z } from 'zod'
import type { Environment } from '#/support/deploy/deployed-services.ts'
import { read } from '#/support/deploy/places.ts'

/*
 * compose.yaml and what lies over it, put together as `docker compose -f … -f …` does: mappings
 * key by key, mounts by where they are mounted, commands and checks whole.
 */

const Variables = z.record(z.string(), z.string())
const Limits = z.strictObject({ memory: z.string().regex(/^\d+[MG]$/), cpus: z.string() })
const ComposeService = z.object({
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  user: z.string().optional(),
  restart: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  network_mode: z.string().optional(),
  cap_drop: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  deploy: z.strictObject({ resources: z.strictObject({ limits: Limits.partial() }) }).optional(),
  environment: Variables.optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(['service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()).optional() }).optional(),
})
export type ComposeService = Readonly<z.infer<typeof ComposeService>>

const Compose = z.object({
  services: z.record(z.string(), ComposeService),
  volumes: z.record(z.string(), z.null()).default({}),
})
export type Compose = z.infer<typeof Compose>

export const COMPOSE_FILES = [
  'compose.yaml',
  'compose.plain.yaml',
  'compose.clickhouse-3.yaml',
  'compose.telemetry.yaml',
] as const
export type ComposeFile = (typeof COMPOSE_FILES)[number]

export function documentOf(file: ComposeFile): unknown {
  // What is a file of ours needs no guard against aliases of aliases.
  return parse(read(file), { merge: true, maxAliasCount: -1 })
}

export function composed(...overlays: readonly ComposeFile[]): Compose {
  return [...overlays]
    .map((file) => Compose.parse(documentOf(file)))
    .reduce(over, Compose.parse(documentOf('compose.yaml')))
}

function over(base: Compose, overlay: Compose): Compose {
  const services = { ...base.services }
  for (const [name, given] of Object.entries(overlay.services)) {
    const before = services[name] ?? {}
    services[name] = {
      ...before,
      ...given,
      environment: { ...before.environment, ...given.environment },
      volumes: mountedOnce([...(before.volumes ?? []), ...(given.volumes ?? [])]),
      healthcheck: { ...before.healthcheck, ...given.healthcheck },
    }
  }
  return { services, volumes: { ...base.volumes, ...overlay.volumes } }
}

/** Of two mounts at one place, the later. */
function mountedOnce(mounts: readonly string[]): string[] {
  return [...new Map(mounts.map((mount) => [mountOf(mount).at, mount])).values()]
}

export interface Mount {
  /** A volume's name, or a path of the host that begins with a dot. */
  readonly from: string
  readonly at: string
}

export function mountOf(mount: string): Mount {
  const [from = '', at = ''] = mount.split(':')
  return { from, at }
}

/** As Compose fills in what the person who starts it has not set. */
export function filledIn(environment: Environment = {}): Environment {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll('$$', () => '$'),
    ]),
  )
}
