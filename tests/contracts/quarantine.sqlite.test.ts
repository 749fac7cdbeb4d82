import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { sqlitePlace } from '#/support/log/sqlite-place.ts'
import { quarantineContract } from './quarantine.contract.ts'

quarantineContract('SqliteQuarantine', () =>
  sqlitePlace((database) => new SqliteQuarantine(database)),
)
