import { noticeDeliveryRoutes } from '#/server/routes/notice-deliveries.ts'
import { EndpointBook } from '#/notice-endpoints/endpoint-book.ts'
import { noticeEndpointRoutes } from '#/server/routes/notice-endpoints.ts'
import { notJudgedRoutes } from '#/server/routes/not-judged.ts'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { isNestedTooDeep, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import type { EvidenceStore } from '@jianwei/events/ports/evidence-store.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { LOG_OF_ITS_OWN, type LogStanding } from '@jianwei/events/ports/log-standing.ts'
import type { Tracing } from '@jianwei/events/ports/tracing.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { countedTrail } from '#/audit/counted-trail.ts'
import { watchBodies, type BodyLimits } from '#/http/received-bodies.ts'
import type { DeskParts, MaySeeAlert } from '#/desk/alert-steps.ts'
import { NO_SECOND_PERSON, type SecondPersonPolicy } from '#/desk/second-person.ts'
import type { RuleRegistry } from '#/rules/rule-book.ts'
import { domainsIn } from '#/rules/rule-domains.ts'
import type { ConnectionLimits } from '#/http/below-framework.ts'
import type { ConsoleFiles } from '#/console/console-files.ts'
import { answersForConsole, showConsole } from '#/server/console/console-pages.ts'
import { showDocs } from '#/server/docs.ts'
import { httpApp } from '#/http/http-app.ts'
import { limitRates } from '#/http/rate-limits.ts'
import { consumerLag } from '#/http/consumer-lag.ts'
import { logFindingsMetrics } from '#/http/log-findings-metrics.ts'
import { metricsRoutes } from '#/http/metrics-route.ts'
import { bindCursors } from '#/http/bound-cursors.ts'
import type { Backtests } from '#/server/backtests.ts'
import { recordDossierReadings } from '#/server/dossier-readings.ts'
import { refuseForeignIds } from '#/server/foreign-ids.ts'
import { behindGuard, guardedWarehouse } from '#/server/guarded-warehouse.ts'
import { describeApi } from '#/server/openapi.ts'
import { RequestRefused } from '#/http/problem.ts'
import type { ClockView } from '#/http/clock-view.ts'
import type { LogWritability } from '#/http/log-writability.ts'
import type { Progress } from '#/http/progress.ts'
import { RegionBook } from '#/regions/region-book.ts'
import { DirectoryReader } from '#/organisations/directory-book.ts'
import type { DeployedMap } from '#/server/map/deployed-map.ts'
import type { AlertFeed } from '#/server/live/alert-feed.ts'
import type { NoticeDesk } from '#/notice-endpoints/notice-desk.ts'
import type { RuleFailures } from '#/server/rule-failures.ts'
import type { HttpLogger } from '#/http/request-log.ts'
import type { Authenticate } from '#/http/authentication.ts'
import type { AllowedHosts } from '#/http/security-headers.ts'
import { maySeeAlertWithin } from '#/server/may-see-alert.ts'
import { serverRefusal } from '#/server/refusals.ts'
import { refuseUnknownRegions } from '#/server/unknown-regions.ts'
import { alertEvidenceRoutes } from '#/server/routes/alert-evidence.ts'
import { alertAssignmentRoutes } from '#/server/routes/alert-assignments.ts'
import { alertBulkRoutes } from '#/server/routes/alert-bulk.ts'
import { alertExportRoutes } from '#/server/routes/alert-exports.ts'
import { alertPrintRoutes } from '#/server/routes/alert-prints.ts'
import { alertLeadRoutes } from '#/server/routes/alert-leads.ts'
import { alertMarkRoutes } from '#/server/routes/alert-marks.ts'
import { dutyRoutes } from '#/server/routes/duties.ts'
import { dutiesOnTimeRoutes } from '#/server/routes/duties-on-time.ts'
import { alertStepRoutes } from '#/server/routes/alert-steps.ts'
import { alertListRoutes } from '#/server/routes/alert-lists.ts'
import { alertRoutes } from '#/server/routes/alerts.ts'
import { alertStreamRoutes, type AlertStreamOptions } from '#/server/routes/alert-stream.ts'
import { attributeConflictRoutes } from '#/server/routes/attribute-conflicts.ts'
import { authorityRoutes } from '#/server/routes/authorities.ts'
import { auditRoutes } from '#/server/routes/audit.ts'
import { backtestRoutes } from '#/server/routes/backtests.ts'
import { completenessRoutes } from '#/server/routes/completeness.ts'
import { counterEvidenceRoutes } from '#/server/routes/counter-evidence.ts'
import { countRoutes } from '#/server/routes/counts.ts'
import { ExportSender } from '#/server/exports/send-export.ts'
import { exportedFileRoutes } from '#/server/routes/exported-files.ts'
import { factExportRoutes } from '#/server/routes/fact-exports.ts'
import { factSearchRoutes } from '#/server/routes/fact-search.ts'
import { eventTypeRoutes } from '#/server/routes/event-types.ts'
import { eventQueryRoutes } from '#/server/routes/events.ts'
import { ledgerAuditRoutes } from '#/server/routes/ledger-audits.ts'
import { mapRoutes } from '#/server/routes/map.ts'
import { healthRoutes } from '#/server/routes/health.ts'
import { ruleCheckRoutes } from '#/server/routes/rule-check.ts'
import { ruleClosingRoutes } from '#/server/routes/rule-closings.ts'
import { ruleComparisonRoutes } from '#/server/routes/rule-comparison.ts'
import { ruleStatementRoutes } from '#/server/routes/rule-statement.ts'
import { ruleLifeRoutes } from '#/server/routes/rule-life.ts'
import { ruleRoutes } from '#/server/routes/rules.ts'
import { shadowWarningRoutes } from '#/server/routes/shadow-warnings.ts'
import { silenceRoutes } from '#/server/routes/silences.ts'
import { similarAlertRoutes } from '#/server/routes/similar-alerts.ts'
import { overviewRoutes } from '#/server/routes/overview.ts'
import { sourceRoutes } from '#/server/routes/sources.ts'
import { subjectChangeRoutes } from '#/server/routes/subject-changes.ts'
import { subjectHistoryRoutes } from '#/server/routes/subject-history.ts'
import { subjectLinkRoutes } from '#/server/routes/subject-links.ts'
import { subjectRelationRoutes } from '#/server/routes/subject-relations.ts'
import { subjectRiskRoutes } from '#/server/routes/subject-risk.ts'
import { subjectSearchRoutes } from '#/server/routes/subject-search.ts'
import { subjectStandingRoutes } from '#/server/routes/subject-standing.ts'
import { subjectRoutes } from '#/server/routes/subjects.ts'
import { publicationRoutes } from '#/server/routes/publications.ts'
import { publicReceiptRoutes } from '#/server/routes/public-receipts.ts'
import { regionRoutes } from '#/server/routes/regions.ts'
import { calendarRoutes } from '#/server/routes/calendars.ts'
import { routingRoutes } from '#/server/routes/routing.ts'
import { viewRoutes } from '#/server/routes/views.ts'
import { unmaskRoutes } from '#/server/routes/unmask.ts'
import { unitRoutes } from '#/server/routes/units.ts'
import { unitStepRoutes } from '#/server/routes/unit-steps.ts'
import { warningExplanationRoutes } from '#/server/routes/warning-explanation.ts'
import { warningRoutes } from '#/server/routes/warnings.ts'

export interface ServerOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  /** Where it stands how far audits of the ledgers are. Default: nowhere. */
  readonly checkpoints?: Pick<CheckpointStore, 'load'>
  /** Of a log on a server; of one in a file there is nothing to know. */
  readonly standing?: LogStanding
  readonly progress: Progress
  /** What `/` opens. */
  readonly console: ConsoleFiles
  /** `elsewhere`: in other processes, so that this one is ready without them. Default: here. */
  readonly consumers_run?: 'here' | 'elsewhere'
  /** The rules in the log, all versions. */
  readonly rules: RuleRegistry
  /** When people's steps are said to have happened. */
  readonly now: () => Instant
  /** How the process stands with the time, for health. */
  readonly time?: () => ClockView
  readonly rule_failures: RuleFailures
  readonly backtests: Backtests
  /** Where notices go, and how far. */
  readonly notices: NoticeDesk
  /** What those who listen to alerts are told from. */
  readonly feed: AlertFeed
  readonly live_limits?: AlertStreamOptions['live_limits']
  readonly logger: HttpLogger
  /** What `/metrics` shows. Intake and others may have registered theirs. */
  readonly metrics: Registry
  /** Whether the log takes events. */
  readonly writes: LogWritability
  /** Host names the server answers for. */
  readonly allowed_hosts: AllowedHosts
  /**
   * A request that takes longer is answered 503 and its queries are stopped. Default: 30 seconds.
   */
  readonly answer_timeout_ms?: number
  /** Where they are not the usual. */
  readonly connection_limits?: ConnectionLimits
  readonly body_limits?: BodyLimits
  /** Files that people attach to alerts, and how many bytes one may have. */
  readonly evidence: { readonly store: EvidenceStore; readonly bytes_max: number }
  /** Which alerts one person alone cannot close. Default: none. */
  readonly second_person?: SecondPersonPolicy
  /** Who may see and work on which alert. Default: in whose scope it lies. */
  readonly may_see_alert?: MaySeeAlert
  /** What lies in the data folder. Default: no map. */
  readonly map?: DeployedMap
  readonly authenticate: Authenticate
  /** Who read what. Default: in the log. */
  readonly audit?: Pick<AuditTrail, 'act' | 'reading'>
  /** Requests of one actor. Default: as the settings have it when nothing is set. */
  readonly requests_per_minute?: number
  /** This server as browsers see it, for codes on paper. Default: nobody said. */
  readonly public_origin?: string | null
  /** Addresses of proxies that say truly for whom they ask. Default: none. */
  readonly trusted_proxies?: readonly string[]
  /** Where requests are spans. Default: nowhere. */
  readonly tracing?: Tracing
  /** The program's version, for the API's description. */
  readonly version: string
}

