#!/usr/bin/env bash
# One event, a batch and a correction, with curl.
#   JIANWEI_KEY=jwk_… [JIANWEI_URL=https://jianwei.example] bash send.sh
set -euo pipefail
url=${JIANWEI_URL:-http://127.0.0.1:8080}
key=${JIANWEI_KEY:?set JIANWEI_KEY to the key of your service account}

# Sends standard input as the media type $1 and prints the answer; ends with 1 where it is a refusal,
# whose code and reasons are in what is printed. Whoever got no answer sends the same again.
send() {
  curl --silent --show-error --fail-with-body "$url/v1/events" \
    -H "Authorization: Bearer $key" -H "Content-Type: $1" --data-binary @-
  echo
}

complaint() {
  cat <<JSON
{ "specversion": "1.0", "id": "curl-$1", "source": "urn:example:market-bureau", "type": "ComplaintReceived",
  "subject": "91350100M000100Y43", "time": "2026-03-01T09:30:00+08:00", "region": "350100",
  "data": { "complaint_number": "curl-$1", "title": "面包变质" } }
JSON
}

echo 'One event:'
complaint 1 | send application/cloudevents+json

echo 'A batch, answered with one result for each:'
echo "[$(complaint 2), $(complaint 3)]" | send application/cloudevents-batch+json

echo 'A correction of the first:'
send application/cloudevents+json <<'JSON'
{ "specversion": "1.0", "id": "curl-1-c1", "source": "urn:example:market-bureau", "type": "FactCorrected",
  "subject": "91350100M000100Y43", "time": "2026-03-02T10:00:00+08:00", "region": "350100",
  "data": {
    "fact": { "source": "urn:example:market-bureau", "id": "curl-1" },
    "reason": "the number was wrong",
    "replacement": {
      "type": "ComplaintReceived", "schema_version": 1, "occurred_at": "2026-03-01T09:30:00+08:00",
      "region": "350100", "department": null,
      "data": { "complaint_number": "curl-7", "title": "面包变质" } } } }
JSON
