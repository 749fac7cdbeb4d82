import { Counter, type Registry } from 'prom-client'
import { AuditTrail, type AuditParts } from '#/audit/audit-trail.ts'

/** A trail whose readings can be counted: those written down, and those on record for the hour. */
export function countedTrail(parts: Omit<AuditParts, 'onReading'>, metrics: Registry): AuditTrail {
  const readings = new Counter({
    name: 'jianwei_audit_readings_total',
    help: 'Readings of dossiers and of the audit: recorded, or on record for the hour already',
    labelNames: ['outcome'],
    registers: [metrics],
  })
  return new AuditTrail({ ...parts, onReading: (outcome) => readings.inc({ outcome }) })
}
