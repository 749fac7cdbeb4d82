import type { DepartmentEvent, Event, IntakeProblem, IntakeResult, ListRefusedData, ListRefusedResponse, ListSourcesData, Principal, Problem, QuarantineEntryWithOriginal, SourcePage } from './api/types.gen.js';
export type * from './api/types.gen.js';
/** An event that the log has. */
export type TakenEvent = Extract<IntakeResult, {
    status: 'accepted' | 'corrected' | 'duplicate';
}>;
/**
 * The server said no. `code` is stable; of an event that does not fit (`INPUT_QUARANTINED`),
 * `problem.reasons` says every field and why, and `problem.quarantine_id` where it is kept.
 */
export declare class RequestRefused extends Error {
    readonly name = "RequestRefused";
    readonly code: string;
    readonly status: number;
    readonly problem: Problem | IntakeProblem;
    constructor(problem: Problem | IntakeProblem);
}
/**
 * Nobody knows what became of the request: no answer came, or one that is none of the API's. Send
 * it again: an event with the same source and id is taken once.
 */
export declare class NoAnswer extends Error {
    readonly name = "NoAnswer";
    readonly code = "NO_ANSWER";
}
export interface DepartmentClient {
    /** Resolves when the event is durable. Rejects with `RequestRefused` or `NoAnswer`. */
    send(event: DepartmentEvent): Promise<TakenEvent>;
    /** One result for each event, in their order: one that is refused holds up no other. */
    sendBatch(events: readonly DepartmentEvent[]): Promise<readonly IntakeResult[]>;
    /** Whose key it is, and what it may do. */
    whoAmI(): Promise<Principal>;
    /** As the log keeps it. */
    event(event_id: string): Promise<Event>;
    /** How much came of which source, how late, and what was refused. */
    sources(query?: ListSourcesData['query']): Promise<SourcePage>;
    /** Refused input that was kept, oldest first. */
    refused(query?: ListRefusedData['query']): Promise<ListRefusedResponse>;
    refusedInput(quarantine_id: string): Promise<QuarantineEntryWithOriginal>;
}
export interface DepartmentClientOptions {
    /** Where the API is, such as `https://jianwei.example`. */
    readonly url: string;
    /** The key of the department's service account, `jwk_…`. */
    readonly key: string;
}
export declare function departmentClient({ url, key }: DepartmentClientOptions): DepartmentClient;
