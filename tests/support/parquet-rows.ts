import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** The rows of a Parquet file, read by another program than the engine that wrote it. */
export async function parquetRows(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const bytes = Buffer.concat(await Array.fromAsync(pieces))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  return parquetReadObjects({ file, compressors })
}
