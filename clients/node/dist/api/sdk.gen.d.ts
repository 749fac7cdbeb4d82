import type { Client, ClientMeta, Options as Options2, RequestResult, TDataShape } from './client/index.js';
import type { ListRefusedData, ListRefusedErrors, ListRefusedResponses, ListSourcesData, ListSourcesErrors, ListSourcesResponses, SendEventsData, SendEventsErrors, SendEventsResponses, ShowEventData, ShowEventErrors, ShowEventResponses, ShowRefusedData, ShowRefusedErrors, ShowRefusedResponses, TakeRefusedAgainData, TakeRefusedAgainErrors, TakeRefusedAgainResponses, WhoAmIData, WhoAmIErrors, WhoAmIResponses } from './types.gen.js';
export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};
/**
 * Send events 上报事件: CloudEvents 1.0, one, many, or a stream
 *
 * One event per request as `application/cloudevents+json`, or in binary mode
 * (`ce-` headers, body `application/json`), not in both: `ce-` headers beside
 * `application/cloudevents+json` may only repeat what the body says; many as
 * `application/cloudevents-batch+json`; any number as `application/x-ndjson`, one CloudEvent a
 * line, also with `Content-Encoding: gzip`. The stream's answer is `application/x-ndjson` as
 * well: one result a line with the `line` it is about, sent as soon as it is durable, and a last
 * line `{"summary": {"accepted", "duplicate", "corrected", "quarantined", "complete"}}`, whose
 * numbers (with `counted`, see below) are together the lines that were sent. It may be read while
 * the stream is sent or after it. Refused input is kept in quarantine; beyond the day's quota of its
 * source or channel it is `counted` (also in the summary) and not kept. After
 * 100 lines that are refused for the same reasons, further ones are answered
 * together: `{"lines": {"first", "last", "count"}, "status", "reasons"}`, and in a batch with
 * `same_as`, the position of the first result with them.
 */
export declare const sendEvents: <ThrowOnError extends boolean = false>(options: Options<SendEventsData, ThrowOnError>) => RequestResult<SendEventsResponses, SendEventsErrors, ThrowOnError>;
/**
 * One event as the log keeps it 单个事件
 *
 * Everything Jianwei says can be followed to events; this is where the path ends.
 */
export declare const showEvent: <ThrowOnError extends boolean = false>(options: Options<ShowEventData, ThrowOnError>) => RequestResult<ShowEventResponses, ShowEventErrors, ThrowOnError>;
/**
 * Who asks 当前身份
 */
export declare const whoAmI: <ThrowOnError extends boolean = false>(options?: Options<WhoAmIData, ThrowOnError>) => RequestResult<WhoAmIResponses, WhoAmIErrors, ThrowOnError>;
/**
 * Refused input, oldest first 隔离列表
 */
export declare const listRefused: <ThrowOnError extends boolean = false>(options?: Options<ListRefusedData, ThrowOnError>) => RequestResult<ListRefusedResponses, ListRefusedErrors, ThrowOnError>;
/**
 * One refused input with its original bytes 隔离详情
 *
 * It is on record in the audit before it is shown.
 */
export declare const showRefused: <ThrowOnError extends boolean = false>(options: Options<ShowRefusedData, ThrowOnError>) => RequestResult<ShowRefusedResponses, ShowRefusedErrors, ThrowOnError>;
/**
 * Send a refused input through intake again 重新接收
 *
 * Reads the original bytes by the schemas and the mapping of now, or a repaired text in their place: the whole input as it should have been, which needs a reason. The original is kept beside it. Who asked, why, and the outcome are recorded. The same repair again gets the same answer; anything else after the input was taken is refused. People ask for it, no key does: what a key may not send lies here, too.
 */
export declare const takeRefusedAgain: <ThrowOnError extends boolean = false>(options: Options<TakeRefusedAgainData, ThrowOnError>) => RequestResult<TakeRefusedAgainResponses, TakeRefusedAgainErrors, ThrowOnError>;
/**
 * Sources: what they state, volume, lateness, refusals, imports 数据来源
 *
 * In the order of their names. A source of which only an import was seen so far is among them.
 */
export declare const listSources: <ThrowOnError extends boolean = false>(options?: Options<ListSourcesData, ThrowOnError>) => RequestResult<ListSourcesResponses, ListSourcesErrors, ThrowOnError>;
