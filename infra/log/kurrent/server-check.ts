import { clockFinding, type EngineFinding } from '@jianwei/events/ports/engine-check.ts'
import { CheckpointConflict, DomainError } from '@jianwei/events/errors.ts'
import { failureOf } from '#/log/kurrent/client-failure.ts'
import type { KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import { KurrentCheckpointStore, SAVES_KEPT } from '#/log/kurrent/kurrent-checkpoint-store.ts'
import { collected, within, type Patience } from '#/log/kurrent/retrying.ts'
import { metadataAppend } from '#/log/kurrent/state-streams.ts'
import { streamNames } from '#/log/kurrent/stream-names.ts'
import type { ServerAddress } from '#/log/kurrent/server-address.ts'
import { attempt, type Attempt } from '#/runtime/attempt.ts'
import { isUnknownUser, refusedRight, unreachable } from '#/log/kurrent/server-problem.ts'

/*
 * What the log needs of its server, asked by doing it once:
 *
 *  1. an answer, which tells version and TLS;
 *  2. the right to append, where nothing can be written;
 *  3. the right to read `$all`, which is how the log is followed, and that to read streams, by a
 *     checkpoint of its own, which is no event of the log;
 *  4. the right to read and write the metadata of that stream, by which old saves are dropped;
 *  5. the time at which the server says that it wrote this.
 */

/** The first whose protocol the clients speak, with positions in streams. */
const VERSION_MIN = [22, 6] as const
const CHECKPOINT = 'doctor'
/** A revision that no stream comes to. */
const NOWHERE = 2n ** 50n

/** One answer, and no second try: whoever asks will ask again. */
const PATIENCE: Patience = {
  answer_ms: 5_000,
  give_up_ms: 0,
  pause_ms_min: 0,
  pause_ms_max: 0,
}

export interface LogServerCheck extends ServerAddress {
  readonly namespace: string
  /** The machine's clock, in milliseconds since 1970. */
  readonly now: () => number
}

/** Asks the server for what the log will need of it. Writes one save of a checkpoint. */
export async function checkLogServer(
  client: KurrentClient,
  options: LogServerCheck,
): Promise<readonly EngineFinding[]> {
  const version = await attempt(() => within(client.serverVersion(), PATIENCE.answer_ms))
  if ('error' in version) return [unreachable(version.error, options)]
  const findings = [versionFinding(version.value, options), ...tlsFinding(options)]
  const appending = await attempt(() => appendNowhere(client, options.namespace))
  // Whatever else is asked of who is not known is denied as well.
  const append = rightFinding('the right to append to streams', appending, options)
  if ('error' in appending && isUnknownUser(appending.error)) return [...findings, append]
  const following = await attempt(() =>
    collected(client.readAt({ commit: 0n, prepare: 0n }), PATIENCE.answer_ms),
  )
  const saving = await attempt(() => saveOnce(client, options.namespace))
  findings.push(
    append,
    rightFinding('the right to read $all', following, options),
    rightFinding('the right to read streams', saving, options),
  )
  if ('error' in saving) return findings
  const metadata = await attempt(() => limitKept(client, options.namespace))
  findings.push(metadataFinding(metadata, options))
  return [...findings, ...(await serverClock(client, options))]
}

function versionFinding(version: string, { host }: LogServerCheck): EngineFinding {
  const asked = `an answer of ${host}`
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || minor === undefined)
    return {
      engine: 'log',
      asked,
      came: `it answers and does not say its version (${version})`,
      verdict: 'advice',
      mend: 'use EventStoreDB from 22.6 on, or KurrentDB',
    }
  const [atLeast, point] = VERSION_MIN
  const isOld = Number(major) < atLeast || (Number(major) === atLeast && Number(minor) < point)
  return {
    engine: 'log',
    asked,
    came: `version ${version}`,
    verdict: isOld ? 'missing' : 'fine',
    mend: isOld ? 'use EventStoreDB from 22.6 on, or KurrentDB' : null,
  }
}

