import { createClient, type Client } from './api/client/index.js'
import { listRefused, listSources, showEvent, showRefused, whoAmI } from './api/sdk.gen.js'
import type {
  DepartmentEvent,
  Event,
  IntakeProblem,
  IntakeResult,
  ListRefusedData,
  ListRefusedResponse,
  ListSourcesData,
  Principal,
  Problem,
  QuarantineEntryWithOriginal,
  SendEventsErrors,
  SendEventsResponses,
  SourcePage,
} from './api/types.gen.js'

export type * from './api/types.gen.js'

/** The media type by which the API knows that many events come at once. */
const BATCH = 'application/cloudevents-batch+json'
const ONE = 'application/cloudevents+json'

/** An event that the log has. */
export type TakenEvent = Extract<IntakeResult, { status: 'accepted' | 'corrected' | 'duplicate' }>

/**
 * The server said no. `code` is stable; of an event that does not fit (`INPUT_QUARANTINED`),
 * `problem.reasons` says every field and why, and `problem.quarantine_id` where it is kept.
 */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: string
  readonly status: number
  readonly problem: Problem | IntakeProblem

  constructor(problem: Problem | IntakeProblem) {
    const { title, detail, reasons = [] } = problem
    const why = reasons.map(({ path, message }) => `${path}: ${message}`)
    super(
      [`${title} (${problem.code})`, ...(detail === undefined ? [] : [detail]), ...why].join('; '),
    )
    this.code = problem.code
    this.status = problem.status
    this.problem = problem
  }
}

/**
 * Nobody knows what became of the request: no answer came, or one that is none of the API's. Send
 * it again: an event with the same source and id is taken once.
 */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly code = 'NO_ANSWER'
}

export interface DepartmentClient {
  /** Resolves when the event is durable. Rejects with `RequestRefused` or `NoAnswer`. */
  send(event: DepartmentEvent): Promise<TakenEvent>
  /** One result for each event, in their order: one that is refused holds up no other. */
  sendBatch(events: readonly DepartmentEvent[]): Promise<readonly IntakeResult[]>
  /** Whose key it is, and what it may do. */
  whoAmI(): Promise<Principal>
  /** As the log keeps it. */
  event(event_id: string): Promise<Event>
  /** How much came of which source, how late, and what was refused. */
  sources(query?: ListSourcesData['query']): Promise<SourcePage>
  /** Refused input that was kept, oldest first. */
  refused(query?: ListRefusedData['query']): Promise<ListRefusedResponse>
  refusedInput(quarantine_id: string): Promise<QuarantineEntryWithOriginal>
}

export interface DepartmentClientOptions {
  /** Where the API is, such as `https://jianwei.example`. */
  readonly url: string
  /** The key of the department's service account, `jwk_…`. */
  readonly key: string
}

export function departmentClient({ url, key }: DepartmentClientOptions): DepartmentClient {
  const client = createClient({ baseUrl: url.replace(/\/+$/, ''), auth: key })
  return {
    // One event is answered by one result, or refused.
    send: async (event) => (await post(client, ONE, event)) as TakenEvent,
    // A list is answered by a list.
    sendBatch: async (events) => (await post(client, BATCH, events)) as IntakeResult[],
    whoAmI: () => answerOf(whoAmI({ client })),
    event: (event_id) => answerOf(showEvent({ client, path: { event_id } })),
    sources: (query) => answerOf(listSources({ client, ...(query && { query }) })),
    refused: (query) => answerOf(listRefused({ client, ...(query && { query }) })),
    refusedInput: (id) => answerOf(showRefused({ client, path: { id } })),
  }
}

function post(client: Client, type: string, body: unknown): Promise<SendEventsResponses[200]> {
  return answerOf(
    client.post<SendEventsResponses, SendEventsErrors>({
      security: [{ scheme: 'bearer', type: 'http' }],
      url: '/v1/events',
      headers: { 'Content-Type': type },
      body,
    }),
  )
}

interface Asked<Answer> {
  readonly data?: Answer | undefined
  readonly error?: unknown
}

async function answerOf<Answer>(asked: Promise<Asked<Answer>>): Promise<Answer> {
  const { data, error } = await asked
  if (data !== undefined) return data
  if (isProblem(error)) throw new RequestRefused(error)
  throw new NoAnswer('no answer of the API came', { cause: error })
}

function isProblem(error: unknown): error is Problem | IntakeProblem {
  return typeof error === 'object' && error !== null && 'code' in error && 'title' in error
}
