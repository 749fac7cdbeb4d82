import type { EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { problemOf, type ClientProblem } from '#/bus/kafka-errors.ts'
import { attempt } from '#/runtime/attempt.ts'

/*
 * What intake and the publisher need of the brokers, asked without writing anything: an answer, the
 * topics or the right to make them, the right to read their ends and the group's offsets, and that
 * of a producer that sends nothing twice.
 */

/** What is asked of the brokers, one call each. They throw the client's errors. */
export interface BrokerQuestions {
  /** How many brokers the cluster has. */
  brokers(): Promise<number>
  existing(): Promise<readonly string[]>
  /** Would make them, and makes none. */
  tryCreating(topics: readonly string[]): Promise<void>
  /** Reads where each partition ends. */
  ends(topic: string): Promise<void>
  /** Reads how far the group is. */
  groupOffsets(topics: readonly string[]): Promise<void>
  /** Connects a producer that sends nothing. */
  produce(): Promise<void>
}

export interface BrokerCheck {
  /** `host:port,…`. */
  readonly address: string
  /** Null where none is given. */
  readonly username: string | null
  readonly tls: boolean
  /** Names as the brokers know them. */
  readonly topics: readonly string[]
  readonly group: string
}

/** Tells what failed; throws nothing. */
export async function checkBrokers(
  questions: BrokerQuestions,
  options: BrokerCheck,
): Promise<readonly EngineFinding[]> {
  const { address, topics, group } = options
  const answer = await attempt(() => questions.brokers())
  if ('error' in answer) return [unreachable(answer.error, options)]
  const findings = [fine(`an answer of ${address}`, brokersText(answer.value)), tls(options)]
  const existing = await attempt(() => questions.existing())
  if ('error' in existing)
    return [...findings, denied('the list of topics', existing.error, options)]
  const absent = topics.filter((topic) => !existing.value.includes(topic))
  findings.push(
    await asking(
      absent.length === 0 ? 'the topics' : 'the right to make the topics that are absent',
      absent.length === 0 ? 'all there' : `${absent.length} of ${topics.length} will be made`,
      async () => (absent.length === 0 ? undefined : questions.tryCreating(absent)),
      options,
    ),
  )
  const [there] = topics.filter((topic) => existing.value.includes(topic))
  if (there !== undefined)
    findings.push(
      await asking('the right to read topics', 'granted', () => questions.ends(there), options),
      await asking(
        `the right to read by the group ${group}`,
        'granted',
        () => questions.groupOffsets([there]),
        options,
      ),
    )
  findings.push(
    await asking(
      'the right to publish, each message once',
      'granted',
      () => questions.produce(),
      options,
    ),
  )
  return findings
}

async function asking(
  asked: string,
  came: string,
  ask: () => Promise<unknown>,
  options: BrokerCheck,
): Promise<EngineFinding> {
  const got = await attempt(ask)
  return 'value' in got ? fine(asked, came) : denied(asked, got.error, options)
}

function fine(asked: string, came: string): EngineFinding {
  return { engine: 'kafka', asked, came, verdict: 'fine', mend: null }
}

function brokersText(count: number): string {
  return count === 1 ? 'one broker' : `${count} brokers`
}

function tls({ tls: has, username }: BrokerCheck): EngineFinding {
  if (has) return fine('TLS', 'the connection has it')
  return {
    engine: 'kafka',
    asked: 'TLS',
    came: 'the connection has none',
    verdict: 'advice',
    mend:
      username === null
        ? 'set KAFKA_TLS=true, unless nobody else reaches the network of the brokers'
        : 'set KAFKA_TLS=true: the password goes over the network as it is',
  }
}

function unreachable(error: unknown, { address, username, tls: has }: BrokerCheck): EngineFinding {
  const { type, name, text } = problemOf(error)
  const told = { engine: 'kafka', asked: `an answer of ${address}` } as const
  if (type === 'SASL_AUTHENTICATION_FAILED' || name === 'KafkaJSSASLAuthenticationError')
    return {
      ...told,
      came: username === null ? 'it asks who we are' : 'the user or the password is wrong',
      verdict: 'missing',
      mend:
        'set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD to the right ' +
        'ones',
    }
  if (/certificate|self.signed|altnames|UNABLE_TO_VERIFY/i.test(text))
    return {
      ...told,
      came: 'nobody here vouches for its certificate',
      verdict: 'missing',
      mend: 'name the file of its CA in NODE_EXTRA_CA_CERTS',
    }
  if (/wrong.version.number|packet length too long/i.test(text))
    return {
      ...told,
      came: 'the broker has no TLS',
      verdict: 'missing',
      mend: 'set KAFKA_TLS=false',
    }
  if (/ENOTFOUND|EAI_AGAIN/.test(text))
    return { ...told, came: 'no machine has this name', verdict: 'away', mend: AWAY }
  if (/ECONNREFUSED/.test(text))
    return { ...told, came: 'nothing listens there', verdict: 'away', mend: AWAY }
  return {
    ...told,
    came: 'no answer',
    verdict: 'away',
    mend: has
      ? AWAY
      : 'start the broker; where it has TLS or asks who one is, set KAFKA_TLS and KAFKA_SASL_*',
  }
}

const AWAY = 'start the broker, or set KAFKA_BROKERS to where it is'

function denied(asked: string, error: unknown, options: BrokerCheck): EngineFinding {
  const problem = problemOf(error)
  const mend = mendOf(problem, options)
  if (mend === undefined)
    return {
      engine: 'kafka',
      asked,
      came: problem.type === '' ? 'no answer' : `the broker says ${problem.type}`,
      verdict: 'away',
      mend: AWAY,
    }
  return {
    engine: 'kafka',
    asked,
    came: `the broker says ${problem.type}`,
    verdict: 'missing',
    mend,
  }
}

function mendOf({ type }: ClientProblem, { username, group }: BrokerCheck): string | undefined {
  const who = username ?? 'ANONYMOUS'
  switch (type) {
    case 'TOPIC_AUTHORIZATION_FAILED':
      return (
        `let an administrator allow User:${who} Read, Write, Describe and Create on the topics ` +
        '(kafka-acls.sh --add)'
      )
    case 'GROUP_AUTHORIZATION_FAILED':
      return `let an administrator allow User:${who} Read and Describe on the group ${group}`
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return (
        `let an administrator allow User:${who} Create and IdempotentWrite on the cluster, or ` +
        'make the topics'
      )
    case 'INVALID_REPLICATION_FACTOR':
      return 'set KAFKA_TOPIC_REPLICAS to no more than there are brokers'
    case 'POLICY_VIOLATION':
      return 'make the topics as the policy of the brokers wants them'
    default:
      return undefined
  }
}
