import { createClient } from './api/client/index.js';
import { listRefused, listSources, showEvent, showRefused, whoAmI } from './api/sdk.gen.js';
/** The media type by which the API knows that many events come at once. */
const BATCH = 'application/cloudevents-batch+json';
const ONE = 'application/cloudevents+json';
/**
 * The server said no. `code` is stable; of an event that does not fit (`INPUT_QUARANTINED`),
 * `problem.reasons` says every field and why, and `problem.quarantine_id` where it is kept.
 */
export class RequestRefused extends Error {
    name = 'RequestRefused';
    code;
    status;
    problem;
    constructor(problem) {
        const { title, detail, reasons = [] } = problem;
        const why = reasons.map(({ path, message }) => `${path}: ${message}`);
        super([`${title} (${problem.code})`, ...(detail === undefined ? [] : [detail]), ...why].join('; '));
        this.code = problem.code;
        this.status = problem.status;
        this.problem = problem;
    }
}
/**
 * Nobody knows what became of the request: no answer came, or one that is none of the API's. Send
 * it again: an event with the same source and id is taken once.
 */
export class NoAnswer extends Error {
    name = 'NoAnswer';
    code = 'NO_ANSWER';
}
export function departmentClient({ url, key }) {
    const client = createClient({ baseUrl: url.replace(/\/+$/, ''), auth: key });
    return {
        // One event is answered by one result, or refused.
        send: async (event) => (await post(client, ONE, event)),
        // A list is answered by a list.
        sendBatch: async (events) => (await post(client, BATCH, events)),
        whoAmI: () => answerOf(whoAmI({ client })),
        event: (event_id) => answerOf(showEvent({ client, path: { event_id } })),
        sources: (query) => answerOf(listSources({ client, ...(query && { query }) })),
        refused: (query) => answerOf(listRefused({ client, ...(query && { query }) })),
        refusedInput: (id) => answerOf(showRefused({ client, path: { id } })),
    };
}
function post(client, type, body) {
    return answerOf(client.post({
        security: [{ scheme: 'bearer', type: 'http' }],
        url: '/v1/events',
        headers: { 'Content-Type': type },
        body,
    }));
}
async function answerOf(asked) {
    const { data, error } = await asked;
    if (data !== undefined)
        return data;
    if (isProblem(error))
        throw new RequestRefused(error);
    throw new NoAnswer('no answer of the API came', { cause: error });
}
function isProblem(error) {
    return typeof error === 'object' && error !== null && 'code' in error && 'title' in error;
}
