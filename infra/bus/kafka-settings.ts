import { z } from 'zod'

/** How to reach the brokers, and our part of them. */
export interface BusAccess {
  readonly brokers: readonly string[]
  /** Before the names of topics and groups; empty unless installations share a cluster. */
  readonly prefix: string
  readonly tls: boolean
  readonly sasl?: {
    readonly mechanism: SaslMechanism
    readonly username: string
    readonly password: string
  }
}

const SaslMechanism = z.enum(['plain', 'scram-sha-256', 'scram-sha-512'])
type SaslMechanism = z.infer<typeof SaslMechanism>

const Switch = z.enum(['true', 'false']).transform((text) => text === 'true')
const Brokers = z
  .string()
  .regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'expected host:port, several separated by commas')
  .transform((text) => text.split(','))

/** The variables that every process with a bus reads; certificates of own authorities come by NODE_EXTRA_CA_CERTS. */
const Settings = z.object({
  KAFKA_BROKERS: Brokers,
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,64}$/, 'expected letters, digits, dots, hyphens')
    .default(''),
  KAFKA_TLS: Switch.default(false),
  KAFKA_SASL_MECHANISM: SaslMechanism.optional(),
  KAFKA_SASL_USERNAME: z.string().min(1).optional(),
  KAFKA_SASL_PASSWORD: z.string().min(1).optional(),
})

/** Every problem is reported at once, by the variable's name, never by its value. */
export function readBusAccess(env: Readonly<Record<string, string | undefined>>): BusAccess {
  const parsed = Settings.safeParse(env)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`Configuration refused\n  ${problems.join('\n  ')}`)
  }
  const { KAFKA_BROKERS, KAFKA_PREFIX, KAFKA_TLS, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } =
    parsed.data
  const access = { brokers: KAFKA_BROKERS, prefix: KAFKA_PREFIX, tls: KAFKA_TLS }
  if (KAFKA_SASL_MECHANISM === undefined) return access
  if (KAFKA_SASL_USERNAME === undefined || KAFKA_SASL_PASSWORD === undefined) {
    throw new Error(
      'Configuration refused\n  KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD: needed with KAFKA_SASL_MECHANISM',
    )
  }
  const sasl = { mechanism: KAFKA_SASL_MECHANISM, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD }
  return { ...access, sasl }
}
