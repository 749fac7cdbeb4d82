import { z } from 'zod'
import { says } from '#/settings/setting-meaning.ts'

/*
 * The standard variables of OpenTelemetry, read by its SDK; here they are looked at, so that what
 * is misspelt is said at the start. The SDK knows more of them (limits, intervals, certificates).
 */

const Protocol = z.enum(['http/protobuf', 'http/json', 'grpc'])

function exporter(what: string, zh: string) {
  return z
    .enum(['otlp', 'none'])
    .optional()
    .meta(says(`\`none\`: ${what} are not sent`, zh))
}

function endpoint(description: string, zh: string) {
  return z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'expected http(s)://<host>')
    .optional()
    .meta(says(description, zh, { expects: '`http(s)://host:4318`', address: true }))
}

export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(
    'Who takes traces, metrics and log lines by OTLP, such as a collector. Without it and its ' +
      'kin nothing of OpenTelemetry is loaded',
    '接收链路、指标和日志的 OTLP 地址；未设置时不加载 OpenTelemetry',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint(
    'The whole address for traces, where it is another one',
    '链路数据的单独完整地址',
  ),
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint(
    'The whole address for metrics, where it is another one',
    '指标数据的单独完整地址',
  ),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: endpoint(
    'The whole address for log lines, where it is another one',
    '日志数据的单独完整地址',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: Protocol.default('http/protobuf').meta(
    says('How it is sent', 'OTLP 传输协议'),
  ),
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: Protocol.optional().meta(
    says('How metrics are sent, where it is another way', '指标的单独传输协议'),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .optional()
    .meta(
      says('Headers that go with it, such as a key', '随之发送的请求头，例如密钥', {
        expects: '`name=value`, separated by commas',
        secret: true,
      }),
    ),
  OTEL_SERVICE_NAME: z
    .string()
    .min(1)
    .optional()
    .meta(
      says(
        'How the process is called there. Without it `jianwei-` and the name of the service',
        '上报时的服务名称；默认为 jianwei- 加服务名',
        { expects: 'a name' },
      ),
    ),
  OTEL_RESOURCE_ATTRIBUTES: z
    .string()
    .optional()
    .meta(
      says(
        'What else is said of the process, such as `deployment.environment.name=town`',
        '附加的资源属性',
        { expects: '`name=value`, separated by commas' },
      ),
    ),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .default('parentbased_always_on')
    .meta(
      says(
        'Which traces are recorded. Those that begin with `parentbased_` let the sender decide',
        '链路采样方式；parentbased_ 开头的由上游决定',
      ),
    ),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .meta(
      says('The share that is recorded, of a sampler with `traceidratio`', '按比例采样时的比例', {
        expects: 'a number from 0 to 1',
      }),
    ),
  OTEL_TRACES_EXPORTER: exporter('traces', 'none 表示不发送链路'),
  OTEL_METRICS_EXPORTER: exporter('metrics', 'none 表示不发送指标'),
  OTEL_LOGS_EXPORTER: exporter('log lines', 'none 表示不发送日志'),
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce
    .number()
    .int()
    .min(1)
    .default(60_000)
    .meta(
      says('How far apart metrics are sent', '指标发送间隔（毫秒）', {
        expects: 'milliseconds, a whole number',
      }),
    ),
  OTEL_METRIC_EXPORT_TIMEOUT: z.coerce
    .number()
    .int()
    .min(1)
    .default(30_000)
    .meta(
      says('How long one delivery of metrics may take', '单次发送指标的时限（毫秒）', {
        expects: 'milliseconds, a whole number',
      }),
    ),
  OTEL_SDK_DISABLED: z
    .enum(['true', 'false'])
    .default('false')
    .meta(says('`true`: as if no other were set', 'true 表示停用 OpenTelemetry')),
}
