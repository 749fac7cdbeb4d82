// https://grpc.github.io/grpc/core/md_doc_statuscodes.html
export const INVALID_ARGUMENT = 3
export const PERMISSION_DENIED = 7
export const UNIMPLEMENTED = 12
export const UNAUTHENTICATED = 16
