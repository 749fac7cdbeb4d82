#!/bin/sh
# Starts a broker. KAFKA_NODE_ID is node.id, as in the official image: words in small letters, with a dot between two.
set -eu
properties=/etc/kafka/server.properties
env | sed -n 's/^KAFKA_\([A-Z_]*\)=\(.*\)$/\1=\2/p' | grep -v -e '^HEAP_OPTS=' -e '^OPTS=' |
  while IFS='=' read -r name value; do
    printf '%s=%s\n' "$(printf '%s' "$name" | tr 'A-Z_' 'a-z.')" "$value"
  done >"$properties"
# As in the official image, what is mounted there is added.
[ ! -f /mnt/shared/config/server.properties ] || cat /mnt/shared/config/server.properties >>"$properties"
tool() { java -cp '/opt/kafka/libs/*' -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "$@"; }
tool kafka.tools.StorageTool format --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$properties" --ignore-formatted
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xms256m -Xmx512m} -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
  -cp '/opt/kafka/libs/*' kafka.Kafka "$properties"
