import { z } from 'zod'
import { says, wholeNumber } from '#/settings/setting-meaning.ts'

/* How Apache Kafka is reached, and what of it is ours. */

const Switch = z.enum(['true', 'false']).transform((text) => text === 'true')

const Brokers = z
  .string()
  .regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'expected host:port, several separated by commas')
  .transform((text) => text.split(','))

export const busVariables = {
  KAFKA_BROKERS: Brokers.optional().meta(
    says(
      'Brokers of Apache Kafka. Without them, departments send over HTTP and files only, and ' +
        'nothing is published',
      'Kafka 代理地址；未设置时仅通过 HTTP 与文件接入，且不对外发布',
      { expects: '`host:port,…`' },
    ),
  ),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,64}$/, 'expected letters, digits, dots, hyphens')
    .default('')
    .meta(
      says('First part of the names of topics and groups', '主题与消费组名称的前缀', {
        expects: 'letters, digits, dots, hyphens',
      }),
    ),
  KAFKA_TLS: Switch.default(false).meta(
    says('Talk to the brokers over TLS', '以 TLS 连接 Kafka', { expects: '`true`, `false`' }),
  ),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .meta(
      says(
        'How to log in at the brokers; needs the user and the password',
        'Kafka 认证方式，须同时给出用户名与口令',
      ),
    ),
  KAFKA_SASL_USERNAME: z
    .string()
    .min(1)
    .optional()
    .meta(says('User at the brokers', 'Kafka 用户名', { expects: 'text' })),
  KAFKA_SASL_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .meta(says('Password at the brokers', 'Kafka 口令', { expects: 'text', secret: true })),
  KAFKA_TOPIC_PARTITIONS: wholeNumber(1, 1_000)
    .default(6)
    .meta(
      says('Partitions of topics that are made because they are absent', '自动创建主题的分区数', {
        expects: '1–1000',
      }),
    ),
  KAFKA_TOPIC_REPLICAS: wholeNumber(1, 10)
    .default(1)
    .meta(
      says('Replicas of topics that are made because they are absent', '自动创建主题的副本数', {
        expects: '1–10',
      }),
    ),
}

type Values = z.infer<z.ZodObject<typeof busVariables>>

export interface BusSettings {
  readonly access: {
    readonly brokers: readonly string[]
    readonly prefix: string
    readonly tls: boolean
    readonly sasl?: {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: string
    }
  }
  readonly partitions: number
  readonly replicas: number
}

/** Null where there are no brokers. */
export function busSettings(values: Values): BusSettings | null {
  const { KAFKA_BROKERS: brokers, KAFKA_PREFIX: prefix, KAFKA_TLS: tls } = values
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = values
  if (brokers === undefined) return null
  // With a mechanism, `readVariables` has seen to the other two.
  const sasl = mechanism && username && password ? { sasl: { mechanism, username, password } } : {}
  const { KAFKA_TOPIC_PARTITIONS: partitions, KAFKA_TOPIC_REPLICAS: replicas } = values
  return { access: { brokers, prefix, tls, ...sasl }, partitions, replicas }
}
