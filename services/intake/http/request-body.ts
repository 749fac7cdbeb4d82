import { CLOUD_EVENT, CLOUD_EVENT_BATCH } from '#/intake/batch-mode.ts'

export const NDJSON = 'application/x-ndjson'

const text = (description: string, format?: string) => ({
  type: 'string',
  ...(format === undefined ? {} : { format }),
  description,
})

/** In the JSON format of CloudEvents null is the same as absent. */
const optional = (description: string, format?: string) => ({
  ...text(description, format),
  type: ['string', 'null'],
})

const EVENT_SCHEMA = {
  type: 'object',
  title: 'CloudEvent',
  description: 'CloudEvents 1.0. Further attributes belong to the transport and are not kept.',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: text('Unique within the source: the same id is the same event 事件编号'),
    source: text('Who sends it, as a URI reference 数据来源'),
    type: text('One of the catalogue 事件类型'),
    schemaversion: { type: ['integer', 'null'], minimum: 1, default: 1 },
    subject: text(
      'Whom it is about 监管对象: a credit code, or an id in a namespace of the source',
    ),
    time: text('When it happened, with an offset', 'date-time'),
    reportedat: optional('When the department reported it', 'date-time'),
    region: optional('Region code 行政区划代码'),
    department: optional('Who acted 部门'),
    correlationid: optional('What belongs together'),
    causationid: optional('What it follows from'),
    datacontenttype: optional('JSON, where it is given'),
    data: { type: 'object', description: 'What happened, by the schema of the type' },
  },
} as const

const HEAD = {
  specversion: '1.0',
  source: 'urn:example:market-bureau',
  subject: '91350100M000100Y43',
  region: '350100',
} as const

/** Each is taken as it stands: a test sends them. */
export const EVENT_EXAMPLES = {
  complaint: {
    summary: 'A complaint 投诉',
    value: {
      ...HEAD,
      id: '2026-0001',
      type: 'ComplaintReceived',
      time: '2026-03-01T09:30:00+08:00',
      data: { complaint_number: '2026-0001', title: '面包变质' },
    },
  },
  correction: {
    summary: 'A correction of it 更正',
    value: {
      ...HEAD,
      id: '2026-0001-c1',
      type: 'FactCorrected',
      time: '2026-03-02T10:00:00+08:00',
      data: {
        fact: { source: HEAD.source, id: '2026-0001' },
        reason: 'the number was wrong',
        replacement: {
          type: 'ComplaintReceived',
          schema_version: 1,
          occurred_at: '2026-03-01T09:30:00+08:00',
          region: '350100',
          department: null,
          data: { complaint_number: '2026-0007', title: '面包变质' },
        },
      },
    },
  },
  retraction: {
    summary: 'A retraction 撤回',
    value: {
      ...HEAD,
      id: '2026-0001-r1',
      type: 'FactRetracted',
      time: '2026-03-03T10:00:00+08:00',
      data: { fact: { source: HEAD.source, id: '2026-0001' }, reason: 'it was sent by mistake' },
    },
  },
} as const

const EVENTS = Object.values(EVENT_EXAMPLES).map(({ value }) => value)

/**
 * Of `POST /v1/events`, which reads its bodies itself, so that what is refused is kept with its
 * bytes.
 */
export const EVENTS_REQUEST_BODY = {
  required: true,
  content: {
    [CLOUD_EVENT]: { schema: EVENT_SCHEMA, examples: EVENT_EXAMPLES },
    [CLOUD_EVENT_BATCH]: {
      schema: { type: 'array', items: EVENT_SCHEMA, maxItems: 10_000 },
      examples: { batch: { summary: 'Several at once 批量', value: EVENTS } },
    },
    [NDJSON]: {
      schema: {
        type: 'string',
        description: 'One CloudEvent a line, of any number; also with Content-Encoding: gzip',
      },
      examples: {
        stream: {
          summary: 'A stream 数据流',
          value: EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(''),
        },
      },
    },
    'application/json': {
      schema: {
        type: 'object',
        description: 'Binary mode: the data alone; all attributes are ce- headers',
      },
      examples: {
        data: { summary: 'The data of a complaint', value: EVENT_EXAMPLES.complaint.value.data },
      },
    },
  },
}
