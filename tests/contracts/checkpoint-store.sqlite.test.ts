import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { sqlitePlace } from '#/support/log/sqlite-place.ts'
import { checkpointStoreContract } from './checkpoint-store.contract.ts'

checkpointStoreContract('SqliteCheckpointStore', () =>
  sqlitePlace((database) => new SqliteCheckpointStore(database)),
)
