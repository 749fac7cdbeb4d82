#!/usr/bin/env bash
# For health checks of containers: `bash infra/deploy/check-health.sh http://127.0.0.1:8080/health/ready`. Exits with 1 unless it is well.
# In Bash, because it runs in every container every five seconds: a process of Node took 0.25 s of a processor each time, this takes 0.002 s.
address=${1#http://}
host=${address%%/*}
exec 3<>"/dev/tcp/${host%:*}/${host##*:}" || exit 1
printf 'GET /%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "${address#*/}" "$host" >&3
read -r -t 4 _ status _ <&3
[[ $status == 2?? ]]