const ANSWER_TIMEOUT_MS = 30_000
const REQUESTS_PER_MINUTE = 6_000

/**
 * The HTTP API, not listening yet. Further plugins (intake) may be registered on it before it is
 * ready: their errors become problems and their routes appear in `/openapi.json`. `close` waits for
 * the requests in hand; it closes no dependency.
 */
export function buildServer(given: ServerOptions): FastifyInstance {
  const warehouse = guardedWarehouse(given.warehouse, given.rules)
  const directory = new DirectoryReader(behindGuard(warehouse, 'the directory is public'))
  const audit = given.audit ?? countedTrail(given, given.metrics)
  const endpoints = new EndpointBook()
  const exports = new ExportSender(given)
  const regions = new RegionBook(given.log)
  const options = { ...given, warehouse, directory, audit, endpoints, exports, regions }
  const { logger, metrics, allowed_hosts: hosts, connection_limits, authenticate } = options
  const app = httpApp({
    logger,
    metrics,
    hosts,
    ownRefusal: serverRefusal,
    answerUnknown: answersForConsole(options.console),
    ...(connection_limits === undefined ? {} : { connection_limits }),
    authenticate,
    ...(options.tracing === undefined ? {} : { tracing: options.tracing }),
    ...(options.trusted_proxies === undefined ? {} : { trusted_proxies: options.trusted_proxies }),
  })
  limitRates(app, { per_minute: options.requests_per_minute ?? REQUESTS_PER_MINUTE })
  consumerLag(metrics, options.progress)
  logFindingsMetrics(metrics, options.standing ?? LOG_OF_ITS_OWN)
  refuseUnknownRegions(app, regions)
  describeApi(app, options)
  showConsole(app, options.console)
  showDocs(app)
  app.register(async (api) => {
    bindCursors(api)
    // Only for the routes of this service: an intake stream may take as long as it takes.
    api.addHook('onRoute', (route) => {
      route.handlerTimeout = options.answer_timeout_ms ?? ANSWER_TIMEOUT_MS
    })
    watchBodies(api, options.body_limits)
    api.addHook('preValidation', async ({ body }) => {
      // Before a schema, a rule or an outcome recurses over it.
      if (isNestedTooDeep(body)) throw new RequestRefused('BODY_UNREADABLE', NESTING_PROBLEM)
    })
    refuseForeignIds(api, options.warehouse)
    recordDossierReadings(api, options)
    await api.register(alertListRoutes, options)
    api.addHook('preClose', async () => exports.leave())
    await api.register(alertExportRoutes, options)
    await api.register(factExportRoutes, options)
    await api.register(exportedFileRoutes, options)
    await api.register(alertRoutes, options)
    const desk = deskOf(options)
    const { public_origin = null } = options
    await api.register(alertAssignmentRoutes, { ...options, desk })
    await api.register(alertPrintRoutes, { ...options, desk, public_origin })
    await api.register(alertStepRoutes, { desk })
    await api.register(dutyRoutes, { ...options, desk })
    await api.register(dutiesOnTimeRoutes, { warehouse: options.warehouse, now: desk.now })
    await api.register(alertMarkRoutes, { desk })
    await api.register(alertLeadRoutes, { desk })
    await api.register(alertBulkRoutes, { ...options, desk })
    const { store, bytes_max } = options.evidence
    await api.register(alertEvidenceRoutes, { desk, evidence: store, bytes_max })
    await api.register(counterEvidenceRoutes, options)
    await api.register(similarAlertRoutes, options)
    await api.register(alertStreamRoutes, options)
    await api.register(warningRoutes, options)
    await api.register(warningExplanationRoutes, options)
    await api.register(subjectRoutes, options)
    await api.register(subjectSearchRoutes, options)
    await api.register(subjectHistoryRoutes, options)
    await api.register(subjectRiskRoutes, options)
    await api.register(subjectStandingRoutes, options)
    await api.register(subjectRelationRoutes, options)
    await api.register(subjectLinkRoutes, options)
    await api.register(subjectChangeRoutes, options)
    await api.register(viewRoutes, options)
    await api.register(ruleRoutes, options)
    await api.register(notJudgedRoutes, options)
    await api.register(backtestRoutes, options)
    await api.register(silenceRoutes, options)
    await api.register(ruleLifeRoutes, options)
    await api.register(ruleCheckRoutes, options)
    await api.register(ruleComparisonRoutes, options)
    await api.register(ruleClosingRoutes, options)
    await api.register(ruleStatementRoutes, options)
    await api.register(shadowWarningRoutes, options)
    await api.register(completenessRoutes, options)
    await api.register(ledgerAuditRoutes, options)
    await api.register(auditRoutes, options)
    await api.register(countRoutes, options)
    await api.register(factSearchRoutes, options)
    await api.register(eventTypeRoutes)
    await api.register(eventQueryRoutes, options)
    await api.register(unmaskRoutes, options)
    await api.register(overviewRoutes, options)
    await api.register(sourceRoutes, options)
    await api.register(unitRoutes, options)
    await api.register(unitStepRoutes, options)
    await api.register(noticeEndpointRoutes, options)
    await api.register(noticeDeliveryRoutes, options)
    await api.register(authorityRoutes, options)
    await api.register(attributeConflictRoutes, options)
    await api.register(routingRoutes, options)
    await api.register(calendarRoutes, options)
    await api.register(regionRoutes, options)
    await api.register(publicationRoutes, options)
    await api.register(publicReceiptRoutes, options)
    await api.register(mapRoutes, options)
    await api.register(healthRoutes, options)
    await api.register(metricsRoutes, options)
  })
  return app
}

function deskOf({ log, now, second_person, may_see_alert, rules }: ServerOptions): DeskParts {
  return {
    log,
    now,
    second_person: second_person ?? NO_SECOND_PERSON,
    may_see: may_see_alert ?? maySeeAlertWithin(domainsIn(rules)),
  }
}
