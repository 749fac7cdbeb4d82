import { createRequire } from 'node:module'
import type { Any } from 'google-protobuf/google/protobuf/any_pb.js'
import type { ServiceDefinition } from '@grpc/grpc-js'
import type * as SharedMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js'
import type * as FeatureMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js'
import type * as StatusMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js'
import type * as StreamMessages from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js'

export type ClientPackage = '@eventstore/db-client' | '@kurrent/kurrentdb-client'

type Service = ServiceDefinition

/** The protocol as a client package ships it: its services and the classes of its messages. */
export interface Definitions {
  readonly shared: typeof SharedMessages
  readonly status: typeof StatusMessages
  readonly streams: typeof StreamMessages
  readonly features: typeof FeatureMessages
  readonly Any: typeof Any
  readonly streamsService: Service
  readonly featuresService: Service
}

const GENERATED: Readonly<Record<ClientPackage, string>> = {
  '@eventstore/db-client': 'generated',
  '@kurrent/kurrentdb-client': 'generated/kurrentdb/protocols/v1',
}

/**
 * Must be the package whose client runs in this process: loading the messages of both breaks them.
 */
export function definitionsOf(clientPackage: ClientPackage): Definitions {
  const require = createRequire(import.meta.url)
  // The packages define the same messages, so the types of one describe both.
  const load = (name: string): never =>
    require(`${clientPackage}/${GENERATED[clientPackage]}/${name}.js`) as never
  const { Any: AnyMessage } = require('google-protobuf/google/protobuf/any_pb.js') as {
    Any: typeof Any
  }
  const { StreamsService } = load('streams_grpc_pb') as { StreamsService: Service }
  const { ServerFeaturesService } = load('serverfeatures_grpc_pb') as {
    ServerFeaturesService: Service
  }
  return {
    shared: load('shared_pb'),
    status: load('status_pb'),
    streams: load('streams_pb'),
    features: load('serverfeatures_pb'),
    Any: AnyMessage,
    streamsService: StreamsService,
    featuresService: ServerFeaturesService,
  }
}
