import { Metadata, status, type ServiceError } from '@grpc/grpc-js'

/** How the server names its errors: in the metadata of the status. */
export function exception(
  code: status,
  name: string,
  details: Readonly<Record<string, string>>,
): Partial<ServiceError> {
  const metadata = new Metadata()
  metadata.set('exception', name)
  for (const [key, value] of Object.entries(details)) metadata.set(key, value)
  return Object.assign(new Error(name), { code, details: name, metadata })
}

export function streamDeleted(stream: string): Partial<ServiceError> {
  return exception(status.FAILED_PRECONDITION, 'stream-deleted', { 'stream-name': stream })
}
