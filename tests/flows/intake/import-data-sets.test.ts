import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  mappingFromFile,
  SHIPPED_MAPPINGS,
} from '@jianwei/services/intake/mapping/mapping-files.ts'
import { countsBy } from '#/support/intake/intake-server.ts'
import { readingsOf } from '#/support/intake/mapped-readings.ts'

const DATA = fileURLToPath(new URL('../../../../shared/data', import.meta.url))

const DATA_SETS = [
  {
    name: 'chicago-inspections',
    file: 'chicago-food-inspections/inspections.ndjson.gz',
    counts: {
      InspectionConducted: 22_843,
      ViolationFound: 94_677,
      SubjectChanged: 22_816,
      CreditClassAssigned: 22_843,
    },
  },
  {
    name: 'chicago-licences',
    file: 'chicago-food-inspections/licenses.ndjson.gz',
    counts: {
      LicenceGranted: 2_774,
      LicenceRenewed: 14_141,
      LicenceRevoked: 752,
      SubjectChanged: 16_915,
    },
  },
  {
    name: 'chicago-complaints',
    file: 'chicago-food-inspections/complaints.ndjson.gz',
    counts: { ReportReceived: 65_421, TicketAnswered: 64_693 },
  },
  {
    name: 'sf-health-scores',
    file: 'sf-health-scores/events.csv.gz',
    counts: {
      InspectionConducted: 21_430,
      OtherActionTaken: 2_977,
      SubjectChanged: 1_792,
      ViolationFound: 38_462,
    },
  },
]

describe('the data sets that may not be copied into the project', () => {
  for (const { name, file, counts } of DATA_SETS) {
    const path = join(DATA, file)
    const isAbsent = !existsSync(path)
    if (isAbsent) console.log(`SKIPPED: ${name}, because ../shared/data/${file} is absent`)
    test.skipIf(isAbsent)(`${name} maps every row of its set`, async () => {
      const mapping = mappingFromFile(join(SHIPPED_MAPPINGS, `${name}.yaml`))
      const readings = await readingsOf(path, mapping)
      expect(readings.filter((reading) => !reading.ok)).toEqual([])
      const events = readings.flatMap((reading) => (reading.ok ? reading.events : []))
      expect(countsBy(events, ({ type }) => type)).toEqual(counts)
      expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length)
    })
  }
})
