import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { missingForBroker, startBroker } from '#/support/kafka/broker-of-tests.ts'
import { noteEngine, toldEngine, type EngineNote } from '#/support/runner/engine-notes.ts'
import { HANG_MS } from '#/support/hang.ts'

/*
 * Finds the tests a real Kafka, once for a run: KAFKA_BROKERS, else a broker from Maven Central,
 * else one in Docker. Where none can be had, the reasons are printed and every test is skipped by
 * name, so that the run counts them.
 */

declare module 'vitest' {
  interface ProvidedContext {
    /** Addresses separated by commas; empty where no broker can be had. */
    kafkaBrokers: string
    /** Why there is no broker of our own to kill and restart; empty where there is. */
    noBrokerOfOurOwn: string
    /** Why there is no foreign producer; empty where there is. */
    noKcat: string
  }
}

interface Kafka {
  readonly brokers: string
  readonly note: EngineNote
  stop(): Promise<void>
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const refusals: string[] = []
  const kafka = (await fromEnvironment(refusals)) ?? (await ofOurOwn(refusals))
  const noBrokerOfOurOwn = (await missingForBroker()) ?? ''
  const noKcat = (await commandAnswers('kcat', ['-V']))
    ? ''
    : 'kcat is not installed (Debian package kcat)'
  project.provide('kafkaBrokers', kafka?.brokers ?? '')
  project.provide('noBrokerOfOurOwn', noBrokerOfOurOwn)
  project.provide('noKcat', noKcat)
  if (kafka === undefined) refusals.push('SKIPPED: every test against Kafka')
  if (noBrokerOfOurOwn !== '')
    refusals.push(`SKIPPED: tests that kill a broker (${noBrokerOfOurOwn})`)
  if (noKcat !== '') refusals.push(`SKIPPED: tests with a foreign producer (${noKcat})`)
  const skipped = kafka === undefined || noBrokerOfOurOwn !== '' || noKcat !== ''
  if (skipped && process.env['KAFKA_TESTS'] === 'required') {
    await kafka?.stop()
    throw new Error(refusals.join('\n'))
  }
  if (kafka !== undefined) console.log(`Kafka: ${kafka.brokers}, ${toldEngine(kafka.note)}`)
  if (kafka !== undefined) noteEngine(kafka.note)
  for (const refusal of skipped ? refusals : []) console.warn(refusal)
  return async () => kafka?.stop()
}

async function fromEnvironment(refusals: string[]): Promise<Kafka | undefined> {
  const brokers = process.env['KAFKA_BROKERS']
  const note = { server: 'Apache Kafka', way: 'given', what: 'KAFKA_BROKERS' } as const
  if (brokers) return { brokers, note, stop: async () => {} }
  refusals.push('KAFKA_BROKERS is not set')
  return undefined
}

async function ofOurOwn(refusals: string[]): Promise<Kafka | undefined> {
  try {
    const broker = await startBroker()
    const { address: brokers, note } = broker
    return { brokers, note, stop: async () => broker[Symbol.asyncDispose]() }
  } catch (error) {
    refusals.push(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

async function commandAnswers(command: string, args: readonly string[]): Promise<boolean> {
  return promisify(execFile)(command, args, { timeout: HANG_MS }).then(
    () => true,
    () => false,
  )
}