function tlsFinding({ tls }: LogServerCheck): readonly EngineFinding[] {
  if (tls)
    return [
      { engine: 'log', asked: 'TLS', came: 'the connection has it', verdict: 'fine', mend: null },
    ]
  return [
    {
      engine: 'log',
      asked: 'TLS',
      came: 'the connection has none, and such a server enforces no rights',
      verdict: 'advice',
      mend:
        'give the server a certificate and take tls=false out of LOG_URL, unless nobody else ' +
        'reaches its network',
    },
  ]
}

function rightFinding(
  asked: string,
  got: Attempt<unknown>,
  options: LogServerCheck,
): EngineFinding {
  if ('value' in got) return { engine: 'log', asked, came: 'granted', verdict: 'fine', mend: null }
  return refusedRight(asked, got.error, options)
}

/**
 * Where no stream can be: who may append is told that the stream is not there yet, and nothing is
 * written.
 */
async function appendNowhere(client: KurrentClient, namespace: string): Promise<void> {
  const stream = streamNames(namespace).checkpointOf(CHECKPOINT)
  const event = { id: crypto.randomUUID(), type: 'NeverWritten', data: {}, metadata: {} }
  const { answer_ms: deadline_ms } = PATIENCE
  try {
    await client.append({ stream, expected: NOWHERE, events: [event], deadline_ms })
  } catch (error) {
    if (failureOf(error) !== 'wrong-revision') throw error
  }
}

/** A save of somebody else's at the same time is as good. */
async function saveOnce(client: KurrentClient, namespace: string): Promise<void> {
  const store = new KurrentCheckpointStore(client, { namespace, patience: PATIENCE })
  try {
    const stored = await store.load(CHECKPOINT)
    await store.save(CHECKPOINT, 'asked for its rights', stored?.version ?? 'absent')
  } catch (error) {
    if (!(error instanceof CheckpointConflict)) throw causeOf(error)
  }
}

/** As the client said it: the store's own words hide which right it was. */
function causeOf(error: unknown): unknown {
  return error instanceof DomainError && error.cause !== undefined ? error.cause : error
}

/** Reads the metadata of the checkpoint's stream and writes it where it is not there yet. */
async function limitKept(client: KurrentClient, namespace: string): Promise<void> {
  const append = metadataAppend(streamNames(namespace).checkpointOf(CHECKPOINT), {
    $maxCount: SAVES_KEPT,
  })
  const { stream } = append
  const reading = { stream, direction: 'backwards', from: 'end', events_max: 1 } as const
  const [there] = await collected(client.readStream(reading), PATIENCE.answer_ms)
  if (there !== undefined) return
  await client.append({ ...append, deadline_ms: PATIENCE.answer_ms })
}

function metadataFinding(got: Attempt<unknown>, options: LogServerCheck): EngineFinding {
  const asked = 'the right to read and write the metadata of streams'
  if ('value' in got) return { engine: 'log', asked, came: 'granted', verdict: 'fine', mend: null }
  const { came } = refusedRight(asked, got.error, options)
  return {
    engine: 'log',
    asked,
    came,
    verdict: 'advice',
    mend:
      "give the user $mr and $mw in the server's default ACL ($settings); without them every " +
      'save of a checkpoint is kept for ever',
  }
}

async function serverClock(
  client: KurrentClient,
  { namespace, now }: LogServerCheck,
): Promise<readonly EngineFinding[]> {
  const asked = now()
  const stream = streamNames(namespace).checkpointOf(CHECKPOINT)
  const reading = { stream, direction: 'backwards', from: 'end', events_max: 1 } as const
  const saved = await attempt(async () => {
    await saveOnce(client, namespace)
    return collected(client.readStream(reading), PATIENCE.answer_ms)
  })
  const [event] = 'value' in saved ? saved.value : []
  if (event === undefined) return []
  const round_trip_ms = now() - asked
  const ahead_ms = event.created.getTime() - asked
  return [clockFinding('log', { ahead_ms, round_trip_ms })]
}
